package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.program.Programs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.joda.money.Money;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an order earns: laws 11 to 16, and the peers' numbers for rounding and basis. */
class EarningLawsTest {
    private static final String BASE = "{id: base, kind: perAmount, points: 1, per: '1.00'}";

    private static Life life(String rules, String more) {
        return Life.under("{earning: {rules: [" + rules + "]" + more + "}}", "2026-03-02");
    }

    private static Life life(String rules) {
        return life(rules, "");
    }

    @ParameterizedTest(name = "{0} per {1}, {2}, on {3}: {4}")
    @CsvSource({
        "1, 1.00, floor, 19.99, 19",
        "1, 1.00, halfUp, 19.99, 20",
        "1, 1.00, ceiling, 19.99, 20",
        "3, 1.00, floor, 40.00, 120",
        "1, 10.00, floor, 105.00, 10",
        "3, 10.00, fullUnits, 19.99, 3",
        "3, 10.00, floor, 19.99, 5",
        "10, 1.00, floor, 11.25, 112",
        "1, 1.00, floor, 0.99, 0",
        "1, 1.00, floor, 1776.38, 1776",
    })
    void each_rounding_is_the_exact_product_rounded_once(
            long points, String per, String rounding, String amount, long earned) {
        Life life = life(
                "{id: r, kind: perAmount, points: " + points + ", per: '" + per + "', rounding: " + rounding + "}");
        assertThat(life.spends(amount)).isEqualTo(earned);
    }

    @ParameterizedTest(name = "x{0} {1}: {2}")
    @CsvSource({"1.5, floor, 9", "1.5, halfUp, 10", "1.5, ceiling, 10", "2, floor, 19", "1, floor, 0"})
    void a_factor_adds_its_rounded_bonus_to_19_points(String factor, String rounding, long bonus) {
        Life life = life(BASE + ", {id: f, kind: multiplier, factor: '" + factor + "', rounding: " + rounding + "}");
        assertThat(life.spends("19.99")).isEqualTo(19 + bonus);
    }

    @Test
    void factors_add_to_each_other() {
        String twice = ", {id: a, kind: multiplier, factor: '1.5'}, {id: b, kind: multiplier, factor: '1.5'}";
        assertThat(life(BASE + twice).spends("19.99")).isEqualTo(19 + 9 + 9);
    }

    @Test
    void compound_factors_act_on_the_running_total_in_order_of_priority() {
        String rules = BASE
                + ", {id: small, kind: multiplier, factor: '1.5', priority: 1}, {id: large, kind: multiplier, factor: '2', priority: 2}";
        var earned = life(rules, ", stacking: compound").buys("{lines: [{sku: x, quantity: 1, amount: '19.99'}]}");
        assertThat(Life.byRule(earned)).isEqualTo(Map.of("base", 19L, "large", 19L, "small", 19L));
    }

    @Test
    void best_takes_only_the_largest_factor() {
        String rules =
                BASE + ", {id: small, kind: multiplier, factor: '1.5'}, {id: large, kind: multiplier, factor: '2'}";
        var earned = life(rules, ", stacking: best").buys("{lines: [{sku: x, quantity: 1, amount: '19.99'}]}");
        assertThat(Life.byRule(earned)).isEqualTo(Map.of("base", 19L, "large", 19L));
    }

    @Test
    void a_factor_on_some_lines_acts_on_the_rule_computed_over_those_lines() {
        String rules = BASE + ", {id: shoes, kind: multiplier, factor: '2', only: {categories: [shoes]}}";
        var earned = life(rules).buys("""
                {lines: [{sku: a, quantity: 1, amount: '10.60', categories: [shoes]}, {sku: b, quantity: 1, amount: '10.60'}]}
                """);
        assertThat(Life.byRule(earned)).isEqualTo(Map.of("base", 21L, "shoes", 10L));
    }

    @Test
    void all_rules_that_apply_add_up() {
        String rules = BASE + ", {id: visit, kind: perOrder, points: 10}";
        assertThat(life(rules).spends("19.99")).isEqualTo(29);
    }

