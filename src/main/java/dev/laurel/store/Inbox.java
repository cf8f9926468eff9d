package dev.laurel.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.Malformed;
import dev.laurel.store.Shops.Shop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
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
        var page = dynamo.query(Items.ofProgram(table, Entity.DELIVERY, program)
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
    public int removeAll(String program, Predicate<Kept> like) {
        var gone = dynamo
                .queryPaginator(Items.ofProgram(table, Entity.DELIVERY, program).build())
                .items()
                .stream()
                .map(Inbox::kept)
                .filter(like)
                .toList();
        gone.forEach(kept -> remove(program, kept.id()));
        return gone.size();
    }

    /** Removes all that name somebody: a contact in its one form, or the shop's customer id; how many. */
    public int forget(String program, List<LookUp> ways) {
        return ways.isEmpty() ? 0 : removeAll(program, kept -> ways.stream().anyMatch(way -> names(kept, way)));
    }

    private static boolean names(Kept kept, LookUp way) {
        JsonNode body;
        try {
            body = Json.parse(String.valueOf(kept.body()).getBytes(UTF_8));
        } catch (Malformed _) {
            return kept.body() != null && kept.body().toLowerCase(Locale.ROOT).contains(way.value());
        }
        return way.kind().equals(LookUp.SHOP) ? customers(kept, body).contains(way.value()) : says(body, way.value());
    }

    /** Whose number a delivery has where shops write their customers'. */
    private static Set<String> customers(Kept kept, JsonNode body) {
        Set<String> named = new HashSet<>();
        String of = kept.shop().domain() + "/";
        named.add(of + body.at("/customer/id").asText());
        named.add(of + body.path("customer_id").asText());
        if (kept.topic().startsWith("customer")) named.add(of + body.path("id").asText());
        return named;
    }

    /** Whether any text in it is this mail address, or this phone number however it is spaced. */
    private static boolean says(JsonNode node, String contact) {
        if (node.isTextual()) {
            String text = node.textValue().strip().toLowerCase(Locale.ROOT);
            return text.equals(contact)
                    || (contact.startsWith("+")
                            && text.replaceAll("[^0-9+]", "").equals(contact));
        }
        for (JsonNode part : node) if (says(part, contact)) return true;
        return false;
    }

    private static String id(Map<String, AttributeValue> item) {
        return Items.nameOf(item, Entity.DELIVERY);
    }

    private static Kept kept(Map<String, AttributeValue> item) {
        return Packed.read(item.get(Table.BODY), json -> kept(id(item), json));
    }

    private static Kept kept(String id, Fields json) {
        return new Kept(
                id,
                new Shop(json.id("platform"), json.id("domain")),
                json.optionalText("topic").orElse(""),
                json.instant("receivedAt"),
                json.text("why"),
                json.optionalText("body").orElse(null));
    }
}
