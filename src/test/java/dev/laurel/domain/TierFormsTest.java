package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.SettleAccount;
import dev.laurel.domain.decision.UsePerk;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.ExpiryNear;
import dev.laurel.domain.fact.Fact.PerkUsed;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Fact.TierEndNear;
import dev.laurel.domain.fact.Fact.TierHeld;
import dev.laurel.domain.fact.Fact.TierReplaced;
import dev.laurel.domain.fact.Issuer;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.program.Programs;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Law 18 in every form: windows that roll, delays, rewards for reaching a step, warnings, successors; and law 17 by activity. */
class TierFormsTest {
    private static final String BASE = "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\n";
    private static final String LADDER =
            "ladder: [{id: bronze, from: 0}, {id: silver, from: 400}, {id: gold, from: 1000}]";

    private static Life life(String tiers) {
        return Life.under(BASE + "tiers: {" + tiers + ", " + LADDER + "}\n", "2026-03-02");
    }

    private static String things(String amount) {
        return "{lines: [{sku: thing, quantity: 1, amount: '" + amount + "'}]}";
    }

    private static List<Redemption> open(Life life) {
        return life.account().open().stream().map(o -> o.redemption()).toList();
    }

    @Test
    void a_monthly_ladder_starts_anew_each_month() {
        Life life = life("window: month");
        life.spends("400.00");
        assertThat(life.tier()).isEqualTo("silver");
        assertThat(life.on("2026-03-31T23:59").tier()).isEqualTo("silver");
        assertThat(life.on("2026-04-01T00:00").tier()).isEqualTo("bronze");
        life.spends("399.00");
        assertThat(life.tier()).isEqualTo("bronze");
    }

    @Test
    void a_rolling_window_is_this_month_and_those_before_it() {
        Life life = life("window: {months: 3}, kept: {months: 1}");
        life.spends("200.00");
        life.on("2026-05-31").spends("200.00");
        assertThat(life.tier()).isEqualTo("silver");
        Life later = life("window: {months: 3}, kept: {months: 1}");
        later.spends("200.00");
        later.on("2026-06-01").spends("200.00");
        assertThat(later.tier()).isEqualTo("bronze");
    }

    @Test
    void a_rolling_window_holds_once_until_it_ends_and_then_looks_again() {
        Life life = life("window: {months: 12}, kept: {months: 12}");
        life.spends("400.00");
        life.on("2026-09-01").spends("1.00");
        long held = life.facts().stream().filter(TierHeld.class::isInstance).count();
        assertThat(held).as("reached once").isEqualTo(1);
        life.on("2026-12-01").spends("399.00");
        assertThat(life.on("2027-03-03T00:00").tier())
                .as("400 in the last twelve months")
                .isEqualTo("silver");
        assertThat(life.on("2028-03-03T23:59").tier()).isEqualTo("silver");
        assertThat(life.on("2028-03-04T00:00").tier()).isEqualTo("bronze");
    }

    @Test
    void a_refund_ends_a_hold_of_a_rolling_window_that_still_has_its_order_in_it() {
        Life life = life("window: {months: 12}, kept: {months: 12}");
        PointsEarned order = life.buys(things("500.00"));
        assertThat(life.on("2026-07-20").tier()).isEqualTo("silver");
        life.refunds(order, "{}");
        assertThat(life.tier()).isEqualTo("bronze");
    }

    @Test
    void an_upgrade_shows_after_so_many_full_days() {
        Life life = life("kept: {months: 12}, upgradeAfterDays: 30");
        life.spends("400.00");
        assertThat(life.on("2026-04-01T23:59").tier()).isEqualTo("bronze");
        assertThat(life.on("2026-04-02T00:00").tier()).isEqualTo("silver");
        assertThat(life.on("2027-03-02T23:59").tier())
                .as("held from the day it was reached")
                .isEqualTo("silver");
        assertThat(life.on("2027-03-03T00:00").tier()).isEqualTo("bronze");
    }

    @Test
    void a_break_starts_the_wait_anew() {
        Life life = life("kept: {months: 12}, upgradeAfterDays: 30");
        PointsEarned order = life.buys(things("400.00"));
        life.on("2026-03-20").refunds(order, "{amount: '1.00'}");
        life.on("2026-03-21").spends("1.00");
        assertThat(life.on("2026-04-10").tier()).isEqualTo("bronze");
        assertThat(life.on("2026-04-21T00:00").tier()).isEqualTo("silver");
    }

