package dev.laurel;

import static io.restassured.RestAssured.given;

import dev.laurel.bench.Figures;
import dev.laurel.bench.Figures.Figure;
import dev.laurel.bench.Figures.Verdict;
import dev.laurel.local.Gateway;
import dev.laurel.local.Meter;
import dev.laurel.local.MovableClock;
import dev.laurel.store.AccountCopies;
import dev.laurel.store.MemberKey;
import dev.laurel.store.ProgramStore;
import dev.laurel.store.Table;
import dev.laurel.store.TableInMemory;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A night with 1,000 due accounts, among 1,000 members and among 100,000, and each night 1,000 more: the requests are to be equal, and the
 * time nearly. The accounts are copies of two that were made over HTTP: one whose points are over, one whose points are not. Among a million it is tried on the
 * table in memory, whose index of what is due is as large.
 */
@QuarkusTest
class NightBench {
    private static final String PART = "Growth";
    private static final int DUE = 1_000;
    private static final int MANY = 100_000;
    private static final int A_MILLION = 1_000_000;
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 3;

    /** In memory a night takes so little that one collection of garbage doubles it. */
    private static final int ROUNDS_IN_MEMORY = 11;

    private static final Instant EARLY = Instant.parse("2050-01-02T12:00:00Z");
    private static final Instant LATE = Instant.parse("2050-06-02T12:00:00Z");
    private static final Instant NIGHT = Instant.parse("2050-02-03T07:00:00Z");
    private static final String PROGRAM = """
            earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
            expiry: {kind: afterEarning, months: 1}
            """;

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    Meter meter;

    @Inject
    ProgramStore programs;

    @Inject
    Histories histories;

    @Inject
    DynamoDbClient dynamo;

    private DynamoDbClient real;
    private Api api;
    private int copies;

    private record Night(Map<String, Long> requests, Duration time) {}

    /** Few, many, few again: so that a machine that gets faster or slower on the way does not decide. */
    @Test
    void nights() {
        real = ClientProxy.unwrap(dynamo);
        var due = account(EARLY);
        var later = account(LATE);
        List<Night> few = new ArrayList<>();
        List<Night> many = new ArrayList<>();
        empty();
        for (int round = 0; round < WARM_UP; round++) night(real, due);
        empty();
        for (int round = 0; round < ROUNDS; round++) few.add(night(real, due));
        empty();
        Histories.lay(real, copies(later, MANY - DUE));
        for (int round = 0; round < ROUNDS; round++) many.add(night(real, due));
        empty();
        for (int round = 0; round < ROUNDS; round++) few.add(night(real, due));
        empty();
        tell(few, many);
        inMemory(due, later);
    }

    @AfterEach
    void backToNow() {
        given().port(gateway.port()).post("/local/reset").then().statusCode(200);
        clock.reset();
    }

    /** The account of somebody who bought something then; points live for a month. */
    private Map<String, AttributeValue> account(Instant bought) {
        empty();
        clock.set(bought);
        api = Api.admin(gateway.port(), api.program()).join("one");
        api.buy("one", "o1", "100.00").then().statusCode(201);
        return AccountItem.read(real, api.program(), "one");
    }

    /** A table with nothing in it but the program. */
    private void empty() {
        given().port(gateway.port()).post("/local/reset").then().statusCode(200);
        program();
    }

    private void program() {
        clock.set(NIGHT);
        programs.forget();
        api = Api.admin(gateway.port(), "bench").program(PROGRAM);
    }

    private Night night(DynamoDbClient table, Map<String, AttributeValue> due) {
        List<Map<String, AttributeValue>> accounts = copies(due, DUE);
        if (table == real) Histories.lay(real, accounts);
        else
            accounts.forEach(account -> table.putItem(p -> p.tableName("laurel").item(account)));
        programs.forget();
        meter.read();
        long start = System.nanoTime();
        int settled =
                given().port(gateway.port()).post("/local/schedules/expire").path("settled");
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        if (settled != DUE) throw new IllegalStateException(settled + " were settled");
        return new Night(meter.read().requests(), time);
    }

    private List<Map<String, AttributeValue>> copies(Map<String, AttributeValue> account, int count) {
        List<Map<String, AttributeValue>> copied = new ArrayList<>();
        for (int i = 0; i < count; i++) copied.add(copy(account));
        return copied;
    }

    private Map<String, AttributeValue> copy(Map<String, AttributeValue> account) {
        return AccountCopies.of(account, new MemberKey(api.program(), "m" + ++copies));
    }

    private void tell(List<Night> few, List<Night> many) {
        Set<Map<String, Long>> requests =
                Stream.concat(few.stream(), many.stream()).map(Night::requests).collect(Collectors.toSet());
        double among100000 = median(many) / median(few);
        Figures.add(new Figure(
                PART,
                "requests of a night with 1,000 due among 1,000 members and among 100,000",
                requests.stream().map(NightBench::inWords).collect(Collectors.joining(" or ")),
                "equal",
                "",
                Verdict.counted(requests.size() == 1)));
        Figures.add(new Figure(
                PART,
                "its time among 100,000",
                Figures.time(median(many)),
                "≤ " + Figures.NEARLY + " of that among 1,000",
                Figures.three(among100000),
                Verdict.timed(among100000 <= Figures.NEARLY)));
        Figures.plot("night", "on DynamoDB Local", "1,000 members", median(few) / 1e9);
        Figures.plot("night", "on DynamoDB Local", "100,000 members", median(many) / 1e9);
    }

    private static String inWords(Map<String, Long> requests) {
        return requests.entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%,d %s", each.getValue(), each.getKey()))
                .collect(Collectors.joining(", "));
    }

    private void inMemory(Map<String, AttributeValue> due, Map<String, AttributeValue> later) {
        inMemory(due, later, 0);
        List<Night> among1000 = inMemory(due, later, 0);
        double many = median(inMemory(due, later, A_MILLION - DUE));
        among1000.addAll(inMemory(due, later, 0));
        double few = median(among1000);
        Figures.add(new Figure(
                PART,
                "its time among 1,000,000, on a table in memory",
                Figures.time(many),
                "≤ " + Figures.NEARLY + " of that among 1,000",
                Figures.three(many / few),
                Verdict.timed(many / few <= Figures.NEARLY)));
    }

    private List<Night> inMemory(Map<String, AttributeValue> due, Map<String, AttributeValue> later, int others) {
        TableInMemory memory = new TableInMemory(Table.definition("laurel"));
        List<Night> nights = new ArrayList<>();
        histories.serveFrom(memory, () -> {
            program();
            for (int i = 0; i < others; i++) {
                var account = copy(later);
                memory.putItem(p -> p.tableName("laurel").item(account));
            }
            for (int round = 0; round < WARM_UP; round++) night(memory, due);
            for (int round = 0; round < ROUNDS_IN_MEMORY; round++) nights.add(night(memory, due));
        });
        return nights;
    }

    /** In nanoseconds. */
    private static double median(List<Night> nights) {
        return Figures.median(
                nights.stream().mapToDouble(n -> n.time().toNanos()).toArray());
    }
}
