package dev.laurel.domain.earning;

import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.value.Exact;
import dev.laurel.domain.value.Spread;
import java.util.ArrayList;
import java.util.List;
import org.joda.money.Money;

/**
 * What of an order counts (law 12). The default counts lines after every discount, without tax, shipping, tips, gift-card lines and
 * what points paid.
 *
 * @param discounted whether discounts lower the basis
 */
public record Basis(
        boolean tax, boolean shipping, boolean tips, boolean discounted, boolean giftCards, boolean paidWithPoints) {
    public static final Basis DEFAULT = new Basis(false, false, false, true, false, false);

    /**
     * The order by this basis. Points that paid lower the lines as the order's discount does; where they paid more than the lines,
     * they lower shipping, tip and tax in this order.
     */
    public Counting of(Purchase purchase) {
        Money zero = Money.zero(purchase.currency());
        List<Money> lines = purchase.nets();
        for (int i = 0; i < lines.size(); i++) {
            var line = purchase.lines().get(i);
            if (!counts(line)) lines.set(i, zero);
            else if (!discounted) lines.set(i, line.amount());
        }
        if (purchase.taxIncluded() && !tax) lines = taxTakenOut(purchase, lines);
        Money extraTax = tax && !purchase.taxIncluded() ? purchase.tax() : zero;
        Money extraShipping = shipping ? purchase.shipping() : zero;
        Money extraTip = tips ? purchase.tip() : zero;
        Money points = purchase.paidWithPoints();
        if (paidWithPoints || points.isZero()) return new Counting(lines, extraTax, extraShipping, extraTip);

        List<Money> paid = purchase.spread(points, lines);
        Money rest = paid.stream().reduce(points, Money::minus);
        Money offShipping = Exact.min(rest, extraShipping);
        Money offTip = Exact.min(rest.minus(offShipping), extraTip);
        Money offTax = Exact.min(rest.minus(offShipping).minus(offTip), extraTax);
        return new Counting(
                Purchase.minus(lines, paid),
                extraTax.minus(offTax),
                extraShipping.minus(offShipping),
                extraTip.minus(offTip));
    }

    /** Whether a line counts at all. */
    boolean counts(Purchase.Line line) {
        return line.isGoods() || (giftCards && !line.voided());
    }

    /** Tax that the amounts contain is taken out of the goods in proportion to what was charged for them. */
    private static List<Money> taxTakenOut(Purchase purchase, List<Money> lines) {
        List<Money> weights = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            weights.add(purchase.lines().get(i).isGoods() ? lines.get(i) : Money.zero(purchase.currency()));
        }
        return Purchase.minus(lines, Spread.over(purchase.tax(), weights, weights));
    }
}
