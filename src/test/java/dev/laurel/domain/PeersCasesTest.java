package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.domain.decision.AdjustPoints;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.ledger.Bucket;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that peers expect and no other test shows: ledgers, calendars, roundings, and traps that must not pay. */
class PeersCasesTest {
    private static final String BASE = "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\n";
    private static final String PAY = BASE + "redemption: {pointValue: '0.10'}\n";

    private static void give(Life life, long points, String lastDay) {
        life.accept(new AdjustPoints(points, "gift", lastDay == null ? null : LocalDate.parse(lastDay), 0));
    }

    @Test
    @DisplayName(
            "law 7, S3: lot A 100 ends 2027-06-01, lot B 100 ends 2027-01-01 (opened later), redeem 100: A 100, B 0")
    void what_ends_first_is_spent_first_whenever_it_came() {
        Life life = Life.under(PAY, "2026-03-02");
        give(life, 100, "2027-06-01");
        give(life, 100, "2027-01-01");
        life.pays(100);
        assertThat(life.account().buckets()).map(Bucket::points).containsExactly(100L);
        assertThat(life.account().buckets().getFirst().expires()).hasToString("2027-06-02T04:00:00Z");
    }

    @Test
    @DisplayName("law 17, S6: lot 100 expires, other lot 40: 40")
    void one_lot_expires_and_the_other_stays() {
        Life life = Life.under(PAY, "2026-03-02");
        give(life, 100, "2026-06-01");
        give(life, 40, "2026-09-01");
        assertThat(life.on("2026-06-02T00:00").spendable()).isEqualTo(40);
    }

    @Test
    @DisplayName("law 17, S8: 100 ends 02-01, 200 ends 06-01, 50 never: ending by 03-01: 100; by 07-01: 300")
    void what_ends_by_a_day_is_known() {
        Life life = Life.under(PAY, "2026-01-02");
        give(life, 100, "2026-02-01");
        give(life, 200, "2026-06-01");
        give(life, 50, null);
        assertThat(endingBy(life, "2026-03-01")).isEqualTo(100);
        assertThat(endingBy(life, "2026-07-01")).isEqualTo(300);
    }

    private static long endingBy(Life life, String day) {
        var end = life.programs().versions().getLast().program().startOf(LocalDate.parse(day));
        return life.account()
                .active()
                .filter(b -> b.expires() != null && !b.expires().isAfter(end))
                .mapToLong(Bucket::points)
                .sum();
    }

    @Test
    @DisplayName(
            "law 8, O2: balance 50, order of 100 at 1 per unit, a reward that costs 5: 145, whatever a client says")
    void what_a_reward_costs_is_the_programs_word() {
        Life life = Life.under(BASE + "rewards: [{id: r, kind: freeShipping, cost: 5}]", "2026-03-02");
        give(life, 50, null);
        life.spends("100.00");
        life.takes("r");
        assertThat(life.spendable()).isEqualTo(145);
    }

    @Test
    @DisplayName("law 17, L4: earned 22 January, ends at month end: gone on 1 February 00:00 local")
    void points_that_end_with_the_month_are_gone_on_the_first() {
        Life life = Life.under(
                BASE
                        + "expiry: {kind: afterEarning, months: 1, roundTo: monthEnd}\ntiers: {ladder: [{id: a, from: 0}]}",
                "2025-12-22");
        life.spends("10.00");
        assertThat(life.on("2026-01-31T23:59").spendable()).isEqualTo(10);
        assertThat(life.on("2026-02-01T00:00").spendable()).isZero();
    }

    @ParameterizedTest(name = "law 17, L7: 31 January {0} + 1 month: end of {1}")
    @CsvSource({"2026, 2026-02-28", "2028, 2028-02-29"})
    void a_month_after_the_31st_is_the_end_of_february(int year, LocalDate last) {
        Life life = Life.under(BASE + "expiry: {kind: afterEarning, months: 1}", year + "-01-31");
        life.spends("10.00");
        assertThat(life.on(last + "T23:59").spendable()).isEqualTo(10);
        assertThat(life.on(last.plusDays(1) + "T00:00").spendable()).isZero();
    }

