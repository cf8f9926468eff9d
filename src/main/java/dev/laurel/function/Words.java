package dev.laurel.function;

import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Cause;
import dev.laurel.domain.fact.Celebration;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.*;
import dev.laurel.domain.fact.Performed;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.program.Program;
import dev.laurel.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.stream.Collectors;
import org.joda.money.Money;

/**
 * Says in a member's words why points came and went.
 *
 * @param program names the points and the days
 */
record Words(Program program, Language language) {
    /** What a rule or factor did, as {@code 1 star for each 1.00 USD of 19.99 USD}. */
    String why(Applied applied, Earning earning) {
        String gave = gave(applied, earning);
        return applied.limitedBy() == null ? gave : say("limited", gave, limit(applied.limitedBy()));
    }

    /** A limit as {@link dev.laurel.domain.earning.Limit#inWords} names it, {@code points per month}. */
    private String limit(String named) {
        String[] parts = named.split(" per |, ");
        String measure = switch (parts[0]) {
            case "points" -> many();
            case "amount" -> say("limit.amount");
            default -> say("limit.times");
        };
        String limit = switch (parts[1]) {
            case "order" -> say("limit.order", measure);
            case "day" -> say("limit.day", measure);
            case "week" -> say("limit.week", measure);
            case "month" -> say("limit.month", measure);
            case "year" -> say("limit.year", measure);
            case "membership" -> say("limit.membership", measure);
            default -> say("limit.reference", measure);
        };
        return parts.length > 2 ? say("limit.old", limit) : limit;
    }

    private String gave(Applied applied, Earning earning) {
        if (applied.rule().equals(Applied.VISIT)) return say(applied.credits() == 0 ? "visit.none" : "visit");
        if (applied.stamps() > 0) return say("stamps", applied.stamps());
        if (applied.factor() != null) return multiplied(applied, applied.factor(), earning.cause());
        Applied.Rate rate = applied.rate();
        if (rate == null) return say("fixed", points(applied.earned()), named(earning.cause()));
        if (rate.unit() != null) {
            String quantity = measured(quantity(earning.cause()), rate.unit());
            return say("rate.of", points(rate.points()), measured(rate.per(), rate.unit()), quantity);
        }
        String per = money(Money.of(program.currency(), rate.per()));
        return applied.basis() == null
                ? say("rate", points(rate.points()), per)
                : say(
                        "rate.of",
                        points(rate.points()),
                        per,
                        basis(applied.basis().total(), earning.cause()));
    }

    private String multiplied(Applied applied, BigDecimal factor, Cause cause) {
        String whose = applied.rule().startsWith("tier:")
                ? say("factor.tier", applied.rule().substring("tier:".length()))
                : applied.rule();
        String many = many();
        String more = points(applied.earned());
        return applied.basis() == null
                ? say("factor", whose, many, factor.toPlainString(), more)
                : say(
                        "factor.of",
                        whose,
                        many,
                        factor.toPlainString(),
                        more,
                        basis(applied.basis().total(), cause));
    }

    /** An amount that earned, with what a foreign currency was worth. */
    private String basis(Money amount, Cause cause) {
        return cause instanceof Sale sale && sale.rate() != null
                ? say(
                        "foreign",
                        money(amount),
                        sale.currency().getCode(),
                        sale.rate().toPlainString(),
                        program.currency().getCode())
                : money(amount);
    }

    private static BigDecimal quantity(Cause cause) {
        return cause instanceof Performed performed && performed.quantity() != null
                ? performed.quantity()
                : BigDecimal.ONE;
    }

    private static String measured(BigDecimal quantity, String unit) {
        return (quantity.toPlainString() + " " + unit).strip();
    }

    /** What the balance cap withheld. */
    String cap(long cut) {
        return say("cap", points(cut));
    }

    /** What an entry meant, fact by fact. */
    String why(Entry entry) {
        return entry.facts().stream().map(this::why).collect(Collectors.joining("; "));
    }

