package dev.laurel.domain.decision;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a shop says that it gave back of an order. Without lines, an amount and {@code of} it is all that is left.
 *
 * @param id the shop's own name of the refund, under the order
 * @param occurredAt null is now
 * @param currency it has to be the order's; all money is in it
 * @param amount all that was given back; goods first, then tax, shipping and tip, unless {@code of} says otherwise
 */
public record Refund(
        String id,
        @Nullable Instant occurredAt,
        CurrencyUnit currency,
        @Nullable Money amount,
        @Nullable Extras of,
        List<Line> lines) {

    /**
     * Some of one line, named by its {@code line} or, where it is the only one of it, by its {@code sku}.
     *
     * @param amount what was given back for it; null is what was charged, by quantity
     */
    public record Line(
            @Nullable String line,
            @Nullable String sku,
            BigDecimal quantity,
            @Nullable Money amount) {

        String name() {
            return line == null ? String.valueOf(sku) : line;
        }
    }

    /** What was given back beside the goods. */
    public record Extras(Money tax, Money shipping, Money tip) {
        /** All of it. */
        public Money total() {
            return tax.plus(shipping).plus(tip);
        }
    }
}
