package dev.laurel.domain.program;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** When points end (law 17). Dates are local days, both ends included: points that end on a day are gone at the next midnight. */
public sealed interface Expiry {

    /** The first local day on which points are gone that were earned on {@code earned} and are available from {@code available}; null is never. */
    @Nullable
    LocalDate goneOn(LocalDate earned, LocalDate available);

    record Never() implements Expiry {
        @Override
        public @Nullable LocalDate goneOn(LocalDate earned, LocalDate available) {
            return null;
        }
    }

    /** So many months after the earning, to the end of that day, month or year. */
    record AfterEarning(int months, RoundTo roundTo) implements Expiry {
        @Override
        public LocalDate goneOn(LocalDate earned, LocalDate available) {
            LocalDate gone = lastDay(earned).plusDays(1);
            return gone.isAfter(available) ? gone : lastDay(available).plusDays(1);
        }

        private LocalDate lastDay(LocalDate from) {
            LocalDate day = from.plusMonths(months);
            return switch (roundTo) {
                case DAY -> day;
                case MONTH_END -> day.withDayOfMonth(day.lengthOfMonth());
                case YEAR_END -> day.withDayOfYear(day.lengthOfYear());
            };
        }
    }

    enum RoundTo {
        DAY,
        MONTH_END,
        YEAR_END
    }
}
