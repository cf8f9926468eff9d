package dev.laurel;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.laurel.bench.Figures;
import dev.laurel.bench.Figures.Figure;
import dev.laurel.bench.Figures.Verdict;
import dev.laurel.local.Gateway;
import dev.laurel.local.Invoker;
import dev.laurel.local.MovableClock;
import dev.laurel.store.Consumed;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * Earning and redeeming through whole functions, from the event's JSON to the answer's, against the bare SDK making the very same requests:
 * what the engine asked of DynamoDB in one turn is asked again in the next, under another program's name, on items that are twins of the
 * engine's. Engine and SDK take turns, so that a machine that gets slower does not decide.
 */
@QuarkusTest
class ThroughputBench {
    private static final String ENGINE = "engine";
    private static final String MIRROR = "mirror";
    private static final int ROUNDS = 9;
    private static final int WARM_UP = 3;

    /** Of earning and redeeming each, for each thread and round. */
    private static final int CALLS = 100;

    /** Redemptions stay open, and a member may have fifty. */
    private static final int OPEN_MOST = 40;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Integer, Double> TARGETS = Map.of(1, 0.90, 8, 0.85);

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    Invoker invoker;

    @Inject
    DynamoDbClient dynamo;

    private final Recorder recorder = new Recorder();

    /** Keeps what each thread asks for. */
    private static final class Recorder implements ExecutionInterceptor {
        private final Map<Long, ConcurrentLinkedQueue<SdkRequest>> asked =
                new java.util.concurrent.ConcurrentHashMap<>();

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            asked.computeIfAbsent(Thread.currentThread().threadId(), _ -> new ConcurrentLinkedQueue<>())
                    .add(context.request());
        }

