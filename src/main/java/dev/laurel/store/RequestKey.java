package dev.laurel.store;

import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.value.OrderKey;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What makes a repetition recognisable (law 4): a natural key where there is one, else the client's idempotency key. It is also
 * where the entry lies, so that one read finds what was done already.
 *
 * @param id the entry's id, as receipts show it
 */
public record RequestKey(String id, Map<String, AttributeValue> item) {
    /** What the id of an order's entry starts with. */
    public static final String ORDER = "order/";

    public static RequestKey order(String program, OrderKey order) {
        return new RequestKey(ORDER + steps(order), Entity.PURCHASE.key(program, order.source(), order.id()));
    }

    /** Whether it is the key of an order's own entry. */
    boolean isOfOrder() {
        return id.startsWith(ORDER);
    }

    public static RequestKey redemption(MemberKey member, String redemption) {
        return entry(member, "redemption/" + redemption);
    }

    public static RequestKey cancellation(MemberKey member, String redemption) {
        return entry(member, "cancellation/" + redemption);
    }

    /** A voucher is used once, whoever uses it: the redemption is the key, and the order part of what was asked. */
    public static RequestKey use(MemberKey member, String redemption) {
        return entry(member, "use/" + redemption);
    }

    public static RequestKey exchange(MemberKey member, String redemption) {
        return entry(member, "exchange/" + redemption);
    }

    public static RequestKey join(MemberKey member) {
        return entry(member, "join");
    }

    public static RequestKey erasure(MemberKey member) {
        return entry(member, "erasure");
    }

    /** @param id follows from the client's idempotency key */
    public static RequestKey invitation(MemberKey member, String id) {
        return entry(member, "tier/" + id);
    }

    /** @param id follows from the client's idempotency key */
    public static RequestKey adjustment(MemberKey member, String id) {
        return entry(member, "adjustment/" + id);
    }

    /** @param id follows from the client's idempotency key */
    public static RequestKey blocking(MemberKey member, boolean blocked, String id) {
        return entry(member, (blocked ? "block/" : "unblock/") + id);
    }

    /** A use of a perk is named by its reference. */
    public static RequestKey perk(MemberKey member, String perk, String reference) {
        return entry(member, "perk/" + step(perk) + "/" + step(reference));
    }

    /** A refund is named by the shop, under its order. */
    public static RequestKey refund(MemberKey member, OrderKey order, String refund) {
        return entry(member, "refund/" + steps(order) + "/" + step(refund));
    }

    public static RequestKey revision(MemberKey member, OrderKey order, long revision) {
        return entry(member, "revision/" + steps(order) + "/" + revision);
    }

    /** An action is named by its reference. */
    public static RequestKey action(MemberKey member, String action, String reference) {
        return entry(member, "action/" + step(action) + "/" + step(reference));
    }

    /** An action without a reference. @param id follows from the client's idempotency key; no reference is ever written like this */
    public static RequestKey unnamedAction(MemberKey member, String action, String id) {
        return entry(member, "action/" + step(action) + "/~" + id);
    }

    /** Work that was due at an instant. */
    public static RequestKey due(MemberKey member, Instant due) {
        return entry(member, Entry.DUE + due);
    }

    /** An entry is undone once. */
    public static RequestKey reversal(MemberKey member, String entry) {
        return entry(member, "reversal/" + entry);
    }

    /** Any entry of a member's own but their purchases, by its id. */
    public static RequestKey named(MemberKey member, String entry) {
        return entry(member, entry);
    }

    private static String steps(OrderKey order) {
        return step(order.source()) + "/" + step(order.id());
    }

    /** One of several names in a key: two different lists of names are never the same key. */
    private static String step(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static RequestKey entry(MemberKey member, String id) {
        return new RequestKey(id, Entity.ENTRY.key(member.program(), member.member(), id));
    }
}
