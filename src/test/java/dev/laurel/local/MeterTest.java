package dev.laurel.local;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.laurel.Api;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** The cases that AWS's developer guide tells, or that follow from one sentence of it, on the real table. */
@QuarkusTest
class MeterTest {
    @Inject
    Gateway gateway;

    @Inject
    Meter meter;

    @Inject
    DynamoDbClient dynamo;

    private final String partition = "meter#" + UUID.randomUUID();

    @BeforeEach
    void countCapacity() {
        meter.countCapacity(true);
        meter.read();
    }

    /** Other tests want to know whose every item is. */
    @AfterEach
    void tidyUp() {
        meter.countCapacity(false);
        for (String sort : List.of("a", "b", "c", "d"))
            dynamo.deleteItem(d -> d.tableName("laurel").key(key(sort)));
    }

    private Map<String, AttributeValue> key(String sort) {
        return Map.of("pk", AttributeValue.fromS(partition), "sk", AttributeValue.fromS(sort));
    }

    /** An item of so many bytes, with other attributes among them. */
    private Map<String, AttributeValue> item(String sort, int bytes, Map<String, AttributeValue> more) {
        Map<String, AttributeValue> item = new HashMap<>(key(sort));
        item.putAll(more);
        int soFar = item.entrySet().stream()
                .mapToInt(a -> a.getKey().length() + a.getValue().s().length())
                .sum();
        item.put("f", AttributeValue.fromS("x".repeat(bytes - soFar - 1)));
        return item;
    }

    private Map<String, AttributeValue> item(String sort, int bytes) {
        return item(sort, bytes, Map.of());
    }

    /** What puts an item in the index of what is due. */
    private static Map<String, AttributeValue> due(String due) {
        return Map.of("shard", AttributeValue.fromS("D#meter"), "due", AttributeValue.fromS(due));
    }

    private void put(Map<String, AttributeValue> item) {
        dynamo.putItem(p -> p.tableName("laurel").item(item));
    }

    private static TransactWriteItem putting(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder()
                .put(p -> p.tableName("laurel").item(item))
                .build();
    }

    private void transaction(TransactWriteItem... parts) {
        dynamo.transactWriteItems(t -> t.transactItems(parts));
    }

    private void charged(double read, double written) {
        assertThat(meter.read().capacity()).isEqualTo(new Capacity(read, written));
    }

    @Test
    void each_call_says_what_it_cost_and_the_meter_what_all_did() {
        Api api = Api.onePerDollar(gateway.port(), "").join("ada");
        api.spendable("ada");
        meter.read();
        api.get("/members/ada/balance").then().header("X-Laurel-Capacity", "requests=1, read=1.0, written=0.0");
        api.buy("ada", "o1", "10.00").then().header("X-Laurel-Capacity", "requests=2, read=2.0, written=5.0");
        given().port(gateway.port())
                .get("/local/meter")
                .then()
                .body("requests", equalTo(Map.of("GetItem", 1, "BatchGetItem", 1, "TransactWriteItems", 1)))
                .body("capacity", equalTo(Map.of("read", 3.0f, "written", 5.0f)));
        meter.countCapacity(false);
        api.get("/members/ada/balance").then().header("X-Laurel-Capacity", nullValue());
    }

    @ParameterizedTest
    @CsvSource({"1, 100", "1, 1024", "2, 1025", "2, 1536", "4, 4096"})
    void a_put_is_a_unit_for_each_kilobyte_that_is_started(int units, int bytes) {
        put(item("a", bytes));
        charged(0, units);
    }

    @Test
    void a_write_is_charged_by_the_larger_of_what_was_and_what_is() {
        put(item("a", 3000));
        charged(0, 3);
        put(item("a", 100));
        charged(0, 3);
        dynamo.updateItem(u -> u.tableName("laurel")
                .key(key("a"))
                .updateExpression("SET g = :g")
                .expressionAttributeValues(Map.of(":g", AttributeValue.fromS("y".repeat(1500)))));
        charged(0, 2);
        dynamo.deleteItem(d -> d.tableName("laurel").key(key("a")));
        charged(0, 2);
        dynamo.deleteItem(d -> d.tableName("laurel").key(key("a")));
        charged(0, 1);
    }

    @Test
    void a_condition_that_fails_is_charged_by_the_item_that_was_there() {
        put(item("a", 1500, due("2050")));
        meter.read();
        assertThatThrownBy(() -> dynamo.putItem(p ->
                        p.tableName("laurel").item(item("a", 100)).conditionExpression("attribute_not_exists(pk)")))
                .isInstanceOf(ConditionalCheckFailedException.class);
        charged(0, 2);
    }

    @Test
    void a_get_is_a_unit_for_each_four_kilobytes_that_are_started_and_half_of_it_where_it_need_not_be_the_newest() {
        put(item("a", 4096));
        put(item("b", 4097));
        meter.read();
        dynamo.getItem(g -> g.tableName("laurel").key(key("a")).consistentRead(true));
        charged(1, 0);
        dynamo.getItem(g -> g.tableName("laurel").key(key("a")));
        charged(0.5, 0);
        dynamo.getItem(g -> g.tableName("laurel").key(key("b")).consistentRead(true));
        charged(2, 0);
        dynamo.getItem(g -> g.tableName("laurel").key(key("nothing")).consistentRead(true));
        charged(1, 0);
    }