    @Test
    void an_exclusive_rule_earns_alone_and_factors_still_act() {
        String rules = BASE
                + ", {id: visit, kind: perOrder, points: 10}"
                + ", {id: special, kind: perAmount, points: 3, per: '1.00', exclusive: true, priority: 5, only: {skus: [x]}}"
                + ", {id: double, kind: multiplier, factor: '2'}";
        var with = life(rules).buys("{lines: [{sku: x, quantity: 1, amount: '10.00'}]}");
        var without = life(rules).buys("{lines: [{sku: y, quantity: 1, amount: '10.00'}]}");
        assertThat(Life.byRule(with)).isEqualTo(Map.of("special", 30L, "double", 30L));
        assertThat(Life.byRule(without)).isEqualTo(Map.of("base", 10L, "visit", 10L, "double", 10L));
    }

    @Test
    void the_default_basis_leaves_out_tax_shipping_tips_gift_cards_voided_lines_and_what_points_paid() {
        long earned = life(BASE).buys("""
                lines:
                  - {sku: a, quantity: 1, amount: '100.00', discount: '10.00'}
                  - {sku: card, quantity: 1, amount: '50.00', giftCard: true}
                  - {sku: b, quantity: 1, amount: '30.00', voided: true}
                discount: '5.00'
                tax: '8.00'
                shipping: '7.00'
                tip: '3.00'
                tenders: [{kind: points, amount: '20.00'}, {kind: card, amount: '133.00'}]
                """).points();
        assertThat(earned).isEqualTo(65);
    }

    @Test
    void a_basis_can_count_everything() {
        String basis =
                "{tax: true, shipping: true, tips: true, discounts: ignored, giftCards: true, paidWithPoints: true}";
        long earned = life("{id: all, kind: perAmount, points: 1, per: '1.00', basis: " + basis + "}")
                .buys("""
                lines:
                  - {sku: a, quantity: 1, amount: '100.00', discount: '10.00'}
                  - {sku: card, quantity: 1, amount: '50.00', giftCard: true}
                discount: '5.00'
                tax: '8.00'
                shipping: '7.00'
                tip: '3.00'
                tenders: [{kind: points, amount: '20.00'}]
                """)
                .points();
        assertThat(earned).isEqualTo(168);
    }

    @Test
    void included_tax_is_taken_out_of_the_lines_in_proportion() {
        String food = "{id: food, kind: perAmount, points: 1, per: '1.00', only: {categories: [food]}}";
        long earned = life(food).buys("""
                {taxIncluded: true, tax: '12.00', lines: [
                  {sku: a, quantity: 1, amount: '90.00', categories: [food]}, {sku: b, quantity: 1, amount: '30.00'}]}
                """).points();
        assertThat(earned).isEqualTo(81);
    }

    @Test
    void the_orders_discount_is_spread_by_amount_to_the_cent() {
        var earned = life(BASE).buys("""
                {discount: '0.10', lines: [{sku: a, quantity: 1, amount: '1.00'}, {sku: b, quantity: 1, amount: '1.00'}, {sku: c, quantity: 1, amount: '1.00'}]}
                """);
        assertThat(earned.earning().sale().lines().stream()
                        .map(l -> l.net().getAmount().toPlainString()))
                .containsExactly("0.96", "0.97", "0.97");
    }

    @Test
    void an_order_below_the_minimum_earns_nothing() {
        String rule = "{id: base, kind: perAmount, points: 1, per: '1.00', minimum: '6.00'}";
        assertThat(life(rule).spends("5.99")).isZero();
        assertThat(life(rule).spends("6.00")).isEqualTo(6);
    }

    @Test
    void a_limit_of_times_counts_the_days_of_the_programs_zone() {
        Life life = life("{id: visit, kind: perOrder, points: 10, limit: {times: 1, per: day}}");
        assertThat(life.on("2026-03-02T23:30").spends("1.00")).isEqualTo(10);
        assertThat(life.on("2026-03-02T23:59").spends("1.00")).isZero();
        assertThat(life.on("2026-03-03T00:00").spends("1.00")).isEqualTo(10);
    }

    @ParameterizedTest(name = "per {0}: {1} is another period than 2026-03-02")
    @CsvSource({"day, 2026-03-03", "week, 2026-03-09", "month, 2026-04-01", "year, 2027-01-01"})
    void each_period_has_its_own_room(String per, String next) {
        Life life = life("{id: base, kind: perAmount, points: 1, per: '1.00', limit: {points: 50, per: " + per + "}}");
        assertThat(life.on("2026-03-02").spends("40.00")).isEqualTo(40);
        assertThat(life.on("2026-03-02T20:00").spends("40.00")).isEqualTo(10);
        assertThat(life.on("2026-03-02T21:00").spends("40.00")).isZero();
        assertThat(life.on(next).spends("40.00")).isEqualTo(40);
    }

