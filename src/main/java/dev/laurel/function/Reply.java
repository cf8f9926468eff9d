package dev.laurel.function;

import com.fasterxml.jackson.databind.JsonNode;

/** What a route answers: a status and a body. */
record Reply(int status, JsonNode body) {
    static Reply ok(JsonNode body) {
        return new Reply(200, body);
    }

    static Reply created(JsonNode body) {
        return new Reply(201, body);
    }
}
