package dev.laurel.function;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a route answers.
 *
 * @param outcome what the log says of it
 */
record Reply(int status, JsonNode body, String outcome) {
    Reply(int status, JsonNode body) {
        this(status, body, CallLog.OK);
    }

    static Reply ok(JsonNode body) {
        return new Reply(200, body);
    }

    static Reply created(JsonNode body) {
        return new Reply(201, body);
    }
}
