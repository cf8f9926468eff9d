package dev.laurel.function;

import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.earning.Remaining;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.value.Exact;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A shop's refund, fitted to what is left of an order: a shop may give back more than it took, out of kindness or by a rounding of its own, and
 * first an amount and then every line.
 */
record FittedRefund(Order order) {

    /**
     * No more than is left of each of its parts; nothing where nothing is left of any. What the order does not know, and what is of other money, is
     * as it was: to be refused.
     */
    Optional<Refund> of(Refund refund) {
        if (!refund.currency().equals(order.sale().currency())) return Optional.of(refund);
        Remaining left = Remaining.of(order.earning(), order.refunded());
        Money goods = Exact.money(refund.currency(), left.goodsLeft(), RoundingMode.CEILING);
        Refund.@Nullable Extras of = refund.of() == null ? null : extras(refund.of(), left);
        if (refund.lines().isEmpty()) return Optional.of(ofAmount(refund, refund.amount(), of, goods, left));
        List<Refund.Line> lines = refund.lines().stream()
                .flatMap(line -> fitted(line, left).stream())
                .toList();
        if (!lines.isEmpty() && Exact.compare(worth(lines), left.goodsLeft()) <= 0) {
            return Optional.of(with(refund, null, of, lines));
        }
        if (lines.isEmpty() && of == null) return Optional.empty();
        Money extras = of == null ? Money.zero(refund.currency()) : of.total();
        return Optional.of(ofAmount(refund, lines.isEmpty() ? extras : goods.plus(extras), of, goods, left));
    }

    private static Refund ofAmount(
            Refund refund, @Nullable Money amount, Refund.@Nullable Extras of, Money goods, Remaining left) {
        Money most = goods.plus(left.taxLeft()).plus(left.shippingLeft()).plus(left.tipLeft());
        boolean all = amount != null && (amount.isGreaterThan(most) || most.isZero());
        return with(refund, all ? null : amount, all ? null : of, List.of());
    }

    /** As many of a line as have not come back; nothing where all have. */
    private Optional<Refund.Line> fitted(Refund.Line line, Remaining left) {
        Optional<Sale.Line> sold = sold(line);
        if (sold.isEmpty()) return Optional.of(line);
        BigDecimal most = left.quantityLeft(sold.get());
        if (most.signum() <= 0) return Optional.empty();
        return Optional.of(
                new Refund.Line(line.line(), line.sku(), line.quantity().min(most), line.amount()));
    }

    private Optional<Sale.Line> sold(Refund.Line line) {
        return order.sale().lines().stream()
                .filter(l -> l.line().equals(line.line()))
                .findFirst();
    }

    /** What was charged for so many of these lines, in minor units. */
    private BigFraction worth(List<Refund.Line> lines) {
        List<BigFraction> worth = new ArrayList<>();
        for (Refund.Line line : lines) {
            sold(line)
                    .ifPresent(sold -> worth.add(Exact.of(sold.net())
                            .multiply(Exact.of(line.quantity()))
                            .divide(Exact.of(sold.quantity()))));
        }
        return worth.stream().reduce(BigFraction.ZERO, BigFraction::add);
    }

    private static Refund with(
            Refund refund, @Nullable Money amount, Refund.@Nullable Extras of, List<Refund.Line> lines) {
        return new Refund(refund.id(), refund.occurredAt(), refund.currency(), amount, of, lines);
    }

    private static Refund.@Nullable Extras extras(Refund.Extras of, Remaining left) {
        var fitted = new Refund.Extras(
                least(of.tax(), left.taxLeft()),
                least(of.shipping(), left.shippingLeft()),
                least(of.tip(), left.tipLeft()));
        return fitted.total().isZero() ? null : fitted;
    }

    private static Money least(Money a, Money b) {
        return a.isGreaterThan(b) ? b : a;
    }
}