    @Test
    void each_step_waits_for_itself() {
        Life life = life("kept: {months: 12}, upgradeAfterDays: 30");
        life.spends("400.00");
        life.on("2026-03-12").spends("600.00");
        assertThat(life.on("2026-04-02").tier()).isEqualTo("silver");
        assertThat(life.on("2026-04-12").tier()).isEqualTo("gold");
    }

    @Test
    void the_first_order_shows_at_once_and_the_second_does_not() {
        Life life = life("kept: {months: 12}, upgradeAfterDays: 30, firstOrderAtOnce: true");
        life.spends("400.00");
        assertThat(life.tier()).isEqualTo("silver");
        life.spends("600.00");
        assertThat(life.tier()).isEqualTo("silver");
        assertThat(life.on("2026-04-02").tier()).isEqualTo("gold");
    }

    @Test
    void a_step_reached_in_december_shows_in_january_where_it_is_still_kept() {
        Life life = life("kept: endOfNextYear, upgradeAfterDays: 30");
        life.on("2026-12-20").spends("400.00");
        assertThat(life.on("2027-01-19").tier()).isEqualTo("bronze");
        assertThat(life.on("2027-01-20").tier()).isEqualTo("silver");
        assertThat(life.on("2027-12-31T23:59").tier()).isEqualTo("silver");
        Life ended = life("kept: endOfPeriod, upgradeAfterDays: 30");
        ended.on("2026-12-20").spends("400.00");
        assertThat(ended.on("2027-01-20").tier()).isEqualTo("bronze");
        assertThat(ended.account().standing().rising()).isEmpty();
    }

    private static final String REWARDED = BASE
            + "tiers: {kept: endOfNextYear, ladder: [{id: bronze, from: 0}, {id: gold, from: 300, onReach: drink}]}\n"
            + "rewards: [{id: drink, kind: freeProduct, cost: 125}]\n";

    @Test
    void reaching_a_step_brings_its_reward_once_per_window() {
        Life life = Life.under(REWARDED, "2026-03-02");
        life.spends("299.00");
        assertThat(open(life)).isEmpty();
        life.spends("1.00");
        assertThat(open(life)).hasSize(1);
        assertThat(open(life).getFirst().points()).isZero();
        life.spends("500.00");
        assertThat(open(life)).hasSize(1);
        assertThat(life.spendable()).isEqualTo(800);
        life.on("2027-02-01").spends("299.00");
        assertThat(open(life))
                .as("held from last year, not reached in this one")
                .hasSize(1);
        life.spends("1.00");
        assertThat(open(life)).hasSize(2);
    }

    @Test
    void a_steps_reward_goes_with_the_order_that_reached_it_and_does_not_come_twice_once_it_is_used() {
        Life life = Life.under(REWARDED, "2026-03-02");
        PointsEarned order = life.buys(things("300.00"));
        life.refunds(order, "{}");
        assertThat(open(life)).isEmpty();
        order = life.buys(things("300.00"));
        assertThat(open(life)).hasSize(1);
        life.accept(Life.use(open(life).getFirst().id()));
        life.refunds(order, "{}");
        assertThat(life.tier()).isEqualTo("bronze");
        life.spends("300.00");
        assertThat(life.tier()).isEqualTo("gold");
        assertThat(open(life)).isEmpty();
    }

    @Test
    void a_lifetime_ladder_rewards_a_step_once_for_ever() {
        Life life = Life.under(REWARDED.replace("kept: endOfNextYear", "window: lifetime"), "2026-03-02");
        PointsEarned order = life.buys(things("300.00"));
        assertThat(open(life)).hasSize(1);
        life.refunds(order, "{}");
        assertThat(open(life)).isEmpty();
        life.spends("300.00");
        assertThat(open(life)).hasSize(1);
        life.on("2029-03-02").spends("300.00");
        assertThat(open(life)).hasSize(1);
    }

