package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.domain.decision.AdjustPoints;
import dev.laurel.domain.decision.EarnForAction;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.fact.Applied.Counted;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.NotRecouped;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Fact.PointsReversed;
import dev.laurel.domain.fact.Performed;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws 9, 11 to 14 and 16 for what is done beside buying, and for what is undone by its entry. */
class ActionLawsTest {
    private static Life life(String rules, String more) {
        return Life.under("earning: {rules: [" + rules + "]}\n" + more, "2026-03-02");
    }

    private static long points(List<Fact> facts) {
        return facts.stream().mapToLong(Fact::points).sum();
    }

    @Test
    void an_action_earns_by_the_rules_that_know_it() {
        Life life = life(
                "{id: review, kind: perAction, action: review, points: 50}, {id: profile, kind: perAction, action: profile, points: 30}, {id: base, kind: perAmount, points: 1, per: '1.00'}, {id: visit, kind: perOrder, points: 5}",
                "");
        assertThat(Life.byRule(life.does("review", null))).isEqualTo(Map.of("review", 50L));
        assertThat(life.refused(Life.done("dance", null, null))).isEqualTo(new Refusal.UnknownAction("dance"));
        assertThat(life.spends("10.00")).as("orders wake no action's rule").isEqualTo(15);
    }

    @Test
    void joining_performs_the_action_join() {
        Life life = life("{id: welcome, kind: perAction, action: join, points: 50}", "");
        assertThat(life.spendable()).isEqualTo(50);
        assertThat(life.facts().get(1)).isInstanceOf(PointsEarned.class);
    }

    @ParameterizedTest(name = "{0} km, {1}: {2}")
    @CsvSource({"5.2, floor, 10", "5.2, halfUp, 10", "5.25, halfUp, 11", "5.2, ceiling, 11", "5.9, fullUnits, 10"})
    void a_quantity_earns_by_the_unit_and_is_rounded_once(String quantity, String rounding, long points) {
        Life life = life(
                "{id: run, kind: perQuantity, action: run, points: 2, per: '1', unit: km, rounding: " + rounding + "}",
                "");
        assertThat(life.does("run", quantity).points()).isEqualTo(points);
        assertThat(life.refused(Life.done("run", null, null))).isEqualTo(new Refusal.QuantityNeeded());
    }

    @Test
    void a_daily_limit_holds_for_actions() {
        Life life = life("{id: train, kind: perAction, action: train, points: 10, limit: {times: 1, per: day}}", "");
        assertThat(life.does("train", null).points()).isEqualTo(10);
        PointsEarned second = life.does("train", null);
        assertThat(second.points()).isZero();
        assertThat(second.earning().applied().getFirst().limitedBy()).isEqualTo("times per day");
        assertThat(life.on("2026-03-03").does("train", null).points()).isEqualTo(10);
    }

    @Test
    void a_limit_per_reference_counts_by_subject_and_apart_from_the_account() {
        Life life = life(
                "{id: review, kind: perAction, action: review, points: 50, limit: {times: 1, per: reference}}", "");
        PointsEarned first = life.acts(Life.done("review", "camera", null));
        Counted used = first.earning().used().getFirst().counted();
        assertThat(used).isEqualTo(new Counted(null, "camera", 1, 50, 0));
        assertThat(life.account().counters()).isEmpty();
        Performed again = new Performed("review", "second", "camera", null);
        var repeated = new EarnForAction(again, null, Map.of("review", used), false, false);
        assertThat(life.acts(repeated).points()).isZero();
        assertThat(life.acts(Life.done("review", "lens", null)).points()).isEqualTo(50);
    }

    @Test
    void a_factor_acts_on_an_actions_rule_only_where_it_names_it() {
        Life life = life(
                "{id: run, kind: perAction, action: run, points: 10}, {id: all, kind: multiplier, factor: '3'}, {id: runs, kind: multiplier, factor: '2', of: [run]}",
                "tiers: {ladder: [{id: top, from: 0, factor: '5'}]}");
        assertThat(Life.byRule(life.does("run", null))).isEqualTo(Map.of("run", 10L, "runs", 10L));
    }

