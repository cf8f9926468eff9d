package dev.laurel.function;

import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.program.OrderStage;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.domain.value.VoucherCode;
import dev.laurel.function.ShopOutcome.Parts;
import dev.laurel.json.Json;
import dev.laurel.json.RefundJson;
import dev.laurel.outside.Contacts;
import dev.laurel.outside.shop.ShopNews.Customer;
import dev.laurel.outside.shop.ShopNews.OrderTold;
import dev.laurel.outside.shop.ShopNews.RefundTold;
import dev.laurel.store.Accounts;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Orders;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Shops.Shop;
import dev.laurel.store.Stored.StoredOrder;
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
    private final Accounts accounts;
    private final Members members;
    private final Orders orders;
    private final Vouchers vouchers;
    private final VoucherUse voucherUse;
    private final Clock clock;

    ShopOrders(
            Flow flow,
            ShopBooking booking,
            Accounts accounts,
            Members members,
            Orders orders,
            Vouchers vouchers,
            VoucherUse voucherUse,
            Clock clock) {
        this.flow = flow;
        this.booking = booking;
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
        OrderStage earnOn = flow.programs(program).at(clock.instant()).program().earnOn();
        if (!told.reached().contains(earnOn)) {
            return parts.with(ShopOutcome.ignored(
                    "orders earn when they are " + earnOn.name().toLowerCase(Locale.ROOT)));
        }
        Purchase purchase = told.purchase();
        Optional<MemberKey> buyer = members.findAny(program, lookUps(shop, told.customer()))
                .or(() -> accounts.purchase(program, purchase.order())
                        .map(o -> o.entry().member()))
                .map(member -> new MemberKey(program, member));
        if (buyer.isEmpty()) return parts.with(ShopOutcome.ignored("no member is known by this customer"));
        booking.order(buyer.get(), shop, purchase, givenBack(told), false, parts);
        return parts.outcome();
    }

    /** Codes that were typed for a discount and are vouchers of ours are used by the order, whoever bought and whether or not it earns. */
    private void useVouchers(String program, Shop shop, OrderTold told, Parts parts) {
        OrderKey order = told.purchase().order();
        for (String typed : told.codes()) {
            var voucher = VoucherCode.typed(typed).flatMap(code -> vouchers.find(program, code));
            if (voucher.isEmpty()) continue;
            MemberKey member = new MemberKey(program, voucher.get().member());
            String redemption = voucher.get().redemption();
            var request = ShopBooking.request(
                    RequestKey.use(member, redemption), shop, Json.canonical(VoucherUse.input(order)));
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
            var refund = RefundJson.write(told.refund());
            if (orders.await(program, told.order(), told.refund().id(), refund, clock.instant()))
                return ShopOutcome.applied("it waits for its order");
            order = accounts.purchase(program, told.order());
        }
        if (order.isEmpty()) return ShopOutcome.known();
        MemberKey member = new MemberKey(program, order.get().entry().member());
        return ShopOutcome.of(booking.refund(member, shop, told.order(), told.refund()));
    }

    /** The shop's customer first, then what is verified of a member. */
    private static List<LookUp> lookUps(Shop shop, Customer customer) {
        List<LookUp> ways = new ArrayList<>();
        if (customer.id() != null) ways.add(LookUp.shop(shop.domain(), customer.id()));
        Optional.ofNullable(customer.email())
                .flatMap(Contacts::mail)
                .map(LookUp::email)
                .ifPresent(ways::add);
        Optional.ofNullable(customer.phone())
                .flatMap(Contacts::phone)
                .map(LookUp::phone)
                .ifPresent(ways::add);
        return ways;
    }
}
