package dev.laurel.domain.tier;

import dev.laurel.domain.fact.Fact.TierChanged;
import dev.laurel.domain.fact.Fact.TierHeld;
import dev.laurel.domain.fact.Fact.TierHoldEnded;
import dev.laurel.domain.fact.Fact.TierReplaced;
import dev.laurel.domain.fact.Fact.TierRising;
import dev.laurel.domain.fact.Fact.TierRisingEnded;
import dev.laurel.domain.fact.Hold;
import dev.laurel.domain.fact.Rising;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Book;
import dev.laurel.domain.ledger.Standing;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Where a member stands (law 18): the highest of an invitation, the steps held, and what the current window's credits reach. */
public final class TierReview {
    private final Account settled;
    private final Book book;
    private final Ladder ladder;
    private final ZoneId zone;
    private final Instant at;
    private final LocalDate today;
    private final boolean atOnce;

    private TierReview(Account settled, Book book, Ladder ladder, ZoneId zone, Instant at, boolean atOnce) {
        this.settled = settled;
        this.book = book;
        this.ladder = ladder;
        this.zone = zone;
        this.at = at;
        this.atOnce = atOnce;
        this.today = at.atZone(zone).toLocalDate();
    }

    /**
     * Brings the member's tier up to what the account says at {@code at}: recomputes the current and the last window, ends holds
     * that rest on credits that are gone, starts holds of steps newly reached, and moves the tier.
     *
     * @param settled the account before what is being booked
     * @param reachedOn the local day of that; a step that its window reaches by it was reached on that day
     * @param atOnce whether a step shows without its delay
     */
    public static void review(
            Account settled, Book book, Ladder ladder, ZoneId zone, Instant at, LocalDate reachedOn, boolean atOnce) {
        new TierReview(settled, book, ladder, zone, at, atOnce).review(reachedOn);
    }

    /** Credits of the window that the day lies in. */
    public static long credits(Account account, Ladder ladder, LocalDate day) {
        return creditsOf(account, ladder, ladder.window().startOf(day));
    }

    private static long creditsOf(Account account, Ladder ladder, LocalDate window) {
        return ladder.window().isForEver()
                ? account.lifetimeCredits()
                : account.credits(YearMonth.from(window), ladder.window().lastMonth(window));
    }

    private void review(LocalDate reachedOn) {
        replace();
        LocalDate current = ladder.window().startOf(today);
        int before = ladder.indexOf(ladder.successor(standing().tier()));
        int endedHold = endedHold();
        for (LocalDate window : windows(current)) {
            long credits = creditsOf(book.account(), ladder, window);
            endHoldsAbove(credits, window);
            boolean booked = ladder.window().startOf(reachedOn).equals(window);
            boolean rises =
                    standing().rising().stream().anyMatch(r -> r.window().equals(window));
            boolean anew = window.equals(current) || rises;
            if (anew || booked) reach(credits, window, booked ? reachedOn : today, anew, before);
        }
        endWhatCannotShow();
        int earned = earned(current);
        boolean byTime = endedHold == before && earned < before;
        if (byTime && ladder.downgrade() == Ladder.Downgrade.ONE_STEP && ladder.holds()) {
            int below = ladder.stepBelow(before);
            Hold kept = new Hold(ladder.steps().get(below).id(), null, 0, 0, ladder.heldUntil(today, current, zone));
            if (below >= earned && below > 0 && !isLeftAsLong(kept)) {
                earned = below;
                book.record(new TierHeld(at, today, kept));
            }
        }
        String tier = ladder.steps().get(earned).id();
        if (!tier.equals(standing().tier()))
            book.record(new TierChanged(at, today, standing().tier(), tier));
    }

    private Standing standing() {
        return book.account().standing();
    }

    /** The highest step whose hold ends by time at this instant; -1 for none. */
    private int endedHold() {
        return standing().holds().stream()
                .filter(h -> !h.liveAt(at))
                .mapToInt(h -> ladder.indexOf(h.tier()))
                .max()
                .orElse(-1);
    }

    /** What was called otherwise before goes on under its new name. */
    private void replace() {
        Stream.of(
                        standing().holds().stream().map(Hold::tier),
                        standing().rising().stream().map(Rising::tier),
                        Stream.ofNullable(standing().invitation()).map(Standing.Invitation::tier),
                        standing().rewarded().keySet().stream())
                .flatMap(s -> s)
                .distinct()
                .filter(t -> !t.equals(ladder.successor(t)))
                .toList()
                .forEach(t -> book.record(new TierReplaced(at, today, t, Objects.requireNonNull(ladder.successor(t)))));
    }

