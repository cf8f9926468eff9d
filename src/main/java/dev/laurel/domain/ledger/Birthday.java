package dev.laurel.domain.ledger;

import java.time.LocalDate;
import java.time.MonthDay;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A member's birthday, without its year.
 *
 * @param day null where it was taken away
 * @param from the first calendar year that it counts in: a changed date, or one that comes back, counts from the next
 */
public record Birthday(@Nullable MonthDay day, int from) {

    /** The birthday in a year, where it counts then; 29 February is the 28th in other years. */
    public Optional<LocalDate> in(int year) {
        return day == null || year < from ? Optional.empty() : Optional.of(day.atYear(year));
    }

    /** The birthday next to a day, before or after it. */
    public Optional<LocalDate> closestTo(LocalDate other) {
        return IntStream.rangeClosed(other.getYear() - 1, other.getYear() + 1)
                .mapToObj(this::in)
                .flatMap(Optional::stream)
                .min(Comparator.comparing(d -> Math.abs(ChronoUnit.DAYS.between(d, other))));
    }
}
