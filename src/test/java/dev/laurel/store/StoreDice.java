package dev.laurel.store;

import dev.laurel.domain.decision.Decision.Accepted;
import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.fact.Applied.Counted;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.MemberJoined;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Fact.RewardIssued;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Refunded;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.fact.Used;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.domain.value.VoucherCode;
import dev.laurel.json.EarningJson;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.PurchaseJson;
import dev.laurel.json.RefundJson;
import dev.laurel.store.Identity.Contact;
import dev.laurel.store.Members.Holders;
import dev.laurel.store.ProgramStore.Document;
import dev.laurel.store.Shops.Shop;
import dev.laurel.store.Stored.Before;
import dev.laurel.store.Stored.StoredAccount;
import dev.laurel.store.Stored.WaitingOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Random work of the store itself on few members, orders, contacts and shops, so that every request comes by that it makes. No two instants
 * are the same: items that lie at one place of an index have no order.
 */
final class StoreDice {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final LocalDate DAY = LocalDate.EPOCH;
    private static final Shop SHOP = new Shop("shopify", "a.example");
    private static final Money NOTHING = Money.zero(CurrencyUnit.USD);
    private static final int SOME = 4;

    private final Random random;
    private final DynamoDbClient dynamo;
    private final String table;
    private final Accounts accounts;
    private final Commit commit;
    private final Orders orders;
    private final Members members;
    private final Inbox inbox;
    private final Shops shops;
    private final ProgramStore programs;
    private final Vouchers vouchers;
    private final Parked parked;
    private final DueIndex due;
    private final Map<MemberKey, StoredAccount> stale = new HashMap<>();
    private int ticks;

    StoreDice(Random random, DynamoDbClient dynamo, String table) {
        this.random = random;
        this.dynamo = dynamo;
        this.table = table;
        Pepper pepper = new Pepper("2:bbbbbbbbbbbbbbbb,1:aaaaaaaaaaaaaaaa");
        accounts = new Accounts(dynamo, table);
        commit = new Commit(dynamo, table);
        orders = new Orders(dynamo, table, pepper);
        members = new Members(dynamo, table, pepper);
        inbox = new Inbox(dynamo, table);
        shops = new Shops(dynamo, table, Clock.systemUTC());
        programs = new ProgramStore(dynamo, table, Clock.systemUTC());
        vouchers = new Vouchers(dynamo, table);
        parked = new Parked(dynamo, table, accounts);
        due = new DueIndex(dynamo, table);
    }