    @Test
    void a_tier_that_is_taken_off_the_ladder_goes_on_as_its_successor() {
        Life life = Life.under(
                new Programs(
                        List.of(
                                new Programs.Version(
                                        1,
                                        Instant.EPOCH,
                                        Life.program(BASE + "tiers: {kept: endOfNextYear, " + LADDER + "}")),
                                new Programs.Version(
                                        2,
                                        Instant.parse("2026-06-01T00:00:00Z"),
                                        Life.program(
                                                BASE
                                                        + "tiers: {kept: endOfNextYear, replacedBy: {gold: diamond}, ladder: [{id: bronze, from: 0}, {id: silver, from: 400}, {id: diamond, from: 3000}]}")))),
                "2026-03-02");
        life.spends("1000.00");
        assertThat(life.tier()).isEqualTo("gold");
        assertThat(life.on("2026-06-02").tier()).isEqualTo("diamond");
        assertThat(life.account().standing().holds().stream().map(h -> h.tier()))
                .containsExactlyInAnyOrder("silver", "diamond");
        life.accept(new SettleAccount());
        assertThat(life.facts().stream().filter(TierReplaced.class::isInstance)).hasSize(1);
        assertThat(life.on("2027-12-31T23:59").tier()).isEqualTo("diamond");
        assertThat(life.on("2028-01-01").tier()).isEqualTo("bronze");
    }

    @Test
    void members_are_told_before_points_and_tiers_end() {
        Life life = Life.under(
                BASE
                        + "expiry: {kind: afterEarning, months: 1, warnDays: [7, 1]}\ntiers: {window: month, kept: {months: 1}, warnDays: [10], "
                        + LADDER + "}\n",
                "2026-03-02");
        life.spends("400.00");
        life.on("2026-03-15").accept(new dev.laurel.domain.decision.SettleAccount());
        life.on("2026-04-05").accept(new dev.laurel.domain.decision.SettleAccount());
        List<Fact> told = life.facts().stream()
                .filter(f -> f instanceof ExpiryNear || f instanceof TierEndNear)
                .toList();
        assertThat(told.stream().map(f -> f.getClass().getSimpleName() + " " + f.accountingDay()))
                .containsExactly("TierEndNear 2026-03-23", "ExpiryNear 2026-03-26", "ExpiryNear 2026-04-01");
        assertThat(((ExpiryNear) told.get(1)).expiring()).isEqualTo(400);
        assertThat(((ExpiryNear) told.get(1)).lastDay()).hasToString("2026-04-02");
    }

    private static Life active(String expiry) {
        return Life.under(
                "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: welcome, kind: perAction, action: join, points: 50}, {id: review, kind: perAction, action: review, points: 0}]}\nredemption: {pointValue: '0.10'}\nexpiry: {kind: afterActivity, months: 18"
                        + expiry + "}\n",
                "2026-01-15");
    }

    @Test
    void all_points_end_so_many_months_after_the_last_activity() {
        Life life = active("");
        assertThat(life.on("2027-07-15T23:59").spendable()).isEqualTo(50);
        assertThat(life.on("2027-07-16T00:00").spendable()).isZero();
        Life busy = active("");
        busy.on("2027-07-10").spends("10.00");
        assertThat(busy.on("2029-01-10T23:59").spendable()).isEqualTo(60);
        assertThat(busy.on("2029-01-11T00:00").spendable()).isZero();
    }

    @Test
    void an_action_that_earned_nothing_and_a_redemption_are_activity_and_an_adjustment_is_not() {
        Life life = active("");
        life.on("2026-06-01").does("review", null);
        assertThat(life.account().activeUntil()).isEqualTo(Life.noon(life.programs(), "2027-12-02T00:00"));
        life.on("2026-07-01").accept(new dev.laurel.domain.decision.AdjustPoints(5, "gift", null, 0));
        assertThat(life.account().activeUntil()).isEqualTo(Life.noon(life.programs(), "2027-12-02T00:00"));
        life.on("2026-08-01").pays(10);
        assertThat(life.account().activeUntil()).isEqualTo(Life.noon(life.programs(), "2028-02-02T00:00"));
    }

