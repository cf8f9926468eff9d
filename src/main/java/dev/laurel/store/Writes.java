package dev.laurel.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.domain.fact.Used;
import dev.laurel.store.Stored.StoredAccount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The few kinds of conditional writes that transactions are made of. */
final class Writes {
    static final String SOLD = "sold";
    private static final String ABSENT = "attribute_not_exists(" + Table.PARTITION + ")";
    private static final String NOBODYS = "attribute_not_exists(" + Table.MEMBER_ID + ")";
    private static final String NOBODYS_OR_OF = NOBODYS + " OR " + Table.MEMBER_ID + " = :member";

    private Writes() {}

    /** A new item; refused where there is one. */
    static TransactWriteItem create(String table, Map<String, AttributeValue> item) {
        return TransactWriteItem.builder()
                .put(p -> p.tableName(table).item(item).conditionExpression(ABSENT))
                .build();
    }

    /** An account on top of the version that was read; version 0 is none. */
    static TransactWriteItem account(String table, MemberKey member, StoredAccount after, long readVersion) {
        return replace(table, Items.account(member, after), readVersion);
    }

    /** When an account is due, and nothing else of it. */
    static UpdateItemRequest due(String table, MemberKey member, StoredAccount after) {
        Map<String, AttributeValue> item = Items.account(member, after);
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(Entity.ACCOUNT.key(member.program(), member.member()))
                .updateExpression("SET #due = :due, #version = :version REMOVE #parked")
                .conditionExpression("#version = :read")
                .expressionAttributeNames(Map.of("#due", Table.DUE, "#version", Table.VERSION, "#parked", Table.PARKED))
                .expressionAttributeValues(Map.of(
                        ":due", item.get(Table.DUE),
                        ":version", item.get(Table.VERSION),
                        ":read", Items.number(after.version() - 1)))
                .build();
    }

    /** An item with a version, on top of the one that was read; version 0 is none. */
    static TransactWriteItem replace(String table, Map<String, AttributeValue> item, long readVersion) {
        if (readVersion == 0) return create(table, item);
        return TransactWriteItem.builder()
                .put(p -> p.tableName(table)
                        .item(item)
                        .conditionExpression(Table.VERSION + " = :read")
                        .expressionAttributeValues(Map.of(":read", Items.number(readVersion))))
                .build();
    }

