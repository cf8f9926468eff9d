package dev.laurel.function;

import dev.laurel.domain.decision.EarnForPurchase;
import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.decision.RefundOrder;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.earning.Remaining;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.value.Exact;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.function.ShopOutcome.Parts;
import dev.laurel.store.Accounts;
import dev.laurel.store.Commit;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Orders;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Shops.Shop;
import dev.laurel.store.Stored.StoredOrder;
import dev.laurel.store.Stored.Waiting;
import dev.laurel.store.Stored.WaitingOrder;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Books a shop's orders and refunds for members who are known: whatever of a state the books do not have yet. */
@ApplicationScoped
class ShopBooking {
    private final Flow flow;
    private final Undoing undoing;
    private final Accounts accounts;
    private final Orders orders;

    ShopBooking(Flow flow, Undoing undoing, Accounts accounts, Orders orders) {
        this.flow = flow;
        this.undoing = undoing;
        this.accounts = accounts;
        this.orders = orders;
    }

    /**
     * Books an order, what a later state of it changed, the refunds that came before it, and its own.
     *
     * @param buyer whose it is, unless the books have it as another's
     * @param anyAge whether it may be older than the program accepts: it was told in time
     * @throws Problem where it cannot be earned for; what is refused of the rest is told to {@code parts}
     */
    void order(MemberKey buyer, Shop shop, Purchase purchase, List<Refund> refunds, boolean anyAge, Parts parts) {
        Commit.Request request =
                ShopRequests.of(RequestKey.order(buyer.program(), purchase.order()), shop, purchase.toString());
        AtomicReference<Accounts.@Nullable BeforeOrder> last = new AtomicReference<>();
        var earned = flow.run(
                buyer,
                request,
                () -> {
                    var read = accounts.beforeOrder(buyer, purchase.order());
                    last.set(read);
                    return new Flow.Attempt(read.before(), new EarnForPurchase(purchase, anyAge));
                },
                (first, again) -> {});
        MemberKey member = new MemberKey(buyer.program(), earned.entry().member());
        parts.book("the order", () -> earned.first() || again(member, purchase, request));
        waited(member, shop, purchase, Objects.requireNonNull(last.get()).waiting(), parts);
        for (Refund refund : refunds) {
            parts.book("refund " + refund.id(), () -> refund(member, shop, purchase.order(), refund));
        }
    }

    /** What was told of the order before it came into the books: a later state of it, and refunds. */
    private void waited(MemberKey member, Shop shop, Purchase purchase, Waiting waiting, Parts parts) {
        if (waiting.isNothing()) return;
        OrderKey order = purchase.order();
        waiting.order()
                .map(WaitingOrder::purchase)
                .filter(told -> told.revision() > purchase.revision())
                .ifPresent(told -> {
                    var key = RequestKey.order(member.program(), order);
                    parts.book("the order", () -> again(member, told, ShopRequests.of(key, shop, told.toString())));
                });
        waiting.refunds()
                .forEach((id, refund) -> parts.book("refund " + id, () -> refund(member, shop, order, refund)));
        orders.pickedUp(member.program(), order, waiting.refunds().keySet());
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

    /** Books a refund; false where the books have it, or nothing is left that it could be of. */
    boolean refund(MemberKey member, Shop shop, OrderKey order, Refund refund) {
        RequestKey key = RequestKey.refund(member, order, refund.id());
        Commit.Request request = ShopRequests.of(key, shop, refund.toString());
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