    @Test
    void only_what_the_program_names_is_activity_and_the_date_never_moves_back() {
        Life life = active(", activity: [purchase], roundTo: monthEnd");
        assertThat(life.account().activeUntil()).isEqualTo(Life.noon(life.programs(), "2027-08-01T00:00"));
        life.on("2026-06-01").does("review", null);
        assertThat(life.account().activeUntil()).isEqualTo(Life.noon(life.programs(), "2027-08-01T00:00"));
        life.buys("{occurredAt: '2026-04-10T12:00:00Z', lines: [{sku: a, quantity: 1, amount: '1.00'}]}");
        life.buys("{occurredAt: '2026-04-05T12:00:00Z', lines: [{sku: a, quantity: 1, amount: '1.00'}]}");
        assertThat(life.account().activeUntil()).isEqualTo(Life.noon(life.programs(), "2027-11-01T00:00"));
    }

    @Test
    void a_cancelled_redemption_returns_to_the_date_that_the_rest_has() {
        Life life = active("");
        String payment = life.pays(50);
        life.on("2026-01-18").spends("10.00");
        life.accept(Life.cancellation(payment));
        assertThat(life.account().buckets()).hasSize(1);
        assertThat(life.spendable()).isEqualTo(60);
    }

    @Test
    void what_comes_back_after_a_spell_of_inactivity_is_lost_even_if_the_member_is_active_again() {
        Life life = Life.under(
                "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\nrewards: [{id: tea, kind: freeShipping, cost: 50}]\nexpiry: {kind: afterActivity, months: 1}\n",
                "2026-01-15");
        PointsEarned order = life.buys(things("80.00"));
        String tea = life.takes("tea");
        life.on("2026-03-01").spends("5.00");
        assertThat(life.spendable()).isEqualTo(5);
        life.accept(Life.cancellation(tea));
        assertThat(life.spendable()).isEqualTo(5);
        life.refunds(order, "{amount: '30.00'}");
        assertThat(life.spendable()).as("30 of it had ended unused").isEqualTo(5);
    }

    @Test
    @DisplayName("law 7: points that end by inactivity are spent by the date that they have now")
    void points_are_spent_by_when_they_really_end() {
        Life life = active("");
        life.accept(
                new dev.laurel.domain.decision.AdjustPoints(20, "gift", java.time.LocalDate.parse("2028-12-31"), 0));
        life.pays(50);
        assertThat(life.account().buckets().getFirst().expires())
                .as("the gift ends later than the rest")
                .hasToString("2029-01-01T05:00:00Z");
    }

    @Test
    void points_earned_in_an_exempt_tier_do_not_end_with_activity() {
        Life life = Life.under(
                BASE + "expiry: {kind: afterActivity, months: 1, exemptTiers: [gold]}\ntiers: {kept: endOfNextYear, "
                        + LADDER + "}\n",
                "2026-01-15");
        life.spends("1000.00");
        life.spends("7.00");
        assertThat(life.on("2026-06-01").spendable()).isEqualTo(7);
    }

    private static Programs two(String first, String second, String from) {
        Instant at = Instant.parse(from + "T12:00:00Z");
        return new Programs(List.of(
                new Programs.Version(1, Instant.EPOCH, Life.program(BASE + first)),
                new Programs.Version(2, at, Life.program(BASE + second))));
    }

    @Test
    void what_waits_for_a_step_that_something_else_keeps_by_then_ends() {
        Life rolling = life("window: {months: 12}, kept: {months: 12}, upgradeAfterDays: 40");
        rolling.on("2026-03-20").spends("400.00");
        rolling.on("2026-04-05").spends("1.00");
        assertThat(rolling.on("2026-08-01").tier()).isEqualTo("silver");
        assertThat(rolling.account().standing().rising()).isEmpty();
        Life never = life("downgrade: never, upgradeAfterDays: 60");
        never.on("2026-12-01").spends("400.00");
        never.on("2027-01-05").spends("400.00");
        assertThat(never.on("2027-06-01").tier()).isEqualTo("silver");
        assertThat(never.account().standing().rising()).isEmpty();
    }

