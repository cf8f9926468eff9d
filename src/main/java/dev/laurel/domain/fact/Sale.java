package dev.laurel.domain.fact;

import dev.laurel.domain.value.Exact;
import dev.laurel.domain.value.OrderKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * An order as it was sold: all that its refund will ever need.
 *
 * @param currency the order's own; all its money is in it
 * @param rate what one of the order's currency is in the program's; null where they are the same
 * @param discount the order's own, which the lines' nets have in them already
 * @param taxIncluded whether the lines contain the tax
 * @param creditBasis what of it the ladder counted, in the program's currency; null without tiers
 */
public record Sale(
        OrderKey order,
        long revision,
        CurrencyUnit currency,
        @Nullable BigDecimal rate,
        List<Line> lines,
        Money discount,
        Money tax,
        boolean taxIncluded,
        Money shipping,
        Money tip,
        List<Tender> tenders,
        @Nullable Counting creditBasis)
        implements Cause {

    /** A line as it was sold: its amount is before any discount, its net what was charged for it after every discount. */
    public record Line(
            String line,
            String sku,
            BigDecimal quantity,
            Money amount,
            Money net,
            Set<String> categories,
            boolean giftCard,
            boolean voided) {}

    /**
     * A means of payment.
     *
     * @param redemption the redemption of points that it names; what follows is a copy of that
     * @param slices the points that paid for it, {@code withheld} how many of them will not return
     * @param paidAt when it came to pay for the order
     */
    public record Tender(
            String kind,
            Money amount,
            @Nullable String redemption,
            List<Slice> slices,
            long withheld,
            @Nullable Instant paidAt) {

        public static Tender unnamed(String kind, Money amount) {
            return new Tender(kind, amount, null, List.of(), 0, null);
        }

        /** The same with another part of the order paid by it. */
        public Tender of(Money other) {
            return new Tender(kind, other, redemption, slices, withheld, paidAt);
        }
    }

    /** Tax that was paid beside the lines. */
    public Money extraTax() {
        return taxIncluded ? Money.zero(currency) : tax;
    }

    /** What was charged for the lines. */
    public Money goods() {
        return Exact.sum(currency, lines.stream().map(Line::net).toList());
    }

    /** All that was to be paid. */
    public Money total() {
        return goods().plus(extraTax()).plus(shipping).plus(tip);
    }
}
