package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.local.Gateway;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What DynamoDB charges by: an item of up to one kilobyte is one unit, so the budget of an operation is the size of its items. */
@QuarkusTest
class ItemSizeTest {
    private static final int UNIT = 1024;

    @Inject
    Gateway gateway;

    @Inject
    DynamoDbClient dynamo;

    @Inject
    MovableClock clock;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void an_order_of_twenty_lines_a_redemption_and_a_typical_account_are_one_unit_each() {
        clock.set(Instant.parse("2026-11-21T12:00:00Z"));
        Api api = Api.admin(gateway.port()).program("""
                earning:
                  pendingDays: 14
                  rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: double-day, kind: multiplier, factor: '2'}]
                expiry: {kind: afterEarning, months: 12, roundTo: monthEnd}
                redemption: {pointValue: '0.01'}
                tiers: {kept: endOfNextYear, ladder: [{id: insider, from: 0}, {id: vib, from: 350, factor: '1.25'}, {id: rouge, from: 1000, factor: '1.5'}]}
                """).join("member-0815");
        Random random = new Random(42);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            lines.append("{sku: '%08d', quantity: %d, amount: '%d.%02d'},"
                    .formatted(
                            random.nextInt(100_000_000),
                            1 + random.nextInt(3),
                            1 + random.nextInt(90),
                            random.nextInt(100)));
        }
        api.post(
                        "/members/member-0815/purchases",
                        "{orderId: '1000042', occurredAt: '2026-01-02T10:00:00Z', currency: USD, tax: '12.34', shipping: '4.90', lines: ["
                                + lines + "]}")
                .then()
                .statusCode(201);
        for (int month = 1; month <= 11; month++) {
            api.post(
                            "/members/member-0815/purchases",
                            "{orderId: 'm%d', occurredAt: '2026-%02d-10T10:00:00Z', currency: USD, lines: [{sku: a, quantity: 1, amount: '33.00'}]}"
                                    .formatted(month, month))
                    .then()
                    .statusCode(201);
        }
        api.post("/members/member-0815/redemptions", "key-of-a-phone", "{points: 100}")
                .then()
                .statusCode(201);
        int account = 0;
        int order = 0;
        int redemption = 0;
        for (var item : dynamo.scanPaginator(s -> s.tableName("laurel")).items()) {
            String key = item.get("pk").s() + item.get("sk").s();
            if (key.endsWith("member-0815A")) account = size(item);
            if (key.endsWith("1000042O")) order = size(item);
            if (key.contains("E#redemption/") && key.contains("member-0815")) redemption = size(item);
        }
        assertThat(account).as("account").isBetween(1, UNIT);
        assertThat(order).as("order of twenty lines").isBetween(1, UNIT);
        assertThat(redemption).as("redemption").isBetween(1, UNIT);
    }

    /** By AWS's rules: names and values in UTF-8, numbers about a byte for two digits, binary as it is. */
    private static int size(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToInt(a -> a.getKey().length()
                        + switch (a.getValue().type()) {
                            case B -> a.getValue().b().asByteArray().length;
                            case N -> a.getValue().n().length() / 2 + 2;
                            default -> a.getValue().s().length();
                        })
                .sum();
    }
}