    @Test
    void what_waits_for_a_step_that_a_later_ladder_has_otherwise_ends() {
        String waiting = "tiers: {upgradeAfterDays: 60, ladder: [{id: a, from: 0}, {id: b, from: 100}]}";
        for (String later : new String[] {
            "tiers: {window: lifetime, ladder: [{id: a, from: 0}, {id: b, from: 100}]}",
            "tiers: {upgradeAfterDays: 60, ladder: [{id: a, from: 0}, {id: b, byInvitation: true}]}"
        }) {
            Life life = Life.under(two(waiting, later, "2026-04-01"), "2026-03-02");
            life.spends("200.00");
            assertThat(life.on("2026-08-01").account().standing().rising()).isEmpty();
        }
    }

    @Test
    void a_first_order_shows_at_once_also_where_the_step_was_reached_before() {
        Life life = Life.under(
                "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: act, kind: perAction, action: act, points: 150}]}\n"
                        + "tiers: {credits: points, kept: {months: 12}, upgradeAfterDays: 30, firstOrderAtOnce: true, ladder: [{id: a, from: 0}, {id: b, from: 100}]}",
                "2026-03-02");
        life.does("act", null);
        assertThat(life.tier()).isEqualTo("a");
        life.spends("10.00");
        assertThat(life.tier()).isEqualTo("b");
    }

    @Test
    @DisplayName("law 19: ladders never cut a hold short")
    void a_hold_of_a_year_is_not_judged_by_a_month() {
        String yearly = "tiers: {ladder: [{id: a, from: 0}, {id: b, from: 350}]}";
        String monthly = "tiers: {window: month, ladder: [{id: a, from: 0}, {id: b, from: 350}]}";
        Life life = Life.under(two(yearly, monthly, "2026-02-20"), "2026-01-10");
        life.spends("200.00");
        life.on("2026-02-10").spends("200.00");
        assertThat(life.on("2026-02-21").tier()).isEqualTo("b");
        assertThat(life.on("2026-12-31T23:59").tier()).isEqualTo("b");
    }

    @Test
    void holds_do_not_pile_up() {
        Life life = life("window: month, kept: {months: 120}");
        for (int month = 3; month <= 12; month++)
            life.on("2026-%02d-10".formatted(month)).spends("1000.00");
        assertThat(life.account().standing().holds()).hasSize(6);
    }

    @Test
    void a_month_that_has_passed_still_shows_what_it_reached_when_the_wait_is_over() {
        Life life = life("window: month, kept: {months: 12}, upgradeAfterDays: 60");
        life.spends("400.00");
        assertThat(life.on("2026-05-01T23:59").tier()).isEqualTo("bronze");
        assertThat(life.on("2026-05-02T00:00").tier()).isEqualTo("silver");
    }

    @Test
    void last_years_credits_reach_no_step_anew_while_this_years_wait_to_show() {
        Life life = life("kept: {months: 12}, upgradeAfterDays: 30");
        life.spends("1000.00");
        assertThat(life.on("2027-03-02T23:59").tier()).isEqualTo("gold");
        assertThat(life.on("2027-03-03T00:00").tier()).isEqualTo("bronze");
        life.on("2027-03-20").spends("400.00");
        assertThat(life.on("2027-04-19T23:59").tier()).isEqualTo("bronze");
        assertThat(life.on("2027-04-20T00:00").tier()).isEqualTo("silver");
        assertThat(life.on("2027-06-01").tier())
                .as("gold would need 1000 of this year")
                .isEqualTo("silver");
    }

    @Test
    void a_refund_leaves_a_hold_of_a_rolling_window_that_has_passed() {
        Life life = life("window: {months: 3}, kept: {months: 24}");
        PointsEarned order = life.buys(things("400.00"));
        life.on("2026-09-10").refunds(order, "{}");
        assertThat(life.tier()).isEqualTo("silver");
        Life sooner = life("window: {months: 3}, kept: {months: 24}");
        order = sooner.buys(things("400.00"));
        sooner.on("2026-03-31").refunds(order, "{}");
        assertThat(sooner.tier()).isEqualTo("bronze");
    }

