package dev.laurel.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.joda.money.CurrencyUnit;

/** Writes a random program that the laws leave no doubt about. */
public final class ProgramDice extends Dice {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ZONES = List.of(
            "America/New_York",
            "America/Havana",
            "America/Santiago",
            "America/Asuncion",
            "Atlantic/Azores",
            "Europe/Berlin",
            "Africa/Cairo",
            "Asia/Beirut",
            "Asia/Kathmandu",
            "Asia/Tokyo",
            "Australia/Lord_Howe",
            "Pacific/Auckland",
            "Pacific/Chatham",
            "Pacific/Kiritimati",
            "UTC");
    private static final List<String> CURRENCIES = List.of("USD", "EUR", "JPY", "KWD");
    static final List<String> CATEGORIES = List.of("coffee", "tea", "cake", "gear");
    static final List<String> SKUS = List.of("s1", "s2", "s3", "s4", "s5");
    /** Actions that rules may know; of those in the second half they may want a quantity. */
    public static final List<String> ACTIONS = List.of("review", "visit", "run", "recycle");

    private final ObjectNode program = JSON.createObjectNode();
    private final CurrencyUnit currency = CurrencyUnit.of(one(CURRENCIES));
    private final String stacking = one("add", "add", "add", "best", "compound");
    /** Whether factors cover only some lines; then rules count goods only and have neither a points limit nor a minimum. */
    private final boolean partial = stacking.equals("add") && chance(40);

    private final boolean automatic = chance(30);
    private final boolean capped = chance(25);
    private final String kept = one("endOfPeriod", "endOfNextYear", "months");
    private final String credits = one("spend", "points", "visits");
    private final List<String> tiers = new ArrayList<>();

    public ProgramDice(SplittableRandom random) {
        super(random);
    }

    private String money(long minor) {
        return BigDecimal.valueOf(minor, currency.getDecimalPlaces()).toPlainString();
    }

    public ObjectNode program() {
        program.put("id", "random").put("name", "Random");
        program.put("currency", currency.getCode()).put("timeZone", one(ZONES));
        if (chance(75)) ladder();
        earning(program.putObject("earning"));
        expiry(program.putObject("expiry"));
        program.putObject("redemption").put("pointValue", money(1));
        ArrayNode rewards = program.putArray("rewards");
        for (int i = 0; i < 3; i++) {
            ObjectNode reward = rewards.addObject();
            reward.put("id", "reward" + i).put("kind", "amountOff").put("cost", between(1, one(400, 400, 4_000)));
            reward.put("amount", money(100));
            if (chance(60)) reward.put("validDays", between(0, 90)).put("onLapse", one("return", "nothing"));
        }
        if (automatic) automatic(rewards);
        if (chance(30)) stamps((ArrayNode) program.at("/earning/rules"), rewards);
        ObjectNode refunds = program.putObject("refunds");
        if (chance(50)) refunds.put("reinstateDays", between(0, 20));
        if (chance(40)) refunds.put("rememberDays", between(0, 60));
        if (chance(60)) refunds.put("shortfall", one("clamp", "deficit"));
        return program;
    }

    private void automatic(ArrayNode rewards) {
        for (int i = 0; i < between(1, 2); i++) {
            ObjectNode reward = rewards.addObject();
            reward.put("id", "automatic" + i).put("kind", "amountOff").put("amount", money(100));
            reward.put("cost", between(200, one(1_000, 6_000))).put("autoIssue", true);
            if (chance(60)) reward.put("validDays", between(0, 90)).put("onLapse", one("return", "nothing"));
            if (chance(30))
                reward.putObject("perMember").put("times", between(1, 6)).put("per", "membership");
        }
    }

    private void stamps(ArrayNode rules, ArrayNode rewards) {
        ObjectNode reward =
                rewards.addObject().put("id", "free").put("kind", "freeProduct").put("cost", 0);
        if (chance(60)) reward.put("validDays", between(0, 90));
        boolean items = chance(60);
        ObjectNode rule =
                rules.addObject().put("id", "card").put("kind", "stamps").put("reward", "free");
        rule.put("of", items ? "items" : "orders").put("every", between(2, items ? 40 : 9));
        if (!items) rule.put("minimum", money(between(1, 9_000)));
        if (items && chance(60)) only(rule.putObject("only"));
        sometimes(rule);
    }

    private void ladder() {
        ObjectNode ladder = program.putObject("tiers");
        basis(ladder.putObject("basis"), true);
        String window = one("calendarYear", "calendarYear", "month", "months", "months", "lifetime");
        boolean rolling = window.equals("months");
        if (rolling) ladder.putObject("window").put("months", between(2, 14));
        else ladder.put("window", window);
        ladder.put("downgrade", one("toEarned", "oneStep", "never")).put("credits", credits);
        if (credits.equals("visits"))
            ladder.putObject("visit").put("minimum", money(between(1, 5_000))).put("perDay", between(1, 2));
        boolean waits = !rolling && !window.equals("lifetime") && chance(40);
        if (waits) ladder.put("upgradeAfterDays", between(1, 28)).put("firstOrderAtOnce", chance(40));
        if (window.equals("lifetime")) steps(ladder);
        else kept(ladder, rolling, waits);
    }

