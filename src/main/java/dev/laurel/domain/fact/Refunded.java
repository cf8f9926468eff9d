package dev.laurel.domain.fact;

import java.math.BigDecimal;
import java.util.SortedMap;
import java.util.TreeMap;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/**
 * What of an order was given back: of its lines, by line, and beside that amounts of goods, tax, shipping and tip. All money is in
 * the order's currency.
 *
 * @param points of each redemption that paid for it, how many of its points that was worth, those withheld included
 */
public record Refunded(
        SortedMap<String, OfLine> lines,
        Money goods,
        Money tax,
        Money shipping,
        Money tip,
        SortedMap<String, Long> points) {

    /** Parts of an order, before it is known what of its points they bring back. */
    public Refunded(SortedMap<String, OfLine> lines, Money goods, Money tax, Money shipping, Money tip) {
        this(lines, goods, tax, shipping, tip, new TreeMap<>());
    }

    /**
     * @param quantity how many came back at what was charged for them
     * @param priced how many came back for {@code amount} instead
     */
    public record OfLine(BigDecimal quantity, BigDecimal priced, Money amount) {
        public BigDecimal all() {
            return quantity.add(priced);
        }

        private OfLine plus(OfLine other) {
            return new OfLine(quantity.add(other.quantity), priced.add(other.priced), amount.plus(other.amount));
        }
    }

    public static Refunded nothing(CurrencyUnit currency) {
        Money zero = Money.zero(currency);
        return new Refunded(new TreeMap<>(), zero, zero, zero, zero);
    }

    public OfLine line(String line) {
        OfLine none = new OfLine(BigDecimal.ZERO, BigDecimal.ZERO, Money.zero(goods.getCurrencyUnit()));
        return lines.getOrDefault(line, none);
    }

    public Refunded plus(Refunded more) {
        SortedMap<String, OfLine> all = new TreeMap<>(lines);
        more.lines.forEach((line, of) -> all.merge(line, of, OfLine::plus));
        return new Refunded(
                all,
                goods.plus(more.goods),
                tax.plus(more.tax),
                shipping.plus(more.shipping),
                tip.plus(more.tip),
                points);
    }

    /** The same with what of the points that paid went back. */
    public Refunded with(SortedMap<String, Long> points) {
        return new Refunded(lines, goods, tax, shipping, tip, points);
    }

    /** What was given back beside the goods. */
    public Money extras() {
        return tax.plus(shipping).plus(tip);
    }
}
