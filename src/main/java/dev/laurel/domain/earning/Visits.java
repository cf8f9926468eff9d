package dev.laurel.domain.earning;

import dev.laurel.domain.earning.Pricing.Priced;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.value.Period;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Orders as visits, for a ladder that counts them.
 *
 * @param minimum the smallest order that is a visit; null is any
 * @param perDay how many of a day are; null is all
 */
public record Visits(@Nullable Money minimum, @Nullable Integer perDay) {

    /** The order with the row of the visit that it is, or that the day's limit kept from being one; none where it is too small. */
    public Priced on(Priced priced, Purchase order, Counting counted, Rooms rooms, int version) {
        Limit limit = perDay == null ? null : new Limit(Limit.Measure.TIMES, perDay, Period.DAY);
        Allowance allowance = rooms.of(Applied.VISIT, limit);
        boolean any = order.lines().stream().anyMatch(l -> !l.voided());
        if (!any || (minimum != null && counted.total().isLessThan(minimum))) {
            return priced.with(Applied.VISIT, allowance.room());
        }
        var use = allowance.usedUp() ? allowance.refused() : allowance.used(1);
        long visits = allowance.usedUp() ? 0 : 1;
        Applied visit = new Applied(
                Applied.VISIT, version, 0, visits, 0, 0, "sale", counted, null, null, use.counted(), use.limitedBy());
        return priced.with(Applied.VISIT, allowance.room(), visit);
    }
}
