package dev.laurel.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.fact.Applied.Counted;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.json.AccountJson;
import dev.laurel.json.EarningJson;
import dev.laurel.json.EntryJson;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.PurchaseJson;
import dev.laurel.json.RefundJson;
import dev.laurel.store.Shops.Shop;
import dev.laurel.store.Stored.StoredAccount;
import dev.laurel.store.Stored.StoredEntry;
import dev.laurel.store.Stored.StoredOrder;
import dev.laurel.store.Stored.Waiting;
import dev.laurel.store.Stored.WaitingOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.joda.money.CurrencyUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Accounts and entries as items, and back. */
final class Items {
    /** How many shards the due index has; a change of this number moves accounts as they are written. */
    static final int SHARDS = 16;

    private static final List<String> SHARD_NAMES = IntStream.range(0, SHARDS)
            .mapToObj(number -> String.format(Locale.ROOT, "D#%02d", number))
            .toList();

    /** When an account is due that waits for nothing: the index lists it all the same. */
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private static final DateTimeFormatter DUE =
            new DateTimeFormatterBuilder().appendInstant(9).toFormatter(Locale.ROOT);

    /**
     * The most bytes of an account that is not deflated, since every call reads and writes one: even with the longest names its item fits
     * into the kilobyte that DynamoDB charges anyway.
     */
    static final int PLAIN = 700;

    /** Where the member stands in the partition key of an account. */
    private static final int MEMBER_PART = 2;

    private Items() {}

    /** One item by its key, as it is now. */
    static Optional<Map<String, AttributeValue>> get(
            DynamoDbClient dynamo, String table, Map<String, AttributeValue> key) {
        var answer = dynamo.getItem(g -> g.tableName(table).key(key).consistentRead(true));
        return answer.hasItem() ? Optional.of(answer.item()) : Optional.empty();
    }

    /** A question for all of a program's items of a kind, as they are now. */
    static QueryRequest.Builder ofProgram(String table, Entity kind, String program) {
        return QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression(Table.PARTITION + " = :p AND begins_with(" + Table.SORT + ", :s)")
                .expressionAttributeValues(Map.of(
                        ":p", AttributeValue.fromS(kind.partitionOf(program)),
                        ":s", AttributeValue.fromS(kind.sortPrefix())));
    }

    /** What an item is called among those of its kind. */
    static String nameOf(Map<String, AttributeValue> item, Entity kind) {
        return item.get(Table.SORT).s().substring(kind.sortPrefix().length());
    }

    static Map<String, AttributeValue> account(MemberKey member, StoredAccount stored) {
        Account account = stored.account();
        Map<String, AttributeValue> item = new HashMap<>(Entity.ACCOUNT.key(member.program(), member.member()));
        item.put(Table.VERSION, number(stored.version()));
        item.put(Table.ENTRIES, number(stored.seq()));
        item.put(Table.HASH, Packed.bytes(stored.head()));
        item.put(Table.SHARD, AttributeValue.fromS(shard(member)));
        item.put(Table.DUE, AttributeValue.fromS(due(stored.due() == null ? NEVER : stored.due())));
        item.put(Table.BODY, Packed.plainUpTo(PLAIN, AccountJson.write(account)));
        return item;
    }

    static StoredAccount account(Map<String, AttributeValue> item) {
        Instant due = Json.instant(item.get(Table.DUE).s());
        return new StoredAccount(
                Packed.read(item.get(Table.BODY), AccountJson::read),
                due.equals(NEVER) ? null : due,
                Long.parseLong(item.get(Table.VERSION).n()),
                Long.parseLong(item.get(Table.ENTRIES).n()),
                item.get(Table.HASH).b().asByteArray());
    }

    static Map<String, AttributeValue> entry(MemberKey member, RequestKey key, StoredEntry stored) {
        Map<String, AttributeValue> item = new HashMap<>(key.item());
        item.put(Table.MEMBER, AttributeValue.fromS(member.partition()));
        item.put(Table.SEQ, number(stored.entry().seq()));
        item.put(Table.BODY, Packed.bytes(stored.body()));
        item.put(Table.PREVIOUS, Packed.bytes(stored.previous()));
        item.put(Table.HASH, Packed.bytes(stored.hash()));
        return item;
    }

    static StoredEntry entry(Map<String, AttributeValue> item) {
        String partition = item.get(Table.MEMBER).s();
        return new StoredEntry(
                partition.split("#")[MEMBER_PART],
                Packed.read(item.get(Table.BODY), EntryJson::read),
                item.get(Table.BODY).b().asByteArray(),
                item.get(Table.PREVIOUS).b().asByteArray(),
                item.get(Table.HASH).b().asByteArray());
    }