    /** Does something. */
    void work() {
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4 -> decide();
            case 5 -> dueLater();
            case 6 ->
                accounts.history(
                        member(), random.nextBoolean() ? null : (long) random.nextInt(9), 1 + random.nextInt(4));
            case 7 -> look();
            case 8 -> orders.layDown(program(), order(), refund(), instant());
            case 9, 10 -> orders.layDown(program(), waiting(), instant());
            case 11 -> orders.cancel(program(), order(), random.nextInt(SOME), instant());
            case 12 -> countWithoutContact();
            case 13 -> forgetOrders();
            case 14, 15 -> besideAnOrder();
            case 16, 17 -> identity();
            case 18 -> deliveries();
            case 19 -> shops();
            case 20 -> versions();
            case 21 -> voucher();
            case 22 -> park();
            default -> whatIsDue();
        }
    }

    private String some(String prefix) {
        return prefix + random.nextInt(SOME);
    }

    private String program() {
        return "p" + random.nextInt(2);
    }

    private MemberKey member() {
        return new MemberKey(program(), some("m"));
    }

    private OrderKey order() {
        return new OrderKey("a.example", some("o"));
    }

    private RequestKey orderKey() {
        return RequestKey.order(program(), order());
    }

    private LookUp way() {
        return LookUp.email(some("mail"));
    }

    /** Another one each time. */
    private Instant instant() {
        return START.plus(Duration.ofHours(random.nextInt(5000))).plusNanos(++ticks);
    }

    private void write(TransactWriteItem... writes) {
        dynamo.transactWriteItems(t -> t.transactItems(writes));
    }

    /** Somebody joins, or something else happens to them; now and then on top of what has changed meanwhile. */
    private void decide() {
        MemberKey member = member();
        RequestKey key = random.nextBoolean()
                ? RequestKey.order(member.program(), order())
                : RequestKey.adjustment(member, some("a") + some("b"));
        Before read = accounts.before(member, key);
        StoredAccount known = read.account().orElse(StoredAccount.unwritten(member, Account.opened(START, null)));
        StoredAccount before = random.nextInt(5) == 0 ? stale.getOrDefault(member, known) : known;
        stale.put(member, known);
        Instant at = instant();
        Fact fact = key.isOfOrder() ? new PointsEarned(at, DAY, 0, earning(order(), 0)) : new MemberJoined(at, DAY);
        List<Fact> facts =
                random.nextBoolean() ? List.of(fact) : List.of(fact, new RewardIssued(at, DAY, redemption()));
        commit.tryWrite(
                member,
                new Before(Optional.of(before), read.done(), read.laid()),
                new Commit.Request(key, "-", "-", "-", null, null),
                new Accepted(at, at, facts, before.account(), instant()),
                random.nextBoolean() ? List.of() : joining(member));
    }

    private void dueLater() {
        MemberKey member = member();
        Optional<StoredAccount> known =
                random.nextBoolean() ? accounts.account(member) : Optional.ofNullable(stale.get(member));
        known.ifPresent(account -> commit.due(member, account.with(account.account(), instant())));
    }

    private Earning earning(OrderKey order, long revision) {
        Sale sale = new Sale(
                order,
                revision,
                CurrencyUnit.USD,
                null,
                List.of(),
                NOTHING,
                NOTHING,
                false,
                NOTHING,
                NOTHING,
                List.of(),
                null);
        return new Earning(sale, START, DAY, 1, null, List.of(), null, new TreeMap<>(), Set.of(), START, null, 0);
    }

    private Redemption redemption() {
        boolean limited = random.nextBoolean();
        return new Redemption(
                some("r"),
                some("reward"),
                1,
                1 + random.nextInt(2),
                10,
                null,
                limited ? null : code().text(),
                limited ? null : START,
                false,
                limited ? 3L : null,
                null,
                null,
                null,
                null);
    }

    private VoucherCode code() {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) random.nextInt(SOME);
        return VoucherCode.of(bytes);
    }

    private void look() {
        MemberKey member = member();
        accounts.beforeOrder(member, order());
        accounts.beforeUndoing(member, order(), RequestKey.adjustment(member, some("a")));
        accounts.beforeAction(member, RequestKey.join(member), "subject", List.of("rule0", "rule1"));
        accounts.account(member);
        accounts.lying(member.program(), order());
    }

    private Refund refund() {
        return new Refund(some("f"), null, CurrencyUnit.USD, null, null, List.of());
    }

    private WaitingOrder waiting() {
        var json = Json.object()
                .put("source", "a.example")
                .put("orderId", some("o"))
                .put("revision", random.nextInt(SOME))
                .put("currency", "USD");
        json.putArray("lines").addObject().put("sku", "s").put("quantity", "1").put("amount", "5.00");
        return new WaitingOrder(SHOP, PurchaseJson.read(Fields.of(json)), orders.hashes(List.of(way(), way())));
    }

    private void countWithoutContact() {
        String program = program();
        shops.add(program, SHOP, instant());
        orders.countWithoutContact(program, SHOP, order(), instant());
    }

    private void forgetOrders() {
        String program = program();
        switch (random.nextInt(4)) {
            case 0 -> orders.forget(program, List.of(order(), order()));
            case 1 -> orders.forget(program, way(), Set.of(order()));
            case 2 -> {
                OrderKey order = order();
                orders.pickedUp(program, order, accounts.lying(program, order).waiting());
            }
            default -> orders.waiting(program, List.of(order(), new OrderKey("b", "o")), instant());
        }
    }

    private void besideAnOrder() {
        String program = program();
        OrderKey order = order();
        RequestKey key = RequestKey.order(program, order);
        long revision = random.nextInt(9);
        switch (random.nextInt(3)) {
            case 0 -> write(Writes.revise(table, key, EarningJson.write(earning(order, revision)), revision));
            case 1 ->
                write(
                        Writes.beside(table, key, Table.REFUNDED, RefundJson.soFar(Refunded.nothing(CurrencyUnit.USD))),
                        Writes.use(table, member(), new Used("rule0", new Counted(null, "subject", 1, -2, 3))));
            default -> accounts.lying(program, order).order().ifPresent(known -> orders.told(program, known, revision));
        }
    }

    private Identity newIdentity(String mail) {
        return Identity.blank("-", START, some("code"), null)
                .with(new Contact(mail, true), null, "Name", Map.of("a.example", some("c")));
    }

    private List<TransactWriteItem> joining(MemberKey member) {
        Identity identity = newIdentity(some("mail"));
        Holders holders = members.holders(member.program(), LookUp.of(identity));
        return members.joining(member, identity, holders);
    }

    private void identity() {
        MemberKey member = member();
        var known = members.identity(member);
        if (known.isEmpty()) {
            write(joining(member).toArray(TransactWriteItem[]::new));
        } else if (random.nextInt(3) == 0) {
            write(members.erasing(member, known.get()).toArray(TransactWriteItem[]::new));
        } else {
            Identity before = known.get();
            Identity after = before.with(new Contact(some("mail"), true), before.phone(), "Other", Map.of());
            members.change(member, before, after, null, instant());
        }
    }

    private void deliveries() {
        String program = program();
        switch (random.nextInt(5)) {
            case 0 -> inbox.list(program, maybe(some("d")), 1 + random.nextInt(3));
            case 1 -> inbox.remove(program, some("d"));
            case 2 -> inbox.find(program, some("d"));
            case 3 -> inbox.forget(program, List.of(way()));
            default -> inbox.keep(program, new Inbox.Kept(some("d"), SHOP, "orders", START, "why", "{}"));
        }
    }

    private @Nullable String maybe(String text) {
        return random.nextBoolean() ? text : null;
    }

    private void shops() {
        switch (random.nextInt(3)) {
            case 0 -> shops.add(program(), SHOP, instant());
            case 1 -> shops.leave(program(), SHOP, instant());
            default -> shops.registered(program());
        }
    }

    private void versions() {
        String program = program();
        int known = programs.documentsNow(program).size();
        if (known == SOME || (known > 0 && random.nextBoolean())) {
            programs.withdraw(program, 1 + random.nextInt(known), instant());
            return;
        }
        var document = Json.object()
                .put("id", "p")
                .put("name", "P")
                .put("currency", "USD")
                .put("timeZone", "UTC");
        document.putObject("earning").putArray("rules");
        int number = Math.max(1, known + random.nextInt(2));
        programs.add(program, new Document(number, START, instant(), "-", "-", null, null, document));
    }

    private void voucher() {
        String program = program();
        VoucherCode code = code();
        vouchers.find(program, code);
        write(Vouchers.close(table, program, code.text(), "used"));
    }

    private void park() {
        if (random.nextBoolean()) parked.park(member(), "why", instant());
        else parked.accounts(program(), maybe(some("m")), 1 + random.nextInt(3));
    }

    private void whatIsDue() {
        MemberKey member = member();
        int shard = random.nextInt(DueIndex.SHARDS);
        Instant until = instant();
        switch (random.nextInt(4)) {
            case 0 -> due.tryAgain(member, until);
            case 1 ->
                due.members(member.program(), null, 1 + random.nextInt(9))
                        .next()
                        .ifPresent(next -> due.members(member.program(), next, 3));
            case 2 -> due.due(shard, until, null, 1).next().ifPresent(next -> due.due(shard, until, next, 2));
            default ->
                due.due(shard, until, null, 9).sweeps().stream().findFirst().ifPresent(sweep -> due.done(sweep, shard));
        }
    }
}
