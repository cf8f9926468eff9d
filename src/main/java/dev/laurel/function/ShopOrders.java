package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.program.ShopPolicy;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.domain.value.VoucherCode;
import dev.laurel.function.ShopOutcome.Parts;
import dev.laurel.json.Json;
import dev.laurel.outside.shop.ShopNews.OrderTold;
import dev.laurel.outside.shop.ShopNews.RefundTold;
import dev.laurel.store.Accounts;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
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

/**
 * What shops tell of orders. A delivery is a state, not an event: whatever of it the books do not have yet is booked, so that it does
 * not matter how often and in which order states are delivered.
 */
@ApplicationScoped
class ShopOrders {
    /** What names the refund of all that is left of a cancelled order; a shop's own refunds have numbers. */
    private static final String CANCELLED = "cancelled";

    private final Flow flow;
    private final ShopBooking booking;
    private final ShopCustomers customers;
    private final WaitingOrders waitingOrders;
    private final Accounts accounts;
    private final Members members;
    private final Orders orders;
    private final Vouchers vouchers;
    private final VoucherUse voucherUse;
    private final Clock clock;

    ShopOrders(
            Flow flow,
            ShopBooking booking,
            ShopCustomers customers,
            WaitingOrders waitingOrders,
            Accounts accounts,
            Members members,
            Orders orders,
            Vouchers vouchers,
            VoucherUse voucherUse,
            Clock clock) {
        this.flow = flow;
        this.booking = booking;
        this.customers = customers;
        this.waitingOrders = waitingOrders;
        this.accounts = accounts;
        this.members = members;
        this.orders = orders;
        this.vouchers = vouchers;
        this.voucherUse = voucherUse;
        this.clock = clock;
    }

    ShopOutcome order(String program, Shop shop, OrderTold told) {
        Parts parts = new Parts();
        useVouchers(program, shop, told, parts);
        ShopPolicy policy = flow.programs(program).at(clock.instant()).program().shops();
        if (!told.reached().contains(policy.earnOn())) {
            String stage = policy.earnOn().name().toLowerCase(Locale.ROOT);
            return parts.with(ShopOutcome.ignored("orders earn when they are " + stage));
        }
        List<LookUp> ways = ShopCustomers.ways(shop, told.customer());
        Backoff backoff = new Backoff();
        do {
            Optional<MemberKey> buyer = buyer(program, shop, told, ways, policy.autoJoin());
            if (buyer.isPresent()) {
                booking.order(buyer.get(), shop, told.purchase(), givenBack(told), false, parts);
                return parts.outcome();
            }
            Optional<ShopOutcome> waits = layDown(program, shop, told, ways);
            if (waits.isPresent()) return parts.with(waits.get());
        } while (backoff.again());
        throw Backoff.tooContended();
    }

    /** Whose an order is: whoever its customer is, else whose it was before; else the customer joins, where that is the program's way. */
    private Optional<MemberKey> buyer(String program, Shop shop, OrderTold told, List<LookUp> ways, boolean autoJoin) {
        var holders = members.holders(program, ways);
        Optional<MemberKey> known = holders.anyMember()
                .or(() -> accounts.purchase(program, told.purchase().order())
                        .map(order -> order.entry().member()))
                .map(member -> new MemberKey(program, member));
        String id = told.customer().id();
        if (known.isEmpty() && autoJoin && id != null) {
            return Optional.of(customers.join(program, shop, id, told.customer()));
        }
        if (!holders.waiting().isEmpty()) known.ifPresent(member -> waitingOrders.credit(member, ways));
        return known;
    }

    /** An order that is nobody's waits, and its refunds at its key, like those that come before it. Nothing where it is to be decided again. */
    private Optional<ShopOutcome> layDown(String program, Shop shop, OrderTold told, List<LookUp> ways) {
        OrderKey order = told.purchase().order();
        if (ways.isEmpty()) {
            boolean lost = orders.countWithoutContact(program, shop, order, clock.instant()) == Laid.LOST_RACE;
            return lost ? Optional.empty() : Optional.of(ShopOutcome.ignored("its buyer left nothing to be found by"));
        }
        var laid = orders.layDown(program, new WaitingOrder(shop, told.purchase()), ways, clock.instant());
        boolean now = laid == Laid.NOW;
        for (Refund refund : givenBack(told)) now |= orders.layDown(program, order, refund, clock.instant());
        ShopOutcome waits = now ? ShopOutcome.applied("it waits for its customer to join") : ShopOutcome.known();
        return switch (laid) {
            case NOW, BEFORE -> Optional.of(waits);
            case LOST_RACE -> Optional.empty();
            case TOO_MANY ->
                waitingOrders.prune(program, ways)
                        ? Optional.empty()
                        : Optional.of(ShopOutcome.refused("too many orders wait for this customer to join"));
        };
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
        all.add(new Refund(CANCELLED, null, told.purchase().currency(), null, null, List.of()));
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
