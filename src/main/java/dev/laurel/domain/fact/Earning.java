package dev.laurel.domain.fact;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All that undoing an earning, its explanation and its accounts will ever need, so that none of them asks a rule of their own day.
 *
 * @param occurredAt when it happened; {@code day} is that in the program's zone
 * @param version the program version in force then
 * @param tier the tier that it was earned at
 * @param capRoom what the balance cap left when it was decided; null without a cap
 * @param rooms what was left of each limit when it was decided, by rule: times, points or minor units, as the limit measures
 * @param available when the points became or become spendable
 * @param expires when they end; null is never
 * @param credits what the tier ladder counted, in its own unit (minor units of money)
 */
public record Earning(
        Cause cause,
        Instant occurredAt,
        LocalDate day,
        int version,
        @Nullable String tier,
        List<Applied> applied,
        @Nullable Long capRoom,
        SortedMap<String, Long> rooms,
        Instant available,
        @Nullable Instant expires,
        long credits) {

    /** The order, where it was one that earned. */
    public Sale sale() {
        if (cause instanceof Sale sale) return sale;
        throw new IllegalStateException(cause + " is no order");
    }
}
