package dev.laurel.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a program version changes, field by field. Items of a list that have an id are compared by it, whatever their place; another order is a change of its own.
 * Each is marked better, worse or neutral for members. */
final class Changes {
    private final ArrayNode changes = JsonNodeFactory.instance.arrayNode();

    private final boolean isFirst;

    /** @param isFirst whether there was nothing before, so that nothing became better or worse */
    private Changes(boolean isFirst) {
        this.isFirst = isFirst;
    }

    static ArrayNode between(JsonNode from, JsonNode to) {
        Changes found = new Changes(from.isEmpty());
        found.compare("", from, to);
        return found.changes;
    }

    /** Whether any of the changes makes something worse for members. */
    static boolean makeWorse(JsonNode changes) {
        return changes.valueStream().anyMatch(c -> c.path("effect").asText().equals(Effect.WORSE.inWords()));
    }

    private void compare(String path, JsonNode from, JsonNode to) {
        if (from.equals(to)) return;
        if (from.isObject() && to.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            from.fieldNames().forEachRemaining(names::add);
            to.fieldNames().forEachRemaining(names::add);
            for (String name : names) compare(path + "/" + name, from.path(name), to.path(name));
        } else if (isListOfIds(from, to)) {
            if (!ids(from).equals(ids(to)) && Set.copyOf(ids(from)).equals(Set.copyOf(ids(to)))) {
                ObjectNode order = changes.addObject().put("path", path);
                order.set("from", Json.array(ids(from), Json::text));
                order.set("to", Json.array(ids(to), Json::text));
                order.put("effect", Effect.NEUTRAL.inWords());
            }
            compare(path, byId(from), byId(to));
        } else {
            ObjectNode change = changes.addObject().put("path", path);
            if (!from.isMissingNode()) change.set("from", from);
            if (!to.isMissingNode()) change.set("to", to);
            Effect effect = isFirst ? Effect.NEUTRAL : Effect.of(path, from, to);
            change.put("effect", effect.inWords());
        }
    }

    /** A list that is left out is an empty one. */
    private static boolean isListOfIds(JsonNode from, JsonNode to) {
        return (from.isArray() || from.isMissingNode())
                && (to.isArray() || to.isMissingNode())
                && hasIds(from)
                && hasIds(to)
                && !(from.isEmpty() && to.isEmpty());
    }

    private static boolean hasIds(JsonNode list) {
        return list.valueStream().allMatch(item -> item.hasNonNull("id"));
    }

    private static List<String> ids(JsonNode list) {
        return list.valueStream().map(item -> item.path("id").asText()).toList();
    }

    private static ObjectNode byId(JsonNode list) {
        ObjectNode byId = Json.object();
        list.forEach(item -> byId.set(item.path("id").asText(), item));
        return byId;
    }
}
