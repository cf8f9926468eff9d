package dev.laurel.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.json.Json;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The schedules on a laptop: each runs the very state machine that is deployed, when it is told to. */
@Singleton
@UnlessBuildProfile("prod")
class Schedules {
    static final String PATH = "/local/schedules/";

    private final Map<String, StateMachine> machines;

    Schedules(Invoker invoker) {
        this.machines = Map.of("expire", machine("expire", invoker));
    }

    /** Runs a schedule to its end; nothing where there is no such schedule. */
    Optional<StateMachine.End> run(String schedule) {
        return Optional.ofNullable(machines.get(schedule)).map(machine -> machine.run(Json.object()));
    }

    private static StateMachine machine(String name, Invoker invoker) {
        try (InputStream json = Schedules.class.getResourceAsStream("/" + name + ".asl.json")) {
            JsonNode definition = Json.parse(Objects.requireNonNull(json).readAllBytes());
            return new StateMachine(definition, (resource, input) -> invoker.invoke(function(resource), input));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Whatever deploys a state machine puts the function's ARN where its name stands: {@code ${expire}}. */
    private static String function(String resource) {
        return resource.substring(2, resource.length() - 1);
    }
}
