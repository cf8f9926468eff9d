package dev.laurel;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.laurel.local.Gateway;
import io.quarkus.test.junit.callback.QuarkusTestAfterAllCallback;
import io.quarkus.test.junit.callback.QuarkusTestAfterEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestContext;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import jakarta.enterprise.inject.spi.CDI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Inflater;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * After every test: for every member, the sum of all facts is the balance, at each entry and in the account, and the chain is whole.
 * Reads the raw table and shares no code with what wrote it.
 */
public class TheBooks implements QuarkusTestAfterEachCallback, QuarkusTestAfterAllCallback {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void afterEach(QuarkusTestMethodContext context) {
        try {
            check();
        } catch (Exception broken) {
            throw new AssertionError("the books cannot be read", broken);
        }
    }

    /** The next class starts with an empty table, so that what is looked through after each test stays small. */
    @Override
    public void afterAll(QuarkusTestContext context) {
        int port = CDI.current().select(Gateway.class).get().port();
        given().port(port).post("/local/reset").then().statusCode(200);
    }

    private static void check() throws Exception {
        Map<String, List<Map<String, AttributeValue>>> entries = new HashMap<>();
        Map<String, Map<String, AttributeValue>> accounts = new HashMap<>();
        DynamoDbClient dynamo = CDI.current().select(DynamoDbClient.class).get();
        for (var item : dynamo.scanPaginator(s -> s.tableName("laurel").consistentRead(true))
                .items()) {
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

    private static void checkMember(Map<String, AttributeValue> account, List<Map<String, AttributeValue>> entries)
            throws Exception {
        entries.sort(Comparator.comparing(e -> Long.valueOf(e.get("seq").n())));
        long sum = 0;
        String whose = account.get("pk").s().substring("M#".length());
        byte[] previous = MessageDigest.getInstance("SHA-256").digest(whose.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < entries.size(); i++) {
            var item = entries.get(i);
            byte[] body = item.get("body").b().asByteArray();
            JsonNode entry = json(body);
            for (JsonNode fact : entry.get("facts")) sum += fact.get("points").longValue();
            JsonNode after = entry.get("after");
            long deficit = after.get("deficit").longValue();
            assertThat(item.get("seq").n()).isEqualTo(String.valueOf(i + 1));
            assertThat(entry.get("seq").longValue()).isEqualTo(i + 1);
            assertThat(after.get("spendable").longValue() + after.get("pending").longValue() - deficit)
                    .as(
                            "the sum of the facts at %s of %s",
                            item.get("sk").s(), account.get("pk").s())
                    .isEqualTo(sum);
            if (deficit > 0) assertThat(after.get("spendable").longValue()).isZero();
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(previous);
            byte[] hash = sha.digest(body);
            assertThat(item.get("prev").b().asByteArray()).isEqualTo(previous);
            assertThat(item.get("hash").b().asByteArray()).isEqualTo(hash);
            previous = hash;
        }
        JsonNode state = json(account.get("body").b().asByteArray());
        long held = -state.get("deficit").longValue();
        for (JsonNode bucket : state.get("buckets"))
            held += bucket.get("points").longValue();
        assertThat(held).as("the balance of %s", account.get("pk").s()).isEqualTo(sum);
        assertThat(account.get("hash").b().asByteArray()).isEqualTo(previous);
    }

    private static JsonNode json(byte[] body) throws Exception {
        if (body[0] == '{') return JSON.readTree(body);
        Inflater inflater = new Inflater();
        inflater.setInput(body);
        byte[] plain = new byte[4 * 1024 * 1024];
        int length = inflater.inflate(plain);
        inflater.end();
        return JSON.readTree(plain, 0, length);
    }
}
