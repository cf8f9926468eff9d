package dev.laurel.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the model says to a command.
 *
 * @param problems of which kind the refusal may be; none where it is accepted
 * @param body what else there is to see in an answer that accepts
 */
record Verdict(int status, Set<String> problems, Consumer<JsonNode> body) {
    static Verdict accepted(int status, Consumer<JsonNode> body) {
        return new Verdict(status, Set.of(), body);
    }

    static Verdict refused(int status, String... problems) {
        return new Verdict(status, Set.of(problems), _ -> {});
    }

    boolean isAccepted() {
        return problems.isEmpty();
    }
}
