package dev.laurel.store;

import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.store.Shops.Shop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Deliveries of shops that a merchant is to look at, each once however often it is delivered: for 30 days, since they may name people, and
 * so many a day, since a shop gone wrong may deliver without end.
 */
@ApplicationScoped
public class Inbox {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Duration COUNTED = Duration.ofDays(2);
    private static final int PER_DAY = 200;
    private static final String SORT_PREFIX = "B#";
    private static final String COUNT = "count";

    /** An item has at most 400 KB. */
    private static final int MOST = 350 * 1024;

    private final DynamoDbClient dynamo;
    private final String table;

    Inbox(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table) {
        this.dynamo = dynamo;
        this.table = table;
    }

    /**
     * A delivery that is kept.
     *
     * @param id follows from the rest but why and when
     * @param body as it came; null where it is too large to keep
     */
    public record Kept(
            String id,
            Shop shop,
            String topic,
            Instant receivedAt,
            String why,
            @Nullable String body) {

        /** When it goes by itself. */
        public Instant goesAt() {
            return receivedAt.plus(KEPT);
        }
    }

    /** How it went. */
    public enum Put {
        NOW,
        BEFORE,
        FULL,
        LOST_RACE
    }

    /** Some of them, and the one after which the next page starts. */
    public record Page(List<Kept> deliveries, Optional<String> next) {}

    /** Keeps a delivery, unless it is kept already or the day has had its share. */
    public Put keep(String program, Kept delivery) {
        var item = item(program, delivery);
        LocalDate day = delivery.receivedAt().atZone(ZoneOffset.UTC).toLocalDate();
        var counted = Entity.INBOX_DAY.key(program, day.toString());
        long until = delivery.receivedAt().plus(COUNTED).getEpochSecond();
        var count = TransactWriteItem.builder()
                .update(u -> u.tableName(table)
                        .key(counted)
                        .updateExpression("ADD #count :one SET #ttl = :until")
                        .conditionExpression("attribute_not_exists(#count) OR #count < :most")
                        .expressionAttributeNames(Map.of("#count", COUNT, "#ttl", Table.TTL))
                        .expressionAttributeValues(Map.of(
                                ":one",
                                Items.number(1),
                                ":until",
                                Items.number(until),
                                ":most",
                                Items.number(PER_DAY))))
                .build();
        try {
            dynamo.transactWriteItems(t -> t.transactItems(Writes.create(table, item), count));
            return Put.NOW;
        } catch (TransactionCanceledException cancelled) {
            return switch (Writes.refused(cancelled)) {
                case 0 -> Put.BEFORE;
                case 1 -> Put.FULL;
                default -> Put.LOST_RACE;
            };
        }
    }

    private static Map<String, AttributeValue> item(String program, Kept delivery) {
        var envelope = Json.object()
                .put("platform", delivery.shop().platform())
                .put("domain", delivery.shop().domain())
                .put("topic", delivery.topic())
                .put("receivedAt", delivery.receivedAt().toString())
                .put("why", delivery.why());
        byte[] packed = Packed.pack(envelope.deepCopy().put("body", delivery.body()));
        Map<String, AttributeValue> item = new HashMap<>(key(program, delivery.id()));
        item.put(Table.BODY, Packed.bytes(packed.length > MOST ? Packed.pack(envelope) : packed));
        item.put(Table.TTL, Items.number(delivery.goesAt().getEpochSecond()));
        return item;
    }

    private static Map<String, AttributeValue> key(String program, String id) {
        return Entity.DELIVERY.key(program, id);
    }

    public Optional<Kept> find(String program, String id) {
        return Items.get(dynamo, table, key(program, id)).map(Inbox::kept);
    }

    /** @param after the delivery that an earlier page ended with; null is the first page */
    public Page list(String program, @Nullable String after, int limit) {
        var page = dynamo.query(ofProgram(program).toBuilder()
                .limit(limit)
                .exclusiveStartKey(after == null ? null : key(program, after))
                .build());
        return new Page(
                page.items().stream().map(Inbox::kept).toList(),
                Optional.of(page.lastEvaluatedKey())
                        .filter(last -> !last.isEmpty())
                        .map(Inbox::id));
    }

    public void remove(String program, String id) {
        dynamo.deleteItem(d -> d.tableName(table).key(key(program, id)));
    }

    /** Removes all that are like this; how many. */
    public long removeAll(String program, Predicate<Kept> like) {
        return dynamo.queryPaginator(ofProgram(program)).items().stream()
                .map(Inbox::kept)
                .filter(like)
                .peek(kept -> remove(program, kept.id()))
                .count();
    }

    /** Removes all that name somebody, as far as a text can be told to; how many. @param ways how they are found */
    public long forget(String program, List<LookUp> ways) {
        return ways.isEmpty() ? 0 : removeAll(program, kept -> ways.stream().anyMatch(way -> names(kept, way)));
    }

    private static boolean names(Kept kept, LookUp way) {
        String body = kept.body() == null ? "" : kept.body().toLowerCase(Locale.ROOT);
        if (!way.kind().equals(LookUp.SHOP)) return body.contains(way.value());
        String domain = kept.shop().domain() + "/";
        String id = way.value().startsWith(domain) ? way.value().substring(domain.length()) : "";
        return !id.isEmpty()
                && Pattern.compile("id\"\\s*:\\s*\"?" + Pattern.quote(id.toLowerCase(Locale.ROOT)) + "[^0-9a-z]")
                        .matcher(body)
                        .find();
    }

    private QueryRequest ofProgram(String program) {
        return QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression(Table.PARTITION + " = :p AND begins_with(" + Table.SORT + ", :b)")
                .expressionAttributeValues(Map.of(
                        ":p", AttributeValue.fromS(Entity.DELIVERY.partitionOf(program)),
                        ":b", AttributeValue.fromS(SORT_PREFIX)))
                .build();
    }

    private static String id(Map<String, AttributeValue> item) {
        return item.get(Table.SORT).s().substring(SORT_PREFIX.length());
    }

    private static Kept kept(Map<String, AttributeValue> item) {
        return Packed.read(item.get(Table.BODY), json -> kept(id(item), json));
    }

    private static Kept kept(String id, Fields json) {
        return new Kept(
                id,
                new Shop(json.id("platform"), json.id("domain")),
                json.parsed("topic", t -> t, "a topic is expected").orElse(""),
                json.instant("receivedAt"),
                json.parsed("why", t -> t, "a reason is expected").orElse(""),
                json.parsed("body", t -> t, "a body is expected").orElse(null));
    }
}