    @Test
    void a_membership_has_one_room_for_ever() {
        Life life = life("{id: visit, kind: perOrder, points: 10, limit: {times: 2, per: membership}}");
        assertThat(life.spends("1.00") + life.on("2027-05-01").spends("1.00")).isEqualTo(20);
        assertThat(life.on("2029-05-01").spends("1.00")).isZero();
    }

    @Test
    void an_amount_limit_cuts_the_lines_in_proportion_and_the_remainder_still_earns() {
        Life life = life("{id: base, kind: perAmount, points: 1, per: '1.00', limit: {amount: '100.00', per: month}}");
        assertThat(life.spends("70.00")).isEqualTo(70);
        var cut =
                life.buys("{lines: [{sku: a, quantity: 1, amount: '40.00'}, {sku: b, quantity: 1, amount: '20.00'}]}");
        Applied applied = cut.earning().applied().getFirst();
        assertThat(applied.points()).isEqualTo(30);
        assertThat(applied.basis().lines().stream().map(m -> m.getAmount().toPlainString()))
                .containsExactly("20.00", "10.00");
        assertThat(applied.limitedBy()).isEqualTo("amount per month");
        assertThat(life.spends("5.00")).isZero();
    }

    @Test
    void in_a_period_that_is_no_longer_counted_a_limited_rule_earns_nothing_and_says_so() {
        Life life = life("{id: visit, kind: perOrder, points: 10, limit: {times: 5, per: day}}");
        life.on("2026-03-20");
        assertThat(life.buys("{occurredAt: '2026-03-19T15:00:00Z', lines: [{sku: a, quantity: 1, amount: '1.00'}]}")
                        .points())
                .isEqualTo(10);
        var older = life.buys("{occurredAt: '2026-03-18T15:00:00Z', lines: [{sku: a, quantity: 1, amount: '1.00'}]}");
        assertThat(older.points()).isZero();
        assertThat(older.earning().applied().getFirst().limitedBy()).isEqualTo("times per day, no longer counted");
    }

    @Test
    void the_balance_cap_cuts_rules_last_to_first_and_says_so() {
        Life life = life(BASE + ", {id: visit, kind: perOrder, points: 10}", ", balanceCap: 100");
        life.spends("80.00");
        var cut = life.buys("{lines: [{sku: a, quantity: 1, amount: '8.00'}]}");
        assertThat(Life.byRule(cut)).isEqualTo(Map.of("base", 8L, "visit", 2L));
        assertThat(cut.earning().capRoom()).isEqualTo(10);
        assertThat(life.spends("50.00")).isZero();
        assertThat(life.spendable()).isEqualTo(100);
    }

    @Test
    void a_rule_that_the_cap_cut_to_nothing_has_used_nothing_of_its_limit() {
        Life life = Life.under("""
                earning: {balanceCap: 10, rules: [{id: visit, kind: perOrder, points: 10, limit: {times: 2, per: year}}]}
                redemption: {pointValue: '0.01'}
                """, "2026-03-02");
        life.spends("1.00");
        assertThat(life.spends("1.00")).isZero();
        life.pays(10);
        assertThat(life.spends("1.00")).isEqualTo(10);
    }

    @Test
    void foreign_money_is_converted_amount_by_amount_half_up() {
        Life life = life(BASE, ", rates: {EUR: '1.105'}");
        var earned = life.buys(
                "{currency: EUR, lines: [{sku: a, quantity: 1, amount: '9.05'}, {sku: b, quantity: 1, amount: '0.10'}]}");
        Applied base = earned.earning().applied().getFirst();
        assertThat(base.basis().lines().stream().map(Object::toString)).containsExactly("USD 10.00", "USD 0.11");
        assertThat(earned.earning().sale().lines().getFirst().net()).hasToString("EUR 9.05");
        assertThat(life.refused(life.order("{currency: GBP, lines: [{sku: a, quantity: 1, amount: '1.00'}]}")))
                .isInstanceOf(Refusal.CurrencyNotAccepted.class);
    }

    @Test
    void pending_points_wait_full_local_days_and_can_be_spent_from_the_next_midnight() {
        Life life = Life.under(
                "{earning: {pendingDays: 14, rules: [" + BASE + "]}, redemption: {pointValue: '0.01'}}", "2026-03-02");
        life.spends("50.00");
        life.on("2026-03-16T23:59");
        assertThat(life.pending()).isEqualTo(50);
        assertThat(life.refused(life.payment(1, null))).isEqualTo(new Refusal.NotEnoughPoints(0, 1));
        life.on("2026-03-17T00:00");
        assertThat(life.pending()).isZero();
        life.pays(50);
    }

