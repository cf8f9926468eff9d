package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.program.ShopPolicy;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.domain.value.VoucherCode;
import dev.laurel.function.ShopOutcome.Parts;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.PurchaseJson;
import dev.laurel.outside.shop.ShopNews.OrderTold;
import dev.laurel.outside.shop.ShopNews.RefundTold;
import dev.laurel.store.Accounts;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Members.Holders;
import dev.laurel.store.Orders;
import dev.laurel.store.Orders.Laid;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Shops.Shop;
import dev.laurel.store.Stored.StoredOrder;
import dev.laurel.store.Stored.WaitingOrder;
import dev.laurel.store.Vouchers;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What shops tell of orders. A delivery is a state, not an event: whatever of it the books do not have yet is booked, so that it does
 * not matter how often and in which order states are delivered.
 */
@ApplicationScoped
class ShopOrders {
    private final Flow flow;
    private final ShopBooking booking;
    private final ShopCustomers customers;
    private final WaitingOrders waitingOrders;
    private final Accounts accounts;
    private final Members members;
    private final Orders orders;
    private final Quotes quotes;
    private final Vouchers vouchers;
    private final VoucherUse voucherUse;
    private final Waits waits;
    private final Clock clock;

    ShopOrders(
            Flow flow,
            ShopBooking booking,
            ShopCustomers customers,
            WaitingOrders waitingOrders,
            Accounts accounts,
            Members members,
            Orders orders,
            Quotes quotes,
            Vouchers vouchers,
            VoucherUse voucherUse,
            Waits waits,
            Clock clock) {
        this.flow = flow;
        this.booking = booking;
        this.customers = customers;
        this.waitingOrders = waitingOrders;
        this.accounts = accounts;
        this.members = members;
        this.orders = orders;
        this.quotes = quotes;
        this.vouchers = vouchers;
        this.voucherUse = voucherUse;
        this.waits = waits;
        this.clock = clock;
    }

    /** @param anyAge whether it may be older than the program accepts */
    ShopOutcome order(String program, Shop shop, OrderTold told, boolean anyAge) {
        Parts parts = new Parts();
        useVouchers(program, shop, told, parts);
        Backoff backoff = waits.backoff();
        do {
            try {
                Optional<ShopOutcome> outcome = earn(program, shop, told, anyAge, parts);
                if (outcome.isPresent()) return parts.with(outcome.get());
            } catch (Problem refused) {
                if (refused.isForNow()) throw refused;
                if (refused.type().equals(ShopBooking.OVERTAKEN)) return parts.with(ShopOutcome.known());
                if (!refused.type().equals(Joining.TAKEN)) return parts.with(ShopOutcome.refused(refused));
            }
        } while (backoff.again());
        throw Backoff.tooContended();
    }

    /** Nothing where it is to be decided again. */
    private Optional<ShopOutcome> earn(String program, Shop shop, OrderTold told, boolean anyAge, Parts parts) {
        ShopPolicy policy = flow.programs(program).at(clock.instant()).program().shops();
        if (!told.reached().contains(policy.earnOn())) {
            var lying = accounts.lying(program, told.purchase().order());
            if (lying.order().isPresent()) {
                MemberKey member =
                        new MemberKey(program, lying.order().get().entry().member());
                return Optional.of(book(member, shop, told, anyAge, parts));
            }
            if (told.cancelled()) return cancelled(program, told);
            if (lying.waiting().order().isEmpty()) {
                String stage = policy.earnOn().name().toLowerCase(Locale.ROOT);
                return Optional.of(ShopOutcome.ignored("orders earn when they are " + stage));
            }
        }
        List<LookUp> ways = ShopCustomers.ways(shop, told.customer());
        Holders holders = holders(program, ways);
        Optional<MemberKey> buyer = holders.anyMember()
                .or(() -> accounts.purchase(program, told.purchase().order())
                        .map(order -> order.entry().member()))
                .map(member -> new MemberKey(program, member));
        if (buyer.isPresent()) {
            if (!holders.waiting().isEmpty()) waitingOrders.credit(buyer.get(), ways);
            return Optional.of(book(buyer.get(), shop, told, anyAge, parts));
        }
        quotes.earnable(program, told.purchase(), anyAge);
        String id = told.customer().id();
        if (policy.autoJoin() && id != null && !told.cancelled()) {
            return Optional.of(book(customers.join(program, shop, id, told.customer()), shop, told, anyAge, parts));
        }
        return layDown(program, shop, told, holders);
    }

    /** Mostly the shop's own id finds the customer: all the other ways are looked up only where it does not. */
    private Holders holders(String program, List<LookUp> ways) {
        Holders first = members.holders(program, ways.stream().limit(1).toList());
        return ways.size() > 1 && first.anyMember().isEmpty() ? members.holders(program, ways) : first;
    }

    private ShopOutcome book(MemberKey buyer, Shop shop, OrderTold told, boolean anyAge, Parts parts) {
        booking.order(buyer, shop, told.purchase(), givenBack(told), anyAge, parts);
        return parts.outcome();
    }