    @Test
    void an_action_of_the_past_earns_by_the_days_of_its_rule_and_is_refused_when_too_old() {
        Life life = life(
                "{id: spring, kind: perAction, action: run, points: 10, during: {from: 2026-03-01, until: 2026-03-31}}",
                "");
        life.on("2026-04-10");
        Performed run = new Performed("run", null, null, null);
        var march = new EarnForAction(run, Life.noon(life.programs(), "2026-03-20"), Map.of(), false, false);
        assertThat(life.acts(march).points()).isEqualTo(10);
        assertThat(life.does("run", null).points()).isZero();
        var old = new EarnForAction(run, Life.noon(life.programs(), "2026-02-01"), Map.of(), false, false);
        assertThat(life.refused(old)).isInstanceOf(Refusal.TooLongAgo.class);
    }

    @Test
    void members_report_only_what_the_program_lets_them() {
        Life life = life(
                "{id: run, kind: perAction, action: run, points: 10, selfReported: true}, {id: sale, kind: perAction, action: sell, points: 10}",
                "");
        var self = new EarnForAction(new Performed("run", null, null, null), null, Map.of(), true, false);
        assertThat(life.acts(self).points()).isEqualTo(10);
        var sell = new EarnForAction(new Performed("sell", null, null, null), null, Map.of(), true, false);
        assertThat(life.refused(sell)).isEqualTo(new Refusal.NotSelfReported("sell"));
    }

    @Test
    void points_of_an_action_wait_expire_and_are_capped_like_an_orders() {
        Life life = Life.under("""
                earning: {pendingDays: 14, balanceCap: 60, rules: [{id: review, kind: perAction, action: review, points: 50}]}
                expiry: {kind: afterEarning, months: 1, roundTo: monthEnd}
                """, "2026-03-02");
        life.does("review", null);
        assertThat(life.does("review", null).points()).isEqualTo(10);
        assertThat(life.pending()).isEqualTo(60);
        assertThat(life.on("2026-04-30").spendable()).isEqualTo(60);
        assertThat(life.on("2026-05-01").spendable()).isZero();
    }

    @Test
    void an_action_is_reversed_as_a_whole_with_what_it_used_of_limits() {
        Life life = life(
                "{id: train, kind: perAction, action: train, points: 10, limit: {times: 1, per: day}}",
                "tiers: {credits: points, ladder: [{id: a, from: 0}, {id: b, from: 10}]}");
        List<Fact> trained = life.accept(Life.done("train", null, null));
        assertThat(life.tier()).isEqualTo("b");
        assertThat(points(life.reverses(trained))).isEqualTo(-10);
        assertThat(life.tier()).isEqualTo("a");
        assertThat(life.account().lifetime()).isZero();
        assertThat(life.does("train", null).points()).isEqualTo(10);
    }

    @Test
    void a_reversal_of_points_that_were_spent_is_not_recouped_or_owed() {
        for (boolean owes : new boolean[] {false, true}) {
            Life life = life(
                    "{id: train, kind: perAction, action: train, points: 10}",
                    "redemption: {pointValue: '0.10'}\nrefunds: {shortfall: " + (owes ? "deficit" : "clamp") + "}");
            List<Fact> trained = life.accept(Life.done("train", null, null));
            life.pays(10);
            List<Fact> facts = life.reverses(trained);
            assertThat(points(facts)).isEqualTo(owes ? -10 : 0);
            assertThat(facts.stream().filter(NotRecouped.class::isInstance).count())
                    .isEqualTo(owes ? 0 : 1);
        }
    }

