package dev.laurel;

import static io.restassured.RestAssured.given;

import dev.laurel.local.Gateway;
import dev.laurel.local.Meter;
import dev.laurel.local.MovableClock;
import dev.laurel.store.ProgramStore;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * A night with 1,000 due accounts, among 1,000 members and among 100,000: the requests are to be equal, and the time nearly. The
 * accounts are copies of two that were made over HTTP: one whose points are over, one whose points are not.
 */
@QuarkusTest
class NightBench {
    private static final int DUE = 1_000;
    private static final int MANY = 100_000;
    private static final int WARM_UP = 4;
    private static final int ROUNDS = 8;
    private static final Instant EARLY = Instant.parse("2050-01-02T12:00:00Z");
    private static final Instant LATE = Instant.parse("2050-06-02T12:00:00Z");
    private static final Instant NIGHT = Instant.parse("2050-02-03T07:00:00Z");

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    Meter meter;

    @Inject
    ProgramStore programs;

    @Inject
    DynamoDbClient dynamo;

    private Api api;
    private int copies;

    private record Night(Map<String, Long> requests, Duration time) {}

    /** Few, many, few again: so that a machine that gets faster or slower on the way does not decide. */
    @Test
    void nights() {
        var due = account(EARLY);
        var later = account(LATE);
        List<Night> few = new ArrayList<>();
        List<Night> many = new ArrayList<>();
        for (int round = 0; round < WARM_UP; round++) amongFew(due);
        for (int round = 0; round < ROUNDS; round++) few.add(amongFew(due));
        empty();
        copy(later, MANY - DUE);
        for (int round = 0; round < ROUNDS; round++) many.add(night(due));
        for (int round = 0; round < ROUNDS; round++) few.add(amongFew(due));
        empty();
        clock.reset();
        tell("among 1,000", few);
        tell("among 100,000", many);
        if (!few.getFirst().requests().equals(many.getFirst().requests()))
            throw new IllegalStateException("the requests differ");
    }

    /** The account of somebody who bought something then; points live for a month. */
    private Map<String, AttributeValue> account(Instant bought) {
        empty();
        clock.set(bought);
        api = Api.admin(gateway.port(), api.program()).join("one");
        api.buy("one", "o1", "100.00").then().statusCode(201);
        var key = Map.of("pk", AttributeValue.fromS("M#" + api.program() + "#one"), "sk", AttributeValue.fromS("A"));
        return dynamo.getItem(g -> g.tableName("laurel").key(key)).item();
    }

    /** A table with nothing in it but the program. */
    private void empty() {
        given().port(gateway.port()).post("/local/reset").then().statusCode(200);
        clock.set(NIGHT);
        api = Api.admin(gateway.port(), "bench").program("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: afterEarning, months: 1}
                """);
    }

    private Night amongFew(Map<String, AttributeValue> due) {
        empty();
        return night(due);
    }

    private Night night(Map<String, AttributeValue> due) {
        copy(due, DUE);
        programs.forget();
        meter.read();
        long start = System.nanoTime();
        int settled =
                given().port(gateway.port()).post("/local/schedules/expire").path("settled");
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        if (settled != DUE) throw new IllegalStateException(settled + " were settled");
        return new Night(meter.read().requests(), time);
    }

    private void copy(Map<String, AttributeValue> account, int count) {
        List<WriteRequest> batch = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            String partition = "M#" + api.program() + "#m" + ++copies;
            Map<String, AttributeValue> copy = new HashMap<>(account);
            copy.put("pk", AttributeValue.fromS(partition));
            copy.put("shard", AttributeValue.fromS("D#%02d".formatted(Math.floorMod(sha256(partition)[0], 16))));
            batch.add(WriteRequest.builder().putRequest(p -> p.item(copy)).build());
            if (batch.size() < 25 && i < count) continue;
            dynamo.batchWriteItem(w -> w.requestItems(Map.of("laurel", List.copyOf(batch))));
            batch.clear();
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void tell(String which, List<Night> nights) {
        long[] millis =
                nights.stream().mapToLong(n -> n.time().toMillis()).sorted().toArray();
        System.out.printf(
                "1,000 due %s: %s, median %d ms of %s%n",
                which, nights.getFirst().requests(), millis[millis.length / 2], Arrays.toString(millis));
        if (nights.stream().map(Night::requests).distinct().count() > 1)
            throw new IllegalStateException("the requests of the same night differ: " + nights);
    }
}
