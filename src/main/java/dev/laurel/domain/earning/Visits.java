package dev.laurel.domain.earning;

import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.value.Period;
import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Orders as visits, for a ladder that counts them. */
public final class Visits {
    private Visits() {}

    /**
     * The row of an order that is one visit, or that the day's limit kept from being one; none where it is too small.
     *
     * @param minimum the smallest order that is a visit; null is any
     * @param perDay how many of a day are; null is all
     */
    public static List<Applied> of(
            Counting order, @Nullable Money minimum, @Nullable Integer perDay, Rooms rooms, int version) {
        if (minimum != null && order.total().isLessThan(minimum)) return List.of();
        Limit limit = perDay == null ? null : new Limit(Limit.Measure.TIMES, perDay, Period.DAY);
        Allowance allowance = rooms.of(Applied.VISIT, limit);
        var use = allowance.usedUp() ? allowance.refused() : allowance.used(1, 0);
        long visits = allowance.usedUp() ? 0 : 1;
        return List.of(new Applied(
                Applied.VISIT, version, 0, visits, 0, 0, "sale", order, null, null, use.counted(), use.limitedBy()));
    }
}
