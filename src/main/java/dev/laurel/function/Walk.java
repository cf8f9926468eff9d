package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.store.DueIndex.Sweep;
import org.jspecify.annotations.Nullable;

/**
 * A way through a shard that the night has yet to go: through the accounts that are due, or through all members of a program that has
 * a new version.
 *
 * @param sweep whose members; null is all that is due
 * @param cursor from where; null is the start
 */
record Walk(@Nullable Sweep sweep, @Nullable String cursor) {
    static final Walk THROUGH_WHAT_IS_DUE = new Walk(null, null);

    static Walk through(Sweep sweep) {
        return new Walk(sweep, null);
    }

    Walk from(String cursor) {
        return new Walk(sweep, cursor);
    }

    /** @throws dev.laurel.json.Malformed where it is none */
    static Walk read(Fields json) {
        Sweep sweep = json.has("program") ? new Sweep(json.id("program"), version(json)) : null;
        return new Walk(sweep, json.optionalText("cursor").orElse(null));
    }

    private static String version(Fields json) {
        String version = json.text("version");
        if (!version.matches("\\d{1,6}")) throw json.fault("version", "a version's number is expected");
        return version;
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        if (sweep != null) json.put("program", sweep.program()).put("version", sweep.version());
        if (cursor != null) json.put("cursor", cursor);
        return json;
    }
}
