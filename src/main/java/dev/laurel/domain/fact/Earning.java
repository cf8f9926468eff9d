package dev.laurel.domain.fact;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
 * @param celebrated the rules of birthdays that it fell to; the day itself is personal
 * @param available when the points became or become spendable
 * @param expires when they end; null is never
 * @param credits what the tier ladder counted, in its own unit: minor units of money, points, or visits
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
        Set<String> celebrated,
        Instant available,
        @Nullable Instant expires,
        long credits) {

    /** What it came to, over all rules. */
    public long points() {
        return Applied.points(applied);
    }

    /** What it used of limits that count over more than itself. */
    public List<Used> used() {
        List<Used> used = new ArrayList<>();
        for (Applied a : applied) {
            if (a.counted() != null && a.counted().isKept()) used.add(new Used(a.rule(), a.counted()));
            if (a.stamps() > 0) used.add(Used.stamps(a.rule(), a.stamps()));
        }
        return used;
    }

    /** The same with the instants, the rooms and the birthday of an earlier earning that this one replaces. */
    public Earning from(Earning first) {
        return new Earning(
                cause,
                first.occurredAt,
                first.day,
                version,
                tier,
                applied,
                first.capRoom,
                first.rooms,
                first.celebrated,
                first.available,
                first.expires,
                credits);
    }

    /** Whether nothing of it can be spent yet at an instant. */
    public boolean waitsAt(Instant at) {
        return available.isAfter(at);
    }

    /** The order, where it was one that earned. */
    public Sale sale() {
        if (cause instanceof Sale sale) return sale;
        throw new IllegalStateException(cause + " is no order");
    }
}
