package dev.laurel.store;

import static dev.laurel.store.Refusals.invalid;

import dev.laurel.store.Expressions.Condition;
import dev.laurel.store.Expressions.Condition.All;
import dev.laurel.store.Expressions.Condition.BeginsWith;
import dev.laurel.store.Expressions.Condition.Compared;
import dev.laurel.store.Expressions.Expression;
import dev.laurel.store.Expressions.Meanings;
import dev.laurel.store.Expressions.Operator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The table itself, or an index of it: items by partition, in order. An item that lacks a key of an index is not in it. */
final class Index {
    private static final int PAGE_MOST = 1024 * 1024;

    private final List<Key> keys;
    private final Set<String> projected;
    private final Map<AttributeValue, NavigableMap<Place, Item>> partitions = new HashMap<>();

    /**
     * @param keys the partition key, the sort key, and what sorts items that lie at one place
     * @param projected what it knows of an item; empty is everything
     */
    Index(List<Key> keys, Set<String> projected) {
        this.keys = keys;
        this.projected = projected;
    }

    /** A key attribute. @param most how many bytes it may have */
    record Key(String name, AttributeValue.Type type, int most) {
        /** What somebody gives for it, as it is kept. */
        AttributeValue of(@Nullable AttributeValue given) {
            if (given == null) throw invalid("One of the required keys was not given a value: " + name);
            return checked(Values.kept(given));
        }

        private AttributeValue checked(AttributeValue value) {
            if (value.type() != type) throw invalid("Type mismatch for key " + name);
            int size = Values.size(value);
            if (size == 0) throw invalid("A key attribute cannot contain an empty value. Key: " + name);
            if (size > most) throw invalid("The size of a key has exceeded the size limit. Key: " + name);
            return value;
        }
    }

    /** @param size in bytes */
    record Item(Map<String, AttributeValue> attributes, int size) {
        static Item of(Map<String, AttributeValue> attributes) {
            return new Item(Map.copyOf(attributes), Values.size(attributes));
        }
    }

    /** Where a place lies among those whose values start like its own. */
    private enum Edge {
        BEFORE,
        AT,
        AFTER
    }

    private record Place(List<AttributeValue> values, Edge edge) implements Comparable<Place> {
        static final Place FIRST = new Place(List.of(), Edge.BEFORE);
        static final Place LAST = new Place(List.of(), Edge.AFTER);

        @Override
        public int compareTo(Place other) {
            int shared = Math.min(values.size(), other.values.size());
            for (int i = 0; i < shared; i++) {
                int order = Values.compare(values.get(i), other.values.get(i));
                if (order != 0) return order;
            }
            if (values.size() == other.values.size()) return edge.compareTo(other.edge);
            return values.size() == shared ? edge.compareTo(Edge.AT) : Edge.AT.compareTo(other.edge);
        }
    }

    /** What of a partition a query asks for. */
    record Range(AttributeValue partition, Place from, Place to) {
        private static Range before(AttributeValue partition, AttributeValue value, Edge edge) {
            return new Range(partition, Place.FIRST, new Place(List.of(value), edge));
        }

        private static Range startingWith(AttributeValue partition, AttributeValue prefix) {
            AttributeValue next = AttributeValue.fromS(Values.after(prefix.s()));
            return new Range(partition, new Place(List.of(prefix), Edge.BEFORE), new Place(List.of(next), Edge.BEFORE));
        }

        private boolean has(AttributeValue itsPartition, Place place) {
            return partition.equals(itsPartition) && from.compareTo(place) < 0 && place.compareTo(to) < 0;
        }
    }

    /** @param last where it goes on; null where that was all */
    record Page(
            List<Map<String, AttributeValue>> items,
            int scanned,
            @Nullable Map<String, AttributeValue> last) {}

    private Key partition() {
        return keys.getFirst();
    }

    private Key sort() {
        return keys.get(1);
    }

