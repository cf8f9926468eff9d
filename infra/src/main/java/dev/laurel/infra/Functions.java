package dev.laurel.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The functions, as Laurel's own {@code functions.yaml} lists them. */
final class Functions {
    private Functions() {}

    /**
     * One function.
     *
     * @param memory in MB
     * @param timeout in seconds
     * @param table the DynamoDB actions that it makes, by what the keys start with that it makes them on, or by index
     * @param routes who may call each route, by its key; nobody named is whoever signs what they send
     * @param schedule when it runs by itself
     * @param stateMachine what the schedule starts
     * @param secrets {@code extension} where it reads shops' secrets, {@code ssm} where it writes them, too
     */
    record Function(
            String name,
            int memory,
            int timeout,
            Map<String, List<String>> table,
            Map<String, List<String>> routes,
            Optional<String> schedule,
            Optional<String> stateMachine,
            Optional<String> secrets) {}

    static List<Function> read(Path yaml) {
        try {
            List<Function> functions = new ArrayList<>();
            new YAMLMapper()
                    .readTree(yaml.toFile())
                    .properties()
                    .forEach(f -> functions.add(function(f.getKey(), f.getValue())));
            return functions;
        } catch (IOException missing) {
            throw new UncheckedIOException("functions.yaml cannot be read: run this from the folder infra", missing);
        }
    }

    private static Function function(String name, JsonNode spec) {
        return new Function(
                name,
                spec.path("memory").asInt(),
                spec.path("timeout").asInt(),
                lists(spec.path("table")),
                lists(spec.path("routes")),
                Optional.ofNullable(spec.path("schedule").textValue()),
                Optional.ofNullable(spec.path("stateMachine").textValue()),
                Optional.ofNullable(spec.path("secrets").textValue()));
    }

    private static Map<String, List<String>> lists(JsonNode named) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        named.properties().forEach(list -> lists.put(list.getKey(), texts(list.getValue())));
        return lists;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
