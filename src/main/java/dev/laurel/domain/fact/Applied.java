package dev.laurel.domain.fact;

import dev.laurel.domain.value.Window;
import java.math.BigDecimal;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * One rule or factor as it was applied to one order.
 *
 * @param rule the rule's id; {@code tier:ID} for a tier's factor
 * @param version the program version that it is of: for a tier's factor that of the decision, else that of the order
 * @param points what it gave in the end, after limits and the cap
 * @param cut what the balance cap took off
 * @param bookedAs how accounts class the points: sale, promotion or goodwill
 * @param basis what of the order counted, for a factor what the rules that it acted on counted; null without a money basis
 * @param perUnit the rule's points for each {@code per}; null for a factor
 * @param factor the factor; null for a rule
 * @param counted what it used of its limit; null where it has none
 * @param limitedBy the limit that cut it, as {@code points per month}; null where none did
 */
public record Applied(
        String rule,
        int version,
        long points,
        long cut,
        String bookedAs,
        @Nullable Counting basis,
        @Nullable Long perUnit,
        @Nullable Money per,
        @Nullable BigDecimal factor,
        @Nullable Counted counted,
        @Nullable String limitedBy) {

    /**
     * What was used of a limit.
     *
     * @param window the stretch of time that it counts in; null where that is one order
     * @param amount in minor units of the program's currency
     */
    public record Counted(@Nullable Window window, long times, long points, long amount) {
        Counted withPoints(long earned) {
            return earned == 0 ? new Counted(window, 0, 0, 0) : new Counted(window, times, earned, amount);
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
        return new Applied(rule, version, left, cut + cap, bookedAs, basis, perUnit, per, factor, used, limitedBy);
    }
}