        List<List<SdkRequest>> take() {
            List<List<SdkRequest>> all =
                    asked.values().stream().map(List::copyOf).toList();
            asked.clear();
            return all;
        }
    }

    private record Call(String function, JsonNode event) {}

    @Test
    void throughput() throws Exception {
        given().port(gateway.port()).post("/local/reset").then().statusCode(200);
        clock.set(Instant.parse("2050-03-03T12:00:00Z"));
        DynamoDbClient tested = ClientProxy.unwrap(dynamo);
        try (DynamoDbClient engine = client(tested, new Consumed(), recorder);
                DynamoDbClient bare = client(tested)) {
            Api.admin(gateway.port(), ENGINE).program("""
                    earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                    expiry: {kind: afterEarning, months: 12, roundTo: monthEnd}
                    redemption: {pointValue: '0.01'}
                    """);
            QuarkusMock.installMockForType(engine, DynamoDbClient.class);
            for (int threads : List.of(1, 8)) measure(threads, bare);
        } finally {
            QuarkusMock.installMockForType(tested, DynamoDbClient.class);
            given().port(gateway.port()).post("/local/reset").then().statusCode(200);
            clock.reset();
        }
    }

    private void measure(int threads, DynamoDbClient bare) throws Exception {
        double[] ratios = new double[ROUNDS];
        double[] engine = new double[ROUNDS];
        double[] raw = new double[ROUNDS];
        int calls = 2 * CALLS * threads;
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            List<List<Call>> work = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) work.add(work(threads + "-" + round + "-" + thread));
            mirror(bare);
            recorder.take();
            Duration engines = atOnce(work, this::answered);
            List<List<SdkRequest>> same =
                    recorder.take().stream().map(ThroughputBench::mirrored).toList();
            Duration bares = atOnce(same, request -> ask(bare, request));
            if (round < 0) continue;
            ratios[round] = (double) bares.toNanos() / engines.toNanos();
            engine[round] = calls * 1e9 / engines.toNanos();
            raw[round] = calls * 1e9 / bares.toNanos();
        }
        tell(threads, Figures.median(engine), Figures.median(raw), Figures.median(ratios));
    }

    private static void tell(int threads, double engine, double raw, double ratio) {
        String name = threads == 1 ? "1 thread" : threads + " threads";
        Figures.add(new Figure(
                "Earning and redeeming against the bare SDK",
                name,
                "%s calls a second (the SDK %s)".formatted(Figures.three(engine), Figures.three(raw)),
                "≥ " + Figures.three(TARGETS.get(threads)),
                Figures.three(ratio),
                Verdict.timed(ratio >= TARGETS.get(threads))));
        Figures.plot("throughput", "through Laurel's functions", name, engine);
        Figures.plot("throughput", "the bare SDK", name, raw);
    }

    /** Members with points to spend, and what is asked for them: earning and redeeming in turn. */
    private List<Call> work(String name) {
        List<Call> calls = new ArrayList<>();
        for (int first = 0; first < CALLS; first += OPEN_MOST) {
            String member = "m" + name + "-" + first;
            answered(new Call(
                    "member",
                    JSON.valueToTree(
                            Histories.event(ENGINE, member, "", "join", "{\"memberId\": \"" + member + "\"}"))));
            answered(purchase(member, "start-" + member, 500));
            for (int i = first; i < Math.min(CALLS, first + OPEN_MOST); i++) {
                calls.add(purchase(member, "o-" + name + "-" + i, 20));
                calls.add(new Call(
                        "redeem",
                        JSON.valueToTree(Histories.event(ENGINE, member, "redemptions", "k" + i, "{\"points\": 10}"))));
            }
        }
        return calls;
    }

    private static Call purchase(String member, String order, int amount) {
        String body =
                "{\"orderId\": \"%s\", \"currency\": \"USD\", \"lines\": [{\"sku\": \"beans\", \"quantity\": 1, \"amount\": \"%d.00\"}, {\"sku\": \"cup\", \"quantity\": 2, \"amount\": \"9.90\"}]}"
                        .formatted(order, amount);
        return new Call("earn", JSON.valueToTree(Histories.event(ENGINE, member, "purchases", "none", body)));
    }

    private void answered(Call call) {
        JsonNode answer = invoker.invoke(call.function(), call.event());
        if (answer.path("statusCode").asInt() != 201) throw new IllegalStateException(answer.toString());
    }

    private interface Work<T> {
        void on(T what);
    }

    /** Each list in a thread of its own, all of them at once. */
    private static <T> Duration atOnce(List<List<T>> lists, Work<T> work)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(lists.size())) {
            long start = System.nanoTime();
            List<Future<?>> all = new ArrayList<>();
            for (List<T> list : lists) all.add(threads.submit(() -> list.forEach(work::on)));
            for (Future<?> each : all) each.get();
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private static void ask(DynamoDbClient bare, SdkRequest request) {
        switch (request) {
            case BatchGetItemRequest batch -> bare.batchGetItem(batch);
            case TransactWriteItemsRequest all -> bare.transactWriteItems(all);
            default -> throw new IllegalStateException("neither earning nor redeeming asks for " + request);
        }
    }

    private static DynamoDbClient client(DynamoDbClient like, ExecutionInterceptor... interceptors) {
        return DynamoDbClient.builder()
                .endpointOverride(
                        like.serviceClientConfiguration().endpointOverride().orElseThrow())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(c -> Arrays.asList(interceptors).forEach(c::addExecutionInterceptor))
                .build();
    }

    /** Each of the engine's accounts has a twin that is no further than it. */
    private static void mirror(DynamoDbClient bare) {
        for (var item : bare.scanPaginator(s -> s.tableName("laurel")
                        .filterExpression("sk = :a AND begins_with(pk, :engine)")
                        .expressionAttributeValues(Map.of(
                                ":a", AttributeValue.fromS("A"),
                                ":engine", AttributeValue.fromS("M#" + ENGINE + "#"))))
                .items()) bare.putItem(p -> p.tableName("laurel").item(mirrored(item)));
    }

    /** The program, which an instance looks for again every half minute, the engine has to read beside what all have to. */
    private static List<SdkRequest> mirrored(List<SdkRequest> requests) {
        return requests.stream()
                .filter(request -> !(request instanceof QueryRequest))
                .map(ThroughputBench::mirrored)
                .toList();
    }

    private static SdkRequest mirrored(SdkRequest request) {
        return switch (request) {
            case BatchGetItemRequest batch ->
                batch.toBuilder()
                        .requestItems(batch.requestItems().entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        e -> e.getValue().toBuilder()
                                                .keys(e.getValue().keys().stream()
                                                        .map(ThroughputBench::mirrored)
                                                        .toList())
                                                .build())))
                        .build();
            case TransactWriteItemsRequest all ->
                all.toBuilder()
                        .transactItems(all.transactItems().stream()
                                .map(ThroughputBench::mirrored)
                                .toList())
                        .build();
            default -> request;
        };
    }

    private static TransactWriteItem mirrored(TransactWriteItem part) {
        if (part.put() != null)
            return part.toBuilder()
                    .put(part.put().toBuilder()
                            .item(mirrored(part.put().item()))
                            .build())
                    .build();
        var update = part.update();
        return part.toBuilder()
                .update(update.toBuilder()
                        .key(mirrored(update.key()))
                        .expressionAttributeValues(mirrored(update.expressionAttributeValues()))
                        .build())
                .build();
    }

    /** The same bytes under another name of the same length. */
    private static Map<String, AttributeValue> mirrored(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        e -> e.getValue().s() == null
                                ? e.getValue()
                                : AttributeValue.fromS(
                                        e.getValue().s().replace("#" + ENGINE + "#", "#" + MIRROR + "#"))));
    }
}
