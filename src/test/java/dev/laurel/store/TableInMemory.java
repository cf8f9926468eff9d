package dev.laurel.store;

import static dev.laurel.store.Refusals.invalid;

import dev.laurel.store.Expressions.Condition;
import dev.laurel.store.Expressions.Expression;
import dev.laurel.store.Expressions.Meanings;
import dev.laurel.store.Index.Item;
import dev.laurel.store.Index.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * The one table in memory, for simulations of more steps than DynamoDB Local has time for. It answers what the store asks of DynamoDB as
 * DynamoDB does, with its refusals and limits, and anything else with an {@link UnsupportedOperationException};
 * {@code TableInMemoryTest} holds it equal to DynamoDB Local. Its indexes never lag.
 */
public final class TableInMemory implements DynamoDbClient {
    private static final int ITEM_MOST = 400 * 1024;
    private static final int BATCH_MOST = 16 * 1024 * 1024;
    private static final int TRANSACTION_MOST = 4 * 1024 * 1024;
    private static final int KEYS_MOST = 100;
    private static final int PARTS_MOST = 100;
    private static final int PARTITION_KEY_MOST = 2048;
    private static final int SORT_KEY_MOST = 1024;

    private static final String CONDITION = "ConditionExpression";
    private static final String NAMES = "ExpressionAttributeNames";
    private static final String VALUES = "ExpressionAttributeValues";
    private static final String OLD = "ReturnValuesOnConditionCheckFailure";

    private final String name;
    private final Index table;
    private final Map<String, Index> indexes = new HashMap<>();
    private final List<Index> all = new ArrayList<>();

    /** An empty table. */
    public TableInMemory(CreateTableRequest definition) {
        name = definition.tableName();
        Map<String, AttributeValue.Type> types = definition.attributeDefinitions().stream()
                .collect(Collectors.toMap(
                        AttributeDefinition::attributeName,
                        attribute -> AttributeValue.Type.valueOf(attribute.attributeTypeAsString())));
        List<Key> keys = keys(definition.keySchema(), types);
        table = new Index(keys, Set.of());
        all.add(table);
        for (var index : definition.globalSecondaryIndexes()) {
            List<Key> its = Stream.concat(keys(index.keySchema(), types).stream(), keys.stream())
                    .toList();
            indexes.put(index.indexName(), new Index(its, projected(index.projection(), its)));
        }
        all.addAll(indexes.values());
    }

    private static List<Key> keys(List<KeySchemaElement> keys, Map<String, AttributeValue.Type> types) {
        return keys.stream()
                .map(key -> new Key(
                        key.attributeName(),
                        types.get(key.attributeName()),
                        key.keyType() == KeyType.HASH ? PARTITION_KEY_MOST : SORT_KEY_MOST))
                .toList();
    }

    private static Set<String> projected(Projection projection, List<Key> keys) {
        Set<String> projected = new HashSet<>(projection.nonKeyAttributes());
        for (Key key : keys) projected.add(key.name());
        return switch (projection.projectionType()) {
            case KEYS_ONLY, INCLUDE -> projected;
            default -> throw new UnsupportedOperationException("an index with " + projection);
        };
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}

    /** All there is, sorted by keys. */
    public synchronized List<Map<String, AttributeValue>> items() {
        return table.items().map(Item::attributes).toList();
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        only(request, "TableName", "Key", "ConsistentRead");
        known(request.tableName());
        Item item = get(table.key(request.key()));
        GetItemResponse.Builder response = GetItemResponse.builder();
        if (item != null) response.item(item.attributes());
        return response.build();
    }

    private synchronized @Nullable Item get(Map<String, AttributeValue> key) {
        return table.get(key);
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        only(request, "RequestItems");
        if (request.requestItems().isEmpty()) throw invalid("BatchGetItem must have some requests set");
        request.requestItems().keySet().forEach(this::known);
        KeysAndAttributes wanted = request.requestItems().get(name);
        only(wanted, "Keys", "ConsistentRead");
        List<Map<String, AttributeValue>> keys =
                wanted.keys().stream().map(table::key).toList();
        if (keys.isEmpty()) throw invalid("The list of keys in RequestItems for BatchGetItem is required");
        if (keys.size() > KEYS_MOST) throw invalid("Too many items requested for the BatchGetItem call");
        if (new HashSet<>(keys).size() < keys.size()) throw invalid("Provided list of item keys contains duplicates");
        return batch(wanted, keys);
    }