    /** Where upgrades wait, months outlast every history. */
    private void kept(ObjectNode ladder, boolean rolling, boolean waits) {
        String kept = rolling ? one("endOfNextYear", "months") : this.kept;
        if (kept.equals("months")) ladder.putObject("kept").put("months", waits ? between(40, 60) : between(1, 18));
        else ladder.put("kept", kept);
        if (chance(30)) ladder.put("graceDays", between(1, 50));
        steps(ladder);
    }

    private void steps(ObjectNode ladder) {
        boolean factors = stacking.equals("add") || stacking.equals("best") && !credits.equals("points");
        long from = 0;
        ArrayNode steps = ladder.putArray("ladder");
        for (int i = 0; i < between(1, 4); i++) {
            tiers.add("tier" + i);
            ObjectNode step = steps.addObject().put("id", "tier" + i).put("from", from);
            if (factors && chance(70)) step.put("factor", one("1", "1.1", "1.25", "1.5", "2"));
            from += Math.max(1, distance(ladder.get("window").asText().equals("month") ? 5 : 1));
        }
    }

    private long distance(int parts) {
        return switch (credits) {
            case "spend" ->
                BigDecimal.valueOf(between(30_000, 900_000) / parts, currency.getDecimalPlaces())
                        .longValue();
            case "points" -> between(50, 2_500) / parts;
            default -> between(1, 10 / parts);
        };
    }

    private void expiry(ObjectNode expiry) {
        String round = automatic && chance(60) ? "never" : one("never", "day", "monthEnd", "yearEnd");
        if (round.equals("never")) {
            expiry.put("kind", "never");
            return;
        }
        expiry.put("kind", "afterEarning").put("months", between(1, round.equals("day") ? 10 : 18));
        if (!round.equals("day") || chance(50)) expiry.put("roundTo", round);
    }

    private void earning(ObjectNode earning) {
        earning.put("stacking", stacking);
        if (chance(automatic ? 15 : 50)) earning.put("pendingDays", between(0, 45));
        if (capped) earning.put("balanceCap", between(100, 5_000));
        for (String code : CURRENCIES) {
            CurrencyUnit foreign = CurrencyUnit.of(code);
            if (foreign.equals(currency) || chance(50)) continue;
            BigDecimal rate = BigDecimal.valueOf(between(3_000, 30_000), 4)
                    .movePointRight(foreign.getDecimalPlaces() - currency.getDecimalPlaces());
            earning.withObject("/rates").put(code, rate.toPlainString());
        }
        ArrayNode rules = earning.putArray("rules");
        List<String> perAmount = new ArrayList<>();
        List<String> earningRules = new ArrayList<>();
        long many = between(1, 4);
        for (int i = 0; i < many; i++) {
            ObjectNode rule = rules.addObject().put("id", "rule" + i);
            boolean amount = i == 0 || chance(65);
            if (amount) perAmount.add("rule" + i);
            earningRules.add("rule" + i);
            base(rule, amount, i);
        }
        long actions = between(0, 4);
        for (int i = 0; i < actions; i++) {
            earningRules.add("action" + i);
            action(rules.addObject().put("id", "action" + i));
        }
        gives(rules);
        if (chance(40))
            rules.addObject()
                    .put("id", "welcome")
                    .put("kind", "perAction")
                    .put("action", "join")
                    .put("points", between(1, 100));
        long factors = between(0, 3);
        for (int i = 0; i < factors; i++) factor(rules.addObject().put("id", "factor" + i), perAmount, earningRules, i);
    }

    private void gives(ArrayNode rules) {
        if (tiers.isEmpty() || !credits.equals("points")) return;
        for (JsonNode rule : rules) if (chance(20)) ((ObjectNode) rule).put("gives", one("points", "both"));
        if (chance(40))
            rules.addObject()
                    .put("id", "rule9")
                    .put("kind", "perOrder")
                    .put("points", between(1, 60))
                    .put("gives", "credits");
        if (chance(30))
            rules.addObject()
                    .put("id", "action9")
                    .put("kind", "perAction")
                    .put("action", one(ACTIONS))
                    .put("points", between(1, 60))
                    .put("gives", "credits");
    }

