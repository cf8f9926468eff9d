package dev.laurel.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Json;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The state machine of the nightly job on a laptop: plan, all shards at once, each until it is done, report. */
@Singleton
@UnlessBuildProfile("prod")
class Schedules {
    static final String PATH = "/local/schedules/";
    private static final String NIGHTLY = "expire";

    private final Invoker invoker;

    Schedules(Invoker invoker) {
        this.invoker = invoker;
    }

    /** Runs a schedule's function to its end; its report, or nothing where there is no such schedule. */
    Optional<JsonNode> run(String function) {
        return function.equals(NIGHTLY) ? Optional.of(night()) : Optional.empty();
    }

    private JsonNode night() {
        ObjectNode plan = (ObjectNode) invoker.invoke(NIGHTLY, Json.object().put("step", "plan"));
        ArrayNode done = Json.array(shards(plan.path("shards")), shard -> shard);
        plan.set("shards", done);
        return invoker.invoke(NIGHTLY, plan);
    }

    private List<JsonNode> shards(JsonNode planned) {
        ClassLoader ours = Schedules.class.getClassLoader();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonNode>> running = new ArrayList<>();
            for (JsonNode shard : planned) {
                running.add(threads.submit(() -> {
                    Thread.currentThread().setContextClassLoader(ours);
                    return toItsEnd(shard);
                }));
            }
            return running.stream().map(Schedules::result).toList();
        }
    }

    private JsonNode toItsEnd(JsonNode shard) {
        JsonNode next = invoker.invoke(NIGHTLY, shard);
        while (!next.path("done").asBoolean()) next = invoker.invoke(NIGHTLY, next);
        return next;
    }

    private static JsonNode result(Future<JsonNode> shard) {
        try {
            return shard.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the night was stopped", stopped);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a shard failed", failed.getCause());
        }
    }
}