    /** A key that has all its parts, and nothing else. */
    Map<String, AttributeValue> key(Map<String, AttributeValue> given) {
        if (given.size() != keys.size()) throw invalid("The number of conditions on the keys is invalid");
        return keyOf(given);
    }

    Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = new HashMap<>();
        for (Key part : keys) key.put(part.name(), part.of(item.get(part.name())));
        return key;
    }

    /** Checks what of its keys an item has. */
    void check(Map<String, AttributeValue> item) {
        for (Key key : keys) if (item.containsKey(key.name())) key.checked(item.get(key.name()));
    }

    @Nullable
    Item get(Map<String, AttributeValue> key) {
        return partition(key.get(partition().name())).get(place(key));
    }

    void put(Item item) {
        if (has(item))
            partitions
                    .computeIfAbsent(item.attributes().get(partition().name()), _ -> new TreeMap<>())
                    .put(place(item.attributes()), item);
    }

    void remove(Item item) {
        if (has(item)) partition(item.attributes().get(partition().name())).remove(place(item.attributes()));
    }

    private boolean has(Item item) {
        for (Key key : keys) if (!item.attributes().containsKey(key.name())) return false;
        return true;
    }

    private NavigableMap<Place, Item> partition(AttributeValue key) {
        return partitions.getOrDefault(key, Collections.emptyNavigableMap());
    }

    private Place place(Map<String, AttributeValue> item) {
        List<AttributeValue> values = new ArrayList<>(keys.size() - 1);
        for (Key key : keys.subList(1, keys.size())) values.add(item.get(key.name()));
        return new Place(values, Edge.AT);
    }

    /** All items, by their keys. */
    Stream<Item> items() {
        return partitions.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Values::compare))
                .flatMap(partition -> partition.getValue().values().stream());
    }

    /**
     * What a key condition asks for. Only indexes know comparisons: nobody asks for them of the table, where DynamoDB Local says with some
     * of them that a page was the last one which was not.
     */
    Range range(Condition condition, Meanings meanings) {
        if (condition instanceof Compared partition)
            return new Range(partition(partition, meanings), Place.FIRST, Place.LAST);
        if (condition instanceof All(List<Condition> parts)
                && parts.size() == 2
                && parts.getFirst() instanceof Compared partition)
            return range(partition(partition, meanings), parts.getLast(), meanings);
        throw unsupported(condition);
    }

    private AttributeValue partition(Compared condition, Meanings meanings) {
        if (condition.operator() != Operator.EQUAL) throw unsupported(condition);
        return value(partition(), condition.attribute(), condition.with(), meanings);
    }

    private Range range(AttributeValue partition, Condition condition, Meanings meanings) {
        return switch (condition) {
            case BeginsWith(String attribute, String prefix) ->
                Range.startingWith(partition, value(sort(), attribute, prefix, meanings));
            case Compared(String attribute, Operator operator, String with)
            when operator == Operator.LESS && !isTable() ->
                Range.before(partition, value(sort(), attribute, with, meanings), Edge.BEFORE);
            case Compared(String attribute, Operator operator, String with)
            when operator == Operator.LESS_OR_EQUAL && !isTable() ->
                Range.before(partition, value(sort(), attribute, with, meanings), Edge.AFTER);
            default -> throw unsupported(condition);
        };
    }

    private boolean isTable() {
        return projected.isEmpty();
    }

    private static AttributeValue value(Key key, String attribute, String operand, Meanings meanings) {
        if (!key.name().equals(meanings.name(attribute))) throw invalid("Query condition missed key schema element");
        return key.of(meanings.value(operand));
    }

    private static UnsupportedOperationException unsupported(Condition condition) {
        return new UnsupportedOperationException("the key condition " + condition);
    }

    /** Checks that a filter asks for nothing that decides where an item lies, nor for what the index does not know. */
    void check(Expression<Condition> filter, Meanings meanings) {
        for (String attribute : filter.attributes()) {
            String name = meanings.name(attribute);
            if (name.equals(partition().name()) || name.equals(sort().name()))
                throw invalid("Filter Expression can only contain non-primary key attributes: " + name);
            if (!knows(name)) throw invalid("The index does not project the filter attribute " + name);
        }
    }

    private boolean knows(String attribute) {
        return isTable() || projected.contains(attribute);
    }

    /**
     * Some items in order. A page ends where it has a megabyte, and says that there may be more where it ends with its limit.
     *
     * @param after where an earlier page ended; null is the first page
     */
    Page page(
            Range range,
            @Nullable Map<String, AttributeValue> after,
            boolean forward,
            int limit,
            Predicate<Map<String, AttributeValue>> filter) {
        Iterator<Item> left = items(range, after, forward).values().iterator();
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        Item last = null;
        int scanned = 0;
        for (int size = 0; left.hasNext() && scanned < limit && size < PAGE_MOST; scanned++) {
            last = left.next();
            if (!filter.test(last.attributes())) continue;
            found.add(known(last));
            size += last.size();
        }
        boolean over = last == null || (scanned < limit && !left.hasNext());
        return new Page(found, scanned, over ? null : keyOf(last.attributes()));
    }

    private NavigableMap<Place, Item> items(Range range, @Nullable Map<String, AttributeValue> after, boolean forward) {
        var all = partition(range.partition()).subMap(range.from(), true, range.to(), true);
        var sorted = forward ? all : all.descendingMap();
        if (after == null) return sorted;
        Map<String, AttributeValue> key = key(after);
        if (!range.has(key.get(partition().name()), place(key)))
            throw invalid("The provided starting key does not match the range key predicate");
        return sorted.tailMap(place(key), false);
    }

    private Map<String, AttributeValue> known(Item item) {
        if (isTable()) return item.attributes();
        Map<String, AttributeValue> known = new HashMap<>(item.attributes());
        known.keySet().retainAll(projected);
        return known;
    }
}
