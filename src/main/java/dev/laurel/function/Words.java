package dev.laurel.function;

import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Birthday;
import dev.laurel.domain.fact.Cause;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.*;
import dev.laurel.domain.fact.Performed;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.program.Program;
import dev.laurel.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.joda.money.Money;

/** Says in a member's words why points came and went. */
final class Words {
    private Words() {}

    /** What a rule or factor did, as {@code 1 star for each 1.00 USD of 19.99 USD}. */
    static String why(Applied applied, Earning earning, Program program) {
        String limited = applied.limitedBy() == null ? "" : "; limited: " + applied.limitedBy();
        return gave(applied, earning, program) + limited;
    }

    private static String gave(Applied applied, Earning earning, Program program) {
        Program.Unit unit = program.unit();
        if (applied.rule().equals(Applied.VISIT)) return applied.credits() == 0 ? "no visit" : "counts as a visit";
        if (applied.stamps() > 0) return applied.stamps() + (applied.stamps() == 1 ? " stamp" : " stamps");
        String of =
                applied.basis() == null ? "" : " of " + money(applied.basis().total()) + rate(earning.cause(), program);
        if (applied.factor() != null) {
            String whose = applied.rule().startsWith("tier:")
                    ? "your tier " + applied.rule().substring("tier:".length())
                    : applied.rule();
            return whose + ": the " + unit.many() + of + " times "
                    + applied.factor().toPlainString() + ", so " + unit.of(applied.earned()) + " more";
        }
        Applied.Rate rate = applied.rate();
        if (rate == null) return unit.of(applied.earned()) + " for " + what(earning.cause());
        if (rate.unit() == null) {
            return unit.of(rate.points()) + " for each " + money(Money.of(program.currency(), rate.per())) + of;
        }
        return unit.of(rate.points()) + " for each " + measured(rate.per(), rate.unit()) + " of "
                + measured(quantity(earning.cause()), rate.unit());
    }

    /** What a foreign currency was worth. */
    private static String rate(Cause cause, Program program) {
        return cause instanceof Sale sale && sale.rate() != null
                ? " (1 " + sale.currency() + " is " + sale.rate().toPlainString() + " " + program.currency() + ")"
                : "";
    }

    private static BigDecimal quantity(Cause cause) {
        return cause instanceof Performed performed && performed.quantity() != null
                ? performed.quantity()
                : BigDecimal.ONE;
    }

    private static String measured(BigDecimal quantity, String unit) {
        return (quantity.toPlainString() + " " + unit).strip();
    }

    private static String what(Cause cause) {
        return switch (cause) {
            case Sale _ -> "the order";
            case Performed performed -> performed.action();
            case Birthday _ -> "your birthday";
        };
    }

    static String cap(long cut, Program program) {
        return program.unit().of(cut) + " less: the balance may not grow further";
    }

    /** What an entry meant, fact by fact. */
    static String why(Entry entry, Program program) {
        List<String> sentences = entry.facts().stream()
                .map(f -> why(f, program))
                .filter(s -> !s.isEmpty())
                .toList();
        return sentences.stream().collect(Collectors.joining("; "));
    }

    private static String why(Fact fact, Program program) {
        Program.Unit unit = program.unit();
        return switch (fact) {
            case MemberJoined _ -> "joined " + program.name();
            case PointsForfeited f ->
                f.writtenOff() > 0
                        ? "a debt of " + unit.of(f.writtenOff()) + " was written off"
                        : unit.of(-f.points()) + " forfeited";
            case MemberErased _ -> "erased";
            case MemberBlocked f -> "blocked: " + f.reason();
            case MemberUnblocked f -> "unblocked: " + f.reason();
            case PointsEarned f ->
                unit.of(f.points()) + " for " + named(f.earning().cause())
                        + (f.earning().waitsAt(f.at())
                                ? ", spendable from " + program.day(f.earning().available())
                                : "");
            case PointsActivated f -> unit.of(f.activated()) + " became spendable";
            case PointsSpent f -> unit.of(-f.points()) + " spent";
            case PointsReturned f ->
                unit.of(f.points()) + " returned" + (f.lost() > 0 ? ", " + unit.of(f.lost()) + " had ended" : "");
            case PointsExpired f -> unit.of(-f.points()) + " ended on " + f.accountingDay();
            case OrderRevised f ->
                "order " + f.earning().sale().order().id() + " was changed: it comes to "
                        + unit.of(f.earning().points())
                        + (f.points() > 0 ? ", " + unit.of(f.points()) + " more" : "");
            case OrderRefunded f -> "refund of order " + f.order().id();
            case PointsReversed f ->
                unit.of(-f.points()) + " taken back"
                        + (f.alreadyExpired() > 0 ? ", " + unit.of(f.alreadyExpired()) + " had ended already" : "");
            case NotRecouped f -> unit.of(f.missing()) + " could not be taken back";
            case ShortfallCovered f -> unit.of(f.covered()) + " kept for an earlier refund";
            case PointsAdjusted f ->
                (f.points() < 0 ? unit.of(-f.points()) + " taken" : unit.of(f.points()) + " given") + " by the shop: "
                        + f.reason();
            case RewardIssued f ->
                f.redemption().reward() == null
                        ? "paid with " + program.unit().many()
                        : f.redemption().quantity() + " x " + f.redemption().reward();
            case RewardUsed f ->
                f.order() == null
                        ? "voucher used"
                        : "used for order " + f.order().id();
            case RewardCancelled _ -> "redemption cancelled";
            case RewardWithdrawn f -> f.replacedBy() == null ? "a reward was taken back" : "a reward was exchanged";
            case RewardLapsed _ -> "a voucher was not used in time";
            case TierChanged f -> f.to() == null ? "no tier any more" : "tier " + f.to();
            case TierHeld f ->
                f.hold().until() == null
                        ? f.hold().tier() + " is kept"
                        : f.hold().tier() + " is kept until "
                                + program.day(f.hold().until()).minusDays(1);
            case TierHoldEnded f -> f.tier() + " is no longer kept";
            case TierRising f ->
                f.rising().tier() + " is reached, and shows from "
                        + program.day(f.rising().shows());
            case TierRisingEnded f -> f.tier() + " is no longer reached";
            case TierReplaced f -> f.tier() + " is now called " + f.by();
            case StepRewarded f -> "a reward for reaching " + f.tier();
            case ActivityNoted f ->
                unit.many() + " live on until " + program.day(f.until()).minusDays(1);
            case MemberInactive _ -> "nothing was done for so long that what was left has ended";
            case ExpiryNear f -> unit.of(f.expiring()) + " end on " + f.lastDay();
            case TierEndNear f -> f.tier() + " is kept until " + f.lastDay();
            case PerkUsed f -> "used the perk " + f.perk();
            case TierInvited f -> "invited to " + f.tier();
        };
    }

    private static String named(Cause cause) {
        return switch (cause) {
            case Sale sale -> "order " + sale.order().id();
            case Performed performed -> performed.action();
            case Birthday _ -> "your birthday";
        };
    }

    private static String money(Money money) {
        return Json.amount(money) + " " + money.getCurrencyUnit().getCode();
    }
}