    @Test
    void a_perk_is_used_so_many_times_a_calendar_year_in_its_tier() {
        Life life = Life.under(
                BASE
                        + "tiers: {kept: endOfNextYear, ladder: [{id: bronze, from: 0}, {id: gold, from: 300, perks: [{id: express, perYear: 2}, {id: shopper}, {id: lounge, perYear: 2}]}]}\n",
                "2026-03-02");
        assertThat(life.refused(new UsePerk("express", "u0"))).isEqualTo(new Refusal.UnknownPerk("express"));
        life.spends("300.00");
        assertThat(perkLeft(life, "u1")).isEqualTo(1);
        assertThat(perkLeft(life, "u2")).isZero();
        assertThat(life.refused(new UsePerk("express", "u3"))).isEqualTo(new Refusal.PerkUsedUp("express"));
        life.accept(new UsePerk("shopper", "u4"));
        life.accept(new UsePerk("lounge", "u4"));
        life.on("2026-12-31T23:59");
        assertThat(life.refused(new UsePerk("express", "u5"))).isEqualTo(new Refusal.PerkUsedUp("express"));
        assertThat(perkLeft(life.on("2027-01-01T00:00"), "u6")).isEqualTo(1);
    }

    private static long perkLeft(Life life, String reference) {
        return life.accept(new UsePerk("express", reference)).stream()
                .filter(PerkUsed.class::isInstance)
                .map(PerkUsed.class::cast)
                .findFirst()
                .orElseThrow()
                .left();
    }

    @Test
    void a_second_spell_of_inactivity_ends_what_was_earned_after_the_first() {
        Life life = active("");
        assertThat(life.on("2027-07-16").spendable()).isZero();
        life.spends("10.00");
        assertThat(life.on("2029-01-16T23:59").spendable()).isEqualTo(10);
        assertThat(life.on("2029-01-17T00:00").spendable()).isZero();
    }

    private static Life renamed(String first, String second) {
        return Life.under(
                new Programs(List.of(
                        new Programs.Version(1, Instant.EPOCH, Life.program(first)),
                        new Programs.Version(2, Instant.parse("2026-06-01T04:00:00Z"), Life.program(second)))),
                "2026-03-02");
    }

    @Test
    void a_step_under_another_name_brings_its_reward_no_second_time_in_the_window() {
        Life life = renamed(
                REWARDED,
                REWARDED.replace("id: gold", "id: diamond")
                        .replace("tiers: {", "tiers: {replacedBy: {gold: diamond}, "));
        life.spends("300.00");
        assertThat(open(life)).hasSize(1);
        assertThat(life.on("2026-06-02").tier()).isEqualTo("diamond");
        assertThat(open(life)).hasSize(1);
        life.on("2027-02-01").spends("300.00");
        assertThat(open(life)).hasSize(2);
    }

    @Test
    void a_step_under_another_name_takes_its_reward_back_like_before() {
        Life life = renamed(
                REWARDED,
                REWARDED.replace("id: gold", "id: diamond")
                        .replace("tiers: {", "tiers: {replacedBy: {gold: diamond}, "));
        PointsEarned order = life.buys("{lines: [{sku: thing, quantity: 1, amount: '300.00'}]}");
        assertThat(open(life)).hasSize(1);
        life.on("2026-06-02").refunds(order, "{}");
        assertThat(open(life)).isEmpty();
    }

    @Test
    void a_step_that_waits_to_show_waits_on_under_another_name() {
        String tiers = "tiers: {kept: endOfNextYear, upgradeAfterDays: 30, ";
        Life life = renamed(
                BASE + tiers + LADDER + "}",
                BASE + tiers + "replacedBy: {gold: diamond}, " + LADDER.replace("gold", "diamond") + "}");
        life.on("2026-05-20").spends("1000.00");
        assertThat(life.on("2026-06-19T23:59").tier()).isEqualTo("bronze");
        assertThat(life.on("2026-06-20T00:00").tier()).isEqualTo("diamond");
    }

    private static final String CONE = BASE
            + "rewards: [{id: cone, kind: freeProduct, cost: 50}]\n"
            + "tiers: {window: %s, kept: %s, ladder: [{id: a, from: 0}, {id: b, from: 100, onReach: cone}]}";

    @ParameterizedTest(name = "{0}: bought on {1}, refunded on {2}")
    @CsvSource({"month, 2026-01-31, 2026-02-01", "calendarYear, 2026-12-31, 2027-01-02"})
    void a_reward_for_a_step_goes_with_the_order_that_led_to_it_also_after_the_window(
            String window, String bought, String refunded) {
        Life life = Life.under(CONE.formatted(window, "endOfPeriod"), "2026-01-02");
        var order = life.on(bought).buys(things("100.00"));
        assertThat(open(life)).hasSize(1);
        life.on(refunded).refunds(order, "{}");
        assertThat(open(life)).isEmpty();
    }

