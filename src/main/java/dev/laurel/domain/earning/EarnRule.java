package dev.laurel.domain.earning;

import dev.laurel.domain.value.Rounding;
import java.math.BigDecimal;
import java.util.Set;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** One way to earn. A new way is a record here, a case in the program reader, one in {@link Pricing}, and a test. */
public sealed interface EarnRule {
    Terms terms();

    default String id() {
        return terms().id();
    }

    /** So many points for each {@code per} of money that counts, summed over its lines and rounded once. */
    record PerAmount(Terms terms, long points, Money per, Rounding rounding) implements EarnRule {
        long points(Money basis) {
            return rounding.points(points, basis.getAmount(), per.getAmount());
        }
    }

    /** So many points for an order, whatever it is worth. */
    record PerOrder(Terms terms, long points) implements EarnRule {}

    /** So many points for doing something. */
    record PerAction(Terms terms, String action, long points) implements EarnRule {}

    /** So many points for each {@code per} of how much was done, rounded once. {@code unit} is for explanations. */
    record PerQuantity(
            Terms terms,
            String action,
            long points,
            BigDecimal per,
            @Nullable String unit,
            Rounding rounding) implements EarnRule {}

    /** The action that wakes it; null where an order does. */
    default @Nullable String action() {
        return switch (this) {
            case PerAction r -> r.action();
            case PerQuantity r -> r.action();
            case PerAmount _, PerOrder _, Multiplier _ -> null;
        };
    }

    /**
     * Multiplies what other rules gave.
     *
     * @param factor at least 1; the bonus is what it adds
     * @param of the rules it acts on; empty is every {@link PerAmount}
     */
    record Multiplier(Terms terms, BigDecimal factor, Set<String> of, Rounding rounding) implements EarnRule {}
}
