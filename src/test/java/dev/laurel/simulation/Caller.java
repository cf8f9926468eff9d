package dev.laurel.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.function.Functions;
import dev.laurel.local.Invoker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls the functions with the events that API Gateway would make, without a gateway between. */
final class Caller {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Invoker invoker;
    private int calls;

    /**
     * @param role the scope of the token; with {@code self} it is the token of the member in the path
     * @param key an idempotency key; null for none
     */
    record Request(
            String role,
            String method,
            String path,
            @Nullable String key,
            @Nullable JsonNode body) {
        @Override
        public String toString() {
            return method + " " + path + (key == null ? "" : " as " + key) + (body == null ? "" : " " + body);
        }
    }

    record Answer(int status, JsonNode body) {
        /** Whether it says what became of the request; else whoever asked tries again. */
        boolean isFinal() {
            return status < 500 && status != 429;
        }

        String problem() {
            return body.path("type").asText().replaceFirst("/problems/", "");
        }
    }

    Caller(Invoker invoker) {
        this.invoker = invoker;
    }

    /** Runs a function on an event of its own. */
    JsonNode invoke(String function, JsonNode event) {
        return invoker.invoke(function, event);
    }

    Answer call(String program, Request request) {
        ObjectNode event = event(request.method, "/v1/programs/" + program + request.path);
        ObjectNode headers = event.putObject("headers").put("content-type", "application/json");
        if (request.key != null) headers.put("idempotency-key", request.key);
        if (request.body != null) event.put("body", request.body.toString());
        ObjectNode claims = event.withObject("/requestContext/authorizer/jwt/claims")
                .put("program", program)
                .put("scope", "loyalty:" + request.role);
        if (request.role.equals("self")) claims.put("sub", request.path.split("/")[2]);
        return answer(event);
    }

    /** A shop's own call, with its headers and signature. */
    Answer deliver(String path, Map<String, String> headers, String body) {
        ObjectNode event = event("POST", path).put("body", body);
        ObjectNode all = event.putObject("headers").put("content-type", "application/json");
        headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        return answer(event);
    }

    private ObjectNode event(String method, String target) {
        String path = target.replaceFirst("\\?.*", "");
        ObjectNode event = JSON.createObjectNode().put("version", "2.0").put("isBase64Encoded", false);
        List<String> segments = List.of(path.substring(1).split("/"));
        for (Functions.Route route : Functions.ROUTES) {
            if (!route.method().equals(method)) continue;
            Optional<Map<String, String>> parameters = route.match(method, segments);
            if (parameters.isEmpty()) continue;
            event.put("routeKey", route.key()).put("rawPath", path).put("function", route.function());
            ObjectNode its = event.putObject("pathParameters");
            parameters.get().forEach(its::put);
            break;
        }
        if (target.length() > path.length()) {
            String query = target.substring(path.length() + 1);
            event.put("rawQueryString", query);
            ObjectNode read = event.putObject("queryStringParameters");
            for (String pair : query.split("&")) {
                String value = URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8);
                read.put(pair.substring(0, pair.indexOf('=')), value);
            }
        }
        event.putObject("requestContext")
                .put("requestId", "request-" + ++calls)
                .putObject("http")
                .put("method", method)
                .put("path", path);
        return event;
    }

    private Answer answer(ObjectNode event) {
        String function = event.remove("function").textValue();
        JsonNode response = invoke(function, event);
        try {
            return new Answer(
                    response.path("statusCode").asInt(),
                    JSON.readTree(response.path("body").asText()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(response.toString(), unreadable);
        }
    }
}