    private void base(ObjectNode rule, boolean amount, int i) {
        boolean exclusive = !partial && chance(12);
        boolean byAmount = amount && !exclusive && chance(15);
        rule.put("kind", amount ? "perAmount" : "perOrder");
        rule.put("points", exclusive ? between(1, 60) : between(0, amount ? 12 : 60));
        if (amount) {
            rule.put("per", money(one(100L, 70L, 33L, 1000L, 250L, 9999L)));
            if (exclusive) rule.put("rounding", "ceiling");
            else if (chance(70)) rule.put("rounding", one("floor", "halfUp", "ceiling", "fullUnits"));
        }
        boolean only = chance(40);
        if (only) only(rule.putObject("only"));
        basis(rule.putObject("basis"), !only && !partial && !byAmount);
        if (exclusive) rule.put("exclusive", true).put("priority", 10 * (i + 1));
        else if (!capped) rule.put("priority", between(-3, 3));
        if (exclusive || !amount && only) rule.put("minimum", money(between(1, 20_000)));
        else if (!partial && chance(30)) rule.put("minimum", money(between(0, 20_000)));
        sometimes(rule);
        if (exclusive) return;
        if (byAmount) limit(rule).put("amount", money(between(1_000, 80_000)));
        else if (chance(20)) limit(rule).put("times", between(1, 4));
        else if (!partial && chance(25)) limit(rule).put("points", between(1, 400));
    }

    private void action(ObjectNode rule) {
        String action = one(ACTIONS);
        boolean counts = ACTIONS.indexOf(action) >= 2 && chance(70);
        rule.put("kind", counts ? "perQuantity" : "perAction")
                .put("action", action)
                .put("points", between(0, 60));
        if (counts) {
            rule.put("per", one("1", "0.5", "3", "2.75")).put("unit", "km");
            if (chance(70)) rule.put("rounding", one("floor", "halfUp", "ceiling", "fullUnits"));
        }
        if (!capped) rule.put("priority", between(-3, 3));
        sometimes(rule);
        if (chance(30)) limit(rule).put("times", between(1, 4));
        else if (!partial && chance(30)) limit(rule).put("points", between(1, 150));
    }

    private void factor(ObjectNode rule, List<String> perAmount, List<String> earningRules, int i) {
        rule.put("kind", "multiplier").put("factor", one("1", "1.2", "1.333", "1.5", "2", "3"));
        if (chance(25)) rule.put("minimum", money(between(1, 20_000)));
        sometimes(rule);
        if (!stacking.equals("add")) {
            rule.put("priority", i + 1L);
            return;
        }
        if (partial && chance(70)) only(rule.putObject("only"));
        ArrayNode of = JSON.createArrayNode();
        if (chance(50)) some(partial ? perAmount : earningRules).forEach(of::add);
        if (!of.isEmpty()) rule.set("of", of);
        if (chance(50)) rule.put("rounding", one("floor", "halfUp", "ceiling"));
        if (capped) return;
        if (chance(20)) limit(rule).put("times", between(1, 4));
        else if (chance(20)) limit(rule).put("points", between(1, 200));
    }

    private ObjectNode limit(ObjectNode rule) {
        return rule.putObject("limit").put("per", one("order", "day", "week", "month", "year", "membership"));
    }

    private void only(ObjectNode only) {
        switch ((int) between(0, 2)) {
            case 0 -> some(SKUS).forEach(only.putArray("skus")::add);
            case 1 -> some(CATEGORIES).forEach(only.putArray("categories")::add);
            default -> only.putArray("excludedCategories").add(one(CATEGORIES));
        }
        if (!only.has("excludedCategories") && chance(30))
            only.putArray("excludedCategories").add(one(CATEGORIES));
    }

    private void basis(ObjectNode basis, boolean extras) {
        if (extras) {
            if (chance(30)) basis.put("tax", true);
            if (chance(30)) basis.put("shipping", true);
            if (chance(30)) basis.put("tips", true);
        }
        if (chance(25)) basis.put("discounts", one("ignored", "deducted"));
        if (chance(25)) basis.put("giftCards", true);
        if (chance(25)) basis.put("paidWithPoints", true);
    }

    private void sometimes(ObjectNode rule) {
        if (!tiers.isEmpty() && chance(20)) some(tiers).forEach(rule.putArray("tiers")::add);
        if (!chance(35)) return;
        ObjectNode during = rule.putObject("during");
        LocalDate from = LocalDate.of(2024, 1, 1).plusDays(between(0, 400));
        if (chance(40)) during.put("from", from.toString());
        LocalDate until = from.plusDays(between(0, 700));
        if (chance(30)) during.put("until", until.toString());
        else if (chance(30)) during.put("until", until + "T10:30:15Z");
        if (chance(30))
            some(List.of("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"))
                    .forEach(during.putArray("weekdays")::add);
        if (chance(30)) during.putArray("hours").add("00:00-09:30").add("14:00-20:15");
    }
}