    @Test
    void a_rule_earns_during_its_days_weekdays_and_hours_only() {
        String happy =
                "{id: happy, kind: perOrder, points: 5, during: {from: '2026-03-01', until: '2026-03-31', weekdays: [TUESDAY], hours: ['14:00-16:00', '22:00-02:00']}}";
        Life life = life(happy);
        assertThat(life.on("2026-03-03T13:59").spends("1.00")).isZero();
        assertThat(life.on("2026-03-03T14:00").spends("1.00")).isEqualTo(5);
        assertThat(life.on("2026-03-03T16:00").spends("1.00")).isZero();
        assertThat(life.on("2026-03-03T23:00").spends("1.00")).isEqualTo(5);
        assertThat(life.on("2026-03-04T15:00").spends("1.00")).isZero();
        assertThat(life.on("2026-03-31T15:00").spends("1.00")).isEqualTo(5);
        assertThat(life.on("2026-04-07T15:00").spends("1.00")).isZero();
    }

    @Test
    void an_order_is_priced_by_the_version_in_force_when_it_was_placed() {
        var old = Life.program("{earning: {rules: [" + BASE + "]}}");
        var fresh = Life.program("{earning: {rules: [{id: base, kind: perAmount, points: 5, per: '1.00'}]}}");
        var programs = new Programs(List.of(
                new Programs.Version(1, Instant.parse("2026-01-01T00:00:00Z"), old),
                new Programs.Version(2, Instant.parse("2026-03-01T00:00:00Z"), fresh)));
        Life life = Life.under(programs, "2026-03-02");
        assertThat(life.spends("10.00")).isEqualTo(50);
        assertThat(life.buys("{occurredAt: '2026-02-27T15:00:00Z', lines: [{sku: a, quantity: 1, amount: '10.00'}]}")
                        .points())
                .isEqualTo(10);
    }

    @Test
    void an_order_is_accepted_for_sixty_days_and_five_minutes_ahead() {
        Life life = life(BASE).on("2026-06-01T12:00");
        String lines = ", lines: [{sku: a, quantity: 1, amount: '10.00'}]}";
        assertThat(life.refused(life.order("{occurredAt: '2026-04-01T12:00:00Z'" + lines)))
                .isInstanceOf(Refusal.TooLongAgo.class);
        life.accept(life.order("{occurredAt: '2026-04-02T12:00:00Z'" + lines));
        assertThat(life.refused(life.order("{occurredAt: '2026-06-01T16:05:01Z'" + lines)))
                .isInstanceOf(Refusal.InTheFuture.class);
        life.accept(life.order("{occurredAt: '2026-06-01T16:05:00Z'" + lines));
    }

    @Test
    void more_points_than_there_can_be_are_refused() {
        Life life = life("{id: base, kind: perAmount, points: 1000000000000, per: '0.01'}");
        assertThat(life.refused(life.order("{lines: [{sku: a, quantity: 1, amount: '999999999999.99'}]}")))
                .isInstanceOf(Refusal.BeyondLimits.class);
    }

    @Test
    void a_limit_keeps_its_count_where_its_period_gets_longer() {
        String visit = "{earning: {rules: [{id: visit, kind: perOrder, points: 10, limit: {times: 1, per: %s}}]}}";
        Life life = Life.under(
                new Programs(List.of(
                        new Programs.Version(1, Instant.EPOCH, Life.program(visit.formatted("day"))),
                        new Programs.Version(
                                2,
                                Instant.parse("2026-03-05T05:00:00Z"),
                                Life.program(visit.formatted("membership"))))),
                "2026-03-01");
        for (int day = 2; day <= 4; day++)
            assertThat(life.on("2026-03-0" + day).spends("1.00")).isEqualTo(10);
        assertThat(life.on("2026-03-06").spends("1.00")).isEqualTo(10);
        for (int day = 7; day <= 9; day++)
            assertThat(life.on("2026-03-0" + day).spends("1.00")).isZero();
    }

