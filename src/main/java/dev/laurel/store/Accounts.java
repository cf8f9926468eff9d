package dev.laurel.store;

import dev.laurel.domain.fact.Applied.Counted;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.json.Json;
import dev.laurel.store.Stored.Before;
import dev.laurel.store.Stored.StoredAccount;
import dev.laurel.store.Stored.StoredEntry;
import dev.laurel.store.Stored.StoredOrder;
import dev.laurel.store.Stored.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads accounts and entries: one method for each question, one request for each method. */
@ApplicationScoped
public class Accounts {
    private static final Logger LOG = Logger.getLogger(Accounts.class);

    private static final int READ_AGAIN = 3;

    private final DynamoDbClient dynamo;
    private final String table;

    Accounts(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table) {
        this.dynamo = dynamo;
        this.table = table;
    }

    /** Before a write: the account, and was this request done already? */
    public Before before(MemberKey member, RequestKey request) {
        return before(read(keysBefore(member, request)), member, request);
    }

    static List<Map<String, AttributeValue>> keysBefore(MemberKey member, RequestKey request) {
        return List.of(accountKey(member), request.item());
    }

    static Before before(
            Map<Map<String, AttributeValue>, Map<String, AttributeValue>> items, MemberKey member, RequestKey request) {
        return new Before(
                account(items, member),
                entry(items, request),
                Items.laid(items.getOrDefault(request.item(), Map.of())));
    }

    /** Before a cancellation: the same, and the entry that made the redemption. */
    public record BeforeCancellation(Before before, boolean known) {}

    public BeforeCancellation beforeCancellation(MemberKey member, String redemption) {
        RequestKey cancellation = RequestKey.cancellation(member, redemption);
        RequestKey made = RequestKey.redemption(member, redemption);
        var items = read(List.of(accountKey(member), cancellation.item(), made.item()));
        return new BeforeCancellation(before(items, member, cancellation), items.containsKey(made.item()));
    }

    /** Before an order is refunded or changed: the same, and the order, with its member; nothing where there is no such order. */
    public record BeforeUndoing(Before before, Optional<StoredOrder> order) {}

    public BeforeUndoing beforeUndoing(MemberKey member, OrderKey order, RequestKey request) {
        RequestKey purchase = RequestKey.order(member.program(), order);
        var items = read(List.of(accountKey(member), request.item(), purchase.item()));
        return new BeforeUndoing(
                before(items, member, request), order(Optional.ofNullable(items.get(purchase.item()))));
    }

    /** Before a shop's order: the same, and what waits for it, or the order itself where it was told before. */
    public record BeforeOrder(Before before, Waiting waiting, Optional<StoredOrder> order) {}

    public BeforeOrder beforeOrder(MemberKey member, OrderKey order) {
        RequestKey purchase = RequestKey.order(member.program(), order);
        var items = read(List.of(accountKey(member), purchase.item()));
        return new BeforeOrder(
                before(items, member, purchase),
                Items.waiting(items.getOrDefault(purchase.item(), Map.of())),
                order(Optional.ofNullable(items.get(purchase.item()))));
    }

    /** Before an action: the same, and what its subject has used of limits, by rule. */
    public record BeforeAction(Before before, Map<String, Counted> used) {}

    public BeforeAction beforeAction(
            MemberKey member, RequestKey request, @Nullable String subject, List<String> rules) {
        Map<String, Map<String, AttributeValue>> counters = new HashMap<>();
        for (String rule : rules) {
            if (subject != null)
                counters.put(rule, Entity.SUBJECT.key(member.program(), member.member(), rule, subject));
        }
        List<Map<String, AttributeValue>> keys = new ArrayList<>(counters.values());
        keys.add(accountKey(member));
        keys.add(request.item());
        var items = read(keys);
        Map<String, Counted> used = new HashMap<>();
        counters.forEach((rule, key) -> {
            if (items.containsKey(key)) used.put(rule, Items.used(items.get(key), subject));
        });
        return new BeforeAction(before(items, member, request), used);
    }

    /** Before an entry is undone: the same, and that entry, where the member has it. */
    public record BeforeReversal(Before before, Optional<StoredEntry> entry) {}

    public BeforeReversal beforeReversal(MemberKey member, String entry, RequestKey request) {
        RequestKey named = RequestKey.named(member, entry);
        var items = read(List.of(accountKey(member), request.item(), named.item()));
        return new BeforeReversal(before(items, member, request), entry(items, named));
    }