    private String why(Fact fact) {
        return switch (fact) {
            case MemberJoined _ -> say("MemberJoined", program.name());
            case MemberErased _ -> say("MemberErased");
            case MemberBlocked f -> say("MemberBlocked", f.reason());
            case MemberUnblocked f -> say("MemberUnblocked", f.reason());
            case MemberInactive _ -> say("MemberInactive");
            case ActivityNoted f -> say("ActivityNoted", many(), lastDay(f.until()));
            case PointsEarned f -> earned(f);
            case PointsActivated f -> say("PointsActivated", points(f.activated()));
            case PointsSpent f -> say("PointsSpent", points(-f.points()));
            case PointsReturned f ->
                f.lost() == 0
                        ? say("PointsReturned", points(f.points()))
                        : say("PointsReturned.lost", points(f.points()), points(f.lost()));
            case PointsExpired f -> say("PointsExpired", points(-f.points()), f.accountingDay());
            case PointsReversed f ->
                f.alreadyExpired() == 0
                        ? say("PointsReversed", points(-f.points()))
                        : say("PointsReversed.expired", points(-f.points()), points(f.alreadyExpired()));
            case PointsForfeited f ->
                f.writtenOff() == 0
                        ? say("PointsForfeited", points(-f.points()))
                        : say("PointsForfeited.debt", points(f.writtenOff()));
            case PointsAdjusted f ->
                f.points() < 0
                        ? say("PointsAdjusted.taken", points(-f.points()), f.reason())
                        : say("PointsAdjusted.given", points(f.points()), f.reason());
            case NotRecouped f -> say("NotRecouped", points(f.missing()));
            case ShortfallCovered f -> say("ShortfallCovered", points(f.covered()));
            case ShortfallReleased f -> say("ShortfallReleased", points(f.released()));
            case OrderRevised f -> revised(f);
            case OrderRefunded f -> say("OrderRefunded", f.order().id());
            case RewardIssued f ->
                f.redemption().reward() == null
                        ? say("RewardIssued.paid", many())
                        : say(
                                "RewardIssued",
                                "" + f.redemption().quantity(),
                                f.redemption().reward());
            case RewardUsed f ->
                f.order() == null
                        ? say("RewardUsed")
                        : say("RewardUsed.order", f.order().id());
            case RewardCancelled _ -> say("RewardCancelled");
            case RewardWithdrawn f -> say(f.replacedBy() == null ? "RewardWithdrawn" : "RewardWithdrawn.exchanged");
            case RewardLapsed _ -> say("RewardLapsed");
            case TierChanged f when f.to() == null -> say("TierChanged.none");
            case TierChanged f ->
                f.from() == null ? say("TierChanged", f.to()) : say("TierChanged.from", f.from(), f.to());
            case TierHeld f ->
                f.hold().until() == null
                        ? say("TierHeld", f.hold().tier())
                        : say(
                                "TierHeld.until",
                                f.hold().tier(),
                                lastDay(f.hold().until()));
            case TierHoldEnded f -> say("TierHoldEnded", f.tier());
            case TierRising f ->
                say("TierRising", f.rising().tier(), program.day(f.rising().shows()));
            case TierRisingEnded f -> say("TierRisingEnded", f.tier());
            case TierReplaced f -> say("TierReplaced", f.tier(), f.by());
            case TierInvited f -> say("TierInvited", f.tier());
            case StepRewarded f -> say("StepRewarded", f.tier());
            case ExpiryNear f -> say("ExpiryNear", points(f.expiring()), f.lastDay());
            case TierEndNear f -> say("TierEndNear", f.tier(), f.lastDay());
            case PerkUsed f -> say("PerkUsed", f.perk());
        };
    }

    private String earned(PointsEarned fact) {
        Earning earning = fact.earning();
        return earning.waitsAt(fact.at())
                ? say(
                        "PointsEarned.waiting",
                        points(fact.points()),
                        named(earning.cause()),
                        program.day(earning.available()))
                : say("PointsEarned", points(fact.points()), named(earning.cause()));
    }

    private String revised(OrderRevised fact) {
        String order = fact.earning().sale().order().id();
        String comesTo = points(fact.earning().points());
        return fact.points() > 0
                ? say("OrderRevised.more", order, comesTo, points(fact.points()))
                : say("OrderRevised", order, comesTo);
    }

    private String named(Cause cause) {
        return switch (cause) {
            case Sale sale -> say("order", sale.order().id());
            case Performed performed -> performed.action();
            case Celebration _ -> say("birthday");
        };
    }

    private String say(String sentence, Object... gaps) {
        return language.say(sentence, gaps);
    }

    /** So many, in the program's own word; where it has none, in the reader's. */
    private String points(long points) {
        return hasOwnUnit() ? program.unit().of(points) : say("points", points);
    }

    private String many() {
        return hasOwnUnit() ? program.unit().many() : say("points.many");
    }

    private boolean hasOwnUnit() {
        return !program.unit().equals(Program.Unit.POINTS);
    }

    private static String money(Money money) {
        return Json.amount(money) + " " + money.getCurrencyUnit().getCode();
    }

    /** The last day before an instant at which something ends. */
    private String lastDay(Instant end) {
        return program.day(end).minusDays(1).toString();
    }
}
