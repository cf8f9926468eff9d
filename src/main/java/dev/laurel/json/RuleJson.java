package dev.laurel.json;

import dev.laurel.domain.earning.Basis;
import dev.laurel.domain.earning.During;
import dev.laurel.domain.earning.EarnRule;
import dev.laurel.domain.earning.Limit;
import dev.laurel.domain.earning.Only;
import dev.laurel.domain.earning.Terms;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.Period;
import dev.laurel.domain.value.Rounding;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.joda.money.CurrencyUnit;

/** Earn rules out of a program document whose money is in this currency. */
record RuleJson(CurrencyUnit currency) {

    EarnRule read(Fields rule) {
        Terms terms = terms(rule);
        return switch (rule.text("kind")) {
            case "perAmount" ->
                new EarnRule.PerAmount(terms, points(rule), rule.money("per", currency), rounding(rule));
            case "perOrder" -> new EarnRule.PerOrder(terms, points(rule));
            case "perAction" -> new EarnRule.PerAction(terms, rule.id("action"), points(rule));
            case "perQuantity" ->
                new EarnRule.PerQuantity(
                        terms,
                        rule.id("action"),
                        points(rule),
                        rule.decimal("per"),
                        rule.optionalText("unit").orElse(null),
                        rounding(rule));
            case "birthday" ->
                new EarnRule.Birthday(
                        terms,
                        rule.optionalWhole("points", 0, Limits.POINTS).orElse(0L),
                        rule.optionalDecimal("factor").orElse(BigDecimal.ONE),
                        rule.ids("of"),
                        rounding(rule),
                        rule.optionalOneOf("span", EarnRule.Span.class).orElse(EarnRule.Span.DAY));
            case "stamps" ->
                new EarnRule.Stamps(
                        terms,
                        rule.oneOf("of", EarnRule.Stamps.Of.class),
                        rule.whole("every", 1, 1_000_000),
                        rule.id("reward"));
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
                rule.optionalObject("during").map(RuleJson::during).orElse(During.ALWAYS),
                rule.optionalObject("only")
                        .map(o -> new Only(o.texts("skus"), o.texts("categories"), o.texts("excludedCategories")))
                        .orElse(Only.ALL),
                rule.optionalObject("basis").map(RuleJson::basis).orElse(Basis.DEFAULT),
                rule.optionalMoney("minimum", currency).orElse(null),
                rule.optionalObject("limit").map(this::limit).orElse(null),
                rule.optionalOneOf("gives", Terms.Gives.class).orElse(Terms.Gives.BOTH),
                rule.flag("selfReported"),
                rule.optionalText("class").orElse("sale"));
    }

    static Basis basis(Fields basis) {
        return new Basis(
                basis.flag("tax"),
                basis.flag("shipping"),
                basis.flag("tips"),
                !basis.optionalText("discounts").equals(Optional.of("ignored")),
                basis.flag("giftCards"),
                basis.flag("paidWithPoints"));
    }

    private Limit limit(Fields limit) {
        Period per = limit.oneOf("per", Period.class);
        if (limit.has("times")) return new Limit(Limit.Measure.TIMES, limit.whole("times", 1, Limits.POINTS), per);
        if (limit.has("points")) return new Limit(Limit.Measure.POINTS, limit.whole("points", 1, Limits.POINTS), per);
        return new Limit(Limit.Measure.AMOUNT, limit.money("amount", currency).getAmountMinorLong(), per);
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
}
