package dev.laurel.store;

import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.json.Json;
import dev.laurel.json.RefundJson;
import dev.laurel.store.Shops.Shop;
import dev.laurel.store.Stored.StoredOrder;
import dev.laurel.store.Stored.WaitingOrder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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

    /** How many orders may wait for one contact. */
    private static final int WAITING_MOST = 100;

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
                    .updateExpression("SET #refund = :refund, #ttl = :until")
                    .conditionExpression("attribute_not_exists(#seq) AND attribute_not_exists(#refund)")
                    .expressionAttributeNames(
                            Map.of("#refund", Table.WAITING + refund.id(), "#ttl", Table.TTL, "#seq", Table.SEQ))
                    .expressionAttributeValues(
                            Map.of(":refund", Packed.attribute(RefundJson.write(refund)), ":until", until(now))));
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
        LOST_RACE,
        /** As many orders wait for one contact as may. */
        TOO_MANY
    }

    /**
     * Lays an order down, as it was told, for whoever will be found by one of these ways: at its own key, and its name with each of them.
     * Both go by themselves after 90 days.
     */
    public Laid layDown(String program, WaitingOrder waiting, List<LookUp> ways, Instant now) {
        OrderKey order = waiting.purchase().order();
        AttributeValue until = until(now);
        AttributeValue name = AttributeValue.fromSs(List.of(Items.text(order)));
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(update(u -> u.key(RequestKey.order(program, order).item())
                .updateExpression("SET #told = :told, #seen = :revision, #ttl = :until")
                .conditionExpression(
                        "attribute_not_exists(#seq) AND (attribute_not_exists(#seen) OR #seen < :revision)")
                .expressionAttributeNames(
                        Map.of("#told", Table.TOLD, "#seen", Table.SEEN, "#ttl", Table.TTL, "#seq", Table.SEQ))
                .expressionAttributeValues(Map.of(
                        ":told",
                        Items.waiting(waiting),
                        ":revision",
                        Items.number(waiting.purchase().revision()),
                        ":until",
                        until))));
        for (LookUp way : ways) {
            var key = Entity.LOOKUP.key(program, way.kind(), pepper.hash(way.value()));
            writes.add(update(u -> u.key(key)
                    .updateExpression("ADD #orders :name SET #ttl = :until")
                    .conditionExpression("attribute_not_exists(#who) AND "
                            + "(attribute_not_exists(#orders) OR size(#orders) < :most OR contains(#orders, :one))")
                    .expressionAttributeNames(
                            Map.of("#orders", Table.ORDERS, "#ttl", Table.TTL, "#who", Table.MEMBER_ID))
                    .expressionAttributeValues(Map.of(
                            ":name",
                            name,
                            ":one",
                            AttributeValue.fromS(Items.text(order)),
                            ":until",
                            until,
                            ":most",
                            Items.number(WAITING_MOST)))));
        }
        return write(writes);
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
            return refused == 0 ? Laid.BEFORE : Laid.TOO_MANY;
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

    /** Those among these orders that wait for their member, or of which something does. */
    public List<WaitingOrder> waiting(String program, Collection<OrderKey> orders) {
        var keys = orders.stream()
                .map(order -> RequestKey.order(program, order).item())
                .toList();
        return Batch.read(dynamo, table, keys).values().stream()
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

    /** What waited for an order is in the books. */
    public void pickedUp(String program, OrderKey order, Collection<String> refunds) {
        Map<String, String> names = new HashMap<>(Map.of("#told", Table.TOLD));
        List<String> removed = new ArrayList<>(List.of("#told"));
        for (String refund : refunds) {
            String name = "#r" + removed.size();
            names.put(name, Table.WAITING + refund);
            removed.add(name);
        }
        dynamo.updateItem(u -> u.tableName(table)
                .key(RequestKey.order(program, order).item())
                .updateExpression("REMOVE " + String.join(", ", removed))
                .expressionAttributeNames(names));
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
