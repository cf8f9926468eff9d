package dev.laurel.store;

import static dev.laurel.store.Items.number;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Random requests of every kind that the table in memory answers, over few items. No two of these lie at one place of an index, where
 * DynamoDB promises no order; and no update gives an index's key a wrong type, which DynamoDB Local takes and DynamoDB refuses.
 */
final class RequestDice {
    private static final List<String> PARTITIONS = List.of("M#p#1", "M#p#\u00e9", "M#p#\uD83D\uDE00", "P#p");
    private static final List<String> SORTS = List.of("A", "E#1", "E#10", "E#2", "E#\uFFFD", "E#\uD83D\uDE00", "K#1");
    private static final List<String> PREFIXES = List.of("E#", "E#1", "E#\uD83D\uDE00", "A", "K", "Z");
    private static final List<String> TEXTS = List.of("", "a", "ab", "b", "\u00e9", "\uFFFD", "\uD83D\uDE00");
    private static final List<String> NUMBERS = List.of("0", "-1", "1", "1.50", "2E+1", "10", "-0.001", "007");
    private static final List<byte[]> BYTES = List.of(new byte[0], new byte[] {0}, new byte[] {0, -1}, new byte[] {-1});
    private static final List<String> MEMBERS = List.of("x", "y", "z");
    private static final Set<String> RESERVED = Set.of(Table.HASH, Table.SHARD);

    /** Attributes that are no keys, and of what type they mostly are. */
    private static final Map<String, AttributeValue.Type> FREE = new TreeMap<>(Map.of(
            Table.TOLD, AttributeValue.Type.S,
            Table.VERSION, AttributeValue.Type.N,
            Table.LAID, AttributeValue.Type.N,
            Table.BODY, AttributeValue.Type.B,
            Table.HASH, AttributeValue.Type.B,
            Table.ORDERS, AttributeValue.Type.SS));

    private static final List<String> INDEXED = List.of(Table.MEMBER, Table.SEQ, Table.SHARD, Table.DUE);
    private static final List<String> ALL = Stream.of(List.of(Table.PARTITION, Table.SORT), INDEXED, FREE.keySet())
            .<String>mapMulti(Iterable::forEach)
            .toList();

    private final Random random;
    private final String table;

    RequestDice(Random random, String table) {
        this.random = random;
        this.table = table;
    }

