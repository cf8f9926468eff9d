package dev.laurel.function;

import dev.laurel.domain.decision.EarnForPurchase;
import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.decision.RefundOrder;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.earning.Remaining;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.fact.Sale;
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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Books a shop's orders and refunds for members who are known: whatever of a state the books do not have yet. */
@ApplicationScoped
class ShopBooking {
    /** What names the refund of all that is left of a cancelled order; a shop's own refunds have numbers. */
    static final String CANCELLED = "cancelled";

    /** The type of problem with an order that was cancelled before it came into the books. */
    static final String OVERTAKEN = "overtaken";

    private final Flow flow;
    private final Undoing undoing;
    private final Accounts accounts;
    private final Orders orders;
    private final Waits waits;

    ShopBooking(Flow flow, Undoing undoing, Accounts accounts, Orders orders, Waits waits) {
        this.flow = flow;
        this.undoing = undoing;
        this.accounts = accounts;
        this.orders = orders;
        this.waits = waits;
    }

    /**
     * Books an order, what a later state of it changed, the refunds that came before it, and its own.
     *
     * @param buyer whose it is, unless the books have it as another's
     * @param anyAge whether it may be older than the program accepts: it was told in time
     * @throws Problem where it cannot be earned for; what is refused of the rest is told to {@code parts}
     */
    void order(MemberKey buyer, Shop shop, Purchase purchase, List<Refund> refunds, boolean anyAge, Parts parts) {
        var key = RequestKey.order(buyer.program(), purchase.order());
        Commit.Request request = ShopRequests.of(key, shop, purchase.toString());
        AtomicReference<Accounts.@Nullable BeforeOrder> last = new AtomicReference<>();
        var earned = flow.run(
                buyer,
                request,
                () -> {
                    var now = accounts.beforeOrder(buyer, purchase.order());
                    last.set(now);
                    return new Flow.Attempt(now.before(), new EarnForPurchase(latest(purchase, now), anyAge));
                },
                (first, again) -> {});
        MemberKey member = new MemberKey(buyer.program(), earned.entry().member());
        Accounts.BeforeOrder read = Objects.requireNonNull(last.get());
        boolean overtaken = read.waiting().seen() > purchase.revision();
        Told[] told = {overtaken ? Told.EARLIER : Told.LATER};
        parts.book("the order", () -> {
            if (!earned.first())
                told[0] = again(member, read.order().orElseThrow(), purchase, !refunds.isEmpty(), request);
            return earned.first() || told[0] == Told.ANEW;
        });
        waited(member, shop, purchase.order(), read.waiting(), parts);
        for (Refund refund : refunds) {
            if (refund.id().equals(CANCELLED) && told[0] == Told.EARLIER) continue;
            parts.book("refund " + refund.id(), () -> refund(member, shop, purchase.order(), refund));
        }
    }

    /** The state to book: the latest that was told. */
    private static Purchase latest(Purchase purchase, Accounts.BeforeOrder read) {
        Waiting waiting = read.waiting();
        if (read.before().done().isPresent() || waiting.seen() <= purchase.revision()) return purchase;
        return waiting.order()
                .map(WaitingOrder::purchase)
                .orElseThrow(() -> new Problem(409, OVERTAKEN, "this order was cancelled since"));
    }

    /** Refunds that were told before the order came into the books. */
    private void waited(MemberKey member, Shop shop, OrderKey order, Waiting waiting, Parts parts) {
        if (waiting.isNothing()) return;
        waiting.refunds()
                .forEach((id, refund) -> parts.book("refund " + id, () -> refund(member, shop, order, refund)));
        orders.pickedUp(member.program(), order, waiting);
    }

    /** How a state compares with the one that the books have. */
    private enum Told {
        EARLIER,
        LATER,
        /** A later one, by which the order was priced anew. */
        ANEW
    }

    /**
     * Books what a later state of the order changed of it.
     *
     * @param read the order as the books have it
     * @param givenBack whether something of it was given back by that state
     * @throws Problem where all of it was taken back, and it is told as if it were not
     */
    private Told again(
            MemberKey member, StoredOrder read, Purchase purchase, boolean givenBack, Commit.Request request) {
        Backoff backoff = waits.backoff();
        StoredOrder known = read;
        while (true) {
            if (known.told() > purchase.revision()) return Told.EARLIER;
            if (known.told() == purchase.revision()) return Told.LATER;
            if (!isSame(known.order().sale(), purchase)) {
                boolean first = undoing.revise(member, purchase, request).first();
                return first ? Told.ANEW : Told.LATER;
            }
            if (orders.told(member.program(), known, purchase.revision())) {
                if (!givenBack && isTakenBack(known.order()))
                    throw new Problem(
                            409,
                            "lives-again",
                            "it was cancelled, and is told as if it were not: what it earned stays taken back");
                return Told.LATER;
            }
            if (!backoff.again()) throw Backoff.tooContended();
            known = accounts.purchase(member.program(), purchase.order()).orElseThrow();
        }
    }

    private static boolean isTakenBack(Order order) {
        Remaining left = Remaining.of(order.earning(), order.refunded());
        return order.earning().points() > 0 && left.points() == 0 && left.goodsAreBack();
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
                                String entry = known.entry().entry().id();
                                var fitted = new FittedRefund(known.order())
                                        .of(refund)
                                        .orElseThrow(() -> Refusals.problem(new Refusal.MoreThanLeft("lines", "0")));
                                return new Flow.Attempt(
                                        read.before(), new RefundOrder(entry, known.order(), fitted, true));
                            },
                            (first, again) -> {})
                    .first();
        } catch (Problem problem) {
            if (problem.type().equals("more-than-left")) return false;
            throw problem;
        }
    }
}
