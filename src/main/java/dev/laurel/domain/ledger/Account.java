package dev.laurel.domain.ledger;

import dev.laurel.domain.fact.Balance;
import dev.laurel.domain.fact.Hold;
import dev.laurel.domain.fact.Rising;
import dev.laurel.domain.fact.Used;
import dev.laurel.domain.value.Inactivity;
import dev.laurel.domain.value.Period;
import dev.laurel.domain.value.Soonest;
import dev.laurel.domain.value.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A member's folded state: what {@link Fold} makes of all facts so far. It does not grow with history: points lie in buckets, not
 * in earnings, and counters keep two periods.
 *
 * @param settledTo the account's last instant; nothing is decided before it
 * @param buckets sorted by {@link Bucket#SOONEST_FIRST}, none empty
 * @param lifetime points ever earned and adjusted, less what was taken back of them
 * @param open redemptions that can still be used or cancelled, oldest first
 * @param credits what the ladder measures, by local month: the newest {@link #MONTHS_KEPT}
 * @param lifetimeCredits the same, ever
 * @param counters what was used of each limit, by rule; today's period and the one before
 * @param expiredUnused what ended unused of late, oldest first
 * @param shortfalls what refunds of late could not take back, oldest first
 * @param issued how many rewards were issued, ever
 * @param celebrated the last year whose birthday was celebrated; 0 is none
 * @param hasOrdered whether there was an order, ever
 * @param activeUntil when points end that have no date of their own, unless the member is active again; null is never
 * @param spell how often they have ended: the number of the spell of activity at hand
 * @param blocked whether the member may neither earn nor spend
 * @param erased whether everything personal is gone: then nothing happens any more
 * @param birthday a copy, so that a decision need not read personal data; the one field that no fact gives
 */
public record Account(
        Instant settledTo,
        List<Bucket> buckets,
        long deficit,
        long lifetime,
        List<OpenRedemption> open,
        Standing standing,
        SortedMap<YearMonth, Long> credits,
        long lifetimeCredits,
        SortedMap<String, List<Counter>> counters,
        List<ExpiredUnused> expiredUnused,
        List<Shortfall> shortfalls,
        long issued,
        int celebrated,
        boolean hasOrdered,
        @Nullable Instant activeUntil,
        int spell,
        boolean blocked,
        boolean erased,
        @Nullable Birthday birthday) {

    /** Two windows of the longest rolling ladder. */
    static final int MONTHS_KEPT = 48;

    /** How many expiries and shortfalls are remembered at the most. */
    static final int REMEMBERED = 200;

    /** Holds of one step: of the window at hand, the one before, and one from earlier that lasts the longest. */
    static final int HOLDS_OF_A_STEP = 3;

    /** The account of somebody to whom nothing has happened yet. */
    public static Account opened(Instant at, @Nullable Birthday birthday) {
        return new Account(
                at,
                List.of(),
                0,
                0,
                List.of(),
                Standing.NONE,
                Collections.emptySortedMap(),
                0,
                Collections.emptySortedMap(),
                List.of(),
                List.of(),
                0,
                0,
                false,
                null,
                0,
                false,
                false,
                birthday);
    }

    public Balance balance() {
        long pending = 0;
        for (Bucket b : buckets) if (b.pending()) pending += b.points();
        return new Balance(points() - pending, pending, deficit);
    }

    /** All points there are, spendable or on their way. */
    public long points() {
        long points = 0;
        for (Bucket b : buckets) points += b.points();
        return points;
    }

    /** What can be spent, soonest expiry first (law 7). */
    public Stream<Bucket> active() {
        return buckets.stream().filter(b -> !b.pending()).sorted(soonestFirst());
    }

    /** Spendable points that are gone by an instant, those first that ended first. */
    public List<Bucket> over(Instant at) {
        List<Bucket> over = new ArrayList<>();
        for (Bucket b : buckets) if (!b.pending() && isOver(b.expires(), at)) over.add(b);
        over.sort(soonestFirst());
        return over;
    }

    private Comparator<Bucket> soonestFirst() {
        return Comparator.comparing(b -> ends(b.expires()), Comparator.nullsLast(Comparator.naturalOrder()));
    }

    /** How many slices of points open redemptions hold. */
    public int openSlices() {
        int slices = 0;
        for (OpenRedemption o : open) slices += o.slices().size();
        return slices;
    }

    /** When points with an expiry really end, as it looks now; null is never. Those of an older spell of activity have ended. */
    public @Nullable Instant ends(@Nullable Instant expires) {
        if (!Inactivity.ends(expires)) return expires;
        return Inactivity.of(spell).equals(expires) ? activeUntil : Instant.EPOCH;
    }

    /** Whether points with an expiry would be gone. */
    public boolean isOver(@Nullable Instant expires, Instant at) {
        Instant ends = ends(expires);
        return ends != null && !ends.isAfter(at);
    }

    public Stream<Bucket> pending() {
        return buckets.stream().filter(Bucket::pending);
    }

    public Optional<OpenRedemption> open(String redemption) {
        return open.stream().filter(o -> o.redemption().id().equals(redemption)).findFirst();
    }

    /** Points of a bucket that ended unused since an instant, as far as they are remembered and no refund has counted them. */
    public long expiredUnusedSince(Instant since, @Nullable Instant expires) {
        return expiredUnused.stream()
                .filter(e -> e.expires().equals(expires) && !e.at().isBefore(since))
                .mapToLong(ExpiredUnused::points)
                .sum();
    }

    /** What refunds could not take back since an instant, as far as it is remembered and nothing has covered it. */
    public long shortfallOf(String entry) {
        return Stream.concat(shortfalls.stream(), open.stream().flatMap(o -> o.shortfalls().stream()))
                .filter(s -> s.entry().equals(entry))
                .mapToLong(Shortfall::points)
                .sum();
    }

    public long shortfallSince(Instant instant) {
        return shortfalls.stream()
                .filter(s -> !s.at().isBefore(instant))
                .mapToLong(Shortfall::points)
                .sum();
    }

    /** Credits of the local months from {@code first} to {@code last}, both included. */
    public long credits(YearMonth first, YearMonth last) {
        return credits.subMap(first, last.plusMonths(1)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** What was used of the rule's limit in a stretch of time. */
    public Counter used(String rule, Window window) {
        return counters.getOrDefault(rule, List.of()).stream()
                .filter(c -> c.window().equals(window))
                .findFirst()
                .orElse(new Counter(window, 0, 0, 0));
    }

    /** How often a perk was used in the year of a day. */
    public long perkUses(String perk, LocalDate day) {
        return used(Counters.ofPerk(perk), Window.of(Period.YEAR, day)).times();
    }

    /** Stamps on the card of a rule. */
    public long stamps(String rule) {
        return used(Used.stampsOf(rule), Used.FOR_EVER).times();
    }

    /** The next instant at which points, a reward or a tier change by themselves, null for never; birthdays are the program's business. */
    public @Nullable Instant nextDue() {
        Instant next = activeUntil;
        for (Bucket b : buckets) next = Soonest.of(next, b.pending() ? b.available() : ends(b.expires()));
        for (OpenRedemption o : open)
            if (!o.redemption().ofPoints())
                next = Soonest.of(next, o.redemption().until());
        for (Hold hold : standing.holds()) next = Soonest.of(next, hold.until());
        for (Rising rising : standing.rising()) next = Soonest.of(next, rising.shows());
        if (standing.invitation() != null)
            next = Soonest.of(next, standing.invitation().until());
        return next;
    }

    Account with(Collection<Bucket> buckets, long deficit) {
        return with(draft -> {
            List<Bucket> left = new ArrayList<>(buckets);
            left.removeIf(b -> b.points() == 0);
            left.sort(Bucket.SOONEST_FIRST);
            draft.buckets = List.copyOf(left);
            draft.deficit = deficit;
        });
    }

    Account with(List<OpenRedemption> open) {
        return with(draft -> draft.open = List.copyOf(open));
    }

    Account with(Standing standing) {
        return with(draft -> draft.standing = standing);
    }

    public Account withBirthday(@Nullable Birthday birthday) {
        return with(draft -> draft.birthday = birthday);
    }

    /** The same account with some of it changed. */
    Account with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.account();
    }

    /** An account while it is being changed. */
    static final class Draft {
        Instant settledTo;
        List<Bucket> buckets;
        long deficit;
        long lifetime;
        List<OpenRedemption> open;
        Standing standing;
        SortedMap<YearMonth, Long> credits;
        long lifetimeCredits;
        SortedMap<String, List<Counter>> counters;
        List<ExpiredUnused> expiredUnused;
        List<Shortfall> shortfalls;
        long issued;
        int celebrated;
        boolean hasOrdered;

        @Nullable
        Instant activeUntil;

        int spell;
        boolean blocked;
        boolean erased;

        @Nullable
        Birthday birthday;

        private Draft(Account of) {
            settledTo = of.settledTo;
            buckets = of.buckets;
            deficit = of.deficit;
            lifetime = of.lifetime;
            open = of.open;
            standing = of.standing;
            credits = of.credits;
            lifetimeCredits = of.lifetimeCredits;
            counters = of.counters;
            expiredUnused = of.expiredUnused;
            shortfalls = of.shortfalls;
            issued = of.issued;
            celebrated = of.celebrated;
            hasOrdered = of.hasOrdered;
            activeUntil = of.activeUntil;
            spell = of.spell;
            blocked = of.blocked;
            erased = of.erased;
            birthday = of.birthday;
        }

        private Account account() {
            return new Account(
                    settledTo,
                    buckets,
                    deficit,
                    lifetime,
                    open,
                    standing,
                    credits,
                    lifetimeCredits,
                    counters,
                    expiredUnused,
                    shortfalls,
                    issued,
                    celebrated,
                    hasOrdered,
                    activeUntil,
                    spell,
                    blocked,
                    erased,
                    birthday);
        }
    }
}
