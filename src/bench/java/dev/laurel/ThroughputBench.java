package dev.laurel;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.laurel.bench.Figures;
import dev.laurel.bench.Figures.Figure;
import dev.laurel.bench.Figures.Verdict;
import dev.laurel.local.Gateway;
import dev.laurel.local.Invoker;
import dev.laurel.local.MovableClock;
import dev.laurel.local.PlainTable;
import dev.laurel.store.Consumed;
import dev.laurel.store.Table;
import dev.laurel.store.TableInMemory;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * Earning and redeeming through whole functions, from the event's JSON to the answer's, against the bare SDK making the very same requests:
 * what the engine asked of DynamoDB in one turn is built and asked again in the next, under another program's name, on items that are twins of
 * the engine's. Both take short turns, so that a machine that gets slower hardly decides.
 */
@QuarkusTest
class ThroughputBench {
    private static final String TABLE = "laurel";
    private static final String ENGINE = "engine";
    private static final String MIRROR = "mirror";
    private static final String PROGRAM = """
            earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
            expiry: {kind: afterEarning, months: 12, roundTo: monthEnd}
            redemption: {pointValue: '0.01'}
            """;

    /** Members who are served on a table in memory first: until then Java has not compiled what is called often. */
    private static final int WARM_UP_MEMBERS = 3_000;

    /** Members who are served from DynamoDB Local without being told, so that the SDK is compiled, too. */
    private static final int WARM_UP = 80;

    /** Members who are served by one thread, and by eight: each thread serves one of them in a round, so that rounds are short. */
    private static final int MEMBERS = 160;

    /** Of earning and redeeming each, for a member: what is redeemed stays open, and few have much of that. */
    private static final int CALLS = 6;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Integer, Double> TARGETS = Map.of(1, 0.90, 8, 0.85);

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    Invoker invoker;

    @Inject
    Histories histories;

    private int members;
    private final Recorder recorder = new Recorder();

    /** Keeps what each thread asks for. */
    private static final class Recorder implements ExecutionInterceptor {
        private final Map<Long, Queue<SdkRequest>> asked = new ConcurrentHashMap<>();

        @Override
        public void beforeMarshalling(Context.BeforeMarshalling context, ExecutionAttributes attributes) {
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

    private record Call(String function, byte[] event) {
        static Call of(String function, String member, String what, String key, String body) throws IOException {
            return new Call(function, JSON.writeValueAsBytes(Histories.event(ENGINE, member, what, key, body)));
        }
    }

    @Test
    void throughput() throws Exception {
        given().port(gateway.port()).post("/local/reset").then().statusCode(200);
        clock.set(Instant.parse("2050-03-03T12:00:00Z"));
        try (DynamoDbClient engine = PlainTable.client(new Consumed(), recorder);
                DynamoDbClient bare = PlainTable.client()) {
            histories.serveFrom(new TableInMemory(Table.definition(TABLE)), () -> {
                program();
                for (int i = 0; i < WARM_UP_MEMBERS; i++) {
                    join("w" + i);
                    calls("w" + i).forEach(this::answered);
                }
            });
            histories.serveFrom(engine, () -> {
                program();
                rounds(8, WARM_UP, bare);
                // The more that was called, the less is left to compile: many threads first.
                List<Round> many = rounds(8, MEMBERS, bare);
                List<Round> one = rounds(1, MEMBERS, bare);
                tell(1, one);
                tell(8, many);
            });
        }
    }

    @AfterEach
    void backToNow() {
        given().port(gateway.port()).post("/local/reset").then().statusCode(200);
        clock.reset();
    }

    private void program() {
        Api.admin(gateway.port(), ENGINE).program(PROGRAM);
    }

    /** A turn of each. */
    private record Round(int calls, Duration engine, Duration bare) {
        double ratio() {
            return (double) bare.toNanos() / engine.toNanos();
        }

        double aSecond(Duration time) {
            return calls * 1e9 / time.toNanos();
        }
    }

    private List<Round> rounds(int threads, int members, DynamoDbClient bare) throws Exception {
        List<Round> rounds = new ArrayList<>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < members / threads; i++) rounds.add(round(pool, threads, bare));
        }
        return rounds;
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
        return Figures.median(rounds.stream().mapToDouble(of).toArray());
    }

