package dev.laurel.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the schema knows and Laurel does not do yet: refused by its place, never ignored. A feature that comes takes its lines out of here. */
final class NotYet {
    /** Fields that the schema knows and that do not work yet, by place ({@code *} is any position). */
    private static final List<String> PLANNED = List.of(
            "/expiry/warnDays",
            "/tiers/upgradeAfterDays",
            "/tiers/firstOrderAtOnce",
            "/tiers/warnDays",
            "/tiers/replacedBy",
            "/tiers/ladder/*/onReach",
            "/shops",
            "/accounting");

    /** Fields of which some values work already. */
    private record Working(String place, Set<String> values) {}

    private static final List<Working> WORKING = List.of(
            new Working("/expiry/kind", Set.of("never", "afterEarning", "calendar")),
            new Working("/tiers/window", Set.of("calendarYear", "lifetime")));

    private NotYet() {}

    static List<Fault> faults(JsonNode document) {
        List<Fault> faults = new ArrayList<>();
        for (String place : PLANNED) {
            for (String pointer : places(document, place)) {
                faults.add(new Fault(pointer, "this field is not supported yet"));
            }
        }
        for (Working working : WORKING) {
            for (String pointer : places(document, working.place())) {
                JsonNode value = document.at(pointer);
                if (!value.isTextual() || !working.values().contains(value.textValue())) {
                    String works =
                            String.join(", ", working.values().stream().sorted().toList());
                    faults.add(new Fault(pointer, "this value is not supported yet; what is: " + works));
                }
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
