package dev.laurel.domain.fact;

import dev.laurel.domain.value.Window;
import java.math.BigDecimal;
import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * One rule or factor as it was applied to one order.
 *
 * @param rule the rule's id; {@code tier:ID} for a tier's factor
 * @param points what it gave in the end, after limits and the cap
 * @param cut what the balance cap took off
 * @param bookedAs how accounts class the points: sale, promotion or goodwill
 * @param basis what each line of the order counted with, in the program's currency; empty for a rule without a money basis
 * @param extras what tax, shipping and tip together counted with
 * @param perUnit the rule's points for each {@code per}; null for a factor
 * @param factor the factor; null for a rule
 * @param counted what it used of its limit; null where it has none
 * @param limitedBy the limit that cut it, as {@code points per month}; null where none did
 */
public record Applied(
        String rule,
        long points,
        long cut,
        String bookedAs,
        List<Money> basis,
        @Nullable Extras extras,
        @Nullable Long perUnit,
        @Nullable Money per,
        @Nullable BigDecimal factor,
        @Nullable Counted counted,
        @Nullable String limitedBy) {

    /** What the order counted with beside its lines. */
    public record Extras(Money tax, Money shipping, Money tip) {
        public Money total() {
            return tax.plus(shipping).plus(tip);
        }
    }

    /**
     * What was used of a limit, and what had been left of it.
     *
     * @param window the stretch of time that it counts in; null where that is one order
     * @param amount in minor units of the program's currency
     * @param room what was left before: times, points or minor units, as the limit measures
     */
    public record Counted(@Nullable Window window, long times, long points, long amount, long room) {
        Counted withPoints(long earned) {
            return earned == 0 ? new Counted(window, 0, 0, 0, room) : new Counted(window, times, earned, amount, room);
        }
    }

    /** Points before the cap took its part. */
    public long earned() {
        return points + cut;
    }

    /** The same with points taken off by the cap. What earned nothing in the end has used nothing of its limit (law 14). */
    public Applied cutBy(long cap) {
        long left = points - cap;
        Counted used = counted == null ? null : counted.withPoints(left);
        return new Applied(rule, left, cut + cap, bookedAs, basis, extras, perUnit, per, factor, used, limitedBy);
    }
}