    @Test
    void of_two_windows_that_were_rewarded_each_loses_its_own_reward() {
        Life life = Life.under(CONE.formatted("month", "{months: 3}"), "2026-01-02");
        var january = life.on("2026-01-31").buys(things("100.00"));
        var february = life.on("2026-02-02").buys(things("100.00"));
        assertThat(open(life)).hasSize(2);
        life.refunds(january, "{}");
        assertThat(open(life))
                .singleElement()
                .satisfies(r -> assertThat(r.issuedBy())
                        .isEqualTo(new Issuer.Step("b", LocalDate.parse("2026-02-01"), 1, 10_000)));
        life.refunds(february, "{}");
        assertThat(open(life)).isEmpty();
    }

    @Test
    void a_reward_for_a_step_goes_also_when_the_ladder_no_longer_rewards_it() {
        String with = CONE.formatted("calendarYear", "endOfNextYear").substring(BASE.length());
        Life life = Life.under(two(with, with.replace(", onReach: cone", ""), "2026-02-01"), "2026-01-02");
        var order = life.buys(things("300.00"));
        assertThat(open(life)).hasSize(1);
        life.on("2026-02-02").refunds(order, "{}");
        assertThat(open(life)).isEmpty();
    }

    @Test
    void of_many_holds_of_a_step_the_longest_stays() {
        String tiers = "tiers: {window: month, kept: {months: %d}, ladder: [{id: a, from: 0}, {id: b, from: 100}]}";
        Life life = Life.under(two(tiers.formatted(24), tiers.formatted(4), "2026-01-20"), "2026-01-02");
        life.spends("100.00");
        for (String day : List.of("2026-02-02", "2026-03-02", "2026-04-02"))
            life.on(day).spends("100.00");
        assertThat(life.on("2027-12-01").tier()).isEqualTo("b");
        assertThat(life.on("2028-02-01").tier()).isEqualTo("a");
    }

    @Test
    void points_that_are_no_activity_end_too_when_nothing_else_keeps_points_alive() {
        Life life = Life.born(
                "--05-17",
                BASE.replace(
                                "]}",
                                ", {id: gift, kind: birthday, points: 250}, {id: review, kind: perAction, action: review, points: 5}]}")
                        + "expiry: {kind: afterActivity, months: 18, activity: [purchase]}",
                "2020-01-02");
        life.spends("1.00");
        assertThat(life.on("2035-01-01").spendable()).isEqualTo(250);
        life.does("review", null);
        assertThat(life.on("2035-05-18").spendable()).isEqualTo(505);
        assertThat(life.on("2036-12-31").spendable()).isEqualTo(250);
    }

    @Test
    void points_on_their_way_do_not_end_with_inactivity_before_they_come() {
        Life life = Life.born(
                "--05-17",
                "earning: {pendingDays: 14, rules: [{id: gift, kind: birthday, points: 250}]}\nexpiry: {kind: afterActivity, months: 3}",
                "2026-02-20");
        assertThat(life.on("2026-06-02").spendable()).isEqualTo(250);
        assertThat(life.on("2026-09-02").spendable()).isZero();
    }

    private static final String SILVER = BASE + "tiers: {%s, ladder: [{id: bronze, from: 0}, {id: silver, from: 400}]}";

    @Test
    void a_changed_or_late_order_gives_no_step_back_that_its_window_had_reached_without_it() {
        Life life = Life.under(SILVER.formatted("kept: {months: 1}"), "2026-03-02");
        life.on("2026-12-10").spends("400.00");
        var order = life.on("2026-12-20").buys(things("50.00"));
        assertThat(life.on("2027-01-12").tier()).isEqualTo("bronze");
        life.changes(order, things("40.00"));
        assertThat(life.tier()).isEqualTo("bronze");
        life.accept(life.order("{occurredAt: '2026-12-30T12:00:00Z', lines: [{sku: a, quantity: 1, amount: '1.00'}]}"));
        assertThat(life.tier()).isEqualTo("bronze");
    }