    /** Asks something. */
    void ask(DynamoDbClient dynamo) {
        switch (random.nextInt(20)) {
            case 0, 1 -> dynamo.getItem(g -> g.tableName(table).key(key()).consistentRead(chance(50)));
            case 2 -> dynamo.batchGetItem(b -> b.requestItems(Map.of(table, keys())));
            case 3, 4 -> dynamo.query(ofTable());
            case 5, 6 -> dynamo.query(ofIndex(Table.HISTORY, Table.MEMBER, Table.SEQ));
            case 7, 8 -> dynamo.query(ofIndex(Table.DUE_INDEX, Table.SHARD, Table.DUE));
            case 9 -> put(dynamo);
            case 10 -> delete(dynamo);
            case 11, 12, 13, 14 -> update(dynamo);
            default -> dynamo.transactWriteItems(t -> t.transactItems(parts()));
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** One of the items that there may be. */
    private Map<String, AttributeValue> key() {
        return Map.of(Table.PARTITION, fromS(one(PARTITIONS)), Table.SORT, fromS(one(SORTS)));
    }

    private KeysAndAttributes keys() {
        List<Map<String, AttributeValue>> keys =
                Stream.generate(this::key).limit(1 + random.nextInt(6)).toList();
        return KeysAndAttributes.builder()
                .keys(chance(5) ? keys : List.copyOf(Set.copyOf(keys)))
                .consistentRead(true)
                .build();
    }

    /** What an item has of an index's key: of the key's sort its own, which no other has. */
    private AttributeValue indexed(String attribute, Map<String, AttributeValue> key) {
        int own = PARTITIONS.indexOf(key.get(Table.PARTITION).s()) * SORTS.size()
                + SORTS.indexOf(key.get(Table.SORT).s());
        int some = random.nextInt(4);
        return switch (attribute) {
            case Table.SEQ -> number((some - 1) * 100L + own);
            case Table.DUE -> fromS("%d.%02d".formatted(some, own));
            case Table.SHARD -> fromS("D#0" + some % 2);
            default -> fromS(PARTITIONS.get(some % 2));
        };
    }

    private AttributeValue free(String attribute) {
        AttributeValue.Type usual = FREE.getOrDefault(attribute, AttributeValue.Type.S);
        return value(chance(90) ? usual : one(List.copyOf(FREE.values())));
    }

    private AttributeValue value(AttributeValue.Type type) {
        return switch (type) {
            case N -> AttributeValue.fromN(one(NUMBERS));
            case B -> AttributeValue.fromB(SdkBytes.fromByteArray(one(BYTES)));
            case SS -> {
                List<String> members = new ArrayList<>(MEMBERS);
                Collections.shuffle(members, random);
                yield AttributeValue.fromSs(members.subList(0, chance(1) ? 0 : 1 + random.nextInt(3)));
            }
            default -> fromS(one(TEXTS));
        };
    }

    private Map<String, AttributeValue> item() {
        Map<String, AttributeValue> item = new HashMap<>(key());
        for (String attribute : INDEXED) if (chance(60)) item.put(attribute, indexed(attribute, item));
        for (String attribute : FREE.keySet()) if (chance(40)) item.put(attribute, free(attribute));
        return item;
    }

    /** The words of one request, as they come up. */
    private final class Words {
        final Map<String, String> names = new HashMap<>();
        final Map<String, AttributeValue> values = new HashMap<>();

        String name(String attribute) {
            if (chance(50) && !RESERVED.contains(attribute)) return attribute;
            names.put("#" + attribute, attribute);
            return "#" + attribute;
        }

        String value(AttributeValue value) {
            String name = ":" + values.size();
            values.put(name, value);
            return name;
        }

        @Nullable
        Map<String, String> names() {
            return names.isEmpty() ? null : names;
        }

        @Nullable
        Map<String, AttributeValue> values() {
            if (chance(1)) values.put(":unused", fromS("-"));
            return values.isEmpty() ? null : values;
        }
    }

    private String condition(Words words, List<String> attributes, int depth) {
        String attribute = one(attributes);
        return switch (random.nextInt(depth == 0 ? 5 : 10)) {
            case 0 -> "attribute_exists(" + words.name(attribute) + ")";
            case 1 -> "attribute_not_exists(" + words.name(attribute) + ")";
            case 2 -> "begins_with(%s, %s)".formatted(words.name(attribute), words.value(prefix(attribute)));
            case 3, 4 ->
                "%s %s %s"
                        .formatted(
                                words.name(attribute),
                                one(List.of("=", "<>", "<", "<=", ">", ">=")),
                                words.value(comparable(attribute)));
            case 5 -> "NOT " + condition(words, attributes, depth - 1);
            case 6, 7 -> {
                String inner = condition(words, attributes, depth - 1)
                        + one(List.of(" OR ", " AND "))
                        + condition(words, attributes, depth - 1);
                yield inner.startsWith("(") || chance(30) ? inner : "(" + inner + ")";
            }
            default -> condition(words, attributes, depth - 1) + " AND " + condition(words, attributes, depth - 1);
        };
    }

    private AttributeValue something(String attribute) {
        if (INDEXED.contains(attribute)) return indexed(attribute, key());
        return FREE.containsKey(attribute) ? free(attribute) : fromS(one(PREFIXES));
    }

    private AttributeValue prefix(String attribute) {
        AttributeValue some = something(attribute);
        boolean hasPrefixes = some.type() == AttributeValue.Type.S || some.type() == AttributeValue.Type.B;
        return hasPrefixes || chance(5) ? some : fromS(one(PREFIXES));
    }

    private AttributeValue comparable(String attribute) {
        AttributeValue some = something(attribute);
        return some.hasSs() && chance(80) ? fromS(one(TEXTS)) : some;
    }

    private @Nullable String maybeCondition(Words words) {
        return chance(30) ? condition(words, ALL, 2) : null;
    }

    private String changes(Words words, Map<String, AttributeValue> key) {
        Map<String, List<String>> clauses = new HashMap<>();
        List<String> targets = new ArrayList<>(INDEXED);
        targets.addAll(FREE.keySet());
        Collections.shuffle(targets, random);
        for (String target : targets.subList(0, 1 + random.nextInt(4))) {
            String clause = one(clauses(target));
            clauses.computeIfAbsent(clause, _ -> new ArrayList<>()).add(change(words, clause, target, key));
        }
        List<String> written = new ArrayList<>();
        clauses.forEach((clause, changes) -> written.add(clause + " " + String.join(", ", changes)));
        Collections.shuffle(written, random);
        return String.join(" ", written);
    }

    /** What mostly fits an attribute. */
    private List<String> clauses(String target) {
        if (INDEXED.contains(target)) return List.of("SET", "SET", "REMOVE");
        if (chance(10)) return List.of("ADD", "DELETE");
        return switch (FREE.get(target)) {
            case N -> List.of("SET", "REMOVE", "ADD", "ADD");
            case SS -> List.of("SET", "ADD", "DELETE", "DELETE");
            default -> List.of("SET", "REMOVE");
        };
    }

    private String change(Words words, String clause, String target, Map<String, AttributeValue> key) {
        boolean indexed = INDEXED.contains(target);
        String name = words.name(target);
        return switch (clause) {
            case "REMOVE" -> name;
            case "SET" -> {
                String value = words.value(indexed ? indexed(target, key) : free(target));
                String other = indexed || chance(50) ? target : one(List.copyOf(FREE.keySet()));
                yield name + " = " + (chance(60) ? value : "if_not_exists(%s, %s)".formatted(words.name(other), value));
            }
            default -> name + " " + words.value(operand(clause, target));
        };
    }

    private AttributeValue operand(String clause, String target) {
        if (chance(3)) return free(target);
        boolean ofSet = clause.equals("DELETE") || FREE.get(target) == AttributeValue.Type.SS;
        return value(ofSet ? AttributeValue.Type.SS : AttributeValue.Type.N);
    }

    private QueryRequest ofTable() {
        Words words = new Words();
        AttributeValue partition = fromS(one(PARTITIONS));
        String condition = words.name(Table.PARTITION) + " = " + words.value(partition);
        if (chance(70))
            condition +=
                    " AND begins_with(%s, %s)".formatted(words.name(Table.SORT), words.value(fromS(one(PREFIXES))));
        Map<String, AttributeValue> start = new HashMap<>(key());
        if (chance(90)) start.put(Table.PARTITION, partition);
        return query(words, condition, start).consistentRead(true).build();
    }

    private QueryRequest ofIndex(String index, String partition, String sort) {
        Words words = new Words();
        Map<String, AttributeValue> start = new HashMap<>(key());
        start.put(partition, indexed(partition, start));
        start.put(sort, indexed(sort, start));
        AttributeValue asked = chance(90) ? start.get(partition) : indexed(partition, start);
        String condition = words.name(partition) + " = " + words.value(asked);
        if (chance(60))
            condition += " AND %s %s %s"
                    .formatted(
                            words.name(sort),
                            one(List.of("<", "<=")),
                            words.value(chance(20) ? start.get(sort) : indexed(sort, key())));
        return query(words, condition, start).indexName(index).build();
    }

    private QueryRequest.Builder query(Words words, String condition, Map<String, AttributeValue> start) {
        String filter =
                chance(30) ? condition(words, chance(20) ? ALL : List.of(Table.PARTITION, Table.BODY), 1) : null;
        return QueryRequest.builder()
                .tableName(table)
                .keyConditionExpression(condition)
                .filterExpression(filter)
                .expressionAttributeNames(words.names())
                .expressionAttributeValues(words.values())
                .exclusiveStartKey(chance(40) ? start : null)
                .scanIndexForward(chance(50))
                .limit(chance(60) ? 1 + random.nextInt(4) : null);
    }

    private void put(DynamoDbClient dynamo) {
        Words words = new Words();
        Map<String, AttributeValue> item = item();
        if (chance(5)) item.put(one(INDEXED), value(AttributeValue.Type.B));
        dynamo.putItem(p -> p.tableName(table)
                .item(item)
                .conditionExpression(maybeCondition(words))
                .expressionAttributeNames(words.names())
                .expressionAttributeValues(words.values()));
    }

    private void update(DynamoDbClient dynamo) {
        Words words = new Words();
        Map<String, AttributeValue> key = key();
        dynamo.updateItem(u -> u.tableName(table)
                .key(key)
                .updateExpression(changes(words, key))
                .conditionExpression(maybeCondition(words))
                .expressionAttributeNames(words.names())
                .expressionAttributeValues(words.values()));
    }

    private void delete(DynamoDbClient dynamo) {
        Words words = new Words();
        dynamo.deleteItem(d -> d.tableName(table)
                .key(key())
                .conditionExpression(maybeCondition(words))
                .expressionAttributeNames(words.names())
                .expressionAttributeValues(words.values()));
    }

    private List<TransactWriteItem> parts() {
        Map<Map<String, AttributeValue>, TransactWriteItem> parts = new HashMap<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            Map<String, AttributeValue> item = item();
            parts.put(Map.of(Table.PARTITION, item.get(Table.PARTITION), Table.SORT, item.get(Table.SORT)), part(item));
        }
        return List.copyOf(parts.values());
    }

    private TransactWriteItem part(Map<String, AttributeValue> item) {
        Words words = new Words();
        Map<String, AttributeValue> key = new HashMap<>(item);
        key.keySet().retainAll(List.of(Table.PARTITION, Table.SORT));
        var old = chance(50) ? ReturnValuesOnConditionCheckFailure.ALL_OLD : null;
        return switch (random.nextInt(6)) {
            case 0 ->
                TransactWriteItem.builder()
                        .put(p -> p.tableName(table)
                                .item(item)
                                .conditionExpression(maybeCondition(words))
                                .expressionAttributeNames(words.names())
                                .expressionAttributeValues(words.values())
                                .returnValuesOnConditionCheckFailure(old))
                        .build();
            case 1 ->
                TransactWriteItem.builder()
                        .delete(d -> d.tableName(table)
                                .key(key)
                                .conditionExpression(maybeCondition(words))
                                .expressionAttributeNames(words.names())
                                .expressionAttributeValues(words.values())
                                .returnValuesOnConditionCheckFailure(old))
                        .build();
            case 2 ->
                TransactWriteItem.builder()
                        .conditionCheck(c -> c.tableName(table)
                                .key(key)
                                .conditionExpression(condition(words, ALL, 2))
                                .expressionAttributeNames(words.names())
                                .expressionAttributeValues(words.values())
                                .returnValuesOnConditionCheckFailure(old))
                        .build();
            default ->
                TransactWriteItem.builder()
                        .update(u -> u.tableName(table)
                                .key(key)
                                .updateExpression(changes(words, key))
                                .conditionExpression(maybeCondition(words))
                                .expressionAttributeNames(words.names())
                                .expressionAttributeValues(words.values())
                                .returnValuesOnConditionCheckFailure(old))
                        .build();
        };
    }
}
