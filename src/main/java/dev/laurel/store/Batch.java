package dev.laurel.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** Reads many items at once. */
final class Batch {
    /** What one request may ask for. */
    private static final int MOST = 100;

    private Batch() {}

    /** Several items by their keys, in one strong read for each hundred; what DynamoDB leaves over is asked for again. */
    static Map<Map<String, AttributeValue>, Map<String, AttributeValue>> read(
            DynamoDbClient dynamo, String table, List<Map<String, AttributeValue>> keys) {
        Map<Map<String, AttributeValue>, Map<String, AttributeValue>> items = new HashMap<>();
        List<Map<String, AttributeValue>> left = new ArrayList<>(keys);
        while (!left.isEmpty()) {
            var some = left.subList(0, Math.min(left.size(), MOST));
            var rest = left.subList(some.size(), left.size());
            var wanted =
                    KeysAndAttributes.builder().keys(some).consistentRead(true).build();
            var answer = dynamo.batchGetItem(b -> b.requestItems(Map.of(table, wanted)));
            answer.responses().getOrDefault(table, List.of()).forEach(item -> items.put(keyOf(item), item));
            left = new ArrayList<>(rest);
            if (answer.unprocessedKeys().containsKey(table))
                left.addAll(answer.unprocessedKeys().get(table).keys());
        }
        return items;
    }

    private static Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
        return Map.of(Table.PARTITION, item.get(Table.PARTITION), Table.SORT, item.get(Table.SORT));
    }
}
