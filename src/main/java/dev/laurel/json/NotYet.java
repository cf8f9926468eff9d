package dev.laurel.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the schema knows and Laurel does not do yet: refused by its place, never ignored. A feature that comes takes its lines out of here. */
final class NotYet {
    /** Fields that the schema knows and that do not work yet, by place ({@code *} is any position). */
    private static final List<String> PLANNED = List.of("/shops", "/accounting");

    private NotYet() {}

    static List<Fault> faults(JsonNode document) {
        List<Fault> faults = new ArrayList<>();
        for (String place : PLANNED) {
            for (String pointer : places(document, place)) {
                faults.add(new Fault(pointer, "this field is not supported yet"));
            }
        }
        return faults;
    }

    /** The pointers of all fields that stand at a place. */
    private static List<String> places(JsonNode document, String place) {
        List<String> found = List.of("");
        for (String step : place.substring(1).split("/")) {
            List<String> next = new ArrayList<>();
            for (String pointer : found) {
                JsonNode node = document.at(pointer);
                if (step.equals("*")) for (int i = 0; i < node.size(); i++) next.add(pointer + "/" + i);
                else if (node.has(step)) next.add(pointer + "/" + step);
            }
            found = next;
        }
        return found;
    }
}
