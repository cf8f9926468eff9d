package dev.laurel.json;

import dev.laurel.domain.earning.Basis;
import dev.laurel.domain.earning.EarningPolicy;
import dev.laurel.domain.program.Expiry;
import dev.laurel.domain.program.OrderStage;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.RefundPolicy;
import dev.laurel.domain.program.ShopPolicy;
import dev.laurel.domain.reward.PointsPayment;
import dev.laurel.domain.reward.Reward;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.Period;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** A program out of its document. The document has been found sound before ({@link ProgramFaults}); what is left out has its default. */
public final class ProgramJson {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private final Fields json;
    private final CurrencyUnit currency;
    private final RuleJson rules;

    private ProgramJson(Fields json) {
        this.json = json;
        this.currency = json.currency("currency");
        this.rules = new RuleJson(currency);
    }

    public static Program read(Fields json) {
        return new ProgramJson(json).program();
    }

    private Program program() {
        var tiers = json.optionalObject("tiers");
        return new Program(
                json.text("id"),
                json.text("name"),
                currency,
                json.parsed("timeZone", ZoneId::of, "an IANA time zone is expected")
                        .orElseThrow(),
                json.optionalObject("unit")
                        .map(u -> new Program.Unit(u.text("one"), u.text("many")))
                        .orElse(Program.Unit.POINTS),
                json.wholeOr("noticeDays", 0, 0, 366),
                earning(json.object("earning")),
                json.optionalObject("expiry").map(ProgramJson::expiry).orElse(new Expiry.Never()),
                json.optionalObject("expiry").map(e -> e.ids("exemptTiers")).orElse(Set.of()),
                json.optionalObject("expiry").map(e -> e.days("warnDays")).orElse(List.of()),
                tiers.map(this::ladder).orElse(null),
                tiers.flatMap(t -> t.optionalObject("basis"))
                        .map(RuleJson::basis)
                        .orElse(Basis.DEFAULT),
                json.optionalObject("redemption").map(this::payment).orElse(null),
                json.objects("rewards", Limits.REWARDS, this::reward),
                json.optionalObject("refunds").map(ProgramJson::refunds).orElse(RefundPolicy.DEFAULT),
                json.optionalObject("shops").map(ProgramJson::shops).orElse(ShopPolicy.DEFAULT));
    }

    private static ShopPolicy shops(Fields shops) {
        return new ShopPolicy(
                shops.optionalOneOf("earnOn", OrderStage.class).orElse(ShopPolicy.DEFAULT.earnOn()),
                shops.flag("autoJoin"));
    }

    private static RefundPolicy refunds(Fields refunds) {
        return new RefundPolicy(
                refunds.optionalText("shortfall").equals(Optional.of("deficit")),
                refunds.wholeOr("reinstateDays", RefundPolicy.DEFAULT.reinstateDays(), 0, 366),
                refunds.wholeOr("rememberDays", RefundPolicy.DEFAULT.rememberDays(), 0, 366));
    }

    private EarningPolicy earning(Fields earning) {
        Map<CurrencyUnit, BigDecimal> rates = new HashMap<>();
        earning.map("rates", Limits.REWARDS, Fields::decimal)
                .forEach((code, rate) -> rates.put(Fields.currency(code, "/earning/rates/" + code), rate));
        return new EarningPolicy(
                earning.optionalOneOf("stacking", EarningPolicy.Stacking.class).orElse(EarningPolicy.Stacking.ADD),
                earning.wholeOr("pendingDays", 0, 0, 366),
                earning.wholeOr("acceptDays", 60, 0, 3660),
                earning.optionalWhole("balanceCap", 1, Limits.POINTS).orElse(null),
                rates,
                earning.objects("rules", Limits.RULES, rules::read));
    }

    private static Expiry expiry(Fields expiry) {
        return switch (expiry.text("kind")) {
            case "never" -> new Expiry.Never();
            case "afterEarning" -> span(expiry);
            case "afterActivity" -> new Expiry.AfterActivity(span(expiry), activity(expiry));
            case "calendar" -> new Expiry.Calendar(calendarDay(expiry));
            default -> throw expiry.fault("kind", "this kind of expiry is not supported yet");
        };
    }

    private static Expiry.AfterEarning span(Fields expiry) {
        return new Expiry.AfterEarning(
                (int) expiry.whole("months", 1, 120),
                expiry.optionalOneOf("roundTo", Expiry.RoundTo.class).orElse(Expiry.RoundTo.DAY));
    }

    private static Set<Expiry.Activity> activity(Fields expiry) {
        Set<Expiry.Activity> counts = EnumSet.noneOf(Expiry.Activity.class);
        expiry.ids("activity").forEach(a -> counts.add(Expiry.Activity.valueOf(a.toUpperCase(Locale.ROOT))));
        return counts.isEmpty() ? EnumSet.allOf(Expiry.Activity.class) : counts;
    }

    private static MonthDay calendarDay(Fields expiry) {
        int month = (int) expiry.whole("month", 1, 12);
        try {
            return MonthDay.of(month, (int) expiry.whole("day", 1, 31));
        } catch (DateTimeException _) {
            throw expiry.fault("day", "this month has no such day");
        }
    }