    private Round round(ExecutorService pool, int threads, DynamoDbClient bare) throws Exception {
        List<List<Call>> work = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            String member = "m" + ++members;
            join(member);
            mirror(bare, member);
            work.add(calls(member));
        }
        recorder.take();
        Duration engine = atOnce(pool, work, this::answered);
        List<List<SdkRequest>> same =
                recorder.take().stream().map(ThroughputBench::withoutProgram).toList();
        Duration mirrored = atOnce(pool, same, request -> askTwin(bare, request));
        return new Round(2 * CALLS * threads, engine, mirrored);
    }

    private static void tell(int threads, List<Round> rounds) {
        double engine = median(rounds, r -> r.aSecond(r.engine()));
        double bare = median(rounds, r -> r.aSecond(r.bare()));
        double[] ratios = rounds.stream().mapToDouble(Round::ratio).toArray();
        double ratio = Figures.median(ratios);
        String name = threads == 1 ? "1 thread" : threads + " threads";
        Figures.add(new Figure(
                "Earning and redeeming against the bare SDK",
                name,
                "%s calls a second (the SDK %s)".formatted(Figures.three(engine), Figures.three(bare)),
                "≥ " + Figures.three(TARGETS.get(threads)),
                "%s (half of the rounds %s to %s)"
                        .formatted(
                                Figures.three(ratio),
                                Figures.three(Figures.quantile(ratios, 0.25)),
                                Figures.three(Figures.quantile(ratios, 0.75))),
                Verdict.timed(ratio >= TARGETS.get(threads))));
        Figures.plot("throughput", "through Laurel's functions", name, engine);
        Figures.plot("throughput", "the bare SDK", name, bare);
    }

    /** A member with points to spend. */
    private void join(String member) throws IOException {
        answered(Call.of("member", member, "", "join", "{\"memberId\": \"" + member + "\"}"));
        answered(purchase(member, "start-" + member, 500));
    }

    /** Earning and redeeming in turn. */
    private static List<Call> calls(String member) throws IOException {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(purchase(member, "o-" + member + "-" + i, 20));
            calls.add(Call.of("redeem", member, "redemptions", "k" + i, "{\"points\": 10}"));
        }
        return calls;
    }

    private static Call purchase(String member, String order, int amount) throws IOException {
        String body =
                "{\"orderId\": \"%s\", \"currency\": \"USD\", \"lines\": [{\"sku\": \"beans\", \"quantity\": 1, \"amount\": \"%d.00\"}, {\"sku\": \"cup\", \"quantity\": 2, \"amount\": \"9.90\"}]}"
                        .formatted(order, amount);
        return Call.of("earn", member, "purchases", "none", body);
    }

    private void answered(Call call) {
        String answer = new String(invoker.invoke(call.function(), call.event()), UTF_8);
        if (!answer.contains("\"statusCode\":201")) throw new IllegalStateException(answer);
    }

    /** Each list in a thread of the pool, all of them at once. */
    private static <T> Duration atOnce(ExecutorService pool, List<List<T>> lists, Consumer<T> work)
            throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        List<Future<?>> all = new ArrayList<>();
        for (List<T> list : lists) all.add(pool.submit(() -> list.forEach(work)));
        for (Future<?> each : all) each.get();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The same of the twin. Rewriting it takes the place of what a client does to build it. */
    private static void askTwin(DynamoDbClient bare, SdkRequest request) {
        switch (request) {
            case BatchGetItemRequest batch -> bare.batchGetItem(mirrored(batch));
            case TransactWriteItemsRequest all -> bare.transactWriteItems(mirrored(all));
            default -> throw new IllegalStateException("neither earning nor redeeming asks for " + request);
        }
    }

    /** The member's account gets a twin. */
    private static void mirror(DynamoDbClient bare, String member) {
        var account = AccountItem.read(bare, ENGINE, member);
        bare.putItem(p -> p.tableName(TABLE).item(mirrored(account)));
    }

    /** Without the query for the program, which an instance repeats every half minute: that is the engine's own cost. */
    private static List<SdkRequest> withoutProgram(List<SdkRequest> requests) {
        return requests.stream()
                .filter(request -> !(request instanceof QueryRequest))
                .toList();
    }

    private static BatchGetItemRequest mirrored(BatchGetItemRequest batch) {
        Map<String, KeysAndAttributes> tables = new HashMap<>();
        batch.requestItems()
                .forEach((table, asked) -> tables.put(
                        table,
                        asked.toBuilder()
                                .keys(asked.keys().stream()
                                        .map(ThroughputBench::mirrored)
                                        .toList())
                                .build()));
        return batch.toBuilder().requestItems(tables).build();
    }

    private static TransactWriteItemsRequest mirrored(TransactWriteItemsRequest all) {
        return all.toBuilder()
                .transactItems(all.transactItems().stream()
                        .map(ThroughputBench::mirrored)
                        .toList())
                .build();
    }

    private static TransactWriteItem mirrored(TransactWriteItem part) {
        if (part.put() != null) {
            var put = part.put().toBuilder().item(mirrored(part.put().item()));
            return part.toBuilder().put(put.build()).build();
        }
        var update = part.update().toBuilder()
                .key(mirrored(part.update().key()))
                .expressionAttributeValues(mirrored(part.update().expressionAttributeValues()));
        return part.toBuilder().update(update.build()).build();
    }

    /** The same bytes under another name of the same length. */
    private static Map<String, AttributeValue> mirrored(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> twin = new HashMap<>();
        item.forEach((name, value) -> twin.put(
                name,
                value.s() == null
                        ? value
                        : AttributeValue.fromS(value.s().replace("#" + ENGINE + "#", "#" + MIRROR + "#"))));
        return twin;
    }
}
