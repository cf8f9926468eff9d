package dev.laurel.domain.fact;

import dev.laurel.domain.value.OrderKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a member: past tense, never amended. {@code at} is the instant it took effect, {@code accountingDay}
 * the local day it is booked on (for an expiry the last day the points were valid), {@code points} what it adds to the books.
 */
public sealed interface Fact {
    Instant at();

    LocalDate accountingDay();

    /** What this adds to spendable + pending - deficit; negative where it takes. */
    default long points() {
        return 0;
    }

    record MemberJoined(Instant at, LocalDate accountingDay) implements Fact {}

    /**
     * What a member had when they were erased is gone: {@code points} sets the books to nothing, by points that are forfeited less a
     * debt of {@code writtenOff}.
     */
    record PointsForfeited(Instant at, LocalDate accountingDay, long points, long writtenOff) implements Fact {}

    /** Everything personal was deleted; nothing happens to this account any more. */
    record MemberErased(Instant at, LocalDate accountingDay) implements Fact {}

    /** From now on the member neither earns nor spends. {@code reason} is a code. */
    record MemberBlocked(Instant at, LocalDate accountingDay, String reason) implements Fact {}

    record MemberUnblocked(Instant at, LocalDate accountingDay, String reason) implements Fact {}

    /** Something earned: an order, an action, a birthday. It may have earned no points: then it still has credits, or only its place in the books. */
    record PointsEarned(Instant at, LocalDate accountingDay, long points, Earning earning) implements Fact {}

    /** Pending points became spendable; {@code activated} of them, all with this expiry. */
    record PointsActivated(
            Instant at,
            LocalDate accountingDay,
            long activated,
            @Nullable Instant expires) implements Fact {}

    /** Points paid for a redemption, taken from {@code slices}, soonest expiry first. {@code points} is negative. */
    record PointsSpent(Instant at, LocalDate accountingDay, long points, String redemption, List<Slice> slices)
            implements Fact {}

    /**
     * A redemption's points came back, to the expiries in {@code slices}. {@code lost} had ended in the meantime; {@code withheld}
     * are owed since an earlier refund found them spent.
     */
    record PointsReturned(
            Instant at,
            LocalDate accountingDay,
            long points,
            String redemption,
            List<Slice> slices,
            long lost,
            long withheld)
            implements Fact {}

    /**
     * Points reached their expiry unspent. {@code points} is negative. Until {@code remembered} a refund of what had earned them knows
     * that they are gone.
     */
    record PointsExpired(Instant at, LocalDate accountingDay, long points, Instant expires, Instant remembered)
            implements Fact {}

    /**
     * Some of an order was given back: of all its parts {@code soFar}; {@code value} and {@code cash} by this refund, in the order's
     * currency. {@code unnamedPoints} is what points paid of the order without naming their redemption: none of that comes back.
     */
    record OrderRefunded(
            Instant at,
            LocalDate accountingDay,
            OrderKey order,
            String refund,
            Money value,
            Money cash,
            Money unnamedPoints,
            Refunded soFar)
            implements Fact {}

    /**
     * An order was changed and priced anew; {@code earning} is what it is now. It is worth {@code difference} points more, or less:
     * those are taken back by {@link PointsReversed}. {@code credits} is the same of what the ladder counts; of limits it used
     * {@code freed} before and {@code used} now.
     */
    record OrderRevised(
            Instant at,
            LocalDate accountingDay,
            long points,
            String entry,
            long difference,
            long credits,
            List<Used> freed,
            List<Used> used,
            Earning earning)
            implements Fact {}

    /**
     * Points that an entry had earned were taken back, out of {@code slices}; {@code points} is negative, and what it takes beyond the
     * slices is owed. {@code due} is what the entry is worth less: {@code alreadyExpired} of it had ended unused in its bucket
     * ({@code expires}) {@code since} it was booked, the rest was taken or is told by {@link NotRecouped}. {@code credits} and what {@code used} of limits go
     * back to {@code day}.
     */
    record PointsReversed(
            Instant at,
            LocalDate accountingDay,
            long points,
            String entry,
            long due,
            long alreadyExpired,
            Instant since,
            @Nullable Instant expires,
            List<Slice> slices,
            LocalDate day,
            long credits,
            List<Used> used)
            implements Fact {}

    /**
     * Points that should have been taken back had been spent already. Each redemption still open will return so much less; of the
     * {@code rest} an order that was paid with points before that, until {@code remembered}.
     */
    record NotRecouped(
            Instant at,
            LocalDate accountingDay,
            String entry,
            long missing,
            SortedMap<String, Long> withheld,
            long rest,
            Instant remembered)
            implements Fact {}

