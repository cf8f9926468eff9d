package dev.laurel.store;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Asks DynamoDB Local and the table in memory the same and holds their answers equal; whoever asks is told the former's. */
final class Twins implements DynamoDbClient {
    private final DynamoDbClient local;
    private final TableInMemory memory;
    private final String table;
    private int asked;
    private int refused;

    Twins(DynamoDbClient local, TableInMemory memory, String table) {
        this.local = local;
        this.memory = memory;
        this.table = table;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}

    /** How many requests were answered equally. */
    int asked() {
        return asked;
    }

    int refused() {
        return refused;
    }

    /** All that lies in both is the same. */
    void assertSameItems() {
        var items = local.scanPaginator(s -> s.tableName(table).consistentRead(true))
                .items();
        assertThat(memory.items().stream().map(Twins::plain).toList())
                .containsExactlyInAnyOrderElementsOf(
                        items.stream().map(Twins::plain).toList());
    }

    /** An answer, or the refusal. */
    private record Answer<A>(@Nullable A said, @Nullable DynamoDbException refusal) {
        static <Q, A> Answer<A> of(DynamoDbClient client, Q question, BiFunction<DynamoDbClient, Q, A> ask) {
            try {
                return new Answer<>(ask.apply(client, question), null);
            } catch (DynamoDbException refused) {
                return new Answer<>(null, refused);
            }
        }

        Object plain() {
            return refusal == null ? Twins.plain(said) : Twins.plain(refusal);
        }
    }

    private <Q, A> A both(Q question, BiFunction<DynamoDbClient, Q, A> ask) {
        Answer<A> theirs = Answer.of(local, question, ask);
        Answer<A> ours = Answer.of(memory, question, ask);
        assertThat(ours.plain())
                .as("request %d: %s; %s", asked, question, theirs.refusal())
                .isEqualTo(theirs.plain());
        asked++;
        if (theirs.refusal() == null) return theirs.said();
        refused++;
        throw theirs.refusal();
    }

    private static Object plain(DynamoDbException refusal) {
        return refusal instanceof TransactionCanceledException canceled
                ? canceled.cancellationReasons().stream().map(Twins::plain).toList()
                : List.of(refusal.getClass(), refusal.awsErrorDetails().errorCode());
    }

    /** What was said, but for the order of a set and of a batch, how a number is written, and what it costs. */
    private static Object plain(Object said) {
        return switch (said) {
            case AttributeValue value -> plain(value);
            case BatchGetItemResponse batch ->
                List.of(
                        batch.responses().values().stream()
                                .map(items -> items.stream().map(Twins::plain).collect(toSet()))
                                .toList(),
                        plain(batch.unprocessedKeys()));
            case CancellationReason reason ->
                List.of(reason.code(), reason.hasItem() ? plain(reason.item()) : "no item");
            case SdkPojo pojo ->
                pojo.sdkFields().stream()
                        .filter(field -> !field.memberName().equals("ConsumedCapacity"))
                        .filter(field -> field.getValueOrDefault(pojo) != null)
                        .collect(toMap(SdkField::memberName, field -> plain(field.getValueOrDefault(pojo))));
            case Map<?, ?> map -> {
                Map<String, Object> plain = new TreeMap<>();
                map.forEach((name, value) -> plain.put(String.valueOf(name), plain(value)));
                yield plain;
            }
            case List<?> list -> list.stream().map(Twins::plain).toList();
            default -> said;
        };
    }

    private static Object plain(AttributeValue value) {
        return switch (value.type()) {
            case N -> new BigDecimal(value.n()).stripTrailingZeros();
            case SS -> Set.copyOf(value.ss());
            default -> value;
        };
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        return both(request, DynamoDbClient::getItem);
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        return both(request, DynamoDbClient::batchGetItem);
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        return both(request, DynamoDbClient::query);
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        return both(request, DynamoDbClient::putItem);
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        return both(request, DynamoDbClient::updateItem);
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest request) {
        return both(request, DynamoDbClient::deleteItem);
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        return both(request, DynamoDbClient::transactWriteItems);
    }
}