    /** An order that is not in the books was cancelled before it came as far as to earn. */
    private Optional<ShopOutcome> cancelled(String program, OrderTold told) {
        var purchase = told.purchase();
        return switch (orders.cancel(program, purchase.order(), purchase.revision(), clock.instant())) {
            case NOW -> Optional.of(ShopOutcome.applied("it was cancelled before it earned"));
            case BEFORE -> Optional.of(ShopOutcome.known());
            case LOST_RACE -> Optional.empty();
        };
    }

    /**
     * An order that is nobody's waits, and its refunds at its key, like those that come before it: these first, so that whoever books the order
     * meanwhile either finds them there or has them told again.
     */
    private Optional<ShopOutcome> layDown(String program, Shop shop, OrderTold told, Holders holders) {
        OrderKey order = told.purchase().order();
        boolean nameless = holders.byWay().isEmpty();
        Set<String> ways = nameless ? waysSoFar(program, order) : orders.hashes(withRoom(program, holders));
        if (ways.isEmpty()) {
            return nameless
                    ? counted(program, shop, order)
                    : Optional.of(ShopOutcome.refused("too many orders wait for this customer to join"));
        }
        var waiting = new WaitingOrder(shop, readable(told.purchase()), ways);
        boolean now = false;
        for (Refund refund : givenBack(told)) now |= orders.layDown(program, order, refund, clock.instant());
        Laid laid = orders.layDown(program, waiting, clock.instant());
        if (laid == Laid.LOST_RACE) return Optional.empty();
        return Optional.of(
                now || laid == Laid.NOW
                        ? ShopOutcome.applied("it waits for its customer to join")
                        : ShopOutcome.known());
    }

    /** A purchase that will be read again: what our own form does not allow must not wait. */
    private static Purchase readable(Purchase purchase) {
        return PurchaseJson.read(Fields.of(PurchaseJson.write(purchase)));
    }

    /** Whom an order waits for that is told without its customer now. */
    private Set<String> waysSoFar(String program, OrderKey order) {
        var waiting = accounts.lying(program, order).waiting();
        return waiting.order().map(WaitingOrder::ways).orElse(Set.of());
    }

    private Optional<ShopOutcome> counted(String program, Shop shop, OrderKey order) {
        return orders.countWithoutContact(program, shop, order, clock.instant()) == Laid.LOST_RACE
                ? Optional.empty()
                : Optional.of(ShopOutcome.ignored("its buyer left nothing to be found by"));
    }

    /** The ways with which one more order may wait, once the names of those that went by themselves are forgotten. */
    private List<LookUp> withRoom(String program, Holders holders) {
        List<LookUp> full = new ArrayList<>(holders.byWay().keySet());
        full.removeAll(holders.withRoom());
        if (full.isEmpty()) return holders.withRoom();
        full.forEach(way -> waitingOrders.prune(program, way));
        return members.holders(program, List.copyOf(holders.byWay().keySet())).withRoom();
    }

    /** Codes that were typed for a discount and are vouchers of ours are used by the order, whoever bought and whether or not it earns. */
    private void useVouchers(String program, Shop shop, OrderTold told, Parts parts) {
        OrderKey order = told.purchase().order();
        for (String typed : told.codes()) {
            var voucher = VoucherCode.typed(typed).flatMap(code -> vouchers.find(program, code));
            if (voucher.isEmpty()) continue;
            MemberKey member = new MemberKey(program, voucher.get().member());
            String redemption = voucher.get().redemption();
            var request = ShopRequests.of(
                    RequestKey.use(member, redemption),
                    shop,
                    new String(Json.canonical(VoucherUse.input(order)), UTF_8));
            parts.book(
                    "the use of " + redemption,
                    () -> voucherUse.use(member, redemption, order, request).first());
        }
    }

    /** What of an order was given back: its refunds, and where it was cancelled all that is left. */
    private static List<Refund> givenBack(OrderTold told) {
        if (!told.cancelled()) return told.refunds();
        List<Refund> all = new ArrayList<>(told.refunds());
        all.add(new Refund(ShopBooking.CANCELLED, null, told.purchase().currency(), null, null, List.of()));
        return all;
    }

    /** A refund that comes before its order is laid down there, and booked with it. */
    ShopOutcome refund(String program, Shop shop, RefundTold told) {
        Optional<StoredOrder> order = accounts.purchase(program, told.order());
        if (order.isEmpty()) {
            if (orders.layDown(program, told.order(), told.refund(), clock.instant()))
                return ShopOutcome.applied("it waits for its order");
            order = accounts.purchase(program, told.order());
        }
        if (order.isEmpty()) return ShopOutcome.known();
        MemberKey member = new MemberKey(program, order.get().entry().member());
        return ShopOutcome.of(booking.refund(member, shop, told.order(), told.refund()));
    }
}
