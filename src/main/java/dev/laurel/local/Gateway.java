package dev.laurel.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.laurel.function.Functions;
import dev.laurel.json.Json;
import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.runtime.LaunchMode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * API Gateway on a laptop: routes by functions.yaml, checks the token, and hands the function the very event (payload 2.0) that it
 * would get deployed. What API Gateway answers itself has the same short form here.
 */
@Singleton
@UnlessBuildProfile("prod")
public class Gateway {
    /** Beyond these the server closes a connection that its client may be about to use again. */
    private static final String IDLE_MOST = "20000";

    private static final Logger LOG = Logger.getLogger(Gateway.class);
    private static final int BODY_MOST = 10 * 1024 * 1024;

    /** What a call asked of DynamoDB; a dictionary as in RFC 9651. No function sends it. */
    private static final String CAPACITY = "X-Laurel-Capacity";

    private final int port;
    private final Invoker invoker;
    private final Tokens tokens;
    private final LocalRoutes local;
    private final LocalParameters secrets;
    private final Meter meter;
    private final Clock clock;

    /** What the gateway answers. */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        static Answer json(int status, JsonNode body) {
            return new Answer(status, Map.of("Content-Type", "application/json"), Json.bytes(body));
        }

        static Answer message(int status, String message) {
            return json(status, Json.object().put("message", message));
        }
    }

    Gateway(
            @ConfigProperty(name = "laurel.local.port") int port,
            Invoker invoker,
            Tokens tokens,
            LocalRoutes local,
            LocalParameters secrets,
            Meter meter,
            Clock clock) {
        this.port = port;
        this.invoker = invoker;
        this.tokens = tokens;
        this.local = local;
        this.secrets = secrets;
        this.meter = meter;
        this.clock = clock;
    }

    /** Opens the port, or takes over the one that an earlier load of the application has opened. */
    void start() {
        current().set(this::handle);
        Kept.orMake("gateway", () -> open(port));
    }

    /** The port that it listens on. */
    public int port() {
        return Kept.orMake("gateway", () -> open(port)).getAddress().getPort();
    }

    private static AtomicReference<HttpHandler> current() {
        return Kept.orMake("handler", AtomicReference::new);
    }

    private static HttpServer open(int port) {
        System.setProperty("sun.net.httpserver.maxIdleConnections", IDLE_MOST);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", Gateway::reloadThenHandle);
            server.start();
            return server;
        } catch (IOException taken) {
            throw new UncheckedIOException(
                    "port " + port + " cannot be opened; choose another with -Dlaurel.local.port=8090", taken);
        }
    }

    /** Where a source file has changed, the application is loaded anew first, and the new one answers. */
    private static void reloadThenHandle(HttpExchange exchange) throws IOException {
        var reload = DevConsoleManager.getHotReplacementContext();
        if (reload != null && LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            try {
                reload.doScan(true);
            } catch (Exception broken) {
                LOG.error("the change could not be loaded", broken);
            }
        }
        current().get().handle(exchange);
    }

    private void handle(HttpExchange exchange) throws IOException {
        Thread.currentThread().setContextClassLoader(Gateway.class.getClassLoader());
        Answer answer;
        try {
            answer = answer(exchange);
        } catch (RuntimeException | Error fault) {
            LOG.error("the local gateway failed", fault);
            answer = Answer.message(500, "Internal Server Error");
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        try (var out = exchange.getResponseBody()) {
            out.write(answer.body());
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_MOST + 1);
        if (body.length > BODY_MOST) return Answer.message(413, "Request Entity Too Large");
        String path = exchange.getRequestURI().getRawPath();
        if (path.equals("/") || path.equals("/local") || path.startsWith("/local/")) {
            return local.answer(exchange.getRequestMethod(), path, body, port());
        }
        List<String> segments = Arrays.stream(path.substring(1).split("/", -1))
                .map(s -> URLDecoder.decode(s.replace("+", "%2B"), UTF_8))
                .toList();
        if (path.equals(LocalParameters.SSM)) {
            return secrets.call(exchange.getRequestHeaders().getFirst("X-Amz-Target"), body);
        }
        if (path.equals(LocalParameters.EXTENSION)) {
            return secrets.get(query(exchange.getRequestURI().getRawQuery()).get("name"));
        }
        for (Functions.Route route : Functions.ROUTES) {
            Optional<Map<String, String>> parameters = route.match(exchange.getRequestMethod(), segments);
            if (parameters.isPresent()) return authorized(exchange, route, parameters.get(), body);
        }
        return Answer.message(404, "Not Found");
    }

    private Answer authorized(
            HttpExchange exchange, Functions.Route route, Map<String, String> parameters, byte[] body) {
        Optional<Map<String, String>> claims = Optional.ofNullable(
                        exchange.getRequestHeaders().getFirst("Authorization"))
                .filter(h -> h.startsWith("Bearer "))
                .flatMap(h -> tokens.verify(h.substring("Bearer ".length())));
        boolean open = route.scopes().isEmpty();
        if (claims.isEmpty() && !open) return Answer.message(401, "Unauthorized");
        Map<String, String> known = open ? Map.of() : claims.get();
        var metered = meter.of(() -> invoker.invoke(route.function(), event(exchange, route, parameters, known, body)));
        return answer(
                metered.done(),
                meter.countsCapacity() ? Map.of(CAPACITY, metered.reading().text()) : Map.of());
    }

    private static Answer answer(JsonNode response, Map<String, String> more) {
        Map<String, String> headers = new TreeMap<>(more);
        response.path("headers")
                .properties()
                .forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
        String text = response.path("body").asText("");
        byte[] body = response.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(text)
                : text.getBytes(UTF_8);
        return new Answer(response.path("statusCode").asInt(200), headers, body);
    }

    private ObjectNode event(
            HttpExchange exchange,
            Functions.Route route,
            Map<String, String> parameters,
            Map<String, String> claims,
            byte[] body) {
        var uri = exchange.getRequestURI();
        ObjectNode event = Json.object()
                .put("version", "2.0")
                .put("routeKey", route.key())
                .put("rawPath", uri.getPath())
                .put("rawQueryString", uri.getRawQuery() == null ? "" : uri.getRawQuery());
        ObjectNode headers = event.putObject("headers");
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        if (uri.getRawQuery() != null) event.set("queryStringParameters", texts(query(uri.getRawQuery())));
        event.set("pathParameters", texts(parameters));
        context(exchange, route, claims, event.putObject("requestContext"));
        boolean text = isText(headers.path("content-type").asText());
        if (body.length > 0)
            event.put(
                    "body", text ? new String(body, UTF_8) : Base64.getEncoder().encodeToString(body));
        return event.put("isBase64Encoded", body.length > 0 && !text);
    }

    /** API Gateway hands on these as they are, and everything else in base64. */
    private static boolean isText(String type) {
        return type.startsWith("text/") || type.contains("json") || type.contains("xml") || type.contains("javascript");
    }

    private void context(HttpExchange exchange, Functions.Route route, Map<String, String> claims, ObjectNode context) {
        context.put("accountId", "000000000000")
                .put("apiId", "local")
                .put("domainName", "localhost")
                .put("domainPrefix", "local")
                .put("requestId", UUID.randomUUID().toString())
                .put("routeKey", route.key())
                .put("stage", "$default")
                .put("time", clock.instant().toString())
                .put("timeEpoch", clock.millis());
        context.putObject("http")
                .put("method", exchange.getRequestMethod())
                .put("path", exchange.getRequestURI().getPath())
                .put("protocol", exchange.getProtocol())
                .put("sourceIp", "127.0.0.1")
                .put("userAgent", exchange.getRequestHeaders().getFirst("User-Agent"));
        context.putObject("authorizer").putObject("jwt").set("claims", texts(claims));
    }

    private static ObjectNode texts(Map<String, String> texts) {
        ObjectNode json = Json.object();
        texts.forEach(json::put);
        return json;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new TreeMap<>();
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), UTF_8);
            String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), UTF_8);
            query.merge(name, value, (a, b) -> a + "," + b);
        }
        return query;
    }
}
