package dev.laurel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromSs;

import dev.laurel.Effort;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** The table in memory answers as DynamoDB Local does, refuses what that refuses, and holds the same in the end. */
@QuarkusTest
class TableInMemoryTest {
    private static final String TABLE = "twin";
    private static final String PARTITION = "M#p#m";
    private static final int ITEM_MOST = 400 * 1024;
    private static final int REQUESTS = 200;
    private static final int STEPS = 100;

    /** Two runs of each kind; {@code -Ptrust} makes 66. */
    private static final int RUNS = Effort.of(2, 66);

    @Inject
    DynamoDbClient local;

    private TableInMemory memory;
    private Twins both;

    @BeforeEach
    void create() {
        var definition = Table.definition(TABLE).toBuilder()
                .streamSpecification((StreamSpecification) null)
                .build();
        local.createTable(definition);
        memory = new TableInMemory(definition);
        both = new Twins(local, memory, TABLE);
    }

    @AfterEach
    void delete() {
        local.deleteTable(d -> d.tableName(TABLE));
    }

    static LongStream seeds() {
        return LongStream.range(0, RUNS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void random_requests_are_answered_alike(long seed) {
        RequestDice dice = new RequestDice(new Random(seed), TABLE);
        repeat(REQUESTS, () -> dice.ask(both));
        assertThat(both.refused()).isBetween(REQUESTS / 6, REQUESTS / 2);
        both.assertSameItems();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void random_work_of_the_store_is_answered_alike(long seed) {
        StoreDice dice = new StoreDice(new Random(seed), both, TABLE);
        repeat(STEPS, dice::work);
        assertThat(both.refused()).isBetween(both.asked() / 20, both.asked() / 2);
        both.assertSameItems();
    }

    /** Refusals are answers, too. */
    private static void repeat(int times, Runnable step) {
        for (int i = 0; i < times; i++) {
            try {
                step.run();
            } catch (DynamoDbException refused) {
                assertThat(refused.statusCode()).isEqualTo(400);
            }
        }
    }

    private static Map<String, AttributeValue> key(String sort) {
        return Map.of(Table.PARTITION, fromS(PARTITION), Table.SORT, fromS(sort));
    }

    private static Map<String, AttributeValue> item(String sort, String attribute, AttributeValue value) {
        Map<String, AttributeValue> item = new HashMap<>(key(sort));
        item.put(attribute, value);
        return item;
    }

    private static AttributeValue bytes(int many) {
        return AttributeValue.fromB(SdkBytes.fromByteArray(new byte[many]));
    }

    private void put(String sort, String attribute, AttributeValue value) {
        both.putItem(p -> p.tableName(TABLE).item(item(sort, attribute, value)));
    }

    private void update(String sort, String expression, AttributeValue... values) {
        both.updateItem(u -> u.tableName(TABLE)
                .key(key(sort))
                .updateExpression(expression)
                .expressionAttributeValues(values(values)));
    }

    /** As {@code :0}, {@code :1} and so on; none is no map at all. */
    private static Map<String, AttributeValue> values(AttributeValue... values) {
        Map<String, AttributeValue> named = new HashMap<>();
        for (AttributeValue value : values) named.put(":" + named.size(), value);
        return named.isEmpty() ? null : named;
    }

    private Map<String, AttributeValue> get(String sort) {
        return both.getItem(g -> g.tableName(TABLE).key(key(sort)).consistentRead(true))
                .item();
    }

    private QueryResponse page(Consumer<QueryRequest.Builder> more) {
        return both.query(q -> more.accept(q.tableName(TABLE)
                .keyConditionExpression("pk = :0")
                .expressionAttributeValues(values(fromS(PARTITION)))));
    }

    private static TransactWriteItem putting(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder()
                .put(p -> p.tableName(TABLE).item(item))
                .build();
    }

    private static TransactWriteItem deleting(String sort) {
        return TransactWriteItem.builder()
                .delete(d -> d.tableName(TABLE).key(key(sort)))
                .build();
    }

    private static TransactWriteItem absent(String sort) {
        return TransactWriteItem.builder()
                .conditionCheck(c -> c.tableName(TABLE)
                        .key(key(sort))
                        .conditionExpression("attribute_not_exists(pk)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    private void transact(List<TransactWriteItem> parts) {
        both.transactWriteItems(t -> t.transactItems(parts));
    }

    private List<CancellationReason> reasonsOf(ThrowingCallable transaction) {
        List<CancellationReason> reasons = new ArrayList<>();
        assertThatThrownBy(transaction)
                .isInstanceOfSatisfying(
                        TransactionCanceledException.class, canceled -> reasons.addAll(canceled.cancellationReasons()));
        return reasons;
    }

    private static void assertInvalid(ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        DynamoDbException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo("ValidationException"));
    }

    @Test
    void a_refused_part_leaves_nothing_of_a_transaction() {
        put("there", "told", fromS("a"));
        assertThatThrownBy(() -> transact(List.of(putting(item("new", "told", fromS("b"))), absent("there"))))
                .isInstanceOf(TransactionCanceledException.class);
        assertThat(get("new")).isEmpty();
        both.assertSameItems();
    }

    @Test
    void a_refused_part_tells_what_is_there() {
        put("there", "told", fromS("a"));
        var reasons = reasonsOf(() -> transact(List.of(absent("not"), absent("there"), deleting("neither"))));
        assertThat(reasons)
                .extracting(CancellationReason::code)
                .containsExactly("None", "ConditionalCheckFailed", "None");
        assertThat(reasons.get(1).item()).isEqualTo(item("there", "told", fromS("a")));
    }

    @Test
    void a_transaction_has_one_to_a_hundred_parts() {
        var parts = IntStream.rangeClosed(0, 100)
                .mapToObj(i -> putting(key("E#" + i)))
                .toList();
        assertInvalid(() -> transact(List.of()));
        assertInvalid(() -> transact(parts));
        transact(parts.subList(0, 100));
        assertThat(page(q -> {}).count()).isEqualTo(100);
    }

    @Test
    void a_transaction_has_no_two_parts_on_one_item() {
        assertInvalid(() -> transact(List.of(putting(key("twice")), absent("other"), deleting("twice"))));
        assertThat(get("twice")).isEmpty();
    }

    @Test
    void a_part_of_a_transaction_is_one_write() {
        assertInvalid(() -> transact(List.of(TransactWriteItem.builder().build())));
        assertInvalid(() -> transact(List.of(
                putting(key("a")).toBuilder().delete(deleting("b").delete()).build())));
    }

    @Test
    void an_item_has_at_most_400_kilobytes() {
        int fits = ITEM_MOST - "pk".length() - PARTITION.length() - "sk".length() - "A".length() - "body".length();
        put("A", "body", bytes(fits));
        assertInvalid(() -> put("A", "body", bytes(fits + 1)));
        assertInvalid(() -> transact(List.of(putting(item("A", "body", bytes(fits + 1))))));
        assertInvalid(() -> update("A", "SET body = :0", bytes(fits + 1)));
        assertThat(get("A").get("body")).isEqualTo(bytes(fits));
    }

    @Test
    void an_update_to_a_larger_item_cancels_its_transaction() {
        put("A", "body", bytes(ITEM_MOST - 1000));
        var larger = TransactWriteItem.builder()
                .update(u -> u.tableName(TABLE)
                        .key(key("A"))
                        .updateExpression("SET told = :0")
                        .expressionAttributeValues(values(fromS("a".repeat(1000)))))
                .build();
        assertThat(reasonsOf(() -> transact(List.of(putting(key("B")), larger))))
                .extracting(CancellationReason::code)
                .containsExactly("None", "ValidationError");
        both.assertSameItems();
    }

    @Test
    void a_set_that_loses_its_last_member_is_gone() {
        update("A", "ADD orders :0", fromSs(List.of("x", "y")));
        update("A", "DELETE orders :0", fromSs(List.of("x", "z")));
        assertThat(get("A").get("orders").ss()).containsExactly("y");
        update("A", "DELETE orders :0", fromSs(List.of("y")));
        assertThat(get("A")).isEqualTo(key("A"));
    }

    @Test
    void an_update_that_only_removes_makes_an_item_where_there_is_none() {
        update("A", "REMOVE told");
        assertThat(get("A")).isEqualTo(key("A"));
    }

    @Test
    void an_update_sees_the_item_as_it_was_before() {
        update("A", "SET told = :0, v = :1", fromS("a"), fromN("1"));
        update("A", "SET told = :0, laid = if_not_exists(told, :1) REMOVE v", fromS("b"), fromS("c"));
        assertThat(get("A").get("told").s()).isEqualTo("b");
        assertThat(get("A").get("laid").s()).isEqualTo("a");
        assertThat(get("A")).doesNotContainKey("v");
    }

    @Test
    void an_update_writes_to_each_attribute_once_and_to_no_key() {
        assertInvalid(() -> update("A", "SET told = :0 REMOVE told", fromS("a")));
        assertInvalid(() -> update("A", "SET sk = :0", fromS("a")));
        assertInvalid(() -> update("A", "REMOVE pk"));
    }

    @Test
    void an_update_takes_numbers_and_sets_only_where_they_fit() {
        put("A", "told", fromS("a"));
        assertInvalid(() -> update("A", "ADD told :0", fromN("1")));
        assertInvalid(() -> update("A", "ADD v :0", fromS("a")));
        assertInvalid(() -> update("A", "DELETE v :0", fromN("1")));
        assertInvalid(() -> update("A", "DELETE told :0", fromSs(List.of("a"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-0", "1.50", "1e3", "+5", "007", "123e-4", "1E125", "-1e-130", "12345678901234567890.5"})
    void a_number_is_kept_in_plain_figures(String number) {
        put("A", "v", fromN(number));
        assertThat(memory.items())
                .containsExactly(
                        local.getItem(g -> g.tableName(TABLE).key(key("A"))).item());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 7", "x", "1E126", "1e-131", "123456789012345678901234567890123456789"})
    void what_is_no_number_is_refused(String number) {
        assertInvalid(() -> put("A", "v", fromN(number)));
    }

    @Test
    void a_set_has_members_and_none_twice() {
        assertInvalid(() -> put("A", "orders", fromSs(List.of())));
        assertInvalid(() -> put("A", "orders", fromSs(List.of("x", "x"))));
    }

    @Test
    void a_key_has_its_two_parts_and_neither_is_empty_nor_too_long() {
        List<Map<String, AttributeValue>> wrong = List.of(
                Map.of(Table.PARTITION, fromS("a")),
                Map.of(Table.PARTITION, fromS("a"), Table.SORT, fromN("1")),
                Map.of(Table.PARTITION, fromS("a"), Table.SORT, fromS("")),
                Map.of(Table.PARTITION, fromS("a"), Table.SORT, fromS("\u00e9".repeat(513))),
                Map.of(Table.PARTITION, fromS("a".repeat(2049)), Table.SORT, fromS("b")));
        for (var key : wrong) {
            assertInvalid(() -> both.getItem(g -> g.tableName(TABLE).key(key)));
            assertInvalid(() -> both.putItem(p -> p.tableName(TABLE).item(key)));
            assertInvalid(() -> both.updateItem(u -> u.tableName(TABLE).key(key).updateExpression("REMOVE told")));
            assertInvalid(() -> both.deleteItem(d -> d.tableName(TABLE).key(key)));
        }
        assertInvalid(() -> both.getItem(g -> g.tableName(TABLE).key(item("A", "told", fromS("a")))));
    }

    @Test
    void an_index_key_is_of_its_type_and_not_empty() {
        assertInvalid(() -> put("A", Table.SEQ, fromS("1")));
        assertInvalid(() -> put("A", Table.MEMBER, fromS("")));
        assertInvalid(() -> update("A", "SET due = :0", fromS("")));
    }

    /** DynamoDB refuses it, DynamoDB Local does not. */
    @Test
    void an_update_gives_an_index_key_no_other_type() {
        assertInvalid(() -> memory.updateItem(u -> u.tableName(TABLE)
                .key(key("A"))
                .updateExpression("SET seq = :0")
                .expressionAttributeValues(values(fromS("1")))));
    }

    @Test
    void there_is_no_other_table() {
        assertThatThrownBy(() -> both.getItem(g -> g.tableName("other").key(key("A"))))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void a_single_write_is_refused_by_its_condition() {
        assertThatThrownBy(() -> both.deleteItem(
                        d -> d.tableName(TABLE).key(key("A")).conditionExpression("attribute_exists(pk)")))
                .isInstanceOf(ConditionalCheckFailedException.class);
    }

    @Test
    void every_name_and_value_of_an_expression_is_told_and_used() {
        assertInvalid(() -> update("A", "SET told = :0", fromS("a"), fromS("unused")));
        assertInvalid(() -> update("A", "SET told = :0, v = :1", fromS("a")));
        assertInvalid(() -> update("A", "REMOVE #told"));
        assertInvalid(() -> both.updateItem(u -> u.tableName(TABLE)
                .key(key("A"))
                .updateExpression("REMOVE told")
                .expressionAttributeNames(Map.of("#v", "v"))));
        assertInvalid(() -> both.updateItem(u ->
                u.tableName(TABLE).key(key("A")).updateExpression("REMOVE told").expressionAttributeValues(Map.of())));
    }

    @Test
    void an_item_is_in_an_index_while_it_has_both_its_keys_there() {
        update("A", "SET m = :0", fromS("x"));
        assertThat(history().items()).isEmpty();
        update("A", "SET seq = :0, body = :1, told = :2", fromN("7"), bytes(1), fromS("a"));
        assertThat(history().items())
                .containsExactly(Map.of(
                        Table.PARTITION, fromS(PARTITION),
                        Table.SORT, fromS("A"),
                        Table.MEMBER, fromS("x"),
                        Table.SEQ, fromN("7"),
                        Table.BODY, bytes(1)));
        update("A", "REMOVE seq");
        assertThat(history().items()).isEmpty();
    }

    private QueryResponse history() {
        return both.query(q -> q.tableName(TABLE)
                .indexName(Table.HISTORY)
                .keyConditionExpression("m = :0")
                .expressionAttributeValues(values(fromS("x"))));
    }

    @Test
    void sort_keys_are_sorted_by_their_bytes() {
        for (String sort : List.of("\uD83D\uDE00", "\uFFFD", "\u00e9", "b", "a1", "a")) put(sort, "told", fromS(sort));
        assertThat(page(q -> {}).items())
                .extracting(item -> item.get(Table.SORT).s())
                .containsExactly("a", "a1", "b", "\u00e9", "\uFFFD", "\uD83D\uDE00");
        assertThat(memory.items()).isEqualTo(page(q -> {}).items());
    }

    @Test
    void a_page_ends_with_its_limit_and_says_that_there_may_be_more() {
        for (String sort : List.of("a", "b", "c")) put(sort, "told", fromS(sort));
        assertThat(page(q -> q.limit(2)).lastEvaluatedKey()).isEqualTo(key("b"));
        assertThat(page(q -> q.limit(3)).lastEvaluatedKey()).isEqualTo(key("c"));
        assertThat(page(q -> q.limit(4)).lastEvaluatedKey()).isEmpty();
        assertThat(page(q -> q.limit(2).exclusiveStartKey(key("bb"))).items())
                .containsExactly(item("c", "told", fromS("c")));
        assertThat(page(q -> q.limit(1).filterExpression("attribute_exists(v)")).items())
                .isEmpty();
        assertInvalid(() -> page(q -> q.limit(0)));
    }

    @Test
    void a_page_ends_with_the_item_that_fills_a_megabyte() {
        for (String sort : List.of("a", "b", "c", "d")) put(sort, "body", bytes(380 * 1024));
        assertThat(page(q -> {}).lastEvaluatedKey()).isEqualTo(key("c"));
        assertThat(page(q -> q.scanIndexForward(false)).lastEvaluatedKey()).isEqualTo(key("b"));
        assertThat(both.queryPaginator(q -> q.tableName(TABLE)
                                .keyConditionExpression("pk = :0")
                                .expressionAttributeValues(values(fromS(PARTITION))))
                        .items())
                .hasSize(4);
    }

    @Test
    void a_page_starts_within_what_is_asked_for() {
        Map<String, AttributeValue> elsewhere = new HashMap<>(key("b"));
        elsewhere.put(Table.PARTITION, fromS("elsewhere"));
        assertInvalid(() -> page(q -> q.exclusiveStartKey(elsewhere)));
        assertInvalid(() -> page(q -> q.exclusiveStartKey(Map.of())));
        assertInvalid(() -> page(q -> q.exclusiveStartKey(Map.of(Table.PARTITION, fromS(PARTITION)))));
        assertInvalid(() -> page(q -> q.exclusiveStartKey(item("b", "told", fromS("a")))));
        assertInvalid(() -> page(q -> q.exclusiveStartKey(key("b"))
                .keyConditionExpression("pk = :0 AND begins_with(sk, :1)")
                .expressionAttributeValues(values(fromS(PARTITION), fromS("a")))));
    }

    @Test
    void a_query_is_of_an_index_that_is_there_and_never_consistent() {
        assertInvalid(() -> page(q -> q.indexName("other")));
        assertInvalid(() -> both.query(q -> q.tableName(TABLE)
                .indexName(Table.HISTORY)
                .consistentRead(true)
                .keyConditionExpression("m = :0")
                .expressionAttributeValues(values(fromS("x")))));
    }

    /** Each in an order of its own: DynamoDB promises none. */
    @Test
    void pages_of_an_index_hold_each_item_once_where_all_lie_at_one_place() {
        Set<String> sorts = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            sorts.add("E#" + i);
            update("E#" + i, "SET m = :0, seq = :1", fromS("x"), fromN("1"));
        }
        for (DynamoDbClient dynamo : List.of(local, memory)) {
            var paged = dynamo.queryPaginator(q -> q.tableName(TABLE)
                            .indexName(Table.HISTORY)
                            .limit(3)
                            .keyConditionExpression("m = :0")
                            .expressionAttributeValues(values(fromS("x"))))
                    .items();
            assertThat(paged).extracting(item -> item.get(Table.SORT).s()).containsExactlyInAnyOrderElementsOf(sorts);
        }
    }

    @Test
    void a_batch_asks_for_one_to_a_hundred_items_and_none_twice() {
        put("E#1", "told", fromS("a"));
        var keys = IntStream.rangeClosed(0, 100).mapToObj(i -> key("E#" + i)).toList();
        assertInvalid(() -> both.batchGetItem(b -> b.requestItems(Map.of())));
        assertInvalid(() -> batch(both, List.of()));
        assertInvalid(() -> batch(both, keys));
        assertInvalid(() -> batch(both, List.of(key("A"), key("B"), key("A"))));
        assertThat(batch(both, keys.subList(0, 100))).isEqualTo(Map.of(key("E#1"), true));
    }

    /** Which are answered first is nobody's promise. */
    @Test
    void a_batch_answers_sixteen_megabytes_and_leaves_the_rest() {
        var keys = IntStream.range(0, 45).mapToObj(i -> key("E#" + i)).toList();
        for (int i = 0; i < 45; i++) put("E#" + i, "body", bytes(380 * 1024));
        for (DynamoDbClient dynamo : List.of(local, memory)) {
            var answer = batch(dynamo, keys);
            assertThat(answer.keySet()).containsExactlyInAnyOrderElementsOf(keys);
            assertThat(answer.values()).filteredOn(answered -> answered).hasSize(43);
        }
    }

    /** What was answered of these, and what was left over. */
    private static Map<Map<String, AttributeValue>, Boolean> batch(
            DynamoDbClient dynamo, List<Map<String, AttributeValue>> keys) {
        var wanted = KeysAndAttributes.builder().keys(keys).consistentRead(true).build();
        var answer = dynamo.batchGetItem(b -> b.requestItems(Map.of(TABLE, wanted)));
        Map<Map<String, AttributeValue>, Boolean> answered = new HashMap<>();
        for (var item : answer.responses().get(TABLE))
            answered.put(key(item.get(Table.SORT).s()), true);
        answer.unprocessedKeys().values().forEach(left -> left.keys().forEach(key -> answered.put(key, false)));
        return answered;
    }

    @Test
    void what_was_handed_in_may_change_afterwards() {
        byte[] bytes = {1, 2, 3};
        Map<String, AttributeValue> item = item("A", "body", AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes)));
        memory.putItem(p -> p.tableName(TABLE).item(item));
        bytes[0] = 9;
        item.clear();
        assertThat(memory.items().getFirst().get("body").b().asByteArray()).containsExactly(1, 2, 3);
    }

    @Test
    void what_the_store_does_not_ask_is_not_guessed_at() {
        List<ThrowingCallable> unknown = List.of(
                () -> memory.scan(s -> s.tableName(TABLE)),
                () -> memory.getItem(g -> g.tableName(TABLE).key(key("A")).projectionExpression("told")),
                () -> memory.putItem(p -> p.tableName(TABLE).item(key("A")).returnValues(ReturnValue.ALL_OLD)),
                () -> memory.putItem(p -> p.tableName(TABLE).item(item("A", "told", AttributeValue.fromBool(true)))),
                () -> memory.transactWriteItems(t -> t.clientRequestToken("-").transactItems(deleting("A"))),
                () -> memory.updateItem(u -> u.tableName(TABLE).key(key("A"))),
                () -> changed("SET told = v"),
                () -> changed("SET v = v + :0"),
                () -> changed("SET told.deep = :0"),
                () -> changed("SET told = :0 SET v = :0"),
                () -> deleted("size(told) > :0"),
                () -> deleted("told IN (:0)"),
                () -> deleted("told BETWEEN :0 AND :0"),
                () -> deleted("contains(told, :0)"),
                () -> deleted(":0 = told"),
                () -> deleted("((told = :0))"),
                () -> deleted("told = :0 AND"),
                () -> deleted("told"),
                () -> asked("pk = :0 AND sk = :0"),
                () -> asked("pk = :0 AND sk < :0"),
                () -> asked("pk = :0 OR sk = :0"),
                () -> asked("pk > :0"));
        for (ThrowingCallable request : unknown)
            assertThatThrownBy(request).isInstanceOf(UnsupportedOperationException.class);
    }

    private void changed(String expression) {
        memory.updateItem(u -> u.tableName(TABLE)
                .key(key("A"))
                .updateExpression(expression)
                .expressionAttributeValues(values(fromS("a"))));
    }

    private void deleted(String condition) {
        memory.deleteItem(d -> d.tableName(TABLE)
                .key(key("A"))
                .conditionExpression(condition)
                .expressionAttributeValues(values(fromS("a"))));
    }

    private void asked(String condition) {
        memory.query(q ->
                q.tableName(TABLE).keyConditionExpression(condition).expressionAttributeValues(values(fromS("a"))));
    }

    @Test
    void threads_lose_no_write_of_each_other() {
        IntStream.range(0, 2000)
                .parallel()
                .forEach(_ -> memory.updateItem(u -> u.tableName(TABLE)
                        .key(key("A"))
                        .updateExpression("ADD v :0")
                        .expressionAttributeValues(values(fromN("1")))));
        assertThat(memory.items()).containsExactly(item("A", "v", fromN("2000")));
    }
}