    /** What a subject has used of a limit. */
    static Counted used(Map<String, AttributeValue> item, @Nullable String subject) {
        return new Counted(
                null,
                subject,
                Long.parseLong(item.get(Table.TIMES).n()),
                Long.parseLong(item.get(Table.POINTS).n()),
                Long.parseLong(item.get(Table.AMOUNT).n()));
    }

    static StoredOrder order(Map<String, AttributeValue> item) {
        StoredEntry stored = entry(item);
        PointsEarned earned = stored.entry().earned().orElseThrow();
        Order order = Order.fresh(earned.earning(), earned.at());
        if (item.containsKey(Table.REVISED)) {
            order = order.revised(Packed.read(item.get(Table.REVISED), EarningJson::read));
        }
        if (item.containsKey(Table.REFUNDED)) {
            CurrencyUnit currency = order.sale().currency();
            order = order.refunded(Packed.read(item.get(Table.REFUNDED), json -> RefundJson.soFar(json, currency)));
        }
        long told = item.containsKey(Table.SEEN)
                ? Long.parseLong(item.get(Table.SEEN).n())
                : order.sale().revision();
        return new StoredOrder(stored, order, told);
    }

    /** An order's name as the member of a set; neither part of it has the sign between them. */
    static String text(OrderKey order) {
        return order.source() + "#" + order.id();
    }

    static OrderKey orderKey(String text) {
        int sign = text.indexOf('#');
        return new OrderKey(text.substring(0, sign), text.substring(sign + 1));
    }

    /** What waits at an order's key. */
    static Waiting waiting(Map<String, AttributeValue> item) {
        Map<String, Refund> refunds = new TreeMap<>();
        item.forEach((name, value) -> {
            if (name.startsWith(Table.WAITING))
                refunds.put(name.substring(Table.WAITING.length()), Packed.read(value, Items::refund));
        });
        boolean told = item.containsKey(Table.TOLD);
        return new Waiting(
                told ? Packed.read(item.get(Table.TOLD), Items::waitingOrder) : Optional.empty(),
                refunds,
                isEntry(item) ? 0 : whole(item, Table.SEEN));
    }

    /** How often something was laid down at a key. */
    static long laid(Map<String, AttributeValue> item) {
        return whole(item, Table.LAID);
    }

    private static long whole(Map<String, AttributeValue> item, String attribute) {
        return item.containsKey(attribute) ? Long.parseLong(item.get(attribute).n()) : 0;
    }

    private static Refund refund(Fields json) {
        return RefundJson.read(json, json.currency("currency"));
    }

    /** An order as it waits for its member. */
    static AttributeValue waiting(WaitingOrder order) {
        ObjectNode json = Json.object().put("platform", order.shop().platform());
        json.set("ways", Json.array(order.ways(), Json::text));
        return Packed.attribute(json.set("order", PurchaseJson.write(order.purchase())));
    }

    /** Nothing where the order was only counted. */
    private static Optional<WaitingOrder> waitingOrder(Fields json) {
        return json.optionalObject("order").map(PurchaseJson::read).map(purchase -> {
            Shop shop = new Shop(json.text("platform"), purchase.order().source());
            return new WaitingOrder(shop, purchase, json.texts("ways"));
        });
    }

    /** Whether an item is an entry, and not only what waits for one. */
    static boolean isEntry(Map<String, AttributeValue> item) {
        return item.containsKey(Table.SEQ);
    }

    /** An instant as the index sorts it: all of them equally long. */
    static String due(Instant due) {
        return DUE.format(due);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    static String shard(MemberKey member) {
        byte[] hash = sha256().digest(member.partition().getBytes(UTF_8));
        return shard(Math.floorMod(hash[0], SHARDS));
    }

    static String shard(int number) {
        return SHARD_NAMES.get(number);
    }

    /** Whether an item of the index of what is due is an account. */
    static boolean isAccount(Map<String, AttributeValue> item) {
        return item.get(Table.SORT).s().equals(Entity.ACCOUNT.sort());
    }

    /** Whose account it is. */
    static MemberKey member(Map<String, AttributeValue> account) {
        String[] partition = account.get(Table.PARTITION).s().split("#");
        return new MemberKey(partition[MEMBER_PART - 1], partition[MEMBER_PART]);
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }
}
