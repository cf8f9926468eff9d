package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.domain.decision.EarnForPurchase;
import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.decision.RefundOrder;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.earning.Remaining;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.program.OrderStage;
import dev.laurel.domain.value.Exact;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.domain.value.VoucherCode;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.RefundJson;
import dev.laurel.outside.Contacts;
import dev.laurel.outside.shop.ShopNews.Customer;
import dev.laurel.outside.shop.ShopNews.OrderTold;
import dev.laurel.outside.shop.ShopNews.RefundTold;
import dev.laurel.store.Accounts;
import dev.laurel.store.Commit;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Orders;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Shops.Shop;
import dev.laurel.store.Stored.StoredOrder;
import dev.laurel.store.Vouchers;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.RoundingMode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Books what shops tell of orders. A delivery is a state, not an event: whatever of it the books do not have yet is booked, so that it
 * does not matter how often and in which order states are delivered.
 */
@ApplicationScoped
class ShopOrders {
    private static final Logger LOG = Logger.getLogger(ShopOrders.class);

    /** What names the refund of all that is left of a cancelled order; a shop's own refunds have numbers. */
    private static final String CANCELLED = "cancelled";

    private final Flow flow;
    private final Undoing undoing;
    private final Accounts accounts;
    private final Members members;
    private final Orders orders;
    private final Vouchers vouchers;
    private final VoucherUse voucherUse;
    private final Clock clock;

    ShopOrders(
            Flow flow,
            Undoing undoing,
            Accounts accounts,
            Members members,
            Orders orders,
            Vouchers vouchers,
            VoucherUse voucherUse,
            Clock clock) {
        this.flow = flow;
        this.undoing = undoing;
        this.accounts = accounts;
        this.members = members;
        this.orders = orders;
        this.vouchers = vouchers;
        this.voucherUse = voucherUse;
        this.clock = clock;
    }

    /** How a delivery went. */
    sealed interface Outcome {
        /** Something was booked. */
        record Applied() implements Outcome {}

        /** The books had it all. */
        record Known() implements Outcome {}

        record Ignored(String why) implements Outcome {}
    }

    Outcome order(String program, Shop shop, OrderTold told) {
        boolean used = useVouchers(program, shop, told);
        Outcome outcome = earn(program, shop, told);
        return used && !(outcome instanceof Outcome.Applied) ? new Outcome.Applied() : outcome;
    }

    /** Codes that were typed for a discount and are vouchers of ours are used by the order, whoever bought and whether or not it earns. */
    private boolean useVouchers(String program, Shop shop, OrderTold told) {
        OrderKey order = told.purchase().order();
        boolean used = false;
        for (String typed : told.codes()) {
            var voucher = VoucherCode.typed(typed).flatMap(code -> vouchers.find(program, code));
            if (voucher.isEmpty()) continue;
            MemberKey member = new MemberKey(program, voucher.get().member());
            String redemption = voucher.get().redemption();
            var key = RequestKey.use(member, redemption);
            try {
                used |= voucherUse
                        .use(member, redemption, order, request(key, shop, Json.canonical(VoucherUse.input(order))))
                        .first();
            } catch (Problem refused) {
                passOver(refused, "the use of " + redemption, shop, order);
            }
        }
        return used;
    }

    private Outcome earn(String program, Shop shop, OrderTold told) {
        OrderStage earnOn = flow.programs(program).at(clock.instant()).program().earnOn();
        if (!told.reached().contains(earnOn)) {
            return new Outcome.Ignored(
                    "orders earn when they are " + earnOn.name().toLowerCase(Locale.ROOT));
        }
        Purchase purchase = told.purchase();
        Optional<MemberKey> buyer = members.findAny(program, lookUps(shop, told.customer()))
                .or(() -> accounts.purchase(program, purchase.order())
                        .map(o -> o.entry().member()))
                .map(member -> new MemberKey(program, member));
        if (buyer.isEmpty()) return new Outcome.Ignored("no member is known by this customer");
        Commit.Request request = request(RequestKey.order(program, purchase.order()), shop, purchase);
        AtomicReference<Accounts.@Nullable BeforeOrder> last = new AtomicReference<>();
        var earned = flow.run(
                buyer.get(),
                request,
                () -> {
                    var read = accounts.beforeOrder(buyer.get(), purchase.order());
                    last.set(read);
                    return new Flow.Attempt(read.before(), new EarnForPurchase(purchase, false));
                },
                (first, again) -> {});
        MemberKey member = new MemberKey(program, earned.entry().member());
        boolean applied = earned.first() || again(member, purchase, request);
        applied |= awaited(
                member,
                shop,
                purchase.order(),
                Objects.requireNonNull(last.get()).waiting());
        for (Refund refund : told.refunds()) applied |= oneOfSeveral(member, shop, purchase.order(), refund);
        if (told.cancelled()) applied |= refund(member, shop, purchase.order(), ofAll(purchase));
        return applied ? new Outcome.Applied() : new Outcome.Known();
    }

    /** Refunds that came before the order. */
    private boolean awaited(MemberKey member, Shop shop, OrderKey order, Map<String, JsonNode> waiting) {
        if (waiting.isEmpty()) return false;
        boolean applied = false;
        for (JsonNode json : waiting.values()) {
            Fields refund = Fields.stored(json);
            applied |= oneOfSeveral(member, shop, order, RefundJson.read(refund, refund.currency("currency")));
        }
        orders.noLongerAwait(member.program(), order, waiting.keySet());
        return applied;
    }

