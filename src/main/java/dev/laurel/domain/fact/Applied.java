package dev.laurel.domain.fact;

import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.Window;
import java.math.BigDecimal;
import java.util.List;
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
 * @param credits what the ladder counts of it, where it counts points or visits; the cap takes nothing of them
 * @param stamps on the card of a rule that counts them
 * @param rate the rule's own; null where it has none
 * @param factor the factor; null for a rule
 * @param counted what it used of its limit; null where it has none
 * @param limitedBy the limit that cut it, as {@code points per month}; null where none did
 */
public record Applied(
        String rule,
        int version,
        long points,
        long credits,
        long stamps,
        long cut,
        String bookedAs,
        @Nullable Counting basis,
        @Nullable Rate rate,
        @Nullable BigDecimal factor,
        @Nullable Counted counted,
        @Nullable String limitedBy) {

    /**
     * So many points for each {@code per}: of the program's currency in major units, or of a quantity in a unit of its own.
     *
     * @param unit null for money
     */
    public record Rate(
            long points, BigDecimal per, @Nullable String unit) {}

    /**
     * What was used of a limit.
     *
     * @param window the stretch of time that it counts in; null where that is one order or subject
     * @param subject the thing that it counts by, where it does
     * @param amount in minor units of the program's currency
     */
    public record Counted(@Nullable Window window, @Nullable String subject, long times, long points, long amount) {
        public Counted(@Nullable Window window, long times, long points, long amount) {
            this(window, null, times, points, amount);
        }

        Counted withPoints(long earned) {
            return earned == 0
                    ? new Counted(window, subject, 0, 0, 0)
                    : new Counted(window, subject, times, earned, amount);
        }

        /** The same taken back. */
        public Counted negated() {
            return new Counted(window, subject, -times, -points, -amount);
        }

        /** Whether something was used that is remembered beyond what used it. */
        public boolean isKept() {
            boolean any = times != 0 || points != 0 || amount != 0;
            return any && (window != null || subject != null);
        }
    }

    /** A visit as the ladder counts it: no rule, but a row among them. */
    public static final String VISIT = "tiers:visit";

    /** What rows came to. */
    public static long points(List<Applied> rows) {
        long points = 0;
        for (Applied row : rows) points = Limits.sum(points, row.points());
        return points;
    }

    /** Points before the cap took its part. */
    public long earned() {
        return points + cut;
    }

    /**
     * The same with points taken off by the cap. What earned nothing in the end has used nothing of its limit (law 14); but what
     * the ladder counts, which the cap leaves alone, uses it as if nothing had been taken.
     */
    public Applied cutBy(long cap) {
        long left = points - cap;
        Counted used = counted == null || credits > 0 ? counted : counted.withPoints(left);
        return new Applied(
                rule, version, left, credits, stamps, cut + cap, bookedAs, basis, rate, factor, used, limitedBy);
    }
}
