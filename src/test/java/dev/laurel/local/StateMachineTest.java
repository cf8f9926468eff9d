package dev.laurel.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The state machine of the night as it is deployed, with tasks that do what a test says. */
class StateMachineTest {
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    private static JsonNode night() throws IOException {
        try (InputStream json = StateMachineTest.class.getResourceAsStream("/expire.asl.json")) {
            return Json.parse(Objects.requireNonNull(json).readAllBytes());
        }
    }

    private static JsonNode json(String json) {
        return Json.parse(json.replace('\'', '"').getBytes(UTF_8));
    }

    private interface Shard {
        JsonNode call(JsonNode input);
    }

    /** Plans two shards and counts those that are not done; what a shard answers is the test's. */
    private StateMachine night(Shard shard) throws IOException {
        return new StateMachine(night(), (resource, input) -> {
            assertThat(resource).isEqualTo("${expire}");
            String step = input.path("step").asText();
            calls.add(step + input.path("shard").asText());
            return switch (step) {
                case "plan" ->
                    json(
                            "{'step': 'report', 'shards': [{'step': 'shard', 'shard': 0}, {'step': 'shard', 'shard': 1}]}");
                case "shard" -> shard.call(input);
                default -> {
                    int unfinished = 0;
                    for (JsonNode s : input.path("shards")) if (!s.path("done").asBoolean()) unfinished++;
                    yield Json.object().put("unfinished", unfinished);
                }
            };
        });
    }

    @Test
    void each_shard_is_called_with_what_it_answered_until_it_is_done() throws IOException {
        StateMachine night = night(input -> {
            int calls = input.path("calls").asInt() + 1;
            return json("{'step': 'shard', 'shard': " + input.path("shard") + ", 'calls': " + calls + ", 'done': "
                    + (calls == 3) + "}");
        });
        assertThat(night.run(Json.object())).isInstanceOf(StateMachine.End.Succeeded.class);
        assertThat(calls).startsWith("plan").endsWith("report");
        assertThat(calls).filteredOn("shard0"::equals).hasSize(3);
        assertThat(calls).filteredOn("shard1"::equals).hasSize(3);
    }

    @Test
    void a_call_that_fails_is_made_again_with_the_same_input() throws IOException {
        int[] failures = {2};
        StateMachine night = night(input -> {
            if (input.path("shard").asInt() == 1 && failures[0]-- > 0) throw new IllegalStateException("out of memory");
            return json("{'done': true}");
        });
        assertThat(night.run(Json.object())).isInstanceOf(StateMachine.End.Succeeded.class);
        assertThat(calls).filteredOn("shard1"::equals).hasSize(3);
    }

    @Test
    void a_shard_that_fails_for_good_does_not_stop_the_others_and_the_run_says_so_at_its_end() throws IOException {
        StateMachine night = night(input -> {
            if (input.path("shard").asInt() == 0) throw new IllegalStateException("out of memory");
            return json("{'done': true}");
        });
        StateMachine.End end = night.run(Json.object());
        assertThat(end).isInstanceOf(StateMachine.End.Failed.class);
        assertThat(end.output()).isEqualTo(Json.object().put("unfinished", 1));
        assertThat(calls).contains("shard1").endsWith("report");
    }

    @Test
    void a_plan_that_fails_for_good_ends_the_run() throws IOException {
        StateMachine night = new StateMachine(night(), (_, _) -> {
            throw new IllegalStateException("no table");
        });
        assertThatThrownBy(() -> night.run(Json.object())).hasMessage("no table");
    }

    @Test
    void what_this_one_does_not_know_is_refused_before_anything_runs() {
        for (String state : List.of(
                "{'Type': 'Wait', 'Seconds': 5, 'Next': 'B'}",
                "{'Type': 'Task', 'Resource': 'x', 'TimeoutSeconds': 5, 'Next': 'B'}")) {
            JsonNode definition = json("{'StartAt': 'A', 'States': {'A': " + state + "}}");
            assertThatThrownBy(() -> new StateMachine(definition, (_, input) -> input))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not known");
        }
    }
}