    @Test
    void an_adjustment_that_gave_is_reversed_out_of_its_own_bucket() {
        Life life = life(
                "{id: base, kind: perAmount, points: 1, per: '1.00'}",
                "expiry: {kind: afterEarning, months: 12}\ntiers: {ladder: [{id: a, from: 0}, {id: b, from: 10}]}");
        List<Fact> given = life.accept(new AdjustPoints(30, "gift", LocalDate.parse("2026-12-31"), 1000));
        assertThat(life.tier()).isEqualTo("b");
        life.spends("5.00");
        life.reverses(given);
        assertThat(life.spendable()).isEqualTo(5);
        assertThat(life.tier()).isEqualTo("a");
        assertThat(life.facts().stream().filter(PointsReversed.class::isInstance))
                .hasSize(1);
    }

    @Test
    void an_adjustment_that_took_gives_back_to_the_expiries_that_it_took_from() {
        Life life = life(
                "{id: base, kind: perAmount, points: 1, per: '1.00'}",
                "expiry: {kind: afterEarning, months: 1}\ntiers: {ladder: [{id: a, from: 0}, {id: b, from: 50}]}");
        life.spends("60.00");
        List<Fact> taken = life.accept(new AdjustPoints(-20, "mistake", null, -2000));
        assertThat(life.tier()).isEqualTo("a");
        List<Fact> back = life.reverses(taken);
        assertThat(life.spendable()).isEqualTo(60);
        assertThat(life.account().buckets()).hasSize(1);
        assertThat(life.tier()).isEqualTo("b");
        assertThat(life.refused(life.reversal(back))).isInstanceOf(Refusal.NotReversible.class);
    }

    @Test
    void credits_reversed_in_another_year_go_back_to_the_year_that_they_were_given_in() {
        Life life = life("", "tiers: {kept: endOfNextYear, ladder: [{id: a, from: 0}, {id: b, from: 50}]}");
        List<Fact> given = life.on("2026-12-30").accept(new AdjustPoints(0, "gift", null, 5000));
        assertThat(life.tier()).isEqualTo("b");
        life.on("2027-01-05").reverses(given);
        assertThat(life.tier()).isEqualTo("a");
        assertThat(life.account().credits())
                .allSatisfy((_, credits) -> assertThat(credits).isZero());
    }

    @Test
    void orders_and_joins_are_not_reversed() {
        Life life = life(
                "{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: welcome, kind: perAction, action: join, points: 50}",
                "");
        List<Fact> joined = life.facts();
        List<Fact> order = life.accept(life.order("{lines: [{sku: a, quantity: 1, amount: '1.00'}]}"));
        assertThat(life.refused(life.reversal(order))).isInstanceOf(Refusal.NotReversible.class);
        assertThat(life.refused(life.reversal(joined))).isInstanceOf(Refusal.NotReversible.class);
    }

    @Test
    void a_ladder_by_points_counts_what_rules_give_as_credits() {
        Life life = life(
                "{id: base, kind: perAmount, points: 10, per: '1.00'}, {id: quiet, kind: perOrder, points: 7, gives: points}, {id: status, kind: perAction, action: fly, points: 500, gives: credits}, {id: twice, kind: multiplier, factor: '2'}",
                "tiers: {credits: points, ladder: [{id: a, from: 0, factor: '1.5'}, {id: b, from: 700}]}");
        PointsEarned order = life.buys("{lines: [{sku: a, quantity: 1, amount: '10.00'}]}");
        assertThat(Life.byRule(order)).isEqualTo(Map.of("base", 100L, "quiet", 7L, "tier:a", 50L, "twice", 100L));
        assertThat(order.earning().credits())
                .as("base and the campaign, not the tier's factor")
                .isEqualTo(200);
        PointsEarned flight = life.does("fly", null);
        assertThat(flight.points()).isZero();
        assertThat(flight.earning().credits()).isEqualTo(500);
        assertThat(life.tier()).isEqualTo("b");
        life.refunds(order, "{amount: '5.00'}");
        assertThat(life.tier()).isEqualTo("a");
        assertThat(life.account().lifetimeCredits()).isEqualTo(600);
    }

