package dev.laurel.domain.decision;

import dev.laurel.domain.value.OrderKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** Why a command cannot be: an answer with its data, not an exception (law 25). A new reason is a record here and a case in the mapping to HTTP. */
public sealed interface Refusal {

    /** A blocked member neither earns nor spends. */
    record Blocked() implements Refusal {}

    /** The member was erased: only the books remain. */
    record Erased() implements Refusal {}

    /** The member is blocked, or not blocked, already. */
    record AlreadySo(boolean blocked) implements Refusal {}

    record NotEnoughPoints(long available, long needed) implements Refusal {}

    record UnknownReward(String reward) implements Refusal {}

    record RewardNotForTier(String reward, Set<String> tiers) implements Refusal {}

    record MemberLimitReached(String reward, long times, String per) implements Refusal {}

    record OutOfStock(String reward, long left) implements Refusal {}

    record TooManyOpenRedemptions(int open, int most) implements Refusal {}

    record TooManySlices(int most) implements Refusal {}

    /** The program does not take points as a means of payment. */
    record PointsDoNotPay() implements Refusal {}

    /** The number of points is outside what the program, or the order, allows; {@code most} is the most that would be accepted. */
    record PointsNotAllowed(long minimum, long most, long step) implements Refusal {}

    /** The program limits the share of an order that points may pay, and the order's total was not told. */
    record OrderTotalNeeded() implements Refusal {}

    record CurrencyNotAccepted(CurrencyUnit currency, CurrencyUnit program) implements Refusal {}

    record TooLongAgo(Instant occurredAt, int acceptDays) implements Refusal {}

    record InTheFuture(Instant occurredAt, Instant now) implements Refusal {}

    record BeforeTheProgram(Instant occurredAt) implements Refusal {}

    record DiscountTooLarge(Money discount, Money discountable) implements Refusal {}

    record OrderOfAnotherMember(OrderKey order) implements Refusal {}

    /** The order is known with other content and no higher revision. */
    record OrderDiffers(OrderKey order) implements Refusal {}

    /** More is to be given back than is left of a part of the order: of a line by its name, the goods, the tax, the shipping or the tip. */
    record MoreThanLeft(String part, String left) implements Refusal {}

    /** No rule of the program knows this action. */
    record UnknownAction(String action) implements Refusal {}

    /** A rule of the action does not take a member's own word. */
    record NotSelfReported(String action) implements Refusal {}

    /** A rule of the action earns by quantity, and none was told. */
    record QuantityNeeded() implements Refusal {}

    /** Only actions and adjustments are undone by their entry. */
    record NotReversible(String entry) implements Refusal {}

    /** The order has no such line, or no single one of this sku. */
    record UnknownLine(String line) implements Refusal {}

    /** A line of which something was given back has become another thing: {@code sku}. */
    record RefundedLine(String line, String sku) implements Refusal {}

    /** A rule of the action counts by what it is done to, and neither that nor a reference was told. */
    record ReferenceNeeded() implements Refusal {}

    /** An order is refunded in its own currency. */
    record OtherCurrency(CurrencyUnit order) implements Refusal {}

    record UnknownRedemption(String redemption) implements Refusal {}

    /** A tender names a redemption that is not of points, or one worth less. */
    record TenderDoesNotFit(String redemption, Money worth) implements Refusal {}

    /** A changed order no longer names a redemption that paid for it. */
    record RedemptionMissing(String redemption) implements Refusal {}

    /** Nobody asks for this reward: it is issued when the balance reaches its cost, or by stamps or a step. */
    record IssuedByItself(String reward) implements Refusal {}

    /** What was not asked for is used, exchanged or lapses; it cannot be given back for points. */
    record NotCancellable(String redemption) implements Refusal {}

    /** The redemption cannot be exchanged for this reward. */
    record NoAlternative(String reward, Set<String> alternatives) implements Refusal {}

    record RedemptionNotOpen(String redemption) implements Refusal {}

    /** The member's tier has no such perk. */
    record UnknownPerk(String perk) implements Refusal {}

    record PerkUsedUp(String perk) implements Refusal {}

    record UnknownTier(String tier) implements Refusal {}

    record NotByInvitation(String tier) implements Refusal {}

    /** The balance would exceed the program's cap; {@code room} points would fit. */
    record OverTheCap(long cap, long room) implements Refusal {}

    record AlreadyOver(LocalDate until) implements Refusal {}

    /** A number of points or an amount is larger than Laurel counts, or the entry larger than it keeps. */
    record BeyondLimits() implements Refusal {}

    record TooManyBuckets(int most) implements Refusal {}

    /** Our clock is behind the account's: to be tried again, elsewhere or later. */
    record ClockBehind(Instant now, Instant account) implements Refusal {}
}
