package dev.laurel.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** SSM Parameter Store, and the Lambda extension that reads it for functions: both on one port. */
final class FakeParameters implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> parameters = new ConcurrentHashMap<>();
    private final HttpServer server;

    FakeParameters() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = exchange.getRequestURI().getRawQuery();
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            JsonNode answer =
                    query == null ? called(target, JSON.readTree(exchange.getRequestBody())) : found(named(query));
            byte[] body = JSON.writeValueAsBytes(answer);
            exchange.sendResponseHeaders(answer.has("__type") ? 400 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String named(String query) {
        return URLDecoder.decode(query.replaceAll(".*name=([^&]*).*", "$1"), UTF_8);
    }

    private JsonNode called(String target, JsonNode input) {
        String name = input.path("Name").asText();
        if (!target.equals("AmazonSSM.PutParameter")) return found(name);
        parameters.put(name, input.path("Value").asText());
        return JSON.createObjectNode().put("Version", 1);
    }

    private ObjectNode found(String name) {
        ObjectNode answer = JSON.createObjectNode();
        String value = parameters.get(name);
        if (value == null) return answer.put("__type", "ParameterNotFound");
        answer.putObject("Parameter").put("Name", name).put("Value", value);
        return answer;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
