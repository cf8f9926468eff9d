package dev.laurel.domain.program;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Set;
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

    /** On one day of the year, the next one after the earning; 29 February is the 28th in other years. */
    record Calendar(MonthDay day) implements Expiry {
        @Override
        public LocalDate goneOn(LocalDate earned, LocalDate available) {
            LocalDate last = day.atYear(earned.getYear());
            if (last.isBefore(earned)) last = day.atYear(earned.getYear() + 1);
            while (!last.plusDays(1).isAfter(available)) last = day.atYear(last.getYear() + 1);
            return last.plusDays(1);
        }
    }

    /**
     * So many months after the member was last active, for all points at once.
     *
     * @param counts what being active is
     */
    record AfterActivity(AfterEarning span, Set<Activity> counts) implements Expiry {
        @Override
        public LocalDate goneOn(LocalDate earned, LocalDate available) {
            return span.goneOn(earned, available);
        }
    }

    /** What keeps points alive. */
    enum Activity {
        PURCHASE,
        ACTION,
        REDEMPTION
    }

    enum RoundTo {
        DAY,
        MONTH_END,
        YEAR_END
    }
}
