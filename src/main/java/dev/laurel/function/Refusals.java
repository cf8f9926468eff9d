package dev.laurel.function;

import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.Refusal.*;
import dev.laurel.json.Json;

/** What each refusal of the domain is over HTTP. */
final class Refusals {
    private Refusals() {}

    static Problem problem(Refusal refusal) {
        return switch (refusal) {
            case Blocked _ -> new Problem(422, "member-blocked", "this member is blocked: they neither earn nor spend");
            case Erased _ -> new Problem(404, "member-erased", "this member was erased; only the books remain");
            case AlreadySo r ->
                new Problem(
                        409,
                        "already-so",
                        r.blocked() ? "this member is blocked already" : "this member is not blocked");
            case NotEnoughPoints r ->
                new Problem(
                        422,
                        "not-enough-points",
                        r.needed() + " points are needed, " + r.available() + " are there",
                        Json.object().put("available", r.available()).put("needed", r.needed()));
            case UnknownReward r ->
                new Problem(
                        404,
                        "unknown-reward",
                        "there is no reward " + r.reward(),
                        Json.object().put("reward", r.reward()));
            case RewardNotForTier r -> {
                var data = Json.object().put("reward", r.reward());
                data.set("tiers", Json.array(r.tiers(), Json::text));
                yield new Problem(422, "reward-not-for-tier", "this reward is for other tiers", data);
            }
            case MemberLimitReached r ->
                new Problem(
                        422,
                        "limit-reached",
                        "one member may have this reward " + r.times() + " times per " + r.per(),
                        Json.object()
                                .put("reward", r.reward())
                                .put("times", r.times())
                                .put("per", r.per()));
            case OutOfStock r ->
                new Problem(
                        422,
                        "out-of-stock",
                        r.left() + " of this reward are left",
                        Json.object().put("reward", r.reward()).put("left", r.left()));
            case TooManyOpenRedemptions r ->
                new Problem(
                        422,
                        "too-many-open-redemptions",
                        r.open() + " redemptions are open, at most " + r.most() + " may be",
                        Json.object().put("open", r.open()).put("most", r.most()));
            case TooManySlices r ->
                new Problem(
                        422,
                        "too-many-open-redemptions",
                        "the open redemptions hold points of too many different expiries",
                        Json.object().put("most", r.most()));
            case PointsDoNotPay _ -> new Problem(422, "points-do-not-pay", "this program takes no points as payment");
            case PointsNotAllowed r -> {
                var data = Json.object();
                data.putObject("allowed")
                        .put("minimum", r.minimum())
                        .put("most", r.most())
                        .put("step", r.step());
                yield new Problem(
                        422,
                        "points-not-allowed",
                        "from " + r.minimum() + " to " + r.most() + " points in steps of " + r.step()
                                + " can be redeemed here",
                        data);
            }
            case OrderTotalNeeded _ ->
                new Problem(
                        400,
                        "malformed",
                        "/orderTotal: this program limits the share of an order that points pay, so its total is needed",
                        Json.object().put("pointer", "/orderTotal"));
            case CurrencyNotAccepted r ->
                new Problem(
                        422,
                        "currency-not-accepted",
                        "this program counts in " + r.program() + " and has no rate for " + r.currency(),
                        Json.object()
                                .put("currency", r.currency().getCode())
                                .put("accepted", r.program().getCode()));
            case TooLongAgo r ->
                new Problem(
                        422,
                        "too-long-ago",
                        "what happened is accepted for " + r.acceptDays() + " days",
                        Json.object()
                                .put("occurredAt", r.occurredAt().toString())
                                .put("acceptDays", r.acceptDays()));
            case InTheFuture r ->
                new Problem(
                        422,
                        "in-the-future",
                        "occurredAt is more than 5 minutes ahead",
                        Json.object()
                                .put("occurredAt", r.occurredAt().toString())
                                .put("now", r.now().toString()));
            case BeforeTheProgram r ->
                new Problem(
                        422,
                        "before-the-program",
                        "the program was not in force then",
                        Json.object().put("occurredAt", r.occurredAt().toString()));
            case DiscountTooLarge r ->
                new Problem(
                        400,
                        "malformed",
                        "/discount: it is more than the lines that it is on",
                        Json.object().put("pointer", "/discount").put("most", Json.amount(r.discountable())));
            case OrderOfAnotherMember r ->
                new Problem(
                        409,
                        "order-of-another-member",
                        "this order belongs to another member",
                        Json.object()
                                .put("orderId", r.order().id())
                                .put("source", r.order().source()));
            case OrderDiffers r ->
                new Problem(
                        409,
                        "order-differs",
                        "this order is known with other content",
                        Json.object()
                                .put("orderId", r.order().id())
                                .put("source", r.order().source()));
            case UnknownAction r ->
                new Problem(
                        404,
                        "unknown-action",
                        "no rule of this program knows the action " + r.action(),
                        Json.object().put("action", r.action()));
            case NotSelfReported r ->
                new Problem(
                        403,
                        "forbidden",
                        "members cannot report the action " + r.action() + " themselves",
                        Json.object().put("action", r.action()));
            case QuantityNeeded _ ->
                new Problem(
                        400,
                        "malformed",
                        "/quantity: this action earns by quantity, so it is needed",
                        Json.object().put("pointer", "/quantity"));
            case NotReversible r ->
                new Problem(
                        422,
                        "not-reversible",
                        "only actions and adjustments are reversed; an order is refunded",
                        Json.object().put("entry", r.entry()));
            case MoreThanLeft r ->
                new Problem(
                        422,
                        "more-than-left",
                        "of " + r.part() + " only " + r.left() + " is left to give back",
                        Json.object().put("part", r.part()).put("left", r.left()));
            case UnknownLine r ->
                new Problem(
                        422,
                        "unknown-line",
                        "the order has no line " + r.line() + ", or more than one of it",
                        Json.object().put("line", r.line()));
            case RefundedLine r ->
                new Problem(
                        422,
                        "refunded-line",
                        "something of line " + r.line() + " was given back, so it cannot become " + r.sku()
                                + ": name the lines",
                        Json.object().put("line", r.line()).put("sku", r.sku()));
            case ReferenceNeeded _ ->
                new Problem(
                        400,
                        "malformed",
                        "/reference: a limit of this action counts by reference, so one is needed",
                        Json.object().put("pointer", "/reference"));
            case OtherCurrency r ->
                new Problem(
                        422,
                        "other-currency",
                        "this order was in " + r.order(),
                        Json.object().put("currency", r.order().getCode()));
            case UnknownRedemption r ->
                new Problem(404, "unknown-redemption", "there is no redemption " + r.redemption());
            case TenderDoesNotFit r ->
                new Problem(
                        422,
                        "tender-does-not-fit",
                        "this redemption pays at most " + Json.amount(r.worth()),
                        Json.object().put("redemptionId", r.redemption()).put("worth", Json.amount(r.worth())));
            case RedemptionMissing r ->
                new Problem(
                        422,
                        "redemption-missing",
                        "the redemption " + r.redemption() + " has paid for this order: a change of it has to name it",
                        Json.object().put("redemptionId", r.redemption()));
            case IssuedByItself r ->
                new Problem(
                        422,
                        "issued-by-itself",
                        "nobody asks for " + r.reward() + ": it comes by itself",
                        Json.object().put("reward", r.reward()));
            case NotCancellable r ->
                new Problem(
                        409,
                        "not-cancellable",
                        "this reward came by itself: it is used, exchanged, or lapses",
                        Json.object().put("redemptionId", r.redemption()));
            case NoAlternative r -> {
                var data = Json.object().put("reward", r.reward());
                data.set("alternatives", Json.array(r.alternatives(), Json::text));
                yield new Problem(422, "no-alternative", "this redemption cannot become " + r.reward(), data);
            }
            case RedemptionNotOpen r ->
                new Problem(
                        409,
                        "redemption-not-open",
                        "this redemption is not open: it was used, cancelled, has lapsed, or never was",
                        Json.object().put("redemptionId", r.redemption()));
            case UnknownPerk r ->
                new Problem(
                        404,
                        "unknown-perk",
                        "this member's tier has no perk " + r.perk(),
                        Json.object().put("perk", r.perk()));
            case PerkUsedUp r ->
                new Problem(
                        422,
                        "perk-used-up",
                        "the perk " + r.perk() + " is used up this year",
                        Json.object().put("left", 0));
            case UnknownTier r -> new Problem(404, "unknown-tier", "there is no tier " + r.tier());
            case NotByInvitation r ->
                new Problem(422, "not-by-invitation", "the tier " + r.tier() + " is reached by credits only");
            case OverTheCap r ->
                new Problem(
                        422,
                        "over-the-cap",
                        "no balance may exceed " + r.cap() + " points here; " + r.room() + " more would fit",
                        Json.object().put("cap", r.cap()).put("room", r.room()));
            case AlreadyOver r ->
                new Problem(
                        422,
                        "already-over",
                        r.until() + " has passed",
                        Json.object().put("until", r.until().toString()));
            case BeyondLimits _ ->
                new Problem(422, "beyond-limits", "this is more than Laurel counts or keeps in one entry");
            case TooManyBuckets r ->
                new Problem(422, "too-many-expiries", "the member's points end on more than " + r.most() + " days");
            case ClockBehind r ->
                new Problem(
                        503,
                        "clock-behind",
                        "it is " + r.now() + " here, and this member's books have gone on to " + r.account(),
                        Json.object()
                                .put("now", r.now().toString())
                                .put("account", r.account().toString()));
        };
    }
}