    @Test
    void an_order_of_a_minute_past_midnight_leaves_yesterdays_count_alone() {
        Life life = life("{id: visit, kind: perOrder, points: 10, limit: {times: 1, per: day}}");
        String yesterday = "{occurredAt: '2026-03-04T17:00:00Z', lines: [{sku: a, quantity: 1, amount: '1.00'}]}";
        life.on("2026-03-05T23:58");
        assertThat(life.buys(yesterday).points()).isEqualTo(10);
        assertThat(life.spends("1.00")).isEqualTo(10);
        assertThat(life.buys("{occurredAt: '2026-03-06T05:01:00Z', lines: [{sku: a, quantity: 1, amount: '1.00'}]}")
                        .points())
                .isEqualTo(10);
        assertThat(life.buys(yesterday).points()).isZero();
        assertThat(life.spends("1.00")).isZero();
    }

    @Test
    void a_converted_order_that_no_number_holds_is_refused() {
        Life life = Life.under(
                "{currency: IRR, earning: {rates: {USD: '1200000000'}, rules: [{id: base, kind: perAmount, points: 1, per: '1000000'}]}}",
                "2026-03-02");
        assertThat(life.refused(life.order("{lines: [{sku: a, quantity: 1, amount: '999999999999.00'}]}")))
                .isInstanceOf(Refusal.BeyondLimits.class);
    }

    @Test
    void a_factor_acts_on_what_the_rule_gave_for_gift_cards_too_where_the_rule_counts_them() {
        Life life = life(
                "{id: a, kind: perAmount, points: 1, per: '1.00', basis: {giftCards: true}}, {id: f, kind: multiplier, factor: '2', only: {categories: [tea]}}");
        var earned = life.buys(
                "{lines: [{sku: x, quantity: 1, amount: '10.00'}, {sku: y, quantity: 1, amount: '10.00', giftCard: true, categories: [tea]}]}");
        assertThat(Life.byRule(earned)).isEqualTo(Map.of("a", 20L, "f", 10L));
    }

    @Test
    void an_order_a_few_minutes_ahead_can_be_spent_at_once_where_nothing_is_pending() {
        Life life = life(BASE).on("2026-03-05T12:00");
        life.buys("{occurredAt: '2026-03-05T17:04:00Z', lines: [{sku: x, quantity: 1, amount: '10.00'}]}");
        assertThat(life.spendable()).isEqualTo(10);
    }

    @Test
    void a_ladder_counts_in_a_currency_without_decimals() {
        Life life = Life.under(
                "{currency: JPY, earning: {rules: []}, tiers: {ladder: [{id: a, from: 0}, {id: b, from: 5000}]}}",
                "2026-03-02");
        life.buys("{currency: JPY, lines: [{sku: x, quantity: 1, amount: '5000'}]}");
        assertThat(life.tier()).isEqualTo("b");
    }

    @Test
    void an_entry_keeps_what_undoing_it_will_need() {
        Life life = Life.under("""
                earning:
                  balanceCap: 1000
                  rules:
                    - {id: base, kind: perAmount, points: 1, per: '1.00', limit: {points: 500, per: month}}
                    - {id: tea, kind: multiplier, factor: '2', only: {categories: [tea]}}
                    - {id: rare, kind: perOrder, points: 5, minimum: '900.00', limit: {times: 2, per: year}}
                tiers: {basis: {shipping: true}, ladder: [{id: all, from: 0}]}
                """, "2026-03-02");
        life.spends("100.00");
        var earning = life.buys("""
                {shipping: '5.00', lines: [{sku: a, quantity: 1, amount: '30.00', categories: [tea]}, {sku: b, quantity: 1, amount: '20.00'}]}
                """).earning();
        assertThat(earning.rooms()).isEqualTo(Map.of("base", 400L, "rare", 2L));
        assertThat(earning.capRoom()).isEqualTo(900);
        assertThat(earning.tier()).isEqualTo("all");
        assertThat(earning.sale().creditBasis()).isNotNull();
        assertThat(earning.sale().creditBasis().total()).hasToString("USD 55.00");
        assertThat(earning.credits()).isEqualTo(5500);
        Applied tea = earning.applied().getLast();
        assertThat(tea.rule()).isEqualTo("tea");
        assertThat(tea.basis().lines()).map(Object::toString).containsExactly("USD 30.00", "USD 0.00");
    }

    @Test
    void many_lines_that_only_their_sum_makes_too_large_are_refused() {
        Life life = Life.under(
                "{currency: IRR, earning: {rates: {USD: '900000'}, rules: [{id: base, kind: perAmount, points: 1, per: '1000000000.00'}]}}",
                "2026-03-02");
        String lines = "{sku: a, quantity: 1, amount: '999999999999.00'},".repeat(20);
        assertThat(life.refused(life.order("{lines: [" + lines + "]}"))).isInstanceOf(Refusal.BeyondLimits.class);
    }