    /** A member's account. */
    public Optional<StoredAccount> account(MemberKey member) {
        return get(accountKey(member)).map(Items::account);
    }

    /** An order where it is in the books, and what waits at its key where it is not yet. */
    public record Lying(Optional<StoredOrder> order, Waiting waiting) {}

    public Lying lying(String program, OrderKey order) {
        var item = get(RequestKey.order(program, order).item()).orElse(Map.of());
        return new Lying(Optional.of(item).filter(Items::isEntry).map(Items::order), Items.waiting(item));
    }

    /** What an order earned, and for whom. */
    public Optional<StoredOrder> purchase(String program, OrderKey order) {
        return order(get(RequestKey.order(program, order).item()));
    }

    private static Optional<StoredOrder> order(Optional<Map<String, AttributeValue>> item) {
        return item.filter(Items::isEntry).map(Items::order);
    }

    /** Some members' accounts as they are now; what cannot be read is left out. */
    public Map<MemberKey, StoredAccount> accounts(List<MemberKey> members) {
        var items = members.isEmpty()
                ? Map.<Map<String, AttributeValue>, Map<String, AttributeValue>>of()
                : read(members.stream().map(Accounts::accountKey).toList());
        Map<MemberKey, StoredAccount> accounts = new HashMap<>();
        for (MemberKey member : members) {
            try {
                account(items, member).ifPresent(account -> accounts.put(member, account));
            } catch (RuntimeException damaged) {
                LOG.errorf(damaged, "the account of %s cannot be read", member);
            }
        }
        return accounts;
    }

    /** Since when each of these accounts cannot be settled; those that can are left out. */
    Map<MemberKey, Instant> parked(List<MemberKey> members) {
        if (members.isEmpty()) return Map.of();
        var items = read(members.stream().map(Accounts::accountKey).toList());
        Map<MemberKey, Instant> parked = new LinkedHashMap<>();
        for (MemberKey member : members) {
            var item = items.getOrDefault(accountKey(member), Map.of());
            if (item.containsKey(Table.PARKED))
                parked.put(member, Json.instant(item.get(Table.PARKED).s()));
        }
        return parked;
    }

    /** A member's entries before number {@code before}, newest first. The index lags a little: a gap means that it is read again. */
    public List<StoredEntry> history(MemberKey member, @Nullable Long before, int limit) {
        List<StoredEntry> page = page(member, before, limit);
        for (int i = 0; i < READ_AGAIN && hasGap(page, before); i++) page = page(member, before, limit);
        return page;
    }

    private List<StoredEntry> page(MemberKey member, @Nullable Long before, int limit) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":m", AttributeValue.fromS(member.partition()));
        if (before != null) values.put(":before", Items.number(before));
        String condition = Table.MEMBER + " = :m" + (before == null ? "" : " AND " + Table.SEQ + " < :before");
        return dynamo
                .query(q -> q.tableName(table)
                        .indexName(Table.HISTORY)
                        .keyConditionExpression(condition)
                        .expressionAttributeValues(values)
                        .scanIndexForward(false)
                        .limit(limit))
                .items()
                .stream()
                .map(Items::entry)
                .toList();
    }

    private static boolean hasGap(List<StoredEntry> page, @Nullable Long before) {
        if (page.isEmpty()) return before != null && before > 1;
        long expected = before == null ? page.getFirst().entry().seq() : before - 1;
        for (StoredEntry stored : page) {
            if (stored.entry().seq() != expected--) return true;
        }
        return false;
    }

    private static Map<String, AttributeValue> accountKey(MemberKey member) {
        return Entity.ACCOUNT.key(member.program(), member.member());
    }

    private static Optional<StoredAccount> account(
            Map<Map<String, AttributeValue>, Map<String, AttributeValue>> items, MemberKey member) {
        return Optional.ofNullable(items.get(accountKey(member))).map(Items::account);
    }

    private static Optional<StoredEntry> entry(
            Map<Map<String, AttributeValue>, Map<String, AttributeValue>> items, RequestKey request) {
        return Optional.ofNullable(items.get(request.item()))
                .filter(Items::isEntry)
                .map(Items::entry);
    }

    private Optional<Map<String, AttributeValue>> get(Map<String, AttributeValue> key) {
        return Items.get(dynamo, table, key);
    }

    private Map<Map<String, AttributeValue>, Map<String, AttributeValue>> read(List<Map<String, AttributeValue>> keys) {
        return Batch.read(dynamo, table, keys);
    }
}
