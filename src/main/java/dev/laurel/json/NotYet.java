package dev.laurel.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What the schema knows and Laurel does not do yet: refused by its place, never ignored. A feature that comes takes its line out of here. */
final class NotYet {
    private static final List<String> PLANNED = List.of("/accounting");

    private NotYet() {}

    static List<Fault> faults(JsonNode document) {
        return PLANNED.stream()
                .filter(field -> asksFor(document.at(field)))
                .map(field -> new Fault(field, "this field is not supported yet"))
                .toList();
    }

    /** A switch that is off asks for nothing. */
    private static boolean asksFor(JsonNode field) {
        return !field.isMissingNode() && !(field.isBoolean() && !field.booleanValue());
    }
}
