package dev.laurel.function;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What functions.yaml says: which function answers which route, and for whom. */
public final class Functions {
    public static final List<Route> ROUTES = read();
    private static final Map<String, Route> BY_KEY = ROUTES.stream().collect(toUnmodifiableMap(Route::key, r -> r));

    private Functions() {}

    /**
     * One route.
     *
     * @param key method and path as API Gateway names it: {@code GET /v1/programs/{program}/rewards}
     * @param scopes who may call it
     */
    public record Route(String function, String key, Set<String> scopes) {
        public String method() {
            return key.substring(0, key.indexOf(' '));
        }

        public String path() {
            return key.substring(key.indexOf(' ') + 1);
        }

        /** The path's parameters where it is this route's, else nothing. */
        public Optional<Map<String, String>> match(String method, List<String> segments) {
            List<String> pattern = List.of(path().substring(1).split("/"));
            if (!method().equals(method) || pattern.size() != segments.size()) return Optional.empty();
            Map<String, String> parameters = new LinkedHashMap<>();
            for (int i = 0; i < pattern.size(); i++) {
                String part = pattern.get(i);
                if (part.startsWith("{")) parameters.put(part.substring(1, part.length() - 1), segments.get(i));
                else if (!part.equals(segments.get(i))) return Optional.empty();
            }
            return Optional.of(parameters);
        }
    }

    /** The route with this key. */
    public static Optional<Route> route(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    /** Whether a route is for those who sign what they send, and have no token. */
    static boolean isSigned(String key) {
        return route(key).filter(r -> r.scopes().isEmpty()).isPresent();
    }

    private static List<Route> read() {
        try (InputStream yaml = Functions.class.getResourceAsStream("/functions.yaml")) {
            JsonNode functions = new YAMLMapper().readTree(Objects.requireNonNull(yaml));
            List<Route> routes = new ArrayList<>();
            functions
                    .properties()
                    .forEach(function -> function.getValue()
                            .path("routes")
                            .properties()
                            .forEach(route -> {
                                Set<String> scopes = new TreeSet<>();
                                route.getValue().forEach(scope -> scopes.add(scope.asText()));
                                routes.add(new Route(function.getKey(), route.getKey(), scopes));
                            }));
            return List.copyOf(routes);
        } catch (IOException broken) {
            throw new IllegalStateException("functions.yaml cannot be read", broken);
        }
    }
}