    private Ladder ladder(Fields tiers) {
        var window = window(tiers);
        var credits = tiers.optionalOneOf("credits", Ladder.Credits.class).orElse(Ladder.Credits.SPEND);
        return new Ladder(
                tiers.objects("ladder", Limits.TIERS, step -> step(step, credits)),
                credits,
                tiers.optionalObject("visit")
                        .map(v -> new Ladder.Visit(
                                v.optionalMoney("minimum", currency).orElse(null),
                                v.optionalWhole("perDay", 1, 100)
                                        .map(Long::intValue)
                                        .orElse(null)))
                        .orElse(new Ladder.Visit(null, null)),
                window,
                kept(tiers, window),
                tiers.optionalOneOf("downgrade", Ladder.Downgrade.class).orElse(Ladder.Downgrade.TO_EARNED),
                tiers.wholeOr("graceDays", 0, 0, 366),
                tiers.wholeOr("upgradeAfterDays", 0, 0, 366),
                tiers.flag("firstOrderAtOnce"),
                tiers.days("warnDays"),
                tiers.map("replacedBy", Limits.REWARDS, Fields::id));
    }

    /** {@code from} is in whole units; what a ladder by spend compares is minor units of money. */
    private Ladder.Step step(Fields step, Ladder.Credits credits) {
        return new Ladder.Step(
                step.id("id"),
                step.optionalWhole("from", 0, Limits.POINTS)
                        .map(from -> credits == Ladder.Credits.SPEND
                                ? Money.ofMajor(currency, from).getAmountMinorLong()
                                : from)
                        .orElse(null),
                step.flag("byInvitation"),
                step.optionalDecimal("factor").orElse(BigDecimal.ONE),
                step.objects("perks", 50, ProgramJson::perk),
                step.optionalId("onReach").orElse(null));
    }

    private static Ladder.Perk perk(Fields perk) {
        @Nullable
        Integer perYear =
                perk.optionalWhole("perYear", 1, 1_000_000).map(Long::intValue).orElse(null);
        return new Ladder.Perk(perk.id("id"), perYear);
    }

    private static Ladder.Window window(Fields tiers) {
        if (tiers.node().path("window").isObject()) {
            return Ladder.Window.rolling((int) tiers.object("window").whole("months", 1, 24));
        }
        return switch (tiers.optionalText("window").orElse("calendarYear")) {
            case "lifetime" -> Ladder.Window.LIFETIME;
            case "month" -> Ladder.Window.MONTH;
            default -> Ladder.Window.CALENDAR_YEAR;
        };
    }

    private static Ladder.Kept kept(Fields tiers, Ladder.Window window) {
        var kept = tiers.node().path("kept");
        if (kept.isObject())
            return new Ladder.Kept.Months((int) tiers.object("kept").whole("months", 1, 120));
        return switch (kept.asText(window.equals(Ladder.Window.LIFETIME) ? "whileReached" : "endOfPeriod")) {
            case "endOfNextYear" -> new Ladder.Kept.EndOfNextYear();
            case "endOfPeriod" -> new Ladder.Kept.EndOfPeriod();
            default -> new Ladder.Kept.WhileReached();
        };
    }

    private PointsPayment payment(Fields redemption) {
        return new PointsPayment(
                currency,
                redemption.decimal("pointValue"),
                redemption.optionalWhole("minimum", 1, Limits.POINTS).orElse(1L),
                redemption.optionalWhole("step", 1, Limits.POINTS).orElse(1L),
                redemption.optionalDecimal("maxShareOfOrder").orElse(null));
    }

    private Reward reward(Fields reward) {
        Reward.Offer offer = offer(reward);
        return switch (reward.text("kind")) {
            case "amountOff" -> new Reward.AmountOff(offer, reward.money("amount", currency));
            case "percentOff" ->
                new Reward.PercentOff(
                        offer,
                        reward.decimal("percent").divide(HUNDRED),
                        reward.optionalMoney("upTo", currency).orElse(null));
            case "freeProduct" ->
                new Reward.FreeProduct(
                        offer,
                        reward.texts("skus"),
                        reward.optionalMoney("upTo", currency).orElse(null));
            case "freeShipping" -> new Reward.FreeShipping(offer);
            case "donation" -> new Reward.Donation(offer, reward.money("amount", currency), reward.id("partner"));
            case "experience" -> new Reward.Experience(offer);
            case "giftCard" -> new Reward.GiftCard(offer, reward.money("amount", currency));
            default -> throw reward.fault("kind", "this kind of reward is not supported yet");
        };
    }

    private static Reward.Offer offer(Fields reward) {
        return new Reward.Offer(
                reward.id("id"),
                reward.whole("cost", 0, Limits.POINTS),
                reward.optionalWhole("validDays", 0, 3660).map(Long::intValue).orElse(null),
                reward.optionalText("onLapse").equals(Optional.of("return")),
                reward.optionalWhole("stock", 0, Limits.POINTS).orElse(null),
                reward.optionalObject("perMember")
                        .map(p -> new Reward.PerMember(p.whole("times", 1, 1_000_000), p.oneOf("per", Period.class)))
                        .orElse(null),
                reward.ids("tiers"),
                reward.flag("autoIssue"),
                reward.ids("alternatives"));
    }
}