    /** The current window and the last, those of steps about to show, and while it rolls those of holds that it overlaps. */
    private SortedSet<LocalDate> windows(LocalDate current) {
        SortedSet<LocalDate> windows = new TreeSet<>();
        windows.add(current);
        LocalDate last = ladder.window().before(current);
        if (last != null) windows.add(last);
        standing().rising().forEach(r -> windows.add(r.window()));
        if (ladder.window().rolling()) {
            standing().holds().stream()
                    .map(Hold::window)
                    .filter(w -> w != null && ladder.window().after(w).isAfter(current))
                    .forEach(windows::add);
        }
        return windows;
    }

    /** Whatever the ladder says today: a hold rests on the credits that began it. */
    private void endHoldsAbove(long credits, LocalDate window) {
        for (Hold hold : standing().holds()) {
            boolean same = window.equals(hold.window())
                    && hold.months() == ladder.window().months();
            if (same && hold.liveAt(at) && credits < hold.from()) {
                book.record(new TierHoldEnded(at, today, hold.tier(), window));
            }
        }
    }

    /**
     * Starts a hold for each step that the window reaches and that nothing keeps yet: at once where the member has it already, else
     * after the ladder's delay.
     *
     * @param anew whether it is enough that the window reaches a step; else it has to be by what is being booked
     * @param before the place of the tier that the member shows
     */
    private void reach(long credits, LocalDate window, LocalDate day, boolean anew, int before) {
        if (!ladder.holds()) return;
        for (Ladder.Step step : ladder.steps().subList(1, ladder.steps().size())) {
            if (step.from() == null) continue;
            var rising = standing().rising(step.id(), window);
            if (credits < step.from()) {
                rising.ifPresent(r -> book.record(new TierRisingEnded(at, today, r.tier(), window)));
            } else if (!isHeld(step.id(), window) && (anew || creditsOf(settled, ladder, window) < step.from())) {
                boolean has = ladder.indexOf(step.id()) <= Math.max(before, held());
                if (rising.isEmpty() && mustWait() && !has) {
                    Instant shows = startOf(day.plusDays(ladder.upgradeAfterDays() + 1L));
                    rising = Optional.of(new Rising(step.id(), window, day, shows));
                    book.record(new TierRising(at, today, rising.get()));
                }
                boolean shows = atOnce
                        || has
                        || rising.isEmpty()
                        || !rising.get().shows().isAfter(at);
                if (shows) hold(step, window, rising.map(Rising::day).orElse(day));
            }
        }
    }

    /** What should show by now and does not, since something else keeps the step or nothing leads to it any more. */
    private void endWhatCannotShow() {
        standing().rising().stream()
                .filter(r -> !r.shows().isAfter(at))
                .forEach(r -> book.record(new TierRisingEnded(at, today, r.tier(), r.window())));
    }

    /** The highest step that is held. */
    private int held() {
        return standing().holds().stream()
                .filter(h -> h.liveAt(at))
                .mapToInt(h -> ladder.indexOf(h.tier()))
                .max()
                .orElse(-1);
    }

    private boolean mustWait() {
        return ladder.upgradeAfterDays() > 0 && !atOnce;
    }

    private void hold(Ladder.Step step, LocalDate window, LocalDate day) {
        Hold hold = new Hold(
                step.id(),
                window,
                ladder.window().months(),
                Objects.requireNonNull(step.from()),
                ladder.heldUntil(day, window, zone));
        if (hold.liveAt(at)) book.record(new TierHeld(at, today, hold));
        else
            standing()
                    .rising(step.id(), window)
                    .ifPresent(r -> book.record(new TierRisingEnded(at, today, r.tier(), window)));
    }

    private Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    /** What an earlier window keeps for good is held, and while a window rolls, what it reaches has been reached as long as a hold lives. */
    private boolean isHeld(String tier, LocalDate window) {
        return standing().holds().stream()
                .filter(h -> h.tier().equals(tier) && h.liveAt(at))
                .anyMatch(h ->
                        (h.until() == null && (h.window() == null || !h.window().isAfter(window)))
                                || (window.equals(h.window())
                                        && h.months() == ladder.window().months())
                                || (ladder.window().rolling() && h.window() != null));
    }

    /** Whether it is kept that long by a hold that no refund ends, since it rests on no credits. */
    private boolean isLeftAsLong(Hold other) {
        return standing().holds().stream()
                .filter(h -> h.tier().equals(other.tier()) && h.window() == null)
                .anyMatch(h -> h.until() == null
                        || (other.until() != null && !h.until().isBefore(other.until())));
    }

    private int earned(LocalDate window) {
        boolean counts = ladder.upgradeAfterDays() == 0;
        int highest = counts ? ladder.reachedBy(creditsOf(book.account(), ladder, window)) : 0;
        var invitation = standing().invitation();
        if (invitation != null && invitation.liveAt(at)) highest = Math.max(highest, ladder.indexOf(invitation.tier()));
        for (Hold hold : standing().holds()) {
            if (hold.liveAt(at)) highest = Math.max(highest, ladder.indexOf(hold.tier()));
        }
        return highest;
    }
}