    @Test
    void who_has_a_step_already_does_not_wait_for_it_again() {
        Life anew = Life.under(SILVER.formatted("kept: {months: 3}, upgradeAfterDays: 10"), "2026-03-02");
        anew.spends("400.00");
        assertThat(anew.on("2026-03-12").tier()).isEqualTo("bronze");
        assertThat(anew.on("2026-03-13").tier()).isEqualTo("silver");
        for (String day : List.of("2026-06-03", "2026-06-08", "2026-12-31")) {
            assertThat(anew.on(day).tier()).as(day).isEqualTo("silver");
        }
        Life next = Life.under(SILVER.formatted("kept: endOfNextYear, upgradeAfterDays: 30"), "2026-03-02");
        next.spends("400.00");
        next.on("2027-12-20").spends("400.00");
        assertThat(next.on("2028-01-10").tier()).isEqualTo("silver");
        assertThat(next.on("2028-12-31").tier()).isEqualTo("silver");
        assertThat(next.on("2029-01-01").tier()).isEqualTo("bronze");
    }

    @Test
    void one_step_down_is_for_one_more_period_also_where_the_lower_step_was_reached_in_between() {
        String ladder = BASE
                + "tiers: {window: month, kept: {months: 2}, downgrade: oneStep, ladder: [{id: bronze, from: 0}, {id: silver, from: 300}, {id: gold, from: 500}]}";
        Life life = Life.under(ladder, "2026-03-02");
        life.spends("500.00");
        life.on("2026-04-10").spends("300.00");
        assertThat(life.on("2026-05-02").tier()).isEqualTo("gold");
        assertThat(life.on("2026-05-03").tier()).isEqualTo("silver");
        assertThat(life.on("2026-07-03").tier()).isEqualTo("silver");
        assertThat(life.on("2026-07-04").tier()).isEqualTo("bronze");
    }

    @Test
    void one_step_down_is_for_one_more_period_also_where_what_reached_the_lower_step_is_given_back() {
        String ladder = BASE
                + "tiers: {window: {months: 2}, kept: {months: 2}, downgrade: oneStep, ladder: [{id: bronze, from: 0}, {id: silver, from: 300}, {id: gold, from: 500}]}";
        Life life = Life.under(ladder, "2026-03-02");
        life.spends("500.00");
        var april = life.on("2026-04-10").buys(things("300.00"));
        assertThat(life.on("2026-05-03").tier()).isEqualTo("silver");
        life.refunds(april, "{}");
        assertThat(life.tier()).isEqualTo("silver");
        assertThat(life.on("2026-07-03").tier()).isEqualTo("silver");
        assertThat(life.on("2026-07-04").tier()).isEqualTo("bronze");
    }

    @Test
    void what_is_kept_for_good_rests_on_each_window_that_reached_it() {
        String ladder = BASE
                + "tiers: {window: month, downgrade: never, ladder: [{id: bronze, from: 0}, {id: silver, from: 100}]}";
        Life life = Life.under(ladder, "2026-03-02");
        var april = life.on("2026-04-10").buys(things("100.00"));
        life.accept(
                life.order("{occurredAt: '2026-03-21T12:00:00Z', lines: [{sku: a, quantity: 1, amount: '100.00'}]}"));
        life.refunds(april, "{}");
        assertThat(life.tier()).isEqualTo("silver");
    }

    @Test
    void a_later_window_that_waits_need_not_wait_once_the_step_is_there() {
        String month = BASE
                + "tiers: {window: month, kept: endOfNextYear, upgradeAfterDays: 20, ladder: [{id: bronze, from: 0}, {id: silver, from: 100}]}";
        Life life = Life.under(month, "2026-03-02");
        var march = life.on("2026-03-20").buys(things("100.00"));
        life.on("2026-04-05").spends("100.00");
        assertThat(life.on("2026-04-09").tier()).isEqualTo("bronze");
        assertThat(life.on("2026-04-10").tier()).isEqualTo("silver");
        life.refunds(march, "{}");
        assertThat(life.tier()).isEqualTo("silver");
        assertThat(life.account().standing().rising()).isEmpty();
    }
}