    /** A refund that cannot be does not keep the others from being booked. */
    private boolean oneOfSeveral(MemberKey member, Shop shop, OrderKey order, Refund refund) {
        try {
            return refund(member, shop, order, refund);
        } catch (Problem refused) {
            passOver(refused, "refund " + refund.id(), shop, order);
            return false;
        }
    }

    private static void passOver(Problem refused, String what, Shop shop, OrderKey order) {
        if (refused.status() == 429) throw refused;
        LOG.warnf("%s of order %s of %s was passed over: %s", what, order.id(), shop.domain(), refused.getMessage());
    }

    /** A refund that comes before its order is laid down there, and booked with it. */
    Outcome refund(String program, Shop shop, RefundTold told) {
        Optional<StoredOrder> order = accounts.purchase(program, told.order());
        if (order.isEmpty()) {
            var refund = RefundJson.write(told.refund());
            if (orders.await(program, told.order(), told.refund().id(), refund, clock.instant()))
                return new Outcome.Applied();
            order = accounts.purchase(program, told.order());
        }
        if (order.isEmpty()) return new Outcome.Known();
        MemberKey member = new MemberKey(program, order.get().entry().member());
        return refund(member, shop, told.order(), told.refund()) ? new Outcome.Applied() : new Outcome.Known();
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

    private static Commit.Request request(RequestKey key, Shop shop, Object content) {
        return request(key, shop, content.toString().getBytes(UTF_8));
    }

    private static Commit.Request request(RequestKey key, Shop shop, byte[] content) {
        return new Commit.Request(key, Call.hash(content), "shop:" + shop.domain(), shop.platform(), null, null);
    }

    /** Books what a later state of the order changed of it; false where that is nothing. */
    private boolean again(MemberKey member, Purchase purchase, Commit.Request request) {
        Backoff backoff = new Backoff();
        do {
            StoredOrder known =
                    accounts.purchase(member.program(), purchase.order()).orElseThrow();
            if (known.told() >= purchase.revision()) return false;
            if (!isSame(known.order().sale(), purchase))
                return undoing.revise(member, purchase, request).first();
            if (orders.told(member.program(), known, purchase.revision())) return false;
        } while (backoff.again());
        throw Backoff.tooContended();
    }

    /** Whether the order is as it was, whenever it was told. */
    private static boolean isSame(Sale known, Purchase purchase) {
        return known.currency().equals(purchase.currency())
                && known.lines().equals(purchase.sold())
                && known.tax().equals(purchase.tax())
                && known.taxIncluded() == purchase.taxIncluded()
                && known.shipping().equals(purchase.shipping())
                && known.tip().equals(purchase.tip());
    }

    private static Refund ofAll(Purchase purchase) {
        return new Refund(CANCELLED, null, purchase.currency(), null, null, List.of());
    }

    /** Books a refund; false where the books have it, or nothing is left that it could be of. */
    private boolean refund(MemberKey member, Shop shop, OrderKey order, Refund refund) {
        RequestKey key = RequestKey.refund(member, order, refund.id());
        Commit.Request request = request(key, shop, refund);
        try {
            return flow.run(
                            member,
                            request,
                            () -> {
                                var read = accounts.beforeUndoing(member, order, key);
                                StoredOrder known = read.order().orElseThrow();
                                return new Flow.Attempt(
                                        read.before(),
                                        new RefundOrder(
                                                known.entry().entry().id(),
                                                known.order(),
                                                fitted(refund, known.order()),
                                                true));
                            },
                            (first, again) -> {})
                    .first();
        } catch (Problem problem) {
            if (problem.isOfType("more-than-left")) return false;
            throw problem;
        }
    }

    /**
     * No more than is left of the order: a shop may give back more than it took, out of kindness or by a rounding of its own. Tax that
     * the lines contain comes back with them.
     */
    private static Refund fitted(Refund refund, Order order) {
        Remaining left = Remaining.of(order.earning(), order.refunded());
        Money goods = Exact.money(refund.currency(), left.goodsLeft(), RoundingMode.CEILING);
        Money most = goods.plus(left.taxLeft()).plus(left.shippingLeft()).plus(left.tipLeft());
        if (refund.amount() != null && refund.amount().isGreaterThan(most)) {
            return new Refund(refund.id(), refund.occurredAt(), refund.currency(), null, null, List.of());
        }
        return new Refund(
                refund.id(),
                refund.occurredAt(),
                refund.currency(),
                refund.amount(),
                refund.of() == null ? null : extras(refund.of(), left),
                refund.lines());
    }

    private static Refund.@Nullable Extras extras(Refund.Extras of, Remaining left) {
        var fitted = new Refund.Extras(
                least(of.tax(), left.taxLeft()),
                least(of.shipping(), left.shippingLeft()),
                least(of.tip(), left.tipLeft()));
        boolean nothing = fitted.tax().isZero()
                && fitted.shipping().isZero()
                && fitted.tip().isZero();
        return nothing ? null : fitted;
    }

    private static Money least(Money a, Money b) {
        return a.isGreaterThan(b) ? b : a;
    }
}