    @Test
    void of_many_items_each_is_rounded_up_by_itself_and_of_a_query_the_sum() {
        put(item("a", 1500));
        put(item("b", 6500));
        meter.read();
        List<Map<String, AttributeValue>> keys = List.of(key("a"), key("b"), key("nothing"));
        for (boolean strong : List.of(true, false)) {
            var wanted = KeysAndAttributes.builder()
                    .keys(keys)
                    .consistentRead(strong)
                    .build();
            dynamo.batchGetItem(b -> b.requestItems(Map.of("laurel", wanted)));
            charged(strong ? 4 : 2, 0);
            dynamo.query(q -> q.tableName("laurel")
                    .keyConditionExpression("pk = :pk")
                    .filterExpression("f <> :a")
                    .expressionAttributeValues(
                            Map.of(":pk", AttributeValue.fromS(partition), ":a", AttributeValue.fromS("a")))
                    .consistentRead(strong));
            charged(strong ? 2 : 1, 0);
        }
        dynamo.query(q -> q.tableName("laurel")
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS("nobody"))));
        charged(0.5, 0);
    }

    @Test
    void in_a_transaction_everything_is_double() {
        transaction(putting(item("a", 100)), putting(item("b", 100)));
        charged(0, 4);
        transaction(putting(item("c", 1500)));
        charged(0, 4);
        transaction(
                putting(item("d", 100)),
                TransactWriteItem.builder()
                        .conditionCheck(c -> c.tableName("laurel")
                                .key(key("nothing"))
                                .conditionExpression("attribute_not_exists(pk)"))
                        .build());
        charged(0, 2 + 2);
    }

    @Test
    void an_index_costs_only_where_what_it_holds_has_changed_and_is_not_double() {
        transaction(putting(item("a", 100)), putting(item("b", 100, due("2050"))));
        charged(0, 4 + 1);
        transaction(putting(item("b", 200, due("2050"))));
        charged(0, 2);
        transaction(putting(item("b", 200, due("2051"))));
        charged(0, 2 + 2);
        transaction(putting(item("b", 200)));
        charged(0, 2 + 1);
        transaction(putting(item("b", 200)));
        charged(0, 2);
    }

    @Test
    void an_index_that_holds_more_than_keys_costs_by_what_it_holds() {
        Map<String, AttributeValue> entry = new HashMap<>(key("a"));
        entry.put("m", AttributeValue.fromS(partition));
        entry.put("seq", AttributeValue.fromN("1"));
        entry.put("body", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[1500])));
        put(entry);
        charged(0, 2 + 2);
        entry.put("refunded", AttributeValue.fromS("all of it"));
        put(entry);
        charged(0, 2);
        entry.put("body", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[100])));
        put(entry);
        charged(0, 2 + 2);
    }

    @Test
    void a_cancelled_transaction_is_charged_as_if_it_had_been_written() {
        put(item("a", 100));
        meter.read();
        TransactWriteItem refused = TransactWriteItem.builder()
                .put(p -> p.tableName("laurel").item(item("a", 1500)).conditionExpression("attribute_not_exists(pk)"))
                .build();
        assertThatThrownBy(() -> transaction(putting(item("b", 100, due("2050"))), refused))
                .isInstanceOf(TransactionCanceledException.class);
        charged(0, 2 + 1 + 4);
    }

    @Test
    void a_transaction_that_was_carried_out_before_is_charged_as_reading_it() {
        for (double[] units : new double[][] {{0, 4}, {4, 0}}) {
            dynamo.transactWriteItems(t -> t.clientRequestToken(partition.substring(6))
                    .transactItems(putting(item("a", 100)), putting(item("b", 100))));
            charged(units[0], units[1]);
        }
    }

    /** The guide's own example: shirt-color R and shirt-size M are 23 bytes. */
    @Test
    void an_item_is_its_names_and_values() {
        assertThat(ItemSize.of(
                        Map.of("shirt-color", AttributeValue.fromS("R"), "shirt-size", AttributeValue.fromS("M"))))
                .isEqualTo(23);
        assertThat(ItemSize.of(Map.of("é", AttributeValue.fromS("€")))).isEqualTo(2 + 3);
        assertThat(ItemSize.of(Map.of("n", AttributeValue.fromN("12345")))).isEqualTo(1 + 3 + 1);
        assertThat(ItemSize.of(Map.of("n", AttributeValue.fromN("-120000")))).isEqualTo(1 + 1 + 1 + 1);
        assertThat(ItemSize.of(Map.of("t", AttributeValue.fromBool(true)))).isEqualTo(1 + 1);
        assertThat(ItemSize.of(Map.of(
                        "l", AttributeValue.fromL(List.of(AttributeValue.fromS("ab"), AttributeValue.fromNul(true))))))
                .isEqualTo(1 + 3 + (1 + 2) + (1 + 1));
        assertThat(ItemSize.of(Map.of("m", AttributeValue.fromM(Map.of("a", AttributeValue.fromS("bc"))))))
                .isEqualTo(1 + 3 + 1 + (1 + 2));
    }
}
