package dev.laurel;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.local.Gateway;
import io.quarkus.test.junit.callback.QuarkusTestAfterAllCallback;
import io.quarkus.test.junit.callback.QuarkusTestAfterEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestContext;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import jakarta.enterprise.inject.spi.CDI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * After every test: for every member, the sum of all facts is the balance, at each entry and in the account, and the chain is whole.
 * Reads the raw table and shares no code with what wrote it.
 */
public class TheBooks implements QuarkusTestAfterEachCallback, QuarkusTestAfterAllCallback {
    @Override
    public void afterEach(QuarkusTestMethodContext context) {
        check();
    }

    /** The next class starts with an empty table, so that what is looked through after each test stays small. */
    @Override
    public void afterAll(QuarkusTestContext context) {
        int port = CDI.current().select(Gateway.class).get().port();
        given().port(port).post("/local/reset").then().statusCode(200);
    }

    private static void check() {
        DynamoDbClient dynamo = CDI.current().select(DynamoDbClient.class).get();
        check(dynamo.scanPaginator(s -> s.tableName("laurel").consistentRead(true))
                .items());
    }

    /** @param table all of it */
    public static void check(Iterable<Map<String, AttributeValue>> table) {
        Map<String, List<Map<String, AttributeValue>>> entries = new HashMap<>();
        Map<String, Map<String, AttributeValue>> accounts = new HashMap<>();
        for (var item : table) {
            if (item.containsKey("seq")) {
                entries.computeIfAbsent(item.get("m").s(), _ -> new ArrayList<>())
                        .add(item);
            } else if (item.get("sk").s().equals("A")) {
                accounts.put(item.get("pk").s(), item);
            }
        }
        assertThat(entries.keySet()).isEqualTo(accounts.keySet());
        for (var member : entries.entrySet()) checkMember(accounts.get(member.getKey()), member.getValue());
    }

    private static void checkMember(Map<String, AttributeValue> account, List<Map<String, AttributeValue>> entries) {
        entries.sort(Comparator.comparing(e -> Long.valueOf(e.get("seq").n())));
        MemberBooks books = new MemberBooks(account.get("pk").s());
        entries.forEach(books::add);
        books.check(account);
    }
}
