package dev.laurel.json;

import dev.laurel.domain.earning.Basis;
import dev.laurel.domain.earning.During;
import dev.laurel.domain.earning.EarnRule;
import dev.laurel.domain.earning.EarningPolicy;
import dev.laurel.domain.earning.Limit;
import dev.laurel.domain.earning.Only;
import dev.laurel.domain.earning.Terms;
import dev.laurel.domain.program.Expiry;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.reward.PointsPayment;
import dev.laurel.domain.reward.Reward;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.Period;
import dev.laurel.domain.value.Rounding;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** A program out of its document. The document has been found sound before ({@link ProgramFaults}); what is left out has its default. */
public final class ProgramJson {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private final Fields json;
    private final CurrencyUnit currency;

    private ProgramJson(Fields json) {
        this.json = json;
        this.currency = json.currency("currency");
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
                        .orElse(new Program.Unit("point", "points")),
                json.wholeOr("noticeDays", 0, 0, 366),
                earning(json.object("earning")),
                json.optionalObject("expiry").map(ProgramJson::expiry).orElse(new Expiry.Never()),
                tiers.map(this::ladder).orElse(null),
                tiers.flatMap(t -> t.optionalObject("basis"))
                        .map(ProgramJson::basis)
                        .orElse(Basis.DEFAULT),
                json.optionalObject("redemption").map(this::payment).orElse(null),
                json.objects("rewards", Limits.REWARDS).stream()
                        .map(this::reward)
                        .toList(),
                json.optionalObject("refunds")
                        .map(r -> r.wholeOr("reinstateDays", 0, 0, 366))
                        .orElse(0));
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
                earning.objects("rules", Limits.RULES).stream().map(this::rule).toList());
    }

    private EarnRule rule(Fields rule) {
        Terms terms = terms(rule);
        return switch (rule.text("kind")) {
            case "perAmount" ->
                new EarnRule.PerAmount(terms, points(rule), rule.money("per", currency), rounding(rule));
            case "perOrder" -> new EarnRule.PerOrder(terms, points(rule));
            case "multiplier" -> new EarnRule.Multiplier(terms, rule.decimal("factor"), rule.ids("of"), rounding(rule));
            default -> throw rule.fault("kind", "this kind of rule is not supported yet");
        };
    }

    private static long points(Fields rule) {
        return rule.whole("points", 0, Limits.POINTS);
    }

    private static Rounding rounding(Fields rule) {
        return rule.optionalOneOf("rounding", Rounding.class).orElse(Rounding.FLOOR);
    }

    private Terms terms(Fields rule) {
        return new Terms(
                rule.id("id"),
                rule.wholeOr("priority", 0, -1000, 1000),
                rule.flag("exclusive"),
                rule.ids("tiers"),
                rule.optionalObject("during").map(ProgramJson::during).orElse(During.ALWAYS),
                rule.optionalObject("only")
                        .map(o -> new Only(o.texts("skus"), o.texts("categories"), o.texts("excludedCategories")))
                        .orElse(Only.ALL),
                rule.optionalObject("basis").map(ProgramJson::basis).orElse(Basis.DEFAULT),
                rule.optionalMoney("minimum", currency).orElse(null),
                rule.optionalObject("limit").map(this::limit).orElse(null),
                rule.optionalText("class").orElse("sale"));
    }

    private static Basis basis(Fields basis) {
        return new Basis(
                basis.flag("tax"),
                basis.flag("shipping"),
                basis.flag("tips"),
                !basis.optionalText("discounts").equals(Optional.of("ignored")),
                basis.flag("giftCards"),
                basis.flag("paidWithPoints"));
    }

    private Limit limit(Fields limit) {
        Period per = period(limit);
        if (limit.has("times")) return new Limit(Limit.Measure.TIMES, limit.whole("times", 1, Limits.POINTS), per);
        if (limit.has("points")) return new Limit(Limit.Measure.POINTS, limit.whole("points", 1, Limits.POINTS), per);
        return new Limit(Limit.Measure.AMOUNT, limit.money("amount", currency).getAmountMinorLong(), per);
    }

    /** An order is its own reference, so a rule that orders wake counts per reference as per order. */
    private static Period period(Fields limit) {
        return limit.text("per").equals("reference") ? Period.ORDER : limit.oneOf("per", Period.class);
    }

    private static During during(Fields during) {
        String until = during.optionalText("until").orElse(null);
        boolean instant = until != null && until.contains("T");
        Set<DayOfWeek> weekdays =
                during.ids("weekdays").stream().map(DayOfWeek::valueOf).collect(Collectors.toUnmodifiableSet());
        List<During.Hours> hours = during.ids("hours").stream()
                .map(h -> new During.Hours(LocalTime.parse(h.substring(0, 5)), LocalTime.parse(h.substring(6))))
                .toList();
        return new During(
                during.optionalDate("from").orElse(null),
                until == null || instant ? null : during.optionalDate("until").orElse(null),
                instant ? during.optionalInstant("until").orElse(null) : null,
                weekdays,
                hours);
    }

    private static Expiry expiry(Fields expiry) {
        return switch (expiry.text("kind")) {
            case "never" -> new Expiry.Never();
            case "afterEarning" ->
                new Expiry.AfterEarning(
                        (int) expiry.whole("months", 1, 120),
                        expiry.optionalOneOf("roundTo", Expiry.RoundTo.class).orElse(Expiry.RoundTo.DAY));
            default -> throw expiry.fault("kind", "this kind of expiry is not supported yet");
        };
    }

    private Ladder ladder(Fields tiers) {
        var window = tiers.optionalOneOf("window", Ladder.Window.class).orElse(Ladder.Window.CALENDAR_YEAR);
        return new Ladder(
                tiers.objects("ladder", Limits.TIERS).stream().map(this::step).toList(),
                window,
                kept(tiers, window),
                tiers.optionalOneOf("downgrade", Ladder.Downgrade.class).orElse(Ladder.Downgrade.TO_EARNED),
                tiers.wholeOr("graceDays", 0, 0, 366));
    }

    /** {@code from} is in whole units of money, what the ladder compares in minor units. */
    private Ladder.Step step(Fields step) {
        return new Ladder.Step(
                step.id("id"),
                step.optionalWhole("from", 0, Limits.POINTS)
                        .map(from -> Money.ofMajor(currency, from).getAmountMinorLong())
                        .orElse(null),
                step.flag("byInvitation"),
                step.optionalDecimal("factor").orElse(BigDecimal.ONE),
                step.objects("perks", 50).stream().map(ProgramJson::perk).toList());
    }

    private static Ladder.Perk perk(Fields perk) {
        @Nullable
        Integer perYear =
                perk.optionalWhole("perYear", 1, 1_000_000).map(Long::intValue).orElse(null);
        return new Ladder.Perk(perk.id("id"), perYear);
    }

    private static Ladder.Kept kept(Fields tiers, Ladder.Window window) {
        var kept = tiers.node().path("kept");
        if (kept.isObject())
            return new Ladder.Kept.Months((int) tiers.object("kept").whole("months", 1, 120));
        return switch (kept.asText(window == Ladder.Window.LIFETIME ? "whileReached" : "endOfPeriod")) {
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
                reward.ids("tiers"));
    }
}