    /**
     * A merchant gave or took points by hand: into {@code slices}, or out of them where {@code points} is negative. {@code credits} are
     * what the ladder counts more or less for it, in its own unit; they lie in the month of {@code day}. {@code reason} is a code; {@code corrects} is the entry of
     * an adjustment that this one undoes.
     */
    record PointsAdjusted(
            Instant at,
            LocalDate accountingDay,
            long points,
            List<Slice> slices,
            long credits,
            LocalDate day,
            String reason,
            @Nullable String corrects)
            implements Fact {}

    /** Points that came back with an order that was paid before {@code paidBefore} were kept for an earlier shortfall: so many of it. */
    record ShortfallCovered(Instant at, LocalDate accountingDay, long covered, Instant paidBefore) implements Fact {}

    /** An entry that is worth more again: so many points of it had not been taken back before, so they are not given again. */
    record ShortfallReleased(Instant at, LocalDate accountingDay, String entry, long released) implements Fact {}

    /** A redemption opened: of a reward, with its voucher, or of points as a means of payment. */
    record RewardIssued(Instant at, LocalDate accountingDay, Redemption redemption) implements Fact {}

    /** A redemption was used, at an order where one is known. */
    record RewardUsed(
            Instant at,
            LocalDate accountingDay,
            String redemption,
            @Nullable OrderKey order) implements Fact {}

    record RewardCancelled(Instant at, LocalDate accountingDay, String redemption) implements Fact {}

    /** A redemption's validity ended before it was used. */
    record RewardLapsed(Instant at, LocalDate accountingDay, String redemption) implements Fact {}

    /** An open reward that came by itself was taken back, or gave its points to the redemption that it was exchanged for. */
    record RewardWithdrawn(
            Instant at,
            LocalDate accountingDay,
            String redemption,
            @Nullable String replacedBy) implements Fact {}

    /** The member's tier moved; null is where the program had no tiers. */
    record TierChanged(
            Instant at,
            LocalDate accountingDay,
            @Nullable String from,
            @Nullable String to) implements Fact {}

    /** A step of the ladder is kept until an instant, whatever the credits do. */
    record TierHeld(Instant at, LocalDate accountingDay, Hold hold) implements Fact {}

    /** A step is reached, and shows from {@code shows} on where it stays so without a break. */
    record TierRising(Instant at, LocalDate accountingDay, Rising rising) implements Fact {}

    /** What was about to show is no longer reached. */
    record TierRisingEnded(Instant at, LocalDate accountingDay, String tier, LocalDate window) implements Fact {}

    /** A tier that the ladder no longer has goes on as another. */
    record TierReplaced(Instant at, LocalDate accountingDay, String tier, String by) implements Fact {}

    /** Reaching a step in a window brought a reward, which comes once per window. */
    record StepRewarded(Instant at, LocalDate accountingDay, String tier, LocalDate window) implements Fact {}

    /** Something was done that keeps points alive: those without a date of their own end at {@code until}, or later. */
    record ActivityNoted(Instant at, LocalDate accountingDay, Instant until) implements Fact {}

    /** Nothing was done for so long that points without a date of their own have ended, spent ones too if they come back. */
    record MemberInactive(Instant at, LocalDate accountingDay) implements Fact {}

    /** The member is to be told: so many points end on {@code lastDay} unless they are spent. */
    record ExpiryNear(Instant at, LocalDate accountingDay, long expiring, LocalDate lastDay) implements Fact {}

    /** The member is to be told: after {@code lastDay} the tier is no longer kept. */
    record TierEndNear(Instant at, LocalDate accountingDay, String tier, LocalDate lastDay) implements Fact {}

    /** What a hold rested on is gone: the credits of its window no longer reach the step. */
    record TierHoldEnded(Instant at, LocalDate accountingDay, String tier, LocalDate window) implements Fact {}

    /** A perk of the member's tier was used. {@code left} is how often it may be this year after that; null is without limit. */
    record PerkUsed(
            Instant at,
            LocalDate accountingDay,
            String perk,
            String reference,
            @Nullable Long left) implements Fact {}

    /** A merchant gave a tier; until an instant, or for good. {@code reason} is a code. */
    record TierInvited(
            Instant at,
            LocalDate accountingDay,
            String tier,
            @Nullable Instant until,
            String reason) implements Fact {}
}
