package dev.laurel.domain.decision;

import dev.laurel.domain.earning.Remaining;
import dev.laurel.domain.fact.Fact.OrderRefunded;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Fact.ShortfallCovered;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.fact.Refunded;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.fact.Used;
import dev.laurel.domain.value.Exact;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.joda.money.Money;

/**
 * Some of an order was given back, so what it earned goes, and points that paid for it come back (laws 9 and 10). It reads what the
 * books have of the order, never a rule of today.
 *
 * @param entry the id of the order's entry
 * @param anyAge whether the refund may have happened longer ago than the program accepts; only an admin may say so
 */
public record RefundOrder(String entry, Order order, Refund refund, boolean anyAge) implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        Sale sale = order.sale();
        Instant occurredAt = Objects.requireNonNullElse(refund.occurredAt(), deciding.now);
        Optional<Refusal> refusal = deciding.timely(occurredAt, anyAge);
        if (refusal.isPresent()) return refusal;
        if (!refund.currency().equals(sale.currency())) {
            return Optional.of(new Refusal.OtherCurrency(sale.currency()));
        }
        return switch (new GivingBack(order).of(refund)) {
            case GivingBack.TooMuch(Refusal why) -> Optional.of(why);
            case GivingBack.Parts(Refunded parts) -> {
                deciding.happenedAt = occurredAt;
                book(deciding, order.refunded().plus(parts));
                yield Optional.empty();
            }
        };
    }

    private void book(Deciding deciding, Refunded parts) {
        Sale sale = order.sale();
        Order next = order.refunded(parts);
        PaidWithPoints points = new PaidWithPoints(next);
        Refunded soFar = parts.with(points.points());
        Remaining before = Remaining.of(order.earning(), order.refunded());
        Remaining after = Remaining.of(order.earning(), soFar);
        deciding.book.record(new OrderRefunded(
                deciding.now,
                deciding.today,
                sale.order(),
                refund.id(),
                value(after).minus(value(before)),
                points.cash().minus(new PaidWithPoints(order).cash()),
                PaidWithPoints.unnamed(sale),
                soFar));
        for (PointsReturned returned : points.returns(deciding)) {
            deciding.book.record(returned);
            if (returned.withheld() > 0) {
                Instant paidAt = points.paidAt(returned.redemption());
                deciding.book.record(new ShortfallCovered(deciding.now, deciding.today, returned.withheld(), paidAt));
            }
        }
        boolean nowBack = after.goodsAreBack() && !before.goodsAreBack();
        long due = before.points() - after.points();
        long credits = before.credits() - after.credits();
        List<Used> used = nowBack ? order.earning().used() : List.of();
        if (due == 0 && credits == 0 && used.isEmpty()) return;
        new TakingBack(deciding, TakingBack.Given.by(entry, order.earning(), order.recordedAt()))
                .take(due, credits, used);
    }

    /** All that was given back, rounded half up to the minor unit. */
    private Money value(Remaining remaining) {
        return Exact.money(order.sale().currency(), remaining.givenBack(), RoundingMode.HALF_UP);
    }
}
