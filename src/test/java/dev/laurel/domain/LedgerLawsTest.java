package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.Effort;
import dev.laurel.domain.decision.AdjustPoints;
import dev.laurel.domain.decision.BlockMember;
import dev.laurel.domain.decision.Decision;
import dev.laurel.domain.decision.EraseMember;
import dev.laurel.domain.decision.RedeemReward;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.SettleAccount;
import dev.laurel.domain.decision.Settling;
import dev.laurel.domain.fact.Balance;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.PointsActivated;
import dev.laurel.domain.fact.Fact.PointsExpired;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Fact.PointsSpent;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Programs;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spending, expiring, cancelling and settling: laws 3, 5 to 8 and 17, and the peers' ledger cases as far as there are no refunds. */
class LedgerLawsTest {
    private static final int SEEDS = Effort.of(100, 1_000);
    private static final String BASE = "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}";
    private static final String PAY = "redemption: {pointValue: '0.01'}";

    private static Life life(String expiry, String more) {
        return Life.under(BASE + "\n" + PAY + "\nexpiry: " + expiry + "\n" + more, "2026-01-02");
    }

    private static Life life(String expiry) {
        return life(expiry, "");
    }

    private static <F extends Fact> List<F> of(Class<F> kind, List<Fact> facts) {
        return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void what_is_redeemed_is_gone_from_the_balance() {
        Life life = life("{kind: never}");
        life.spends("100.00");
        life.pays(30);
        assertThat(life.spendable()).as("S2").isEqualTo(70);
    }

    @Test
    void spending_takes_the_soonest_expiring_points_first_and_records_its_slices() {
        Life life = life("{kind: afterEarning, months: 1, roundTo: monthEnd}");
        life.on("2026-01-10").spends("50.00");
        life.on("2026-02-10").spends("50.00");
        life.pays(70);
        PointsSpent spent = of(PointsSpent.class, life.facts()).getFirst();
        assertThat(spent.slices().stream().map(Slice::points)).as("S5").containsExactly(50L, 20L);
        assertThat(life.account().active().map(b -> b.points())).containsExactly(30L);
        assertThat(life.on("2026-03-01T00:00").spendable()).isEqualTo(30);
        assertThat(life.on("2026-04-01T00:00").spendable()).isZero();
    }

    @Test
    void never_ending_points_are_spent_last() {
        var lasting = Life.program(BASE + "\n" + PAY);
        var ending = Life.program(BASE + "\n" + PAY + "\nexpiry: {kind: afterEarning, months: 1}");
        Life life = Life.under(
                new Programs(List.of(
                        new Programs.Version(1, Instant.EPOCH, lasting),
                        new Programs.Version(2, Instant.parse("2026-02-01T05:00:00Z"), ending))),
                "2026-01-02");
        life.spends("100.00");
        life.on("2026-02-10").spends("100.00");
        life.pays(100);
        assertThat(life.on("2027-01-01").spendable()).as("S4").isEqualTo(100);
    }

    @ParameterizedTest(name = "earned {0}, {1} month(s) to {2}: gone on {3}")
    @CsvSource({
        "2025-12-22, 1, monthEnd, 2026-02-01",
        "2026-01-31, 1, day, 2026-03-01",
        "2028-01-31, 1, day, 2028-03-01",
        "2027-12-31, 2, day, 2028-03-01",
        "2026-03-15, 6, monthEnd, 2026-10-01",
        "2026-03-15, 6, yearEnd, 2027-01-01",
        "2024-12-31, 12, yearEnd, 2026-01-01",
        "2026-03-15, 12, day, 2027-03-16",
    })
    void points_that_end_on_a_day_are_gone_at_the_next_local_midnight(
            String earned, int months, String roundTo, String gone) {
        String expiry = "{kind: afterEarning, months: " + months + ", roundTo: " + roundTo + "}";
        Life life = Life.under(BASE + "\nexpiry: " + expiry, earned);
        life.spends("100.00");
        assertThat(life.on(LocalDate.parse(gone).minusDays(1) + "T23:59:59").spendable())
                .isEqualTo(100);
        assertThat(life.on(gone + "T00:00").spendable())
                .as("S24: at the instant it has expired")
                .isZero();
    }

    @Test
    void an_expired_lot_that_is_already_spent_leaves_nothing_to_expire() {
        Life life = life("{kind: afterEarning, months: 1}");
        life.spends("100.00");
        life.pays(100);
        life.on("2027-01-01").spends("5.00");
        assertThat(of(PointsExpired.class, life.facts())).as("S19").isEmpty();
    }

    @Test
    void expiring_twice_expires_once_and_is_booked_on_the_last_valid_day() {
        Life life = life("{kind: afterEarning, months: 1}");
        life.spends("150.00");
        life.pays(50);
        life.on("2026-05-01").spends("1.00");
        life.on("2026-05-02").spends("1.00");
        var expired = of(PointsExpired.class, life.facts());
        assertThat(expired).as("S20, S22").hasSize(1);
        assertThat(expired.getFirst().points()).isEqualTo(-100);
        assertThat(expired.getFirst().accountingDay()).isEqualTo(LocalDate.parse("2026-02-02"));
    }

    @Test
    void points_of_an_old_order_that_have_ended_already_end_at_once() {
        Life life = life("{kind: afterEarning, months: 1}");
        life.on("2026-03-20");
        life.accept(
                life.order("{occurredAt: '2026-01-25T15:00:00Z', lines: [{sku: a, quantity: 1, amount: '40.00'}]}"));
        assertThat(life.spendable()).isZero();
        assertThat(of(PointsExpired.class, life.facts()).getFirst().points()).isEqualTo(-40);
    }

    @Test
    void points_that_wait_longer_than_they_would_last_count_from_when_they_are_there() {
        Life life = Life.under("""
                earning: {pendingDays: 60, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: afterEarning, months: 1}
                """, "2026-01-02");
        life.spends("10.00");
        assertThat(life.on("2026-03-04T00:00").spendable()).isEqualTo(10);
        assertThat(life.on("2026-04-04T23:59").spendable()).isEqualTo(10);
        assertThat(life.on("2026-04-05T00:00").spendable()).isZero();
    }

    @Test
    void a_day_ends_at_local_midnight_or_where_that_does_not_exist_at_the_next_days_first_instant() {
        Life life = Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                timeZone: America/Havana
                expiry: {kind: afterEarning, months: 1}
                """, "2026-02-07");
        life.spends("10.00");
        // On 8 March 2026 clocks in Havana go from 00:00 to 01:00.
        assertThat(life.account().active().findFirst().orElseThrow().expires())
                .isEqualTo(Instant.parse("2026-03-08T05:00:00Z"));
    }

    @Test
    void a_reward_costs_what_the_program_says_and_is_refused_without_enough() {
        Life life = life("{kind: never}", "rewards: [{id: five, kind: amountOff, cost: 5, amount: '1.00'}]");
        life.spends("3.00");
        assertThat(life.refused(life.reward("five"))).as("O4").isEqualTo(new Refusal.NotEnoughPoints(3, 5));
        life.spends("2.00");
        life.takes("five");
        assertThat(life.spendable()).isZero();
    }

    @Test
    void an_open_redemption_is_cancelled_once_and_each_slice_returns_to_its_expiry() {
        Life life = life(
                "{kind: afterEarning, months: 1, roundTo: monthEnd}",
                "rewards: [{id: r, kind: amountOff, cost: 70, amount: '1.00'}]");
        life.on("2026-01-10").spends("50.00");
        life.on("2026-02-10").spends("50.00");
        String redemption = life.takes("r");
        assertThat(life.spendable()).isEqualTo(30);
        life.accept(Life.cancellation(redemption));
        assertThat(life.spendable()).isEqualTo(100);
        assertThat(life.on("2026-03-01T00:00").spendable()).isEqualTo(50);
        assertThat(life.refused(Life.cancellation(redemption))).isEqualTo(new Refusal.RedemptionNotOpen(redemption));
    }

    @ParameterizedTest(name = "reinstateDays {0}: {1} back, {2} lost")
    @CsvSource({"0, 0, 50", "3, 50, 0"})
    void points_whose_expiry_has_passed_come_back_for_reinstate_days_or_are_lost(int days, long back, long lost) {
        Life life = life(
                "{kind: afterEarning, months: 1}",
                "refunds: {reinstateDays: " + days
                        + "}\nrewards: [{id: r, kind: amountOff, cost: 50, amount: '1.00'}]");
        life.spends("50.00");
        String redemption = life.takes("r");
        life.on("2026-06-01").accept(Life.cancellation(redemption));
        PointsReturned returned = of(PointsReturned.class, life.facts()).getFirst();
        assertThat(returned.points()).isEqualTo(back);
        assertThat(returned.lost()).isEqualTo(lost);
        assertThat(life.on("2026-06-04T23:59").spendable()).isEqualTo(back);
        assertThat(life.on("2026-06-05T00:00").spendable()).isZero();
    }

    @Test
    void buying_redeeming_using_and_cancelling_brings_nothing_back() {
        Life life = life("{kind: never}", "rewards: [{id: r, kind: amountOff, cost: 100, amount: '1.00'}]");
        life.spends("100.00");
        String redemption = life.takes("r");
        life.accept(Life.use(redemption));
        assertThat(life.refused(Life.cancellation(redemption))).isEqualTo(new Refusal.RedemptionNotOpen(redemption));
        assertThat(life.refused(Life.use(redemption))).isEqualTo(new Refusal.RedemptionNotOpen(redemption));
        assertThat(life.spendable()).isZero();
    }

    @ParameterizedTest(name = "onLapse {0}: {1} points")
    @CsvSource({"nothing, 0", "return, 100"})
    void an_unused_reward_lapses_after_its_valid_days(String onLapse, long after) {
        Life life = life(
                "{kind: never}",
                "rewards: [{id: r, kind: amountOff, cost: 100, amount: '1.00', validDays: 10, onLapse: " + onLapse
                        + "}]");
        life.spends("100.00");
        String redemption = life.takes("r");
        assertThat(life.on("2026-01-12T23:59").account().open()).hasSize(1);
        assertThat(life.on("2026-01-13T00:00").account().open()).isEmpty();
        assertThat(life.spendable()).isEqualTo(after);
        assertThat(life.refused(Life.use(redemption))).isEqualTo(new Refusal.RedemptionNotOpen(redemption));
    }

    @Test
    void a_points_redemption_that_no_order_names_for_seven_days_counts_as_used() {
        Life life = life("{kind: never}");
        life.spends("100.00");
        String redemption = life.pays(100);
        life.on("2026-01-09T11:59");
        assertThat(life.decide(Life.cancellation(redemption))).isInstanceOf(Decision.Accepted.class);
        life.on("2026-01-09T12:00");
        assertThat(life.refused(Life.cancellation(redemption))).isEqualTo(new Refusal.RedemptionNotOpen(redemption));
    }

    @Test
    void an_order_that_names_a_redemption_uses_it_and_keeps_a_copy_of_its_slices() {
        Life life = life("{kind: afterEarning, months: 1, roundTo: monthEnd}");
        life.spends("100.00");
        String redemption = life.pays(60);
        var earned = life.buys("{tenders: [{kind: points, amount: '0.60', redemptionId: " + redemption
                + "}], lines: [{sku: a, quantity: 1, amount: '10.00'}]}");
        assertThat(earned.points()).isEqualTo(9);
        assertThat(earned.earning().sale().tenders().getFirst().slices())
                .containsExactly(new Slice(60, Instant.parse("2026-03-01T05:00:00Z")));
        assertThat(life.refused(Life.cancellation(redemption))).isInstanceOf(Refusal.RedemptionNotOpen.class);
    }

    @ParameterizedTest(name = "{0} points on {1}: {2}")
    @CsvSource({"499, , false", "500, , true", "550, , false", "600, , true", "600, 12.00, true", "600, 11.99, false"})
    void points_pay_within_minimum_step_and_share_of_the_order(long points, String total, boolean accepted) {
        Life life = Life.under(
                BASE + "\nredemption: {pointValue: '0.01', minimum: 500, step: 100, maxShareOfOrder: '0.5'}",
                "2026-01-02");
        life.spends("1000.00");
        Decision decision = life.decide(life.payment(points, total == null ? "1000.00" : total));
        assertThat(decision instanceof Decision.Accepted).isEqualTo(accepted);
        assertThat(life.refused(life.payment(500, null))).isEqualTo(new Refusal.OrderTotalNeeded());
    }

    @Test
    void a_reward_per_member_is_counted_in_its_period_and_given_back_on_cancelling() {
        Life life = life(
                "{kind: never}", "rewards: [{id: r, kind: freeShipping, cost: 10, perMember: {times: 1, per: month}}]");
        life.spends("100.00");
        String first = life.takes("r");
        assertThat(life.refused(life.reward("r"))).isEqualTo(new Refusal.MemberLimitReached("r", 1, "month"));
        life.accept(Life.cancellation(first));
        life.takes("r");
        life.on("2026-02-01").takes("r");
    }

    @Test
    void at_most_fifty_redemptions_are_open() {
        Life life = life("{kind: never}", "rewards: [{id: r, kind: freeShipping, cost: 1}]");
        life.spends("100.00");
        IntStream.range(0, 50).forEach(_ -> life.takes("r"));
        assertThat(life.refused(life.reward("r"))).isEqualTo(new Refusal.TooManyOpenRedemptions(50, 50));
    }

    @Test
    void a_clock_that_is_a_little_behind_is_lifted_and_one_far_behind_is_refused() {
        Life life = life("{kind: never}").on("2026-01-02T12:10");
        life.spends("1.00");
        life.on("2026-01-02T12:05");
        assertThat(((Decision.Accepted) life.decide(life.payment(1, null))).decidedAt())
                .isEqualTo(Instant.parse("2026-01-02T17:10:00Z"));
        life.on("2026-01-02T12:04:59");
        assertThat(life.refused(life.payment(1, null))).isInstanceOf(Refusal.ClockBehind.class);
    }

    @Tag("long")
    @Test
    void settling_in_two_steps_equals_settling_in_one() {
        Effort.eachSeed(SEEDS, LedgerLawsTest::settlesInTwoSteps);
    }

    private static void settlesInTwoSteps(int seed) {
        Random random = new Random(seed);
        Life life = Life.under(
                """
                earning: {pendingDays: %d, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: afterEarning, months: %d, roundTo: %s}
                redemption: {pointValue: '0.01'}
                rewards: [{id: r, kind: amountOff, cost: 20, amount: '1.00', validDays: 9, onLapse: return}]
                refunds: {reinstateDays: 3}
                tiers:
                  kept: %s
                  downgrade: %s
                  ladder: [{id: a, from: 0}, {id: b, from: 100}, {id: c, from: 300}, {id: d, from: 500}]
                """.formatted(
                        random.nextInt(20),
                        1 + random.nextInt(6),
                        List.of("day", "monthEnd", "yearEnd").get(random.nextInt(3)),
                        List.of("endOfPeriod", "endOfNextYear", "{months: 5}").get(random.nextInt(3)),
                        List.of("toEarned", "oneStep", "never").get(random.nextInt(3))),
                "2026-01-02");
        LocalDate day = LocalDate.parse("2026-01-02");
        for (int i = 0; i < 12; i++) {
            day = day.plusDays(1 + random.nextInt(40));
            life.on(day.toString());
            life.spends(random.nextInt(150) + ".50");
            if (life.spendable() >= 20 && random.nextBoolean()) life.takes("r");
        }
        Account start = life.account();
        Instant far = life.now().plus(Duration.ofDays(random.nextInt(900)));
        Instant between = life.now().plus(Duration.ofSeconds((long)
                (random.nextDouble() * Duration.between(life.now(), far).toSeconds())));
        Account once = Settling.settled(start, life.programs(), Life::code, far);
        Account twice = Settling.settled(
                Settling.settled(start, life.programs(), Life::code, between), life.programs(), Life::code, far);
        assertThat(twice).isEqualTo(once);
        assertThat(of(PointsActivated.class, life.facts())).allMatch(a -> a.points() == 0);
    }

    @Test
    void a_tender_spends_a_redemption_of_points_only_and_no_more_than_it_is_worth() {
        Life life = life("{kind: never}", "rewards: [{id: r, kind: amountOff, cost: 10, amount: '5.00'}]");
        life.spends("1000.00");
        String order =
                "{tenders: [{kind: points, amount: '%s', redemptionId: %s}], lines: [{sku: a, quantity: 1, amount: '100.00'}]}";
        String voucher = life.takes("r");
        assertThat(life.refused(life.order(order.formatted("5.00", voucher))))
                .isInstanceOf(Refusal.TenderDoesNotFit.class);
        String points = life.pays(500);
        assertThat(life.refused(life.order(order.formatted("5.01", points))))
                .isInstanceOf(Refusal.TenderDoesNotFit.class);
        life.accept(life.order(order.formatted("5.00", points)));
    }

    @Test
    void points_that_are_worth_nothing_are_not_taken() {
        Life life = Life.under(BASE + "\nredemption: {pointValue: '0.001'}", "2026-01-02");
        life.spends("100.00");
        assertThat(life.refused(life.payment(9, null))).isInstanceOf(Refusal.PointsNotAllowed.class);
        life.accept(life.payment(10, null));
    }

    @Test
    void the_tiniest_points_and_the_largest_order_still_have_an_answer() {
        Life life = Life.under(BASE + "\nredemption: {pointValue: '0.0000001'}", "2026-01-02");
        assertThat(life.refused(life.payment(200_000, "999999999999.99")))
                .isEqualTo(new Refusal.NotEnoughPoints(0, 200_000));
    }

    @Test
    void a_foreign_order_may_be_paid_with_the_whole_of_a_redemption() {
        Life life = Life.under(
                "earning: {rates: {EUR: '1.10'}, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\n" + PAY,
                "2026-01-02");
        life.spends("1000.00");
        String points = life.pays(500);
        String order = "{currency: EUR, tenders: [{kind: points, amount: '%s', redemptionId: " + points
                + "}], lines: [{sku: a, quantity: 1, amount: '100.00'}]}";
        assertThat(life.refused(life.order(order.formatted("4.56")))).isInstanceOf(Refusal.TenderDoesNotFit.class);
        life.accept(life.order(order.formatted("4.55")));
    }

    @ParameterizedTest(name = "a point is worth {0}, minimum {1}, step {2}: {3} at least")
    @CsvSource({"0.01, 1, 1, 1", "0.001, 1, 1, 10", "0.003, 1, 1, 4", "0.001, 1, 25, 25", "0.01, 500, 200, 600"})
    void the_fewest_points_that_pay_are_told_and_taken(String value, long minimum, long step, long least) {
        Life life = Life.under(
                BASE + "\nredemption: {pointValue: '" + value + "', minimum: " + minimum + ", step: " + step + "}",
                "2026-01-02");
        life.spends("1000.00");
        if (least > 1) {
            assertThat(life.refused(life.payment(least - 1, null)))
                    .isInstanceOfSatisfying(
                            Refusal.PointsNotAllowed.class,
                            r -> assertThat(r.minimum()).isEqualTo(least));
        }
        life.accept(life.payment(least, null));
    }

    @ParameterizedTest(name = "earned {0}, pending {1} day(s), ends on {2}-{3}: gone on {4}")
    @CsvSource({
        "2025-03-15, 0, 12, 31, 2026-01-01",
        "2025-12-31, 0, 12, 31, 2026-01-01",
        "2026-01-01, 0, 12, 31, 2027-01-01",
        "2026-12-30, 0, 12, 31, 2027-01-01",
        "2026-12-30, 7, 12, 31, 2028-01-01",
        "2026-12-20, 10, 12, 31, 2027-01-01",
        "2026-02-10, 0, 2, 29, 2026-03-01",
        "2028-02-10, 0, 2, 29, 2028-03-01",
    })
    void points_that_end_on_a_day_of_the_year_end_on_the_next_one_that_they_can_be_spent_before(
            String earned, int pending, int month, int day, String gone) {
        Life life = Life.under("""
                earning: {pendingDays: %d, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: calendar, month: %d, day: %d}
                """.formatted(pending, month, day), earned);
        life.spends("100.00");
        assertThat(life.on(LocalDate.parse(gone).minusDays(1) + "T23:59:59").spendable())
                .isEqualTo(100);
        assertThat(life.on(gone + "T00:00").spendable()).as("L9").isZero();
    }

    @Test
    void points_earned_in_an_exempt_tier_never_expire_and_those_of_before_keep_their_end() {
        Life life = Life.under(BASE + """

                expiry: {kind: afterEarning, months: 1, exemptTiers: [card]}
                tiers: {kept: endOfNextYear, ladder: [{id: all, from: 0}, {id: card, from: 100}]}
                """, "2026-01-02");
        life.spends("100.00");
        assertThat(life.tier()).isEqualTo("card");
        life.spends("30.00");
        assertThat(life.on("2027-01-01").spendable()).isEqualTo(30);
    }

    @Test
    void what_a_merchant_gives_lasts_to_its_day_and_what_is_taken_ends_soonest() {
        Life life = life("{kind: afterEarning, months: 1}");
        life.spends("50.00");
        life.accept(new AdjustPoints(100, "goodwill", LocalDate.parse("2026-01-10"), 0));
        life.accept(new AdjustPoints(-30, "mistake", null, 0));
        assertThat(life.account().active().map(b -> b.points())).containsExactly(70L, 50L);
        assertThat(life.on("2026-01-10T23:59").spendable()).isEqualTo(120);
        assertThat(life.on("2026-01-11T00:00").spendable()).isEqualTo(50);
        assertThat(life.refused(new AdjustPoints(-51, "mistake", null, 0)))
                .isEqualTo(new Refusal.NotEnoughPoints(50, 51));
        assertThat(life.refused(new AdjustPoints(1, "late", LocalDate.parse("2026-01-10"), 0)))
                .isInstanceOf(Refusal.AlreadyOver.class);
    }

    @Test
    void what_a_merchant_gives_fits_under_the_cap_or_is_refused() {
        Life life = Life.under(
                "earning: {balanceCap: 100, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}",
                "2026-01-02");
        life.spends("60.00");
        assertThat(life.refused(new AdjustPoints(41, "goodwill", null, 0))).isEqualTo(new Refusal.OverTheCap(100, 40));
        life.accept(new AdjustPoints(40, "goodwill", null, 0));
    }

    @Test
    void a_blocked_members_points_still_become_spendable_and_expire() {
        Life life = Life.under("""
                earning: {pendingDays: 1, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: afterEarning, months: 1}
                """, "2026-01-02");
        life.spends("10.00");
        life.accept(new BlockMember(true, "fraud"));
        assertThat(life.refused(life.order("{lines: [{sku: a, quantity: 1, amount: '1.00'}]}")))
                .isEqualTo(new Refusal.Blocked());
        assertThat(life.refused(new BlockMember(true, "fraud"))).isEqualTo(new Refusal.AlreadySo(true));
        assertThat(life.on("2026-01-04").spendable()).isEqualTo(10);
        life.on("2026-03-01").accept(new BlockMember(false, "cleared"));
        assertThat(life.spendable()).isZero();
    }

    @Test
    void an_erased_account_has_nothing_owes_nothing_and_waits_for_nothing() {
        Life life = Life.born("--05-17", """
                earning: {pendingDays: 5, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: gift, kind: birthday, points: 5}]}
                expiry: {kind: afterActivity, months: 3}
                tiers: {kept: endOfNextYear, ladder: [{id: a, from: 0}, {id: b, from: 50}]}
                redemption: {pointValue: '0.10'}
                refunds: {shortfall: deficit}
                """, "2026-03-02");
        var order = life.buys("{lines: [{sku: a, quantity: 1, amount: '80.00'}]}");
        life.on("2026-03-12").spends("30.00");
        life.pays(70);
        life.refunds(order, "{}");
        life.accept(new EraseMember());
        assertThat(life.account().balance()).isEqualTo(new Balance(0, 0, 0));
        assertThat(life.account().nextDue()).isNull();
        assertThat(life.on("2030-01-01").account().balance()).isEqualTo(new Balance(0, 0, 0));
        assertThat(life.refused(life.order("{lines: [{sku: a, quantity: 1, amount: '1.00'}]}")))
                .isEqualTo(new Refusal.Erased());
    }

    @Test
    void pending_points_are_not_spent_however_soon_they_end() {
        Life life = Life.under("""
                earning: {pendingDays: 14, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: afterEarning, months: 1}
                redemption: {pointValue: '0.01'}
                """, "2026-01-02");
        life.accept(new AdjustPoints(100, "goodwill", LocalDate.parse("2028-12-31"), 0));
        life.spends("50.00");
        life.pays(60);
        assertThat(life.spendable()).isEqualTo(40);
        assertThat(life.pending()).isEqualTo(50);
    }

    @Test
    void a_reward_taken_several_times_at_once_counts_as_often_and_goes_back_as_often() {
        Life life = life(
                "{kind: never}", "rewards: [{id: r, kind: freeShipping, cost: 10, perMember: {times: 3, per: month}}]");
        life.spends("100.00");
        life.accept(new RedeemReward("two", "r", 2));
        assertThat(life.spendable()).isEqualTo(80);
        assertThat(life.refused(new RedeemReward("more", "r", 2)))
                .isEqualTo(new Refusal.MemberLimitReached("r", 3, "month"));
        life.accept(Life.cancellation("two"));
        life.accept(new RedeemReward("three", "r", 3));
        assertThat(life.spendable()).isEqualTo(70);
    }

    @Test
    void a_points_redemption_leaves_nothing_due() {
        Life life = life("{kind: never}", "rewards: [{id: r, kind: freeShipping, cost: 10, validDays: 10}]");
        life.spends("100.00");
        life.pays(10);
        assertThat(life.account().nextDue()).isNull();
        life.takes("r");
        assertThat(life.account().nextDue()).isEqualTo(Instant.parse("2026-01-13T05:00:00Z"));
    }

    @Test
    void what_was_taken_of_one_reward_leaves_what_may_be_taken_of_another() {
        Life life = life(
                "{kind: never}",
                "rewards: [{id: r, kind: freeShipping, cost: 10, perMember: {times: 1, per: month}}, {id: s, kind: freeShipping, cost: 10, perMember: {times: 1, per: month}}]");
        life.spends("100.00");
        life.takes("r");
        life.takes("s");
        assertThat(life.refused(life.reward("s"))).isEqualTo(new Refusal.MemberLimitReached("s", 1, "month"));
    }

    @Tag("long")
    @Test
    void nights_at_any_times_leave_the_books_that_one_look_at_the_end_leaves() {
        Effort.eachSeed(SEEDS, LedgerLawsTest::sleepsAtAnyTimes);
    }

    private static void sleepsAtAnyTimes(int seed) {
        String program = """
                earning:
                  pendingDays: 3
                  rules:
                    - {id: base, kind: perAmount, points: 1, per: '1.00'}
                    - {id: gift, kind: birthday, points: 40}
                expiry: {kind: afterEarning, months: 4, warnDays: [30, 7]}
                tiers: {kept: {months: 2}, downgrade: oneStep, upgradeAfterDays: 5, warnDays: [10], ladder: [{id: a, from: 0}, {id: b, from: 100}, {id: c, from: 150, onReach: gift}]}
                rewards:
                  - {id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true, validDays: 20, onLapse: return, perMember: {times: 1, per: month}}
                  - {id: gift, kind: freeProduct, cost: 0, validDays: 9}
                """;
        Random random = new Random(seed);
        Life nightly = Life.born("--05-17", program, "2026-01-02");
        Life once = Life.born("--05-17", program, "2026-01-02");
        LocalDateTime time = LocalDateTime.parse("2026-01-03T10:00:00");
        while (time.isBefore(LocalDateTime.parse("2027-03-01T00:00:00"))) {
            String amount = random.nextInt(300) + ".00";
            nightly.on(time.toString()).spends(amount);
            once.on(time.toString()).spends(amount);
            LocalDateTime next = time.plusDays(random.nextInt(5, 80));
            for (LocalDateTime night = time.plusHours(random.nextInt(1, 200));
                    night.isBefore(next);
                    night = night.plusHours(random.nextInt(1, 200))) {
                nightly.on(night.toString()).accept(new SettleAccount());
            }
            time = next;
        }
        nightly.on(time.toString()).accept(new SettleAccount());
        once.on(time.toString()).accept(new SettleAccount());
        assertThat(nightly.facts()).isEqualTo(once.facts());
        assertThat(nightly.stored()).isEqualTo(once.stored());
    }
}