    private synchronized BatchGetItemResponse batch(KeysAndAttributes wanted, List<Map<String, AttributeValue>> keys) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        List<Map<String, AttributeValue>> left = new ArrayList<>();
        int size = 0;
        for (var key : keys) {
            Item item = table.get(key);
            if (item == null) continue;
            size += item.size();
            if (size > BATCH_MOST) left.add(key);
            else items.add(item.attributes());
        }
        return BatchGetItemResponse.builder()
                .responses(Map.of(name, items))
                .unprocessedKeys(
                        left.isEmpty()
                                ? Map.of()
                                : Map.of(name, wanted.toBuilder().keys(left).build()))
                .build();
    }

    @Override
    public synchronized QueryResponse query(QueryRequest request) {
        only(
                request,
                "TableName",
                "IndexName",
                "KeyConditionExpression",
                "FilterExpression",
                NAMES,
                VALUES,
                "ExclusiveStartKey",
                "ScanIndexForward",
                "Limit",
                "ConsistentRead");
        known(request.tableName());
        Index index = index(request);
        var condition = Expressions.condition(request.keyConditionExpression());
        var filter = Expressions.condition(request.filterExpression());
        var meanings =
                Meanings.of(request.expressionAttributeNames(), request.expressionAttributeValues(), condition, filter);
        index.check(filter, meanings);
        int limit = request.limit() == null ? Integer.MAX_VALUE : request.limit();
        if (limit < 1) throw invalid("Limit must be greater than or equal to 1");
        Index.Page page = index.page(
                index.range(condition.tree(), meanings),
                request.hasExclusiveStartKey() ? request.exclusiveStartKey() : null,
                !Boolean.FALSE.equals(request.scanIndexForward()),
                limit,
                item -> filter.tree().holds(item, meanings));
        return QueryResponse.builder()
                .items(page.items())
                .count(page.items().size())
                .scannedCount(page.scanned())
                .lastEvaluatedKey(page.last())
                .build();
    }

    private Index index(QueryRequest request) {
        if (request.indexName() == null) return table;
        Index index = indexes.get(request.indexName());
        if (index == null) throw invalid("The table does not have the specified index: " + request.indexName());
        if (Boolean.TRUE.equals(request.consistentRead()))
            throw invalid("Consistent read cannot be true when querying a GSI");
        return index;
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        only(request, "TableName", "Item", CONDITION, NAMES, VALUES);
        write(write(Put.builder()
                .tableName(request.tableName())
                .item(request.item())
                .conditionExpression(request.conditionExpression())
                .expressionAttributeNames(request.expressionAttributeNames())
                .expressionAttributeValues(request.expressionAttributeValues())
                .build()));
        return PutItemResponse.builder().build();
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        only(request, "TableName", "Key", "UpdateExpression", CONDITION, NAMES, VALUES);
        write(write(Update.builder()
                .tableName(request.tableName())
                .key(request.key())
                .updateExpression(request.updateExpression())
                .conditionExpression(request.conditionExpression())
                .expressionAttributeNames(request.expressionAttributeNames())
                .expressionAttributeValues(request.expressionAttributeValues())
                .build()));
        return UpdateItemResponse.builder().build();
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest request) {
        only(request, "TableName", "Key", CONDITION, NAMES, VALUES);
        write(write(Delete.builder()
                .tableName(request.tableName())
                .key(request.key())
                .conditionExpression(request.conditionExpression())
                .expressionAttributeNames(request.expressionAttributeNames())
                .expressionAttributeValues(request.expressionAttributeValues())
                .build()));
        return DeleteItemResponse.builder().build();
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        only(request, "TransactItems", "ClientRequestToken");
        if (request.clientRequestToken() != null)
            throw new UnsupportedOperationException("ClientRequestToken in " + request);
        int parts = request.transactItems().size();
        if (parts == 0 || parts > PARTS_MOST) throw invalid("A transaction has 1 to 100 parts");
        List<Write> writes = request.transactItems().stream().map(this::write).toList();
        if (writes.stream().map(Write::key).distinct().count() < parts)
            throw invalid("Transaction request cannot include multiple operations on one item");
        write(writes);
        return TransactWriteItemsResponse.builder().build();
    }

    /**
     * One write as it was asked for.
     *
     * @param change what is at the key afterwards, by what was there; null is nothing
     * @param tells whether its refusal says what is there
     */
    private record Write(
            Map<String, AttributeValue> key,
            Expression<Condition> condition,
            Meanings meanings,
            UnaryOperator<@Nullable Item> change,
            boolean tells) {

        boolean allows(@Nullable Item before) {
            return condition.tree().holds(before == null ? Map.of() : before.attributes(), meanings);
        }

        CancellationReason refusal(@Nullable Item before) {
            return Refusals.conditionFailed(tells && before != null ? before.attributes() : null);
        }
    }

    private record Change(@Nullable Item before, @Nullable Item after) {}

    private Write write(TransactWriteItem part) {
        List<Write> writes = Stream.of(
                        part.put() == null ? null : write(part.put()),
                        part.update() == null ? null : write(part.update()),
                        part.delete() == null ? null : write(part.delete()),
                        part.conditionCheck() == null ? null : write(part.conditionCheck()))
                .filter(write -> write != null)
                .toList();
        if (writes.size() != 1) throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
        return writes.getFirst();
    }

    private Write write(Put put) {
        only(put, "TableName", "Item", CONDITION, NAMES, VALUES, OLD);
        known(put.tableName());
        Map<String, AttributeValue> attributes = new HashMap<>();
        put.item().forEach((attribute, value) -> attributes.put(attribute, Values.kept(value)));
        Item item = Item.of(attributes);
        Map<String, AttributeValue> key = table.keyOf(attributes);
        check(item);
        var condition = Expressions.condition(put.conditionExpression());
        var meanings = Meanings.of(put.expressionAttributeNames(), put.expressionAttributeValues(), condition);
        return new Write(key, condition, meanings, _ -> item, tells(put.returnValuesOnConditionCheckFailure()));
    }

    private Write write(Update update) {
        only(update, "TableName", "Key", "UpdateExpression", CONDITION, NAMES, VALUES, OLD);
        known(update.tableName());
        Map<String, AttributeValue> key = table.key(update.key());
        var condition = Expressions.condition(update.conditionExpression());
        var changes = Expressions.update(update.updateExpression());
        var meanings =
                Meanings.of(update.expressionAttributeNames(), update.expressionAttributeValues(), condition, changes);
        Set<String> targets = changes.tree().targets(meanings);
        return new Write(
                key,
                condition,
                meanings,
                before -> {
                    if (!Collections.disjoint(targets, key.keySet())) throw invalid("Cannot update a part of the key");
                    return Item.of(changes.tree().of(before == null ? key : before.attributes(), meanings));
                },
                tells(update.returnValuesOnConditionCheckFailure()));
    }

    private Write write(Delete delete) {
        only(delete, "TableName", "Key", CONDITION, NAMES, VALUES, OLD);
        known(delete.tableName());
        var condition = Expressions.condition(delete.conditionExpression());
        var meanings = Meanings.of(delete.expressionAttributeNames(), delete.expressionAttributeValues(), condition);
        return new Write(
                table.key(delete.key()),
                condition,
                meanings,
                _ -> null,
                tells(delete.returnValuesOnConditionCheckFailure()));
    }

    private Write write(ConditionCheck check) {
        only(check, "TableName", "Key", CONDITION, NAMES, VALUES, OLD);
        known(check.tableName());
        if (check.conditionExpression() == null) throw invalid("A condition check has a condition");
        var condition = Expressions.condition(check.conditionExpression());
        var meanings = Meanings.of(check.expressionAttributeNames(), check.expressionAttributeValues(), condition);
        return new Write(
                table.key(check.key()),
                condition,
                meanings,
                before -> before,
                tells(check.returnValuesOnConditionCheckFailure()));
    }

    private static boolean tells(@Nullable ReturnValuesOnConditionCheckFailure what) {
        return what == ReturnValuesOnConditionCheckFailure.ALL_OLD;
    }

    private synchronized void write(Write write) {
        Item before = table.get(write.key());
        if (!write.allows(before)) throw Refusals.conditionFailed();
        Item after = write.change().apply(before);
        check(after);
        replace(new Change(before, after));
    }

    private synchronized void write(List<Write> writes) {
        List<CancellationReason> reasons = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (Write write : writes) {
            Item before = table.get(write.key());
            if (write.allows(before)) {
                Item after = write.change().apply(before);
                changes.add(new Change(before, after));
                reasons.add(fault(after));
            } else {
                reasons.add(write.refusal(before));
            }
        }
        if (reasons.stream().anyMatch(reason -> reason != Refusals.NONE)) throw Refusals.canceled(reasons);
        if (changes.stream().mapToInt(change -> size(change.after())).sum() > TRANSACTION_MOST)
            throw new UnsupportedOperationException("a transaction of items of more than 4 MB");
        changes.forEach(this::replace);
    }

    private CancellationReason fault(@Nullable Item after) {
        try {
            check(after);
            return Refusals.NONE;
        } catch (DynamoDbException invalid) {
            return Refusals.invalid(invalid);
        }
    }

    private static int size(@Nullable Item item) {
        return item == null ? 0 : item.size();
    }

    /** Whether an item can be kept. */
    private void check(@Nullable Item after) {
        if (after == null) return;
        if (after.size() > ITEM_MOST) throw invalid("Item size has exceeded the maximum allowed size");
        all.forEach(index -> index.check(after.attributes()));
    }

    private void replace(Change change) {
        for (Index index : all) {
            if (change.before() != null) index.remove(change.before());
            if (change.after() != null) index.put(change.after());
        }
    }

    private void known(String asked) {
        if (!name.equals(asked)) throw Refusals.noSuchTable();
    }

    /** Refuses a request that says anything else than these. */
    private static void only(SdkPojo request, String... fields) {
        List<String> understood = Arrays.asList(fields);
        for (SdkField<?> field : request.sdkFields()) {
            if (understood.contains(field.memberName())) continue;
            Object said = field.getValueOrDefault(request);
            boolean nothing = said == null
                    || said instanceof SdkAutoConstructMap<?, ?>
                    || said instanceof SdkAutoConstructList<?>;
            if (!nothing) throw new UnsupportedOperationException(field.memberName() + " in " + request);
        }
    }
}
