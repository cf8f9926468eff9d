package dev.laurel.store;

import dev.laurel.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** The shops whose orders earn in a program. Kept for 30 s, so that a delivery does not read them; their secrets lie elsewhere. */
@ApplicationScoped
public class Shops {
    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final String SINCE = "since";
    private static final String LEFT = "left";

    /** How many orders a shop has told of that say nothing of their customer. */
    static final String WITHOUT_CONTACT = "withoutContact";

    private final DynamoDbClient dynamo;
    private final String table;
    private final Clock clock;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(Instant readAt, Set<Shop> shops) {}

    /** @param domain in lower case */
    public record Shop(String platform, String domain) {}

    Shops(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table, Clock clock) {
        this.dynamo = dynamo;
        this.table = table;
        this.clock = clock;
    }

    /** Whether a program has this shop. */
    public boolean has(String program, Shop shop) {
        Instant now = clock.instant();
        Kept known = kept.get(program);
        if (known == null || Duration.between(known.readAt(), now).abs().compareTo(KEPT) >= 0) {
            known = new Kept(now, read(program));
            if (known.shops().isEmpty()) return false;
            kept.put(program, known);
        }
        return known.shops().contains(shop);
    }

    private Set<Shop> read(String program) {
        return items(program).map(Shops::shop).collect(Collectors.toSet());
    }

    private static Shop shop(Map<String, AttributeValue> item) {
        String[] parts = Items.nameOf(item, Entity.SHOP).split("#");
        return new Shop(parts[0], parts[1]);
    }

    private Stream<Map<String, AttributeValue>> items(String program) {
        return dynamo
                .queryPaginator(Items.ofProgram(table, Entity.SHOP, program).build())
                .items()
                .stream();
    }

    /**
     * A shop as the merchant sees it.
     *
     * @param withoutContact how many orders it told of that nobody will ever be found for
     * @param leftAt when it said that it has done with us; null where it has not
     */
    public record Registered(
            Shop shop,
            Instant since,
            long withoutContact,
            @Nullable Instant leftAt) {}

    /** All shops of a program. */
    public List<Registered> registered(String program) {
        return items(program)
                .map(item -> new Registered(
                        shop(item),
                        Json.instant(item.get(SINCE).s()),
                        Long.parseLong(item.getOrDefault(WITHOUT_CONTACT, Items.number(0))
                                .n()),
                        item.containsKey(LEFT) ? Json.instant(item.get(LEFT).s()) : null))
                .toList();
    }

    /** Notes that a shop has done with us; false where that is known. */
    public boolean leave(String program, Shop shop, Instant now) {
        try {
            dynamo.updateItem(u -> u.tableName(table)
                    .key(Entity.SHOP.key(program, shop.platform(), shop.domain()))
                    .updateExpression("SET #left = :now")
                    .conditionExpression("attribute_exists(" + SINCE + ") AND attribute_not_exists(#left)")
                    .expressionAttributeNames(Map.of("#left", LEFT))
                    .expressionAttributeValues(Map.of(":now", AttributeValue.fromS(now.toString()))));
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }

    /** Adds a shop, or takes back that it left; since when it is there stays. */
    public void add(String program, Shop shop, Instant now) {
        dynamo.updateItem(u -> u.tableName(table)
                .key(Entity.SHOP.key(program, shop.platform(), shop.domain()))
                .updateExpression("SET " + SINCE + " = if_not_exists(" + SINCE + ", :now) REMOVE #left")
                .expressionAttributeNames(Map.of("#left", LEFT))
                .expressionAttributeValues(Map.of(":now", AttributeValue.fromS(now.toString()))));
        kept.remove(program);
    }

    /** Reads everything anew from now on: for a table that was replaced. */
    public void forget() {
        kept.clear();
    }
}
