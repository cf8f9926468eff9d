package dev.laurel.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.store.Stored.StoredOrder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** What lies with an order beside its entry: refunds that came before it, and the latest of its states that was told. */
@ApplicationScoped
public class Orders {
    /** How long refunds wait for an order that may never come: it may not have earned anything. */
    private static final Duration WAITS = Duration.ofDays(90);

    private final DynamoDbClient dynamo;
    private final String table;

    Orders(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table) {
        this.dynamo = dynamo;
        this.table = table;
    }

    /** Lays a refund down for an order that is to come; false where the order has come, or the refund lies there already. */
    public boolean await(String program, OrderKey order, String refund, JsonNode content, Instant now) {
        long until = now.plus(WAITS).getEpochSecond();
        try {
            dynamo.updateItem(u -> u.tableName(table)
                    .key(RequestKey.order(program, order).item())
                    .updateExpression("SET #refund = :refund, #ttl = :until")
                    .conditionExpression("attribute_not_exists(#seq) AND attribute_not_exists(#refund)")
                    .expressionAttributeNames(
                            Map.of("#refund", Table.WAITING + refund, "#ttl", Table.TTL, "#seq", Table.SEQ))
                    .expressionAttributeValues(
                            Map.of(":refund", Packed.attribute(content), ":until", Items.number(until))));
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }

    /** These refunds are in the books. */
    public void noLongerAwait(String program, OrderKey order, Collection<String> refunds) {
        Map<String, String> names = new HashMap<>();
        List<String> removed = new ArrayList<>();
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
