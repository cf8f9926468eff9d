package dev.laurel.domain.earning;

import dev.laurel.domain.value.Period;
import dev.laurel.domain.value.Rounding;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;
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

    /**
     * Points on the member's birthday, once a calendar year, and a factor on what is bought around it.
     *
     * @param factor at least 1; 1 is none
     * @param of the rules that the factor acts on; empty is every {@link PerAmount}
     */
    record Birthday(Terms terms, long points, BigDecimal factor, Set<String> of, Rounding rounding, Span span)
            implements EarnRule {}

    /** The stretch around a birthday: the day itself, its week from Monday on, or its month. */
    enum Span {
        DAY,
        WEEK,
        MONTH;

        boolean covers(LocalDate day, LocalDate birthday) {
            return switch (this) {
                case DAY -> day.equals(birthday);
                case WEEK -> Objects.equals(Period.WEEK.startOf(day), Period.WEEK.startOf(birthday));
                case MONTH -> day.getMonth() == birthday.getMonth();
            };
        }
    }

    /** A stamp for each item or order; a full card of {@code every} is a reward. */
    record Stamps(Terms terms, Of of, long every, String reward) implements EarnRule {
        public enum Of {
            ITEMS,
            ORDERS
        }
    }

    /** The action that wakes it; null where an order does. */
    default @Nullable String action() {
        return switch (this) {
            case PerAction r -> r.action();
            case PerQuantity r -> r.action();
            case PerAmount _, PerOrder _, Multiplier _, Birthday _, Stamps _ -> null;
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
