package dev.laurel.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/**
 * Runs a state machine as AWS Step Functions does, as far as ours go: tasks, maps, choices and ends, with paths in JSONPath. What it
 * does not know it refuses. It does not wait between attempts.
 *
 * @see <a href="https://states-language.net/spec.html">Amazon States Language</a>
 */
final class StateMachine {
    private static final Logger LOG = Logger.getLogger(StateMachine.class);

    private static final Map<String, Set<String>> KNOWN = Map.of(
            "Task", Set.of("Type", "Resource", "Parameters", "Retry", "Catch", "Next"),
            "Map", Set.of("Type", "ItemsPath", "MaxConcurrency", "ItemProcessor", "ResultPath", "Next"),
            "Choice", Set.of("Type", "Choices", "Default"),
            "Succeed", Set.of("Type"),
            "Fail", Set.of("Type", "Error", "Cause"));

    private final JsonNode definition;
    private final Tasks tasks;

    /** What does the tasks. */
    @FunctionalInterface
    interface Tasks {
        JsonNode run(String resource, JsonNode input);
    }

    /** How it ended. */
    sealed interface End {
        JsonNode output();

        record Succeeded(JsonNode output) implements End {}

        /** @param output what the state that says so was given */
        record Failed(String cause, JsonNode output) implements End {}
    }

    /**
     * @param definition in the Amazon States Language
     * @throws IllegalArgumentException where it has something that is not known here
     */
    StateMachine(JsonNode definition, Tasks tasks) {
        this.definition = definition;
        this.tasks = tasks;
        check(definition);
    }

    private static void check(JsonNode machine) {
        machine.path("States").properties().forEach(state -> {
            Set<String> fields = new TreeSet<>();
            state.getValue().fieldNames().forEachRemaining(fields::add);
            fields.removeAll(KNOWN.getOrDefault(state.getValue().path("Type").asText(), Set.of()));
            if (!fields.isEmpty()) throw new IllegalArgumentException(state.getKey() + ": " + fields + " is not known");
            for (JsonNode handler : state.getValue().path("Catch")) {
                if (!handler.path("ResultPath").isNull())
                    throw new IllegalArgumentException(state.getKey() + ": an error is not kept in the state");
            }
            if (state.getValue().has("ItemProcessor")) check(state.getValue().path("ItemProcessor"));
        });
    }

    End run(JsonNode input) {
        return run(definition, input);
    }

    private End run(JsonNode machine, JsonNode input) {
        JsonNode at = input;
        String name = machine.path("StartAt").asText();
        while (true) {
            JsonNode state = machine.path("States").path(name);
            switch (state.path("Type").asText()) {
                case "Task" -> {
                    Step step = task(state, at);
                    at = step.output();
                    name = step.next();
                }
                case "Map" -> {
                    at = with(at, state.path("ResultPath"), map(state, at));
                    name = state.path("Next").asText();
                }
                case "Choice" -> name = choose(state, at);
                case "Succeed" -> {
                    return new End.Succeeded(at);
                }
                case "Fail" -> {
                    return new End.Failed(state.path("Cause").asText(), at);
                }
                default -> throw new IllegalArgumentException("there is no state " + name);
            }
        }
    }

    private record Step(JsonNode output, String next) {}

    private Step task(JsonNode state, JsonNode input) {
        JsonNode parameters = state.path("Parameters").isMissingNode() ? input : state.path("Parameters");
        int retries = state.path("Retry").path(0).path("MaxAttempts").asInt(0);
        while (true) {
            try {
                return new Step(
                        tasks.run(state.path("Resource").asText(), parameters),
                        state.path("Next").asText());
            } catch (RuntimeException | Error failed) {
                if (retries-- > 0) continue;
                LOG.errorf(failed, "%s failed for good", state.path("Resource").asText());

                JsonNode handler = state.path("Catch").path(0);
                if (handler.isMissingNode()) throw failed;
                return new Step(input, handler.path("Next").asText());
            }
        }
    }

    /** All items, as many at once as the state says. */
    private ArrayNode map(JsonNode state, JsonNode input) {
        ClassLoader ours = StateMachine.class.getClassLoader();
        int most = state.path("MaxConcurrency").asInt(Integer.MAX_VALUE);
        int items = input.path(field(state.path("ItemsPath"))).size();
        try (var threads = Executors.newFixedThreadPool(
                Math.max(1, Math.min(most, items)), Thread.ofVirtual().factory())) {
            List<Future<JsonNode>> running = new ArrayList<>();
            for (JsonNode item : input.path(field(state.path("ItemsPath")))) {
                running.add(threads.submit(() -> {
                    Thread.currentThread().setContextClassLoader(ours);
                    return one(state.path("ItemProcessor"), item);
                }));
            }
            return Json.array(running, StateMachine::result);
        }
    }

    private JsonNode one(JsonNode processor, JsonNode item) {
        return switch (run(processor, item)) {
            case End.Succeeded(JsonNode output) -> output;
            case End.Failed(String cause, JsonNode _) -> throw new IllegalStateException(cause);
        };
    }

    private static JsonNode result(Future<JsonNode> item) {
        try {
            return item.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the state machine was stopped", stopped);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("an item failed", failed.getCause());
        }
    }

    private static String choose(JsonNode state, JsonNode input) {
        for (JsonNode choice : state.path("Choices")) {
            JsonNode value = input.path(field(choice.path("Variable")));
            boolean fits = choice.has("BooleanEquals")
                    ? value.equals(choice.path("BooleanEquals"))
                    : value.isNumber()
                            && value.asDouble()
                                    == choice.required("NumericEquals").asDouble();
            if (fits) return choice.path("Next").asText();
        }
        return state.required("Default").asText();
    }

    private static JsonNode with(JsonNode input, JsonNode path, JsonNode result) {
        ObjectNode changed = input.deepCopy();
        changed.set(field(path), result);
        return changed;
    }

    /** The field that a path names, as {@code $.shards} does. */
    private static String field(JsonNode path) {
        if (!path.asText().matches("\\$\\.\\w+")) throw new IllegalArgumentException("not a path: " + path);
        return path.asText().substring(2);
    }
}
