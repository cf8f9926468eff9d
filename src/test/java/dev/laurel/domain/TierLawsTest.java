package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.domain.decision.AdjustPoints;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.program.Programs;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a member stands: law 18 for credits by spend, and the peers' tiers. */
class TierLawsTest {
    private static Life life(String tiers) {
        return Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                tiers: {%s, ladder: [{id: bronze, from: 0}, {id: silver, from: 400, factor: '1.5'}, {id: gold, from: 1000, factor: '2'}, {id: client, from: 5000, byInvitation: true}]}
                """.formatted(tiers), "2026-03-02");
    }

    @ParameterizedTest(name = "ERPNext: {0} spent, then {1}: {2}")
    @CsvSource({
        "0, 6000, bronze",
        "0, 15000, silver",
        "0, 25000, gold",
        "4000, 500, bronze",
        "8000, 3000, silver",
        "18000, 3000, gold",
        "22000, 5000, gold"
    })
    void the_tier_is_what_the_spend_after_the_order_reaches(String before, String order, String tier) {
        Life life = Life.under("""
                earning: {rules: []}
                tiers: {window: lifetime, ladder: [{id: bronze, from: 0}, {id: silver, from: 10000}, {id: gold, from: 20000}]}
                """, "2026-03-02");
        life.spends(before + ".00");
        life.spends(order + ".00");
        assertThat(life.tier()).isEqualTo(tier);
    }

    @Test
    void an_order_earns_at_the_tier_held_before_it() {
        Life life = life("kept: endOfPeriod");
        assertThat(life.spends("1776.38")).isEqualTo(1776);
        assertThat(life.tier()).isEqualTo("gold");
        assertThat(life.spends("10.00")).isEqualTo(20);
    }

    @Test
    void a_step_reached_at_the_exact_amount_is_reached() {
        Life life = life("kept: endOfPeriod");
        life.spends("399.99");
        assertThat(life.tier()).isEqualTo("bronze");
        life.spends("0.01");
        assertThat(life.tier()).isEqualTo("silver");
    }

    @Test
    void spending_points_never_lowers_the_credits() {
        Life life = Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                redemption: {pointValue: '0.01'}
                tiers: {ladder: [{id: bronze, from: 0}, {id: silver, from: 400}]}
                """, "2026-03-02");
        life.spends("400.00");
        life.pays(400);
        assertThat(life.tier()).isEqualTo("silver");
    }

    @Test
    void kept_to_the_end_of_the_period_it_falls_to_what_was_earned_at_the_next_one() {
        Life life = life("kept: endOfPeriod");
        life.spends("400.00");
        assertThat(life.on("2026-12-31T23:59").tier()).isEqualTo("silver");
        assertThat(life.on("2027-01-01T00:00").tier()).isEqualTo("bronze");
    }

    @Test
    void kept_to_the_end_of_the_next_year_it_holds_until_its_31_december() {
        Life life = life("kept: endOfNextYear");
        life.spends("1000.00");
        assertThat(life.on("2027-12-31T23:59").tier()).isEqualTo("gold");
        assertThat(life.on("2028-01-01T00:00").tier()).isEqualTo("bronze");
    }

    @Test
    void a_lower_step_has_its_own_hold_below_a_higher_tier() {
        Life life = life("kept: endOfNextYear");
        life.spends("1000.00");
        life.on("2027-06-01").spends("400.00");
        assertThat(life.on("2028-01-01T00:00").tier()).isEqualTo("silver");
        assertThat(life.on("2029-01-01T00:00").tier()).isEqualTo("bronze");
    }

    @Test
    void kept_for_months_it_counts_as_reached_anew_while_the_windows_credits_reach_it() {
        Life life = life("kept: {months: 3}");
        life.spends("400.00");
        assertThat(life.on("2026-06-03T00:00").tier()).isEqualTo("silver");
        assertThat(life.on("2026-12-31T12:00").tier()).isEqualTo("silver");
        // Held to 2 June, reached anew on 3 June, 4 September and 5 December: that hold ends with 5 March.
        assertThat(life.on("2027-03-05T23:59").tier()).isEqualTo("silver");
        assertThat(life.on("2027-03-06T00:00").tier()).isEqualTo("bronze");
    }

    @Test
    void going_down_one_step_keeps_that_step_for_one_more_period() {
        Life life = life("kept: endOfPeriod, downgrade: oneStep");
        life.spends("1000.00");
        assertThat(life.on("2027-01-01T00:00").tier()).isEqualTo("silver");
        assertThat(life.on("2027-12-31T23:59").tier()).isEqualTo("silver");
        assertThat(life.on("2028-01-01T00:00").tier()).isEqualTo("bronze");
        assertThat(life.account().standing().holds())
                .as("nobody falls below the first step")
                .isEmpty();
    }

    @Test
    void never_going_down_keeps_the_highest_for_good() {
        Life life = life("kept: endOfPeriod, downgrade: never");
        life.spends("1000.00");
        assertThat(life.on("2040-01-01").tier()).isEqualTo("gold");
    }

    @Test
    void grace_days_lengthen_a_hold() {
        Life life = life("kept: endOfPeriod, graceDays: 31");
        life.spends("400.00");
        assertThat(life.on("2027-01-31T23:59").tier()).isEqualTo("silver");
        assertThat(life.on("2027-02-01T00:00").tier()).isEqualTo("bronze");
    }

    @Test
    void an_invited_tier_holds_until_its_date_and_then_the_highest_of_the_others_counts() {
        Life life = life("kept: endOfPeriod");
        life.spends("400.00");
        life.accept(Life.invitation("client", "2026-08-31"));
        assertThat(life.on("2026-08-31T23:59").tier()).isEqualTo("client");
        assertThat(life.on("2026-09-01T00:00").tier()).isEqualTo("silver");
        assertThat(life.refused(Life.invitation("gold", null))).isEqualTo(new Refusal.NotByInvitation("gold"));
        assertThat(life.refused(Life.invitation("none", null))).isEqualTo(new Refusal.UnknownTier("none"));
    }

    @Test
    void an_invitation_without_an_end_is_for_good() {
        Life life = life("kept: endOfPeriod");
        life.accept(Life.invitation("client", null));
        assertThat(life.on("2040-01-01").tier()).isEqualTo("client");
    }

    @Test
    void an_order_of_last_year_counts_in_last_years_window() {
        Life life = life("kept: endOfNextYear");
        life.on("2027-01-05");
        life.accept(
                life.order("{occurredAt: '2026-12-28T15:00:00Z', lines: [{sku: a, quantity: 1, amount: '400.00'}]}"));
        assertThat(life.tier()).isEqualTo("silver");
        assertThat(life.on("2027-12-31T23:59").tier()).isEqualTo("silver");
        assertThat(life.on("2028-01-01T00:00").tier()).isEqualTo("bronze");
    }

    private static Life twoLadders(String first, String second) {
        return Life.under(
                new Programs(List.of(
                        new Programs.Version(
                                1, Instant.EPOCH, Life.program("{earning: {rules: []}, tiers: {" + first + "}}")),
                        new Programs.Version(
                                2,
                                Instant.parse("2026-06-01T04:00:00Z"),
                                Life.program("{earning: {rules: []}, tiers: {" + second + "}}")))),
                "2026-03-02");
    }

    @Test
    void a_new_ladder_never_cuts_a_hold_short() {
        Life life = twoLadders(
                "kept: endOfNextYear, ladder: [{id: all, from: 0}, {id: vib, from: 350}]",
                "kept: endOfNextYear, ladder: [{id: all, from: 0}, {id: vib, from: 500}]");
        life.spends("400.00");
        assertThat(life.on("2026-06-01T00:00").tier()).isEqualTo("vib");
        assertThat(life.on("2027-12-31T23:59").tier()).isEqualTo("vib");
        assertThat(life.on("2028-01-01T00:00").tier()).isEqualTo("all");
    }

    @Test
    void a_ladder_for_life_takes_over_from_a_yearly_one_that_goes_down_step_by_step() {
        Life life = twoLadders(
                "downgrade: oneStep, ladder: [{id: a, from: 0}, {id: b, from: 100}, {id: c, from: 500}, {id: d, from: 1000}]",
                "window: lifetime, downgrade: oneStep, ladder: [{id: a, from: 0}, {id: b, from: 1000}, {id: c, from: 5000}, {id: d, from: 10000}]");
        life.spends("1000.00");
        assertThat(life.on("2026-12-31T23:59").tier()).isEqualTo("d");
        assertThat(life.on("2027-01-01T00:00").tier()).isEqualTo("b");
    }

    @Test
    void nobody_falls_onto_a_step_that_only_an_invitation_leads_to() {
        Life life = Life.under("""
                earning: {rules: []}
                tiers: {downgrade: oneStep, ladder: [{id: a, from: 0}, {id: b, from: 100}, {id: inv, byInvitation: true}, {id: d, from: 1000}]}
                """, "2026-03-02");
        life.spends("1000.00");
        assertThat(life.on("2027-01-01T00:00").tier()).isEqualTo("b");
    }

    @Test
    void a_hold_for_good_is_one_however_many_years_reach_its_step() {
        Life life = life("kept: endOfPeriod, downgrade: never");
        for (int year = 2026; year < 2036; year++) life.on(year + "-05-01").spends("400.00");
        assertThat(life.account().standing().holds()).hasSize(1);
    }

    @Test
    void never_going_down_holds_in_a_ladder_for_life_too_whatever_the_next_version_asks() {
        Life life = twoLadders(
                "window: lifetime, downgrade: never, ladder: [{id: all, from: 0}, {id: gold, from: 1000}]",
                "window: lifetime, downgrade: never, ladder: [{id: all, from: 0}, {id: gold, from: 2000}]");
        life.spends("1500.00");
        assertThat(life.on("2030-01-01").tier()).isEqualTo("gold");
    }

    @Test
    void credits_given_by_hand_reach_a_step_and_credits_taken_end_it_with_its_hold() {
        Life life = life("kept: endOfNextYear");
        life.accept(new AdjustPoints(0, "match", null, 40_000));
        assertThat(life.tier()).isEqualTo("silver");
        life.accept(new AdjustPoints(0, "mistake", null, -1));
        assertThat(life.tier()).isEqualTo("bronze");
    }

    @Test
    void a_refund_ends_the_holds_of_its_own_window_and_those_of_older_ones_stay() {
        Life life = life("kept: endOfNextYear");
        life.spends("1000.00");
        var order = life.on("2027-06-01").buys("{lines: [{sku: a, quantity: 1, amount: '400.00'}]}");
        assertThat(life.account().standing().holds()).hasSize(3);
        life.refunds(order, "{}");
        assertThat(life.on("2027-12-31T23:59").tier()).isEqualTo("gold");
        assertThat(life.on("2028-01-01T00:00").tier()).isEqualTo("bronze");
    }

    @Test
    void each_step_is_held_from_its_own_day() {
        Life life = life("kept: {months: 3}");
        life.spends("400.00");
        life.on("2026-03-30").spends("600.00");
        // Gold is reached anew on 1 July and 2 October, silver on 3 June, 4 September and 5 December.
        assertThat(life.on("2027-01-02T23:59").tier()).isEqualTo("gold");
        assertThat(life.on("2027-01-03T00:00").tier()).isEqualTo("silver");
        assertThat(life.on("2027-03-06T00:00").tier()).isEqualTo("bronze");
    }

    @Test
    void going_down_one_step_is_for_what_time_ends_and_not_for_what_a_refund_ends() {
        Life life = life("kept: endOfPeriod, downgrade: oneStep");
        var order = life.buys("{lines: [{sku: a, quantity: 1, amount: '1000.00'}]}");
        assertThat(life.tier()).isEqualTo("gold");
        life.refunds(order, "{}");
        assertThat(life.tier()).isEqualTo("bronze");
    }

    @Test
    void a_step_of_an_invitation_without_a_number_of_credits_is_reached_by_invitation_only() {
        Life life = Life.under("""
                earning: {rules: []}
                tiers: {ladder: [{id: a, from: 0}, {id: inv, byInvitation: true}, {id: d, from: 1000}]}
                """, "2026-03-02");
        life.spends("999.99");
        assertThat(life.tier()).isEqualTo("a");
        var ladder = life.programs().at(life.now()).program().ladder();
        assertThat(ladder.next("a").map(s -> s.id()))
                .as("what credits lead to next")
                .contains("d");
        assertThat(ladder.next("d")).isEmpty();
        life.accept(Life.invitation("inv", "2026-05-31"));
        assertThat(life.tier()).isEqualTo("inv");
        assertThat(ladder.next("inv").map(s -> s.id())).contains("d");
        life.spends("0.01");
        assertThat(life.tier()).isEqualTo("d");
    }

    @Test
    void what_is_bought_in_january_does_not_count_for_the_year_before() {
        Life life = life("kept: endOfNextYear");
        life.on("2026-12-20").spends("200.00");
        life.on("2027-01-10").spends("150.00");
        life.buys("{occurredAt: '2026-12-28T15:00:00Z', lines: [{sku: a, quantity: 1, amount: '100.00'}]}");
        assertThat(life.tier()).isEqualTo("bronze");
    }
}