    /**
     * A new order's entry, beside what may wait for it; refused where the order is known.
     *
     * @param laid how often something had been laid down there when it was read; refused where it is more by now
     */
    static TransactWriteItem createOrder(String table, RequestKey order, Map<String, AttributeValue> entry, long laid) {
        Map<String, String> names =
                new HashMap<>(Map.of("#seq", Table.SEQ, "#seen", Table.SEEN, "#ttl", Table.TTL, "#laid", Table.LAID));
        Map<String, AttributeValue> values = new HashMap<>();
        List<String> sets = new ArrayList<>();
        entry.forEach((name, value) -> {
            if (order.item().containsKey(name)) return;
            names.put("#" + name, name);
            values.put(":" + name, value);
            sets.add("#" + name + " = :" + name);
        });
        String asRead = laid == 0 ? "attribute_not_exists(#laid)" : "#laid = :laid";
        if (laid != 0) values.put(":laid", Items.number(laid));
        return TransactWriteItem.builder()
                .update(u -> u.tableName(table)
                        .key(order.item())
                        .updateExpression("SET " + String.join(", ", sets) + " REMOVE #ttl, #seen")
                        .conditionExpression("attribute_not_exists(#seq) AND " + asRead)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values))
                .build();
    }

    /** What an order comes to by a later revision, beside its entry; refused where a later one was told. */
    static TransactWriteItem revise(String table, RequestKey order, JsonNode value, long revision) {
        return TransactWriteItem.builder()
                .update(u -> u.tableName(table)
                        .key(order.item())
                        .updateExpression("SET #revised = :value, #seen = :revision")
                        .conditionExpression(
                                "attribute_exists(#seq) AND (attribute_not_exists(#seen) OR #seen < :revision)")
                        .expressionAttributeNames(
                                Map.of("#revised", Table.REVISED, "#seen", Table.SEEN, "#seq", Table.SEQ))
                        .expressionAttributeValues(
                                Map.of(":value", Packed.attribute(value), ":revision", Items.number(revision))))
                .build();
    }

    /** What has become of an order, beside its entry. */
    static TransactWriteItem beside(String table, RequestKey order, String attribute, JsonNode value) {
        return TransactWriteItem.builder()
                .update(u -> u.tableName(table)
                        .key(order.item())
                        .updateExpression("SET #beside = :value")
                        .conditionExpression("attribute_exists(" + Table.PARTITION + ")")
                        .expressionAttributeNames(Map.of("#beside", attribute))
                        .expressionAttributeValues(Map.of(":value", Packed.attribute(value))))
                .build();
    }

    /** Adds to what a subject has used of a limit. */
    static TransactWriteItem use(String table, MemberKey member, Used used) {
        var counted = used.counted();
        String subject = Objects.requireNonNull(counted.subject());
        return TransactWriteItem.builder()
                .update(u -> u.tableName(table)
                        .key(Entity.SUBJECT.key(member.program(), member.member(), used.limit(), subject))
                        .updateExpression("ADD #times :times, #points :points, #amount :amount")
                        .expressionAttributeNames(
                                Map.of("#times", Table.TIMES, "#points", Table.POINTS, "#amount", Table.AMOUNT))
                        .expressionAttributeValues(Map.of(
                                ":times", Items.number(counted.times()),
                                ":points", Items.number(counted.points()),
                                ":amount", Items.number(counted.amount()))))
                .build();
    }

    /** Removes an item on top of the version that was read. */
    static TransactWriteItem delete(String table, Map<String, AttributeValue> key, long readVersion) {
        return TransactWriteItem.builder()
                .delete(d -> d.tableName(table)
                        .key(key)
                        .conditionExpression(Table.VERSION + " = :read")
                        .expressionAttributeValues(Map.of(":read", Items.number(readVersion))))
                .build();
    }

    /**
     * Makes a look-up a member's; refused where it is somebody's.
     *
     * @param waits whether orders wait for whoever takes it; where none were seen, it is refused too when some have come since
     */
    static TransactWriteItem claim(String table, Map<String, AttributeValue> key, String member, boolean waits) {
        String unseen = waits ? "" : " AND attribute_not_exists(" + Table.ORDERS + ")";
        return TransactWriteItem.builder()
                .update(u -> u.tableName(table)
                        .key(key)
                        .updateExpression("SET " + Table.MEMBER_ID + " = :member REMOVE #ttl")
                        .conditionExpression(NOBODYS + unseen)
                        .expressionAttributeNames(Map.of("#ttl", Table.TTL))
                        .expressionAttributeValues(Map.of(":member", AttributeValue.fromS(member))))
                .build();
    }

    /** Gives up a look-up with which orders wait: they do so for somebody else. */
    static TransactWriteItem release(
            String table, Map<String, AttributeValue> key, String member, AttributeValue until) {
        return TransactWriteItem.builder()
                .update(u -> u.tableName(table)
                        .key(key)
                        .updateExpression("SET #ttl = :until REMOVE " + Table.MEMBER_ID)
                        .conditionExpression(Table.MEMBER_ID + " = :member")
                        .expressionAttributeNames(Map.of("#ttl", Table.TTL))
                        .expressionAttributeValues(Map.of(":until", until, ":member", AttributeValue.fromS(member))))
                .build();
    }

    /** Removes a look-up, where it is the member's or nobody's. */
    static TransactWriteItem deleteOf(String table, Map<String, AttributeValue> key, String member) {
        return TransactWriteItem.builder()
                .delete(d -> d.tableName(table)
                        .key(key)
                        .conditionExpression(NOBODYS_OR_OF)
                        .expressionAttributeValues(Map.of(":member", AttributeValue.fromS(member))))
                .build();
    }

    /** Writes nothing; refused where the look-up is another member's. */
    static TransactWriteItem nobodysOrOf(String table, Map<String, AttributeValue> key, String member) {
        return TransactWriteItem.builder()
                .conditionCheck(c -> c.tableName(table)
                        .key(key)
                        .conditionExpression(NOBODYS_OR_OF)
                        .expressionAttributeValues(Map.of(":member", AttributeValue.fromS(member))))
                .build();
    }

    /**
     * Which part of a transaction was refused by its own condition, the first of them; -1 where another transaction was in the way.
     * Any other reason is not ours to judge and goes on.
     */
    static int refused(TransactionCanceledException cancelled) {
        List<CancellationReason> reasons = cancelled.cancellationReasons();
        for (int i = 0; i < reasons.size(); i++) {
            if ("ConditionalCheckFailed".equals(reasons.get(i).code())) return i;
        }
        if (reasons.stream().anyMatch(r -> "TransactionConflict".equals(r.code()))) return -1;
        throw cancelled;
    }

    static TransactWriteItem add(String table, Map<String, AttributeValue> key, long quantity) {
        return TransactWriteItem.builder()
                .update(u -> u.tableName(table)
                        .key(key)
                        .updateExpression("ADD " + SOLD + " :quantity")
                        .expressionAttributeValues(Map.of(":quantity", Items.number(quantity))))
                .build();
    }

    /** Adds where no more than {@code most} have gone; where more have, the refusal tells how many. */
    static TransactWriteItem addUpTo(String table, Map<String, AttributeValue> key, long quantity, long most) {
        String fits = SOLD + " <= :most";
        String condition = most < 0 ? fits : "attribute_not_exists(" + SOLD + ") OR " + fits;
        return TransactWriteItem.builder()
                .update(u -> u.tableName(table)
                        .key(key)
                        .updateExpression("ADD " + SOLD + " :quantity")
                        .conditionExpression(condition)
                        .expressionAttributeValues(
                                Map.of(":quantity", Items.number(quantity), ":most", Items.number(most)))
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }
}