    @Test
    void the_cap_takes_nothing_of_credits() {
        Life life = Life.under("""
                earning: {balanceCap: 50, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                tiers: {credits: points, ladder: [{id: a, from: 0}, {id: b, from: 100}]}
                """, "2026-03-02");
        assertThat(life.spends("100.00")).isEqualTo(50);
        assertThat(life.tier()).isEqualTo("b");
    }

    @Test
    void a_ladder_by_visits_counts_orders_of_a_size_and_so_many_a_day() {
        Life life = life(
                "{id: base, kind: perAmount, points: 1, per: '1.00'}",
                "tiers: {credits: visits, visit: {minimum: '6.00', perDay: 1}, ladder: [{id: a, from: 0}, {id: b, from: 2}]}");
        life.spends("5.99");
        assertThat(life.account().lifetimeCredits()).isZero();
        PointsEarned first = life.buys("{lines: [{sku: a, quantity: 1, amount: '6.00'}]}");
        life.spends("6.00");
        assertThat(life.account().lifetimeCredits()).isEqualTo(1);
        life.on("2026-03-03").spends("9.00");
        assertThat(life.tier()).isEqualTo("b");
        life.refunds(first, "{amount: '5.99'}");
        assertThat(life.tier()).isEqualTo("b");
        life.refunds(first, "{}");
        assertThat(life.tier()).isEqualTo("a");
    }

    @Test
    void a_visit_that_went_back_leaves_its_day_to_another() {
        Life life =
                life("", "tiers: {credits: visits, visit: {perDay: 1}, ladder: [{id: a, from: 0}, {id: b, from: 1}]}");
        PointsEarned order = life.buys("{lines: [{sku: a, quantity: 1, amount: '6.00'}]}");
        life.refunds(order, "{}");
        assertThat(life.tier()).isEqualTo("a");
        life.spends("6.00");
        assertThat(life.tier()).isEqualTo("b");
    }

    @Test
    void a_limit_per_reference_needs_a_reference() {
        Life life = life(
                "{id: review, kind: perAction, action: review, points: 50, limit: {times: 1, per: reference}}", "");
        assertThat(life.refused(Life.done("review", null, null))).isEqualTo(new Refusal.ReferenceNeeded());
    }

    @Test
    void an_action_that_used_nothing_of_its_limit_leaves_no_trace_of_it() {
        Life life = life("{id: train, kind: perAction, action: train, points: 10, limit: {times: 1, per: day}}", "");
        life.does("train", null);
        assertThat(life.does("train", null).earning().used()).isEmpty();
    }

    @ParameterizedTest(name = "gives {0}")
    @ValueSource(strings = {"both", "credits"})
    void limits_count_credits_that_the_cap_leaves_without_points(String gives) {
        Life life = Life.under("""
                earning: {balanceCap: 100, rules: [
                  {id: status, kind: perAction, action: run, points: 10, gives: %s, limit: {times: 1, per: day}}]}
                tiers: {credits: points, ladder: [{id: a, from: 0}, {id: b, from: 1000}]}
                """.formatted(gives), "2026-01-02");
        life.accept(new AdjustPoints(100, "gift", null, 0));
        assertThat(life.does("run", null).earning().credits()).isEqualTo(10);
        assertThat(life.does("run", null).earning().credits()).isZero();
    }

    @Test
    void an_action_that_earned_nothing_is_undone_all_the_same() {
        Life life = life("{id: train, kind: perAction, action: train, points: 10, limit: {times: 1, per: day}}", "");
        life.does("train", null);
        var nothing = life.accept(Life.done("train", null, null));
        assertThat(life.reverses(nothing)).singleElement().isInstanceOf(PointsReversed.class);
        assertThat(life.spendable()).isEqualTo(10);
    }
}