    @Test
    @DisplayName("law 6, L10: midnight: activate pending, automatic rewards, tier, expiry, tier")
    void midnight_has_its_order() {
        Life life = Life.under("""
                earning: {pendingDays: 14, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: calendar, month: 12, day: 31}
                rewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true, perMember: {times: 1, per: year}}]
                tiers: {kept: endOfPeriod, ladder: [{id: a, from: 0}, {id: b, from: 100}]}
                """, "2026-03-02");
        life.spends("230.00");
        life.on("2026-12-17").spends("75.00");
        int before = life.facts().size();
        life.on("2027-01-01T00:00").accept(new dev.laurel.domain.decision.SettleAccount());
        assertThat(life.facts().subList(before, life.facts().size()).stream()
                        .filter(f -> f.at().equals(life.now()))
                        .map(f -> f.getClass().getSimpleName()))
                .containsSubsequence("PointsActivated", "RewardIssued", "TierChanged", "PointsExpired");
    }

    @ParameterizedTest(name = "rounding: {0} per {1} on {2}, {3}: {4}")
    @CsvSource({
        "1, 1.00, 19.99, floor, 19",
        "1, 1.00, 19.99, halfUp, 20",
        "1, 1.00, 19.99, ceiling, 20",
        "3, 1.00, 40.00, floor, 120",
        "1, 10.00, 105.00, floor, 10",
        "10, 1.00, 11.25, floor, 112"
    })
    void the_product_is_rounded_once_as_the_rule_says(
            long points, String per, String amount, String rounding, long sum) {
        Life life = Life.under(
                "earning: {rules: [{id: base, kind: perAmount, points: " + points + ", per: '" + per + "', rounding: "
                        + rounding + "}]}",
                "2026-03-02");
        assertThat(life.spends(amount)).isEqualTo(sum);
    }

    @ParameterizedTest(name = "x1.5 on 19, {0}: {1}")
    @CsvSource({"floor, 28", "halfUp, 29"})
    void a_factor_is_rounded_as_it_says(String rounding, long sum) {
        Life life = Life.under(
                "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: x, kind: multiplier, factor: '1.5', rounding: "
                        + rounding + "}]}",
                "2026-03-02");
        assertThat(life.spends("19.00")).isEqualTo(sum);
    }

    @Test
    @DisplayName("trap: x1.5 and x1.5 on 19: 19 + 9 + 9 = 37")
    void factors_add_and_each_is_rounded() {
        Life life = Life.under(
                "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: x, kind: multiplier, factor: '1.5'}, {id: y, kind: multiplier, factor: '1.5'}]}",
                "2026-03-02");
        assertThat(Life.byRule(life.buys("{lines: [{sku: a, quantity: 1, amount: '19.00'}]}")))
                .isEqualTo(Map.of("base", 19L, "x", 9L, "y", 9L));
    }

    @Test
    @DisplayName("trap: buy 100 points, redeem 100, use the voucher, cancel: refused, nothing comes back")
    void a_used_voucher_is_not_cancelled() {
        Life life = Life.under(BASE + "rewards: [{id: r, kind: freeShipping, cost: 100}]", "2026-03-02");
        life.spends("100.00");
        String redemption = life.takes("r");
        life.accept(Life.use(redemption));
        assertThat(life.refused(Life.cancellation(redemption))).isInstanceOf(Refusal.RedemptionNotOpen.class);
        assertThat(life.refused(Life.use(redemption))).as("two tills").isInstanceOf(Refusal.RedemptionNotOpen.class);
        assertThat(life.spendable()).isZero();
    }

    @Test
    @DisplayName("trap: 400 credits in 2026 (endOfPeriod), none in 2027: back to the first tier on 1 January 2027")
    void a_period_that_ends_takes_its_tier_with_it() {
        Life life = Life.under(
                BASE + "tiers: {kept: endOfPeriod, ladder: [{id: a, from: 0}, {id: b, from: 400}]}", "2026-03-02");
        life.spends("400.00");
        assertThat(life.on("2026-12-31T23:59").tier()).isEqualTo("b");
        assertThat(life.on("2027-01-01T00:00").tier()).isEqualTo("a");
    }
}
