package dev.laurel.domain.decision;

import dev.laurel.domain.earning.Remaining;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.fact.Refunded;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.value.Exact;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.numbers.fraction.BigFraction;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Which parts of an order a refund gives back: its lines, or an amount spread over what is left of it. */
final class GivingBack {
    private final Order order;
    private final Sale sale;
    private final Remaining remaining;
    private final Money zero;

    GivingBack(Order order) {
        this.order = order;
        this.sale = order.sale();
        this.remaining = Remaining.of(order.earning(), order.refunded());
        this.zero = Money.zero(sale.currency());
    }

    /** The parts, or why the order has not so much left. */
    sealed interface Answer {}

    record Parts(Refunded parts) implements Answer {}

    record TooMuch(Refusal why) implements Answer {}

    Answer of(Refund refund) {
        if (!refund.lines().isEmpty()) return byLines(refund);
        if (refund.amount() != null) return byAmount(refund.amount(), refund.of());
        if (refund.of() != null) return byAmount(refund.of().total(), refund.of());
        return everything();
    }

    private Answer byLines(Refund refund) {
        SortedMap<String, Refunded.OfLine> lines = new TreeMap<>();
        Refunded parts = new Refunded(lines, zero, zero, zero, zero);
        for (Refund.Line line : refund.lines()) {
            Sale.@Nullable Line sold = find(line);
            if (sold == null) return new TooMuch(new Refusal.UnknownLine(line.name()));
            boolean priced = line.amount() != null;
            var of = new Refunded.OfLine(
                    priced ? BigDecimal.ZERO : line.quantity(),
                    priced ? line.quantity() : BigDecimal.ZERO,
                    priced ? line.amount() : zero);
            SortedMap<String, Refunded.OfLine> one = new TreeMap<>();
            one.put(sold.line(), of);
            parts = parts.plus(new Refunded(one, zero, zero, zero, zero));
        }
        Refund.Extras of = refund.of() == null ? new Refund.Extras(zero, zero, zero) : refund.of();
        return judged(parts.plus(new Refunded(new TreeMap<>(), zero, of.tax(), of.shipping(), of.tip())));
    }

    private Sale.@Nullable Line find(Refund.Line named) {
        List<Sale.Line> found = sale.lines().stream()
                .filter(l -> named.line() == null
                        ? l.sku().equals(named.sku())
                        : l.line().equals(named.line())
                                && (named.sku() == null || l.sku().equals(named.sku())))
                .toList();
        return found.size() == 1 ? found.getFirst() : null;
    }

    /** What {@code of} names is that; the rest is goods, then tax, shipping and tip, as far as there is something left of them. */
    private Answer byAmount(Money amount, Refund.@Nullable Extras of) {
        Refund.Extras named = of == null ? new Refund.Extras(zero, zero, zero) : of;
        if (named.total().isGreaterThan(amount)) return tooMuch("amount", amount);
        Money rest = amount.minus(named.total());
        Money goods = Exact.min(rest, goodsLeft());
        rest = rest.minus(goods);
        Money tax = Exact.min(rest, Exact.atLeastZero(remaining.taxLeft().minus(named.tax())));
        rest = rest.minus(tax);
        Money shipping =
                Exact.min(rest, Exact.atLeastZero(remaining.shippingLeft().minus(named.shipping())));
        rest = rest.minus(shipping);
        Money tip = Exact.min(rest, Exact.atLeastZero(remaining.tipLeft().minus(named.tip())));
        if (rest.isGreaterThan(tip)) return tooMuch("order", amount.minus(rest).plus(tip));
        return judged(new Refunded(
                new TreeMap<>(), goods, tax.plus(named.tax()), shipping.plus(named.shipping()), tip.plus(named.tip())));
    }

    private Answer everything() {
        SortedMap<String, Refunded.OfLine> free = new TreeMap<>();
        for (Sale.Line line : sale.lines()) {
            BigDecimal left = remaining.quantityLeft(line);
            if (line.net().isZero() && !line.voided() && left.signum() > 0) {
                free.put(line.line(), new Refunded.OfLine(left, BigDecimal.ZERO, zero));
            }
        }
        Refunded parts =
                new Refunded(free, goodsLeft(), remaining.taxLeft(), remaining.shippingLeft(), remaining.tipLeft());
        boolean nothing = parts.goods().plus(parts.extras()).isZero()
                && (free.isEmpty() || remaining.goodsAreBack())
                && new PaidWithPoints(order).points().equals(order.refunded().points());
        return nothing ? tooMuch("order", zero) : new Parts(parts);
    }

    /** Whether the order has all that left. An amount may be up to the next minor unit: a third of 10.00 has been given back as 3.33 or 3.34. */
    private Answer judged(Refunded parts) {
        Remaining after = Remaining.of(order.earning(), order.refunded().plus(parts));
        for (Sale.Line line : sale.lines()) {
            if (!parts.lines().containsKey(line.line())) continue;
            if (line.voided() || after.quantityLeft(line).signum() < 0) {
                return new TooMuch(new Refusal.MoreThanLeft(
                        line.line(),
                        line.voided() ? "0" : remaining.quantityLeft(line).toPlainString()));
            }
            if (Exact.compare(after.leftOf(line), BigFraction.of(-1)) <= 0) {
                return tooMuch(line.line(), Exact.money(sale.currency(), remaining.leftOf(line), RoundingMode.CEILING));
            }
        }
        if (after.isOverdrawn()) return tooMuch("goods", goodsLeft());
        if (parts.tax().isGreaterThan(remaining.taxLeft())) return tooMuch("tax", remaining.taxLeft());
        if (parts.shipping().isGreaterThan(remaining.shippingLeft()))
            return tooMuch("shipping", remaining.shippingLeft());
        if (parts.tip().isGreaterThan(remaining.tipLeft())) return tooMuch("tip", remaining.tipLeft());
        return new Parts(parts);
    }

    private static TooMuch tooMuch(String part, Money left) {
        return new TooMuch(new Refusal.MoreThanLeft(part, left.getAmount().toPlainString()));
    }

    /** Up to the next minor unit. */
    private Money goodsLeft() {
        return Exact.money(sale.currency(), remaining.goodsLeft(), RoundingMode.CEILING);
    }
}
