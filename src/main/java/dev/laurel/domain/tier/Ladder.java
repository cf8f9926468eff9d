package dev.laurel.domain.tier;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * The steps that members climb by credits, lowest first; the first is where everybody stands.
 *
 * @param visit what a visit is
 * @param graceDays by how many days every hold is longer
 * @param upgradeAfterDays full days for which a step has to be reached before it shows
 * @param firstOrderAtOnce whether what a member's first order reaches shows at once
 * @param warnDays how many days before a tier ends its member is to be told
 * @param replacedBy the successor of each tier that is no longer on the ladder
 */
public record Ladder(
        List<Step> steps,
        Credits credits,
        Visit visit,
        Window window,
        Kept kept,
        Downgrade downgrade,
        int graceDays,
        int upgradeAfterDays,
        boolean firstOrderAtOnce,
        List<Integer> warnDays,
        Map<String, String> replacedBy) {

    /** What the ladder counts. */
    public enum Credits {
        SPEND,
        POINTS,
        VISITS
    }

    /**
     * An order that counts as a visit.
     *
     * @param minimum the smallest order that does; null is any
     * @param perDay how many of a day do; null is all
     */
    public record Visit(@Nullable Money minimum, @Nullable Integer perDay) {}

    /**
     * @param from credits that reach it, in the ladder's unit; null where only an invitation leads to it
     * @param onReach a reward that comes with reaching it, once per window
     * @param factor what a member on it earns times, at least 1
     */
    public record Step(
            String id,
            @Nullable Long from,
            boolean byInvitation,
            BigDecimal factor,
            List<Perk> perks,
            @Nullable String onReach) {}

    /** A benefit; {@code perYear} is how often it may be used, null is without limit. */
    public record Perk(String id, @Nullable Integer perYear) {}

    /**
     * The stretch of time whose credits count.
     *
     * @param months how long it is; 0 is for ever
     * @param rolling whether it ends with the month at hand, instead of being one of the calendar's
     */
    public record Window(int months, boolean rolling) {
        public static final Window LIFETIME = new Window(0, false);
        public static final Window CALENDAR_YEAR = new Window(12, false);
        public static final Window MONTH = new Window(1, false);

        public static Window rolling(int months) {
            return new Window(months, true);
        }

        boolean isForEver() {
            return months == 0;
        }

        /** The first day of the window that a day lies in. */
        public LocalDate startOf(LocalDate day) {
            if (isForEver()) return LocalDate.EPOCH;
            if (rolling) return day.withDayOfMonth(1).minusMonths(months - 1L);
            return months == 1 ? day.withDayOfMonth(1) : day.withDayOfYear(1);
        }

        /** The window before the one that starts on {@code start}; null where there is none. */
        @Nullable
        LocalDate before(LocalDate start) {
            if (isForEver()) return null;
            return start.minusMonths(rolling ? 1 : months);
        }

        /** The first window that shares no day with the one that starts on {@code start}. */
        public LocalDate after(LocalDate start) {
            return isForEver() ? LocalDate.MAX : start.plusMonths(months);
        }

        /** The last month that counts in the window that starts on {@code start}. */
        YearMonth lastMonth(LocalDate start) {
            return YearMonth.from(start).plusMonths(months - 1L);
        }
    }

    /** How long a step is held once it is reached. */
    public sealed interface Kept {
        /** To the end of the window in which it was reached. */
        record EndOfPeriod() implements Kept {}

        /** To 31 December of the year after. */
        record EndOfNextYear() implements Kept {}

        record Months(int months) implements Kept {}

        /** As long as the credits reach it; only where credits never lapse. */
        record WhileReached() implements Kept {}
    }

    /** What happens when a hold ends and the credits no longer reach its step. */
    public enum Downgrade {
        TO_EARNED,
        ONE_STEP,
        NEVER
    }

    /** The place of a tier on the ladder; -1 for none, or one that this ladder does not have. */
    public int indexOf(@Nullable String tier) {
        for (int i = 0; i < steps.size(); i++) if (steps.get(i).id().equals(tier)) return i;
        return -1;
    }

    /** The place of a tier or of its successor; 0 for none. */
    public int placeOf(@Nullable String tier) {
        return Math.max(0, indexOf(successor(tier)));
    }

    /** The tier itself, or where it is no longer on the ladder its successor. */
    @Nullable
    String successor(@Nullable String tier) {
        return tier == null || indexOf(tier) >= 0 ? tier : replacedBy.getOrDefault(tier, tier);
    }

    public Optional<Step> step(@Nullable String tier) {
        return steps.stream().filter(s -> s.id().equals(tier)).findFirst();
    }

    /** The highest step that the credits reach. */
    public int reachedBy(long credits) {
        int reached = 0;
        for (int i = 0; i < steps.size(); i++) {
            Long from = steps.get(i).from();
            if (from != null && from <= credits) reached = i;
        }
        return reached;
    }

    /** The step that one falls to from another: the next lower one that credits lead to. */
    int stepBelow(int index) {
        int below = Math.max(0, index - 1);
        while (below > 0 && steps.get(below).from() == null) below--;
        return below;
    }

    /** The next step above {@code tier} that credits lead to. */
    public Optional<Step> next(@Nullable String tier) {
        return steps.stream()
                .skip(indexOf(tier) + 1L)
                .filter(s -> s.from() != null)
                .findFirst();
    }

    /**
     * The first instant at which a step reached on {@code day} in the window that starts on {@code window} is no longer held; null is
     * never.
     */
    @Nullable
    Instant heldUntil(LocalDate day, LocalDate window, ZoneId zone) {
        if (downgrade == Downgrade.NEVER) return null;
        LocalDate after = switch (kept) {
            case Kept.EndOfPeriod _ -> this.window.after(window);
            case Kept.EndOfNextYear _ -> day.withDayOfYear(1).plusYears(2);
            case Kept.Months(int months) -> day.plusMonths(months).plusDays(1);
            case Kept.WhileReached _ -> throw new IllegalStateException("nothing is held while credits never lapse");
        };
        return after.plusDays(graceDays).atStartOfDay(zone).toInstant();
    }

    /** Whether a step is held at all, beyond what the credits say. */
    public boolean holds() {
        return downgrade == Downgrade.NEVER || !(kept instanceof Kept.WhileReached);
    }
}
