package dev.laurel.store;

import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.json.Json;
import dev.laurel.json.RefundJson;
import dev.laurel.store.Shops.Shop;
import dev.laurel.store.Stored.StoredOrder;
import dev.laurel.store.Stored.Waiting;
import dev.laurel.store.Stored.WaitingOrder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** What lies with an order beside its entry, or before it: refunds, the latest of its states that was told, and itself while it is nobody's. */
@ApplicationScoped
public class Orders {
    private static final Logger LOG = Logger.getLogger(Orders.class);

    /** How long refunds wait for an order that may never come, and orders for a member. */
    private static final Duration WAITS = Duration.ofDays(90);

    private static final AttributeValue ONE = Items.number(1);

    private final DynamoDbClient dynamo;
    private final String table;
    private final Pepper pepper;

    Orders(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table, Pepper pepper) {
        this.dynamo = dynamo;
        this.table = table;
        this.pepper = pepper;
    }

    /** Lays a refund down for an order that is to come; false where the order has come, or the refund lies there already. */
    public boolean layDown(String program, OrderKey order, Refund refund, Instant now) {
        try {
            dynamo.updateItem(u -> u.tableName(table)
                    .key(RequestKey.order(program, order).item())
                    .updateExpression("SET #refund = :refund, #ttl = :until ADD #laid :one")
                    .conditionExpression("attribute_not_exists(#seq) AND attribute_not_exists(#refund)")
                    .expressionAttributeNames(Map.of(
                            "#refund",
                            Table.WAITING + refund.id(),
                            "#ttl",
                            Table.TTL,
                            "#seq",
                            Table.SEQ,
                            "#laid",
                            Table.LAID))
                    .expressionAttributeValues(Map.of(
                            ":refund", Packed.attribute(RefundJson.write(refund)), ":until", until(now), ":one", ONE)));
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }

    /** How an order that is nobody's was laid down. */
    public enum Laid {
        NOW,
        /** This state of it, or a later one, lay there already. */
        BEFORE,
        /** Somebody booked it meanwhile, became known by its contacts, or was in the way: to be decided again. */
        LOST_RACE
    }

    /** The hashes by which a customer can be found, for an order that waits for them. */
    public Set<String> hashes(List<LookUp> ways) {
        return ways.stream()
                .map(way -> way.kind() + "#" + pepper.hash(way.value()))
                .collect(Collectors.toSet());
    }

    /** The same with those of older peppers. */
    public Set<String> allHashes(List<LookUp> ways) {
        return ways.stream()
                .flatMap(way -> pepper.hashes(way.value()).stream().map(hash -> way.kind() + "#" + hash))
                .collect(Collectors.toSet());
    }

    private static Map<String, AttributeValue> lookUp(String program, String hash) {
        String[] parts = hash.split("#", 2);
        return Entity.LOOKUP.key(program, parts[0], parts[1]);
    }

    /**
     * Lays an order down, as it was told, for whoever will be found by one of its ways: at its own key, and its name with each of them.
     * Both go by themselves after 90 days.
     */
    public Laid layDown(String program, WaitingOrder waiting, Instant now) {
        OrderKey order = waiting.purchase().order();
        AttributeValue until = until(now);
        AttributeValue name = AttributeValue.fromSs(List.of(Items.text(order)));
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(state(
                program,
                order,
                waiting.purchase().revision(),
                "SET #told = :told,",
                until,
                Map.of(":told", Items.waiting(waiting))));
        for (String way : waiting.ways()) {
            writes.add(update(u -> u.key(lookUp(program, way))
                    .updateExpression("ADD #orders :name SET #ttl = :until")
                    .conditionExpression("attribute_not_exists(#who)")
                    .expressionAttributeNames(
                            Map.of("#orders", Table.ORDERS, "#ttl", Table.TTL, "#who", Table.MEMBER_ID))
                    .expressionAttributeValues(Map.of(":name", name, ":until", until))));
        }
        return write(writes);
    }

    /** Notes that an order which is not in the books was cancelled: no older state of it counts any more. */
    public Laid cancel(String program, OrderKey order, long revision, Instant now) {
        return write(List.of(state(program, order, revision, "REMOVE #told SET", until(now), Map.of())));
    }

    /** A state of an order that is not in the books; refused where it is, or a later one was told. */
    private TransactWriteItem state(
            String program,
            OrderKey order,
            long revision,
            String told,
            AttributeValue until,
            Map<String, AttributeValue> more) {
        Map<String, AttributeValue> values = new HashMap<>(more);
        values.putAll(Map.of(":revision", Items.number(revision), ":until", until, ":one", ONE));
        return update(u -> u.key(RequestKey.order(program, order).item())
                .updateExpression(told + " #seen = :revision, #ttl = :until ADD #laid :one")
                .conditionExpression(
                        "attribute_not_exists(#seq) AND (attribute_not_exists(#seen) OR #seen < :revision)")
                .expressionAttributeNames(Map.of(
                        "#told",
                        Table.TOLD,
                        "#seen",
                        Table.SEEN,
                        "#ttl",
                        Table.TTL,
                        "#seq",
                        Table.SEQ,
                        "#laid",
                        Table.LAID))
                .expressionAttributeValues(values));
    }

    /** Counts an order that says nothing of its customer with its shop, once: it can never earn. */
    public Laid countWithoutContact(String program, Shop shop, OrderKey order, Instant now) {
        return write(List.of(
                update(u -> u.key(RequestKey.order(program, order).item())
                        .updateExpression("SET #told = :nothing, #ttl = :until")
                        .conditionExpression("attribute_not_exists(#seq) AND attribute_not_exists(#told)")
                        .expressionAttributeNames(Map.of("#told", Table.TOLD, "#ttl", Table.TTL, "#seq", Table.SEQ))
                        .expressionAttributeValues(
                                Map.of(":nothing", Packed.attribute(Json.object()), ":until", until(now)))),
                update(u -> u.key(Entity.SHOP.key(program, shop.platform(), shop.domain()))
                        .updateExpression("ADD #count :one")
                        .expressionAttributeNames(Map.of("#count", Shops.WITHOUT_CONTACT))
                        .expressionAttributeValues(Map.of(":one", Items.number(1))))));
    }

    private Laid write(List<TransactWriteItem> writes) {
        try {
            dynamo.transactWriteItems(t -> t.transactItems(writes));
            return Laid.NOW;
        } catch (TransactionCanceledException cancelled) {
            int refused = Writes.refused(cancelled);
            if (refused < 0) return Laid.LOST_RACE;
            var reason = cancelled.cancellationReasons().get(refused);
            Map<String, AttributeValue> there = reason.hasItem() ? reason.item() : Map.of();
            if (there.containsKey(Table.SEQ) || there.containsKey(Table.MEMBER_ID)) return Laid.LOST_RACE;
            return Laid.BEFORE;
        }
    }

    /** An update in a transaction that tells what was there where it is refused. */
    private TransactWriteItem update(Consumer<Update.Builder> update) {
        return TransactWriteItem.builder()
                .update(u -> update.accept(u.tableName(table)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)))
                .build();
    }

