package dev.laurel.domain.value;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stretch of time that a limit counts in; days are the program's local days, weeks start on Monday. */
public enum Period {
    /** One order, or one happening: nothing to remember between two of them. */
    ORDER,
    /** One thing that something is done to, for ever: counted apart from the account. */
    REFERENCE,
    DAY,
    WEEK,
    MONTH,
    YEAR,
    MEMBERSHIP;

    /** The first day of the period that {@code day} lies in; null for {@link #ORDER} and {@link #REFERENCE}, which are no stretch of time. */
    public @Nullable LocalDate startOf(LocalDate day) {
        return switch (this) {
            case ORDER, REFERENCE -> null;
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
            case YEAR -> day.withDayOfYear(1);
            case MEMBERSHIP -> LocalDate.EPOCH;
        };
    }

    /** The first day of the period after the one that {@code day} lies in, where one comes after it. */
    public Optional<LocalDate> next(LocalDate day) {
        return switch (this) {
            case ORDER, REFERENCE, MEMBERSHIP -> Optional.empty();
            case DAY -> Optional.of(day.plusDays(1));
            case WEEK -> Optional.of(day.with(TemporalAdjusters.next(DayOfWeek.MONDAY)));
            case MONTH -> Optional.of(day.with(TemporalAdjusters.firstDayOfNextMonth()));
            case YEAR -> Optional.of(day.with(TemporalAdjusters.firstDayOfNextYear()));
        };
    }
}
