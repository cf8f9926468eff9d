package dev.laurel.local;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;

/**
 * What DynamoDB charges for a table, by its developer guide ("DynamoDB read and write operations", "Using Global Secondary Indexes",
 * "Amazon DynamoDB Transactions: How it works"): DynamoDB Local counts transactions otherwise. An item is a map of its attributes, and an
 * empty one is none.
 */
public final class CapacityRules {
    private static final int WRITE_BYTES = 1024;
    private static final int READ_BYTES = 4096;

    /** What a transaction costs more: it is prepared and then committed. */
    private static final int TRANSACTION = 2;

    private final List<Index> indexes;

    private record Index(List<String> keys, List<String> projected, boolean all) {
        /** What of the item lies in the index. */
        Map<String, AttributeValue> entry(Map<String, AttributeValue> item) {
            if (!item.keySet().containsAll(keys)) return Map.of();
            if (all) return item;
            Map<String, AttributeValue> entry = new HashMap<>(item);
            entry.keySet().retainAll(projected);
            return entry;
        }

        Map<String, AttributeValue> key(Map<String, AttributeValue> entry) {
            Map<String, AttributeValue> key = new HashMap<>(entry);
            key.keySet().retainAll(keys);
            return key;
        }
    }

    public CapacityRules(CreateTableRequest table) {
        List<String> primary = names(table.keySchema());
        indexes = table.globalSecondaryIndexes().stream()
                .map(index -> index(primary, index))
                .toList();
    }

    private static Index index(List<String> primary, GlobalSecondaryIndex index) {
        List<String> keys = names(index.keySchema());
        return new Index(
                keys,
                Stream.of(primary, keys, index.projection().nonKeyAttributes())
                        .flatMap(List::stream)
                        .toList(),
                index.projection().projectionType() == ProjectionType.ALL);
    }

    private static List<String> names(List<KeySchemaElement> keys) {
        return keys.stream().map(KeySchemaElement::attributeName).toList();
    }

    /**
     * Write units of putting, changing or removing an item: by the larger of what it was and what it is, doubled in a transaction; and what
     * its indexes cost, which is not doubled.
     */
    public double write(Map<String, AttributeValue> before, Map<String, AttributeValue> after, boolean inTransaction) {
        double arms = indexes.stream()
                .mapToDouble(i -> arm(i, i.entry(before), i.entry(after)))
                .sum();
        return larger(before, after) * (inTransaction ? TRANSACTION : 1) + arms;
    }

    /** Write units of a write by itself whose condition failed: no index has to do with it. */
    public double refused(Map<String, AttributeValue> item) {
        return larger(item, item);
    }

    /** Write units of looking at an item in a transaction that writes others. */
    public double check(Map<String, AttributeValue> item) {
        return larger(item, item) * TRANSACTION;
    }

    /** Nothing where nothing that the index holds has changed; a moved key is a removal and an addition. */
    private static double arm(Index index, Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
        if (before.equals(after)) return 0;
        if (!before.isEmpty() && !after.isEmpty() && index.key(before).equals(index.key(after)))
            return larger(before, after);
        return Stream.of(before, after)
                .filter(entry -> !entry.isEmpty())
                .mapToDouble(entry -> larger(entry, entry))
                .sum();
    }

    private static double larger(Map<String, AttributeValue> some, Map<String, AttributeValue> other) {
        return units(Math.max(ItemSize.of(some), ItemSize.of(other)), WRITE_BYTES);
    }

    /** Read units of an item, or of all that a query looked through: half as many where it need not be the newest. */
    public double read(long bytes, boolean strong) {
        return units(bytes, READ_BYTES) * (strong ? 1 : 0.5);
    }

    /** Read units of an item in a transaction, which is what a transaction costs that had been carried out before. */
    public double again(Map<String, AttributeValue> item) {
        return units(ItemSize.of(item), READ_BYTES) * TRANSACTION;
    }

    private static double units(long bytes, int unit) {
        return Math.max(1, Math.ceilDiv(bytes, unit));
    }
}
