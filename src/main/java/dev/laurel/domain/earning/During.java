package dev.laurel.domain.earning;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a rule earns: days and hours of the program's zone. Both ends of a span of days are included, of a span of hours the first.
 *
 * @param until last day; {@code untilInstant} instead of it is the first instant that no longer counts
 * @param weekdays empty is every day
 * @param hours empty is all day
 */
public record During(
        @Nullable LocalDate from,
        @Nullable LocalDate until,
        @Nullable Instant untilInstant,
        Set<DayOfWeek> weekdays,
        List<Hours> hours) {
    public static final During ALWAYS = new During(null, null, null, Set.of(), List.of());

    /** From a time of day to another, which is not included; {@code to} at or before {@code from} runs past midnight. */
    public record Hours(LocalTime from, LocalTime to) {
        boolean contain(LocalTime time) {
            boolean started = !time.isBefore(from);
            boolean notEnded = time.isBefore(to);
            return from.isBefore(to) ? started && notEnded : started || notEnded;
        }
    }

    /** @param local a time in the program's zone */
    boolean contains(ZonedDateTime local) {
        LocalDate day = local.toLocalDate();
        return (from == null || !day.isBefore(from))
                && (until == null || !day.isAfter(until))
                && (untilInstant == null || local.toInstant().isBefore(untilInstant))
                && (weekdays.isEmpty() || weekdays.contains(local.getDayOfWeek()))
                && (hours.isEmpty() || hours.stream().anyMatch(h -> h.contain(local.toLocalTime())));
    }
}
