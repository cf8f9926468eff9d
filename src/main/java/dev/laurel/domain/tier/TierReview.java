package dev.laurel.domain.tier;

import dev.laurel.domain.fact.Fact.TierChanged;
import dev.laurel.domain.fact.Fact.TierHeld;
import dev.laurel.domain.fact.Fact.TierHoldEnded;
import dev.laurel.domain.fact.Hold;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Book;
import dev.laurel.domain.ledger.Standing;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Objects;
import java.util.stream.Stream;

/** Where a member stands (law 18): the highest of an invitation, the steps held, and what the current window's credits reach. */
public final class TierReview {
    private final Book book;
    private final Ladder ladder;
    private final ZoneId zone;
    private final Instant at;
    private final LocalDate today;

    private TierReview(Book book, Ladder ladder, ZoneId zone, Instant at) {
        this.book = book;
        this.ladder = ladder;
        this.zone = zone;
        this.at = at;
        this.today = at.atZone(zone).toLocalDate();
    }

    /**
     * Brings the member's tier up to what the account says at {@code at}: recomputes the current and the last window, ends holds
     * that rest on credits that are gone, starts holds of steps newly reached, and moves the tier.
     *
     * @param reachedOn the local day of what is being booked; a step that its window reaches now was reached on that day
     */
    public static void review(Book book, Ladder ladder, ZoneId zone, Instant at, LocalDate reachedOn) {
        new TierReview(book, ladder, zone, at).review(reachedOn);
    }

    /** Credits of the window that the day lies in. */
    public static long credits(Account account, Ladder ladder, LocalDate day) {
        return creditsOf(account, ladder, ladder.window().startOf(day));
    }

    private static long creditsOf(Account account, Ladder ladder, LocalDate window) {
        return ladder.window() == Ladder.Window.LIFETIME
                ? account.lifetimeCredits()
                : account.credits(YearMonth.from(window), ladder.window().lastMonth(window));
    }

    private void review(LocalDate reachedOn) {
        LocalDate current = ladder.window().startOf(today);
        LocalDate last = ladder.window().before(current);
        int before = ladder.indexOf(standing().tier());
        int endedHold = endedHold();
        for (LocalDate window :
                Stream.of(last, current).filter(Objects::nonNull).toList()) {
            long credits = creditsOf(book.account(), ladder, window);
            endHoldsAbove(credits, window);
            boolean booked = ladder.window().startOf(reachedOn).equals(window);
            if (window.equals(current) || booked) hold(ladder.reachedBy(credits), window, booked ? reachedOn : today);
        }
        int earned = earned(current);
        boolean byTime = endedHold == before && earned < before;
        if (byTime && ladder.downgrade() == Ladder.Downgrade.ONE_STEP && ladder.holds()) {
            int below = ladder.stepBelow(before);
            if (below > earned) {
                earned = below;
                String kept = ladder.steps().get(below).id();
                book.record(new TierHeld(at, today, new Hold(kept, null, 0, ladder.heldUntil(today, current, zone))));
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

    /** Whatever the ladder says today: a hold rests on the credits that began it. */
    private void endHoldsAbove(long credits, LocalDate window) {
        for (Hold hold : standing().holds()) {
            if (window.equals(hold.window()) && hold.liveAt(at) && credits < hold.from()) {
                book.record(new TierHoldEnded(at, today, hold.tier(), window));
            }
        }
    }

    /** Starts a hold for each step that the window reaches and that no live hold of this window, or one for good, keeps yet. */
    private void hold(int reached, LocalDate window, LocalDate day) {
        if (!ladder.holds()) return;
        for (int i = 1; i <= reached; i++) {
            var step = ladder.steps().get(i);
            if (step.from() == null || isHeld(step.id(), window)) continue;
            Hold hold = new Hold(step.id(), window, step.from(), ladder.heldUntil(day, window, zone));
            if (hold.liveAt(at)) book.record(new TierHeld(at, today, hold));
        }
    }

    private boolean isHeld(String tier, LocalDate window) {
        return standing().holds().stream()
                .filter(h -> h.tier().equals(tier) && h.liveAt(at))
                .anyMatch(h -> h.until() == null || window.equals(h.window()));
    }

    private int earned(LocalDate window) {
        int highest = ladder.reachedBy(creditsOf(book.account(), ladder, window));
        var invitation = standing().invitation();
        if (invitation != null && invitation.liveAt(at)) highest = Math.max(highest, ladder.indexOf(invitation.tier()));
        for (Hold hold : standing().holds()) {
            if (hold.liveAt(at)) highest = Math.max(highest, ladder.indexOf(hold.tier()));
        }
        return highest;
    }
}
