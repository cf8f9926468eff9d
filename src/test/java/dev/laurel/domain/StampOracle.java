package dev.laurel.domain;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A second model of one member's cards of stamps, made from laws 8 and 9 alone. */
final class StampOracle {
    private final JsonNode program;
    private final PointsOracle points;
    private final Map<String, Long> stamps = new HashMap<>();
    private final Map<String, List<String>> issued = new HashMap<>();

    StampOracle(JsonNode program, PointsOracle points) {
        this.program = program;
        this.points = points;
    }

    void add(Map<String, Long> more) {
        more.forEach((rule, some) -> stamps.merge(rule, some, Long::sum));
    }

    /** What goes back takes the rewards that it had led to, newest first, as long as they are open. */
    void take(Map<String, Long> less) {
        less.forEach((rule, some) -> stamps.merge(rule, -some, Long::sum));
        for (JsonNode rule : program.at("/earning/rules")) {
            List<String> rewards = issued.getOrDefault(id(rule), List.of());
            for (String reward : List.copyOf(rewards).reversed()) {
                if (rewards.size() > full(rule) && points.withdrawFree(reward)) rewards.remove(reward);
            }
        }
    }

    /** Issues what full cards have not brought yet. */
    void issue(Instant at) {
        for (JsonNode rule : program.at("/earning/rules")) {
            List<String> rewards = issued.computeIfAbsent(id(rule), _ -> new ArrayList<>());
            while (rewards.size() < full(rule)) {
                String reward = points.issueFree(reward(rule.get("reward").textValue()), at);
                if (reward == null) return;
                rewards.add(reward);
            }
        }
    }

    private long full(JsonNode rule) {
        return rule.has("every")
                ? stamps.getOrDefault(id(rule), 0L) / rule.get("every").longValue()
                : 0;
    }

    private JsonNode reward(String id) {
        for (JsonNode reward : program.get("rewards")) if (id(reward).equals(id)) return reward;
        throw new IllegalArgumentException(id);
    }

    private static String id(JsonNode of) {
        return of.get("id").textValue();
    }
}