    private static AttributeValue until(Instant now) {
        return Items.number(now.plus(WAITS).getEpochSecond());
    }

    /** Those among these orders that wait for their member, or of which something does; not what has waited too long. */
    public List<WaitingOrder> waiting(String program, Collection<OrderKey> orders, Instant now) {
        var keys = orders.stream()
                .map(order -> RequestKey.order(program, order).item())
                .toList();
        return Batch.read(dynamo, table, keys).values().stream()
                .filter(item -> !item.containsKey(Table.TTL)
                        || Long.parseLong(item.get(Table.TTL).n()) > now.getEpochSecond())
                .flatMap(item -> Items.waiting(item).order().stream())
                .toList();
    }

    /** Removes orders that wait for their member, with what waits for them; what is in the books stays. */
    public void forget(String program, Collection<OrderKey> orders) {
        for (OrderKey order : orders) {
            try {
                dynamo.deleteItem(d -> d.tableName(table)
                        .key(RequestKey.order(program, order).item())
                        .conditionExpression("attribute_not_exists(" + Table.SEQ + ")"));
            } catch (ConditionalCheckFailedException _) {
                LOG.debugf("order %s is in the books, and stays", order.id());
            }
        }
    }

    /** What waited for an order is in the books: it lies there no more, nor its name with the ways to its customer. */
    public void pickedUp(String program, OrderKey order, Waiting waiting) {
        waiting.order().ifPresent(told -> told.ways().forEach(way -> forget(program, way, Set.of(order))));
        Map<String, String> names = new HashMap<>(Map.of("#told", Table.TOLD));
        List<String> removed = new ArrayList<>(List.of("#told"));
        for (String refund : waiting.refunds().keySet()) {
            String name = "#r" + removed.size();
            names.put(name, Table.WAITING + refund);
            removed.add(name);
        }
        dynamo.updateItem(u -> u.tableName(table)
                .key(RequestKey.order(program, order).item())
                .updateExpression("REMOVE " + String.join(", ", removed))
                .expressionAttributeNames(names));
    }

    /** These orders wait no more for whom a way would find. */
    public void forget(String program, LookUp way, Set<OrderKey> orders) {
        allHashes(List.of(way)).forEach(hash -> forget(program, hash, orders));
    }

    private void forget(String program, String hash, Set<OrderKey> orders) {
        var names = AttributeValue.fromSs(orders.stream().map(Items::text).toList());
        try {
            dynamo.updateItem(u -> u.tableName(table)
                    .key(lookUp(program, hash))
                    .updateExpression("DELETE #orders :names")
                    .conditionExpression("attribute_exists(#orders)")
                    .expressionAttributeNames(Map.of("#orders", Table.ORDERS))
                    .expressionAttributeValues(Map.of(":names", names)));
        } catch (ConditionalCheckFailedException _) {
            LOG.debugf("nothing waits under %s", hash);
        }
    }

    /**
     * Notes that a later state of an order was told and changed nothing of it, so that a state between the two comes too late.
     *
     * @param known the order as it was read
     * @return false where somebody has told another since
     */
    public boolean told(String program, StoredOrder known, long revision) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":revision", Items.number(revision));
        values.put(":known", Items.number(known.told()));
        try {
            dynamo.updateItem(u -> u.tableName(table)
                    .key(RequestKey.order(program, known.order().sale().order()).item())
                    .updateExpression("SET #seen = :revision")
                    .conditionExpression("attribute_exists(#seq) AND (attribute_not_exists(#seen) OR #seen = :known)")
                    .expressionAttributeNames(Map.of("#seen", Table.SEEN, "#seq", Table.SEQ))
                    .expressionAttributeValues(values));
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }
}
