package dev.laurel.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lambda's side of the Runtime API, for one function's process: it asks for the next event, and answers or says that it failed.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">the Runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {
    private static final String INVOCATION = "/2018-06-01/runtime/invocation/";
    private static final int ANSWERS_WITHIN_S = 60;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<Answer>> awaited = new ConcurrentHashMap<>();
    private final CompletableFuture<Answer> start = new CompletableFuture<>();
    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private record Event(String id, String body) {}

    /** What a function answered; {@code failed} where it says that it could not. */
    record Answer(String body, boolean failed) {}

    RuntimeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Wakes the function with an event, and waits for what comes of it. */
    Answer invoke(String event) throws InterruptedException {
        String id = "request-" + number.incrementAndGet();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        awaited.put(id, answer);
        events.add(new Event(id, event));
        try {
            return CompletableFuture.anyOf(answer, start)
                    .thenApply(Answer.class::cast)
                    .get(ANSWERS_WITHIN_S, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException silent) {
            throw new IllegalStateException("the function does not answer " + event, silent);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (path.equals(INVOCATION + "next")) {
                next(exchange);
            } else if (path.startsWith(INVOCATION)) {
                String[] parts = path.substring(INVOCATION.length()).split("/");
                awaited.remove(parts[0]).complete(new Answer(body, parts[1].equals("error")));
                exchange.sendResponseHeaders(202, -1);
            } else if (path.endsWith("/init/error")) {
                start.complete(new Answer(body, true));
                exchange.sendResponseHeaders(202, -1);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void next(HttpExchange exchange) throws IOException {
        try {
            Event event = events.take();
            byte[] body = event.body().getBytes(UTF_8);
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Type", "application/json");
            headers.set("Lambda-Runtime-Aws-Request-Id", event.id());
            headers.set("Lambda-Runtime-Deadline-Ms", String.valueOf(System.currentTimeMillis() + 30_000));
            headers.set(
                    "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:laurel");
            headers.set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
