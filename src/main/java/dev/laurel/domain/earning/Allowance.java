package dev.laurel.domain.earning;

import dev.laurel.domain.fact.Applied.Counted;
import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.value.Spread;
import dev.laurel.domain.value.Window;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a limit still lets a rule earn on one order (law 14).
 *
 * @param limit null where there is none
 * @param window where it counts; null where that is the order itself, or a subject
 * @param subject the thing that it counts by
 * @param room times, points or minor units that are left, as the limit measures
 * @param tooLongAgo whether the order lies in a window that is not counted any more
 */
record Allowance(
        @Nullable Limit limit,
        @Nullable Window window,
        @Nullable String subject,
        long room,
        boolean tooLongAgo) {
    static final Allowance UNLIMITED = new Allowance(null, null, null, Long.MAX_VALUE, false);

    /** What was used of the limit, and its name where it cut something. */
    record Use(@Nullable Counted counted, @Nullable String limitedBy) {
        private static final Use OF_NO_LIMIT = new Use(null, null);
    }

    /** Counters are kept for today's window and the one before; in an older one a limited rule earns nothing. */
    static Allowance of(@Nullable Limit limit, String rule, Account account, LocalDate day, LocalDate today) {
        if (limit == null) return UNLIMITED;
        if (limit.per().startOf(day) == null) return new Allowance(limit, null, null, limit.most(), false);
        Window window = Window.of(limit.per(), day);
        if (!window.isCountedOn(today)) return new Allowance(limit, window, null, 0, true);
        var used = account.used(rule, window);
        return new Allowance(limit, window, null, limit.left(used.times(), used.points(), used.amount()), false);
    }

    /** What is left of a limit by subject; nothing has been used of it where {@code used} is null. */
    static Allowance of(Limit limit, String subject, @Nullable Counted used) {
        long left = used == null ? limit.most() : limit.left(used.times(), used.points(), used.amount());
        return new Allowance(limit, null, subject, left, false);
    }

    /** What a limit had left when something was first decided. */
    static Allowance recorded(@Nullable Limit limit, long room, LocalDate day) {
        if (limit == null) return UNLIMITED;
        if (limit.per().startOf(day) == null) return new Allowance(limit, null, null, limit.most(), false);
        return new Allowance(limit, Window.of(limit.per(), day), null, room, false);
    }

    boolean usedUp() {
        return room == 0;
    }

    private boolean measures(Limit.Measure measure) {
        return limit != null && limit.measure() == measure;
    }

    /** The points that fit. */
    long cutPoints(long points) {
        return measures(Limit.Measure.POINTS) ? Math.min(points, room) : points;
    }

    /** An amount limit cuts what counts in proportion, by largest remainder. */
    Counting cut(Counting whole) {
        if (!measures(Limit.Measure.AMOUNT)) return whole;
        Money total = whole.total();
        if (total.getAmountMinorLong() <= room) return whole;
        List<Money> parts = new ArrayList<>(whole.lines());
        parts.addAll(List.of(whole.tax(), whole.shipping(), whole.tip()));
        List<Money> cut = Spread.over(Money.ofMinor(total.getCurrencyUnit(), room), parts, parts);
        int lines = whole.lines().size();
        return new Counting(cut.subList(0, lines), cut.get(lines), cut.get(lines + 1), cut.get(lines + 2));
    }

    /** What so many points that no money led to use of it. */
    Use used(long points) {
        return used(points, null);
    }

    /** What so many points, on so much money, use of it. What earns nothing uses nothing. */
    Use used(long points, @Nullable Money money) {
        if (limit == null) return Use.OF_NO_LIMIT;
        long amount = money == null ? 0 : money.getAmountMinorLong();
        long earned = cutPoints(points);
        Counted counted =
                earned == 0 ? new Counted(window, subject, 0, 0, 0) : new Counted(window, subject, 1, earned, amount);
        return new Use(counted, earned < points ? inWords() : null);
    }

    Use refused() {
        return new Use(new Counted(window, subject, 0, 0, 0), inWords());
    }

    String inWords() {
        if (limit == null) throw new IllegalStateException("no limit");
        return tooLongAgo ? limit.inWords() + ", no longer counted" : limit.inWords();
    }
}