    @Test
    void a_rule_whose_limit_is_used_up_still_says_what_it_would_have_counted() {
        Life life = life("{id: base, kind: perAmount, points: 1, per: '1.00', limit: {times: 1, per: day}}");
        life.spends("10.00");
        Applied applied = life.buys("{lines: [{sku: a, quantity: 1, amount: '7.00'}]}")
                .earning()
                .applied()
                .getFirst();
        assertThat(applied.points()).isZero();
        assertThat(applied.limitedBy()).isEqualTo("times per day");
        assertThat(applied.basis().total()).hasToString("USD 7.00");
        assertThat(applied.rate().points()).isEqualTo(1);
    }

    @Test
    void each_row_names_the_version_that_it_is_of() {
        String program = "{earning: {rules: [" + BASE + "]}, tiers: {ladder: [{id: all, from: 0, factor: '%s'}]}}";
        Life life = Life.under(
                new Programs(List.of(
                        new Programs.Version(1, Instant.EPOCH, Life.program(program.formatted("2"))),
                        new Programs.Version(
                                2, Instant.parse("2026-03-01T05:00:00Z"), Life.program(program.formatted("3"))))),
                "2026-03-02");
        var applied = life.buys("{occurredAt: '2026-02-20T15:00:00Z', lines: [{sku: a, quantity: 1, amount: '10.00'}]}")
                .earning()
                .applied();
        assertThat(applied).map(Applied::version).containsExactly(1, 2);
        assertThat(applied).map(Applied::points).containsExactly(10L, 20L);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "high before low | {id: high, kind: perOrder, points: 3, exclusive: true, priority: 5}, {id: low, kind: perOrder, points: 20, exclusive: true, priority: 1}",
                "low before high | {id: low, kind: perOrder, points: 20, exclusive: true, priority: 1}, {id: high, kind: perOrder, points: 3, exclusive: true, priority: 5}",
            })
    void of_several_exclusive_rules_the_one_of_the_highest_priority_earns(String what, String exclusive) {
        var earned = life(BASE + ", " + exclusive).buys("{lines: [{sku: x, quantity: 1, amount: '10.00'}]}");
        assertThat(Life.byRule(earned)).isEqualTo(Map.of("high", 3L));
    }

    @Test
    void an_exclusive_rule_whose_limit_is_used_up_leaves_the_order_to_the_others() {
        Life life = life(BASE
                + ", {id: once, kind: perOrder, points: 100, exclusive: true, limit: {times: 1, per: membership}}");
        assertThat(life.spends("10.00")).isEqualTo(100);
        assertThat(life.spends("10.00")).isEqualTo(10);
    }

    @Test
    void an_exclusive_rule_that_gives_only_credits_earns_alone_too() {
        Life life = Life.under("""
                earning:
                  rules:
                    - {id: base, kind: perAmount, points: 1, per: '1.00'}
                    - {id: status, kind: perOrder, points: 500, gives: credits, exclusive: true}
                tiers: {credits: points, ladder: [{id: a, from: 0}, {id: b, from: 500}]}
                """, "2026-03-02");
        assertThat(life.spends("10.00")).isZero();
        assertThat(life.tier()).isEqualTo("b");
    }

    @Test
    void a_rule_for_some_tiers_earns_for_their_members_only() {
        Life life = Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: extra, kind: perOrder, points: 5, tiers: [gold]}]}
                tiers: {ladder: [{id: basic, from: 0}, {id: gold, from: 100}]}
                """, "2026-03-02");
        assertThat(life.spends("100.00")).as("at the tier held before it").isEqualTo(100);
        assertThat(life.spends("10.00")).isEqualTo(15);
    }

    @Test
    void a_factor_acts_on_all_that_its_rules_gave_shipping_included() {
        Life life = life(
                "{id: all, kind: perAmount, points: 1, per: '1.00', basis: {shipping: true}}, {id: double, kind: multiplier, factor: '2'}");
        var earned = life.buys("{shipping: '5.00', lines: [{sku: a, quantity: 1, amount: '10.00'}]}");
        assertThat(Life.byRule(earned)).isEqualTo(Map.of("all", 15L, "double", 15L));
    }

    @Test
    void a_factor_on_a_rule_that_names_lines_and_categories_leaves_out_what_is_excluded() {
        Life life = life(
                BASE
                        + ", {id: f, kind: multiplier, factor: '2', only: {skus: [a], categories: [tea], excludedCategories: [sale]}}");
        var earned = life.buys("""
                {lines: [{sku: a, quantity: 1, amount: '1.00'}, {sku: b, quantity: 1, amount: '2.00', categories: [tea]},
                         {sku: c, quantity: 1, amount: '4.00'}, {sku: a, quantity: 1, amount: '8.00', categories: [sale]},
                         {sku: d, quantity: 1, amount: '16.00', categories: [tea, sale]}]}
                """);
        assertThat(Life.byRule(earned)).isEqualTo(Map.of("base", 31L, "f", 3L));
    }

    @Test
    void a_rule_may_end_at_an_instant_which_no_longer_counts() {
        Life life = life("{id: early, kind: perOrder, points: 5, during: {until: '2026-03-02T18:00:00Z'}}");
        assertThat(life.on("2026-03-02T12:59:59").spends("1.00")).isEqualTo(5);
        assertThat(life.on("2026-03-02T13:00").spends("1.00")).isZero();
    }

    @Test
    @DisplayName(
            "ADR 5: points that paid more than the lines lower shipping, then tip, then tax, where a basis counts them")
    void points_that_paid_more_than_the_lines_lower_what_else_counts() {
        String rule =
                "{id: all, kind: perAmount, points: 1, per: '1.00', basis: {tax: true, shipping: true, tips: true}}";
        String order =
                "{tenders: [{kind: points, amount: '%s'}], shipping: '5.00', tip: '3.00', tax: '2.00', lines: [{sku: a, quantity: 1, amount: '10.00'}]}";
        assertThat(counted(rule, order.formatted("9.00"))).containsExactly("1.00", "5.00", "3.00", "2.00");
        assertThat(counted(rule, order.formatted("12.00"))).containsExactly("0.00", "3.00", "3.00", "2.00");
        assertThat(counted(rule, order.formatted("16.00"))).containsExactly("0.00", "0.00", "2.00", "2.00");
        assertThat(counted(rule, order.formatted("19.00"))).containsExactly("0.00", "0.00", "0.00", "1.00");
    }

    /** Of an order of one line what a rule counted: of the line, of shipping, tip and tax. */
    private static List<String> counted(String rule, String order) {
        var basis = life(rule).buys(order).earning().applied().getFirst().basis();
        return Stream.of(basis.lines().getFirst(), basis.shipping(), basis.tip(), basis.tax())
                .map(m -> m.getAmount().toPlainString())
                .toList();
    }

    @Test
    void tax_that_the_amounts_contain_counts_where_a_basis_says_so_and_lies_on_no_gift_card() {
        String order =
                "{taxIncluded: true, tax: '20.00', lines: [{sku: a, quantity: 1, amount: '100.00'}, {sku: card, quantity: 1, amount: '50.00', giftCard: true}]}";
        String rule = "{id: all, kind: perAmount, points: 1, per: '1.00', basis: {tax: %s, giftCards: true}}";
        assertThat(life(rule.formatted(true)).buys(order).points()).isEqualTo(150);
        var without =
                life(rule.formatted(false)).buys(order).earning().applied().getFirst();
        assertThat(without.basis().lines().stream().map(Object::toString)).containsExactly("USD 80.00", "USD 50.00");
    }

    @Test
    void a_discount_is_at_most_what_the_goods_cost() {
        String order =
                "{discount: '%s', lines: [{sku: a, quantity: 1, amount: '10.00', discount: '2.00'}, {sku: card, quantity: 1, amount: '50.00', giftCard: true}]}";
        Refusal refusal = life(BASE).refused(life(BASE).order(order.formatted("8.01")));
        assertThat(refusal).isEqualTo(new Refusal.DiscountTooLarge(Money.parse("USD 8.01"), Money.parse("USD 8.00")));
        assertThat(life(BASE).buys(order.formatted("8.00")).points()).isZero();
    }

    @ParameterizedTest(name = "tax included {0}: {1}")
    @CsvSource({"false, 65.00", "true, 57.00"})
    @DisplayName("law 10: order total = nets + shipping + tip + tax unless included")
    void an_order_comes_to_its_nets_shipping_tip_and_tax_unless_that_is_included(boolean included, String total) {
        var order = life(BASE)
                .order(
                        "{discount: '5.00', tax: '8.00', shipping: '7.00', tip: '3.00', taxIncluded: %s, lines: [{sku: a, quantity: 1, amount: '60.00', discount: '8.00'}]}"
                                .formatted(included));
        assertThat(order.purchase().total()).isEqualTo(Money.parse("USD " + total));
    }

    @Test
    void a_factor_has_a_limit_of_its_own() {
        Life life = life(BASE + ", {id: double, kind: multiplier, factor: '2', limit: {points: 15, per: month}}");
        var whole = life.buys("{lines: [{sku: x, quantity: 1, amount: '10.00'}]}");
        assertThat(Life.byRule(whole)).isEqualTo(Map.of("base", 10L, "double", 10L));
        assertThat(whole.earning().applied().getLast().limitedBy()).isNull();
        var cut = life.buys("{lines: [{sku: x, quantity: 1, amount: '10.00'}]}");
        assertThat(Life.byRule(cut)).isEqualTo(Map.of("base", 10L, "double", 5L));
        assertThat(cut.earning().applied().getLast().limitedBy()).isEqualTo("points per month");
        assertThat(life.spends("10.00")).isEqualTo(10);
    }

    @ParameterizedTest(name = "{0}, gives {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "multiplier, factor: '2'                       | both   | 20",
                "multiplier, factor: '2'                       | points | 10",
                "birthday, points: 0, factor: '2', span: month | both   | 20",
                "birthday, points: 0, factor: '2', span: month | points | 10",
            })
    void a_factors_bonus_counts_as_credits_unless_it_gives_only_points(String kind, String gives, long credits) {
        Life life = Life.born("--03-20", """
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: double, kind: %s, gives: %s}]}
                tiers: {credits: points, ladder: [{id: a, from: 0}]}
                """.formatted(kind, gives), "2026-03-02");
        assertThat(life.spends("10.00")).isEqualTo(20);
        assertThat(life.account().lifetimeCredits()).isEqualTo(credits);
    }

    @Test
    void a_limit_per_order_is_whole_again_with_each_order() {
        Life life = life("{id: base, kind: perAmount, points: 1, per: '1.00', limit: {points: 50, per: order}}");
        assertThat(life.spends("40.00")).isEqualTo(40);
        assertThat(life.spends("60.00")).isEqualTo(50);
        assertThat(life.spends("50.00")).isEqualTo(50);
    }

    @Test
    @DisplayName("law 14: counters are kept for the window of now and the one before")
    void counters_do_not_grow_with_history() {
        Life life = life("{id: visit, kind: perOrder, points: 10, limit: {times: 5, per: day}}");
        for (int day = 2; day <= 9; day++) life.on("2026-03-0" + day).spends("1.00");
        assertThat(life.account().counters().get("visit").stream()
                        .map(c -> c.window().first().toString()))
                .containsExactly("2026-03-08", "2026-03-09");
    }

    @Test
    void a_discount_finds_the_lines_that_can_bear_it() {
        var order = life(BASE)
                .buys(
                        "{discount: '0.01', lines: [{sku: free, quantity: 1, amount: '10.00', discount: '10.00'}, {sku: b, quantity: 1, amount: '5.00'}]}");
        assertThat(order.earning().sale().total()).isEqualTo(Money.parse("USD 4.99"));
        assertThat(order.points()).isEqualTo(4);
    }

    @Test
    void an_exclusive_card_of_stamps_earns_alone() {
        Life life = Life.under(
                "earning: {rules: [" + BASE
                        + ", {id: tenth, kind: stamps, of: items, every: 10, reward: cone, exclusive: true}]}\nrewards: [{id: cone, kind: freeProduct, cost: 0}]",
                "2026-03-02");
        var order = life.buys("{lines: [{sku: cone, quantity: 3, amount: '30.00'}]}");
        assertThat(order.points()).isZero();
        assertThat(life.account().stamps("tenth")).isEqualTo(3);
    }

    @Test
    void who_earns_for_the_order_alone_does_not_mind_how_much_it_is() {
        Life life = Life.under(
                "earning: {rates: {EUR: '9000'}, rules: [{id: each, kind: perOrder, points: 5}]}", "2026-03-02");
        String line = "{sku: a, quantity: 1, amount: '999999999999.00'}";
        assertThat(life.buys("{currency: EUR, lines: [" + line + ", " + line + "]}")
                        .points())
                .isEqualTo(5);
    }
}
