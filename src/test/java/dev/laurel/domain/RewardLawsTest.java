package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.domain.decision.AdjustPoints;
import dev.laurel.domain.decision.BlockMember;
import dev.laurel.domain.decision.ExchangeReward;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.Settling;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.NotRecouped;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Fact.RewardIssued;
import dev.laurel.domain.fact.Fact.RewardWithdrawn;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Birthday;
import dev.laurel.domain.program.Programs;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Laws 6, 8 and 9 for what comes by itself: automatic rewards, stamps, birthdays. */
class RewardLawsTest {
    private static final String BASE = "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\n";
    private static final String TEN =
            "rewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true, alternatives: [give-ten]}, {id: give-ten, kind: donation, cost: 100, amount: '10.00', partner: trees}]\n";
    private static final String CONES = """
            earning: {rules: [{id: tenth, kind: stamps, of: items, every: 10, reward: free-cone, only: {categories: [cone]}}]}
            rewards: [{id: free-cone, kind: freeProduct, cost: 0, validDays: 30}]
            """;

    private static String things(String amount) {
        return "{lines: [{sku: thing, quantity: 1, amount: '" + amount + "'}]}";
    }

    private static String cones(int count) {
        return "{lines: [{sku: cone, quantity: " + count
                + ", amount: '3.00', categories: [cone]}, {sku: tea, quantity: 5, amount: '9.00'}]}";
    }

    private static List<Redemption> open(Life life) {
        return life.account().open().stream().map(o -> o.redemption()).toList();
    }

    @Test
    void a_reward_issues_itself_as_often_as_the_balance_allows() {
        Life life = Life.under(BASE + TEN, "2026-03-02");
        life.spends("99.00");
        assertThat(open(life)).isEmpty();
        life.spends("151.00");
        assertThat(open(life)).hasSize(2).allSatisfy(r -> {
            assertThat(r.reward()).isEqualTo("ten");
            assertThat(r.voucher()).isNotNull();
        });
        assertThat(life.spendable()).isEqualTo(50);
        assertThat(life.refused(life.reward("ten"))).isEqualTo(new Refusal.IssuedByItself("ten"));
    }

    @Test
    void rewards_issue_in_program_order_and_within_what_a_member_may_have() {
        Life life = Life.under(BASE + """
                rewards:
                  - {id: small, kind: amountOff, cost: 50, amount: '4.00', autoIssue: true, perMember: {times: 1, per: month}}
                  - {id: large, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true}
                """, "2026-03-02");
        life.spends("260.00");
        assertThat(open(life).stream().map(Redemption::reward)).containsExactly("small", "large", "large");
        assertThat(life.spendable()).isEqualTo(10);
    }

    @Test
    void a_reward_that_its_limit_held_back_comes_when_the_limit_counts_anew() {
        Life life = Life.under(
                BASE + TEN.replace("autoIssue: true", "autoIssue: true, perMember: {times: 1, per: month}"),
                "2026-03-02");
        life.spends("250.00");
        assertThat(open(life)).hasSize(1);
        assertThat(life.due()).contains(LocalDate.parse("2026-04-01").atStartOfDay());
        life.on("2026-04-01");
        assertThat(open(life)).hasSize(2);
        assertThat(life.spendable()).isEqualTo(50);
        assertThat(life.due()).isEmpty();
    }

    @Test
    void a_step_rewarded_last_year_is_not_rewarded_for_it_again_when_this_years_reward_is_taken_back() {
        Life life = Life.under(BASE + """
                tiers: {kept: endOfNextYear, ladder: [{id: fan, from: 0}, {id: gold, from: 100, onReach: gift}]}
                rewards: [{id: gift, kind: freeProduct, cost: 0}]
                """, "2026-03-02");
        life.spends("100.00");
        life.accept(Life.use(open(life).getFirst().id()));
        life.on("2027-03-02");
        PointsEarned order = life.buys(things("100.00"));
        assertThat(open(life)).hasSize(1);
        life.refunds(order, "{}");
        assertThat(open(life)).isEmpty();
        life.spends("1.00");
        assertThat(open(life)).isEmpty();
        life.spends("99.00");
        assertThat(open(life)).hasSize(1);
    }

    @Test
    void a_limit_holds_back_rewards_for_stamps_and_steps_alike() {
        Life life = Life.under("""
                earning: {rules: [{id: tenth, kind: stamps, of: items, every: 10, reward: free-cone, only: {categories: [cone]}}]}
                tiers: {ladder: [{id: fan, from: 0}, {id: regular, from: 10, onReach: free-cone}]}
                rewards: [{id: free-cone, kind: freeProduct, cost: 0, validDays: 300, perMember: {times: 1, per: week}}]
                """, "2026-03-02");
        life.buys(cones(20));
        assertThat(open(life)).hasSize(1);
        assertThat(life.due()).contains(LocalDate.parse("2026-03-09").atStartOfDay());
        life.on("2026-03-09");
        assertThat(open(life)).hasSize(2);
        assertThat(life.due()).contains(LocalDate.parse("2026-03-16").atStartOfDay());
        life.on("2026-03-16");
        assertThat(open(life)).hasSize(3);
        assertThat(life.due()).contains(LocalDate.parse("2026-12-28").atStartOfDay());
    }

    @Test
    @DisplayName("law 8: over 50 open an automatic reward is not issued and its points stay")
    void at_most_fifty_are_open() {
        Life life = Life.under(BASE + TEN, "2026-03-02");
        life.spends("5150.00");
        assertThat(open(life)).hasSize(50);
        assertThat(life.spendable()).isEqualTo(150);
        life.accept(Life.use(open(life).getFirst().id()));
        assertThat(open(life)).as("there is room for one more at once").hasSize(50);
        assertThat(life.spendable()).isEqualTo(50);
    }

    @Test
    void a_blocked_member_is_issued_nothing_until_they_are_unblocked() {
        Life life = Life.under(
                "earning: {pendingDays: 5, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\n" + TEN,
                "2026-03-02");
        life.spends("100.00");
        life.accept(new BlockMember(true, "fraud"));
        assertThat(life.on("2026-03-20").spendable()).isEqualTo(100);
        life.accept(new BlockMember(false, "mistake"));
        assertThat(life.spendable()).isZero();
        assertThat(open(life)).hasSize(1);
    }

    @Test
    void a_reward_that_came_by_itself_is_not_cancelled() {
        Life life = Life.under(BASE + TEN, "2026-03-02");
        life.spends("100.00");
        assertThat(life.refused(Life.cancellation(open(life).getFirst().id())))
                .isInstanceOf(Refusal.NotCancellable.class);
    }

    @Test
    @DisplayName(
            "trap: 100 points become a $10 reward by themselves, then the order is refunded: the reward is withdrawn, 0 points")
    void an_automatic_reward_goes_with_the_order_that_led_to_it() {
        Life life = Life.under(BASE + TEN, "2026-03-02");
        PointsEarned order = life.buys(things("100.00"));
        List<Fact> facts = life.refunds(order, "{}");
        assertThat(facts.stream().filter(RewardWithdrawn.class::isInstance)).hasSize(1);
        assertThat(open(life)).isEmpty();
        assertThat(life.spendable()).isZero();
        assertThat(facts.stream().filter(NotRecouped.class::isInstance)).isEmpty();
    }

    @Test
    @DisplayName(
            "trap: 60 + 40 became a reward of 100 by itself, the order of 40 is refunded: the reward is withdrawn, 60 points stay")
    void the_rest_of_a_withdrawn_reward_stays() {
        Life life = Life.under(BASE + TEN, "2026-03-02");
        life.spends("60.00");
        PointsEarned order = life.buys(things("40.00"));
        assertThat(life.spendable()).isZero();
        life.refunds(order, "{}");
        assertThat(open(life)).isEmpty();
        assertThat(life.spendable()).isEqualTo(60);
    }

    @Test
    void the_newest_automatic_reward_goes_first_and_only_as_many_as_are_needed() {
        Life life = Life.under(BASE + TEN, "2026-03-02");
        PointsEarned order = life.buys(things("130.00"));
        life.spends("120.00");
        String oldest = open(life).getFirst().id();
        life.refunds(order, "{}");
        assertThat(open(life).stream().map(Redemption::id)).containsExactly(oldest);
        assertThat(life.spendable()).isEqualTo(20);
    }

    @Test
    void a_used_automatic_reward_is_not_recouped() {
        Life life = Life.under(BASE + TEN, "2026-03-02");
        PointsEarned order = life.buys(things("100.00"));
        life.accept(Life.use(open(life).getFirst().id()));
        assertThat(life.refunds(order, "{}").stream().filter(NotRecouped.class::isInstance))
                .hasSize(1);
    }

    @Test
    @DisplayName(
            "trap: 60 points end on 15 February, 50 activate on 1 March, the member comes in April, a reward issues itself at 100: 50 points, no reward")
    void what_has_expired_pays_for_nothing_even_if_nobody_looked() {
        Life life = Life.under(
                "earning: {pendingDays: 13, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\nexpiry: {kind: afterEarning, months: 3}\n"
                        + TEN,
                "2025-11-15");
        life.spends("60.00");
        life.on("2026-02-15T10:00").spends("50.00");
        life.on("2026-04-10");
        assertThat(life.spendable()).isEqualTo(50);
        assertThat(open(life)).isEmpty();
    }

    @Test
    @DisplayName("law 6: a point may still pay an automatic reward at the instant at which it expires")
    void points_that_end_at_an_instant_may_pay_for_what_issues_itself_then() {
        Life life = Life.under(
                "earning: {pendingDays: 13, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\nexpiry: {kind: afterEarning, months: 1}\n"
                        + TEN,
                "2026-01-31");
        life.spends("60.00");
        life.on("2026-02-15").spends("50.00");
        assertThat(life.on("2026-02-28T23:59").spendable()).isEqualTo(60);
        assertThat(life.on("2026-03-01T00:00").spendable()).isEqualTo(10);
        assertThat(open(life)).hasSize(1);
    }

    @Test
    void an_automatic_reward_is_exchanged_for_an_alternative_with_its_points() {
        Life life = Life.under(BASE + TEN, "2026-03-02");
        PointsEarned order = life.buys(things("100.00"));
        Redemption ten = open(life).getFirst();
        List<Fact> facts = life.accept(new ExchangeReward(ten.id(), "give-ten"));
        Redemption given = ((RewardIssued) facts.getFirst()).redemption();
        assertThat(given.reward()).isEqualTo("give-ten");
        assertThat(given.replaces()).isEqualTo(ten.id());
        assertThat(open(life)).containsExactly(given);
        assertThat(life.account().open().getFirst().slices().getFirst().points())
                .isEqualTo(100);
        assertThat(life.refused(new ExchangeReward(ten.id(), "give-ten")))
                .isInstanceOf(Refusal.RedemptionNotOpen.class);
        life.refunds(order, "{}");
        assertThat(open(life)).isEmpty();
        assertThat(life.spendable()).isZero();
    }

    @Test
    void only_what_came_by_itself_is_exchanged_and_only_for_its_alternatives() {
        Life life =
                Life.under(BASE + TEN.replace("autoIssue: true, alternatives: [give-ten]", "tiers: []"), "2026-03-02");
        life.spends("200.00");
        String asked = life.takes("ten");
        assertThat(life.refused(new ExchangeReward(asked, "give-ten"))).isInstanceOf(Refusal.NoAlternative.class);
        Life other = Life.under(BASE + TEN, "2026-03-02");
        other.spends("100.00");
        assertThat(other.refused(new ExchangeReward(open(other).getFirst().id(), "ten")))
                .isInstanceOf(Refusal.NoAlternative.class);
    }

    @Test
    void an_automatic_reward_that_lapses_returns_its_points_where_the_program_says_so_and_issues_anew() {
        Life life = Life.under(
                BASE
                        + "rewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true, validDays: 10, onLapse: return}]",
                "2026-03-02");
        life.spends("100.00");
        String first = open(life).getFirst().id();
        life.on("2026-03-13T00:00");
        assertThat(open(life)).hasSize(1);
        assertThat(open(life).getFirst().id()).isNotEqualTo(first);
    }

    @Test
    void ten_stamps_are_a_free_cone() {
        Life life = Life.under(CONES, "2026-03-02");
        life.buys(cones(9));
        assertThat(open(life)).isEmpty();
        life.buys(cones(12));
        assertThat(open(life)).hasSize(2);
        assertThat(open(life).getFirst().points()).isZero();
        assertThat(life.account().stamps("tenth")).isEqualTo(21);
        assertThat(life.spendable()).isZero();
    }

    @Test
    void orders_are_stamped_too_where_the_rule_says_so() {
        Life life = Life.under(
                CONES.replace("of: items", "of: orders, minimum: '3.00'").replace("every: 10", "every: 2"),
                "2026-03-02");
        life.buys("{lines: [{sku: cone, quantity: 8, amount: '2.99', categories: [cone]}]}");
        life.buys(cones(8));
        assertThat(open(life)).isEmpty();
        life.buys(cones(1));
        assertThat(open(life)).hasSize(1);
    }

    @Test
    @DisplayName(
            "trap: ten coffees, a free cone, all refunded, ten bought again: one cone in all, if the first was used")
    void a_used_cone_is_not_given_again_for_the_same_stamps() {
        Life life = Life.under(CONES, "2026-03-02");
        PointsEarned order = life.buys(cones(10));
        life.accept(Life.use(open(life).getFirst().id()));
        life.refunds(order, "{}");
        assertThat(life.account().stamps("tenth")).isZero();
        life.buys(cones(10));
        assertThat(open(life)).isEmpty();
        life.buys(cones(10));
        assertThat(open(life)).hasSize(1);
    }

    @Test
    void an_open_cone_goes_with_its_stamps_and_comes_again_with_new_ones() {
        Life life = Life.under(CONES, "2026-03-02");
        PointsEarned order = life.buys(cones(10));
        List<Fact> facts = life.refunds(order, "{}");
        assertThat(facts.stream().filter(RewardWithdrawn.class::isInstance)).hasSize(1);
        assertThat(facts.stream().filter(PointsReturned.class::isInstance)).isEmpty();
        life.buys(cones(10));
        assertThat(open(life)).hasSize(1);
    }

    @Test
    void stamps_go_back_only_with_the_whole_order() {
        Life life = Life.under(CONES, "2026-03-02");
        PointsEarned order = life.buys(cones(10));
        life.refunds(order, "{lines: [{sku: cone, quantity: 10}]}");
        assertThat(life.account().stamps("tenth")).isEqualTo(10);
        assertThat(open(life)).hasSize(1);
    }

    @Test
    void a_cone_that_has_lapsed_does_not_come_again() {
        Life life = Life.under(CONES, "2026-03-02");
        life.buys(cones(10));
        life.on("2026-06-01").buys(cones(1));
        assertThat(open(life)).isEmpty();
    }

    private static final String BIRTHDAY =
            "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: gift, kind: birthday, points: 250, factor: '2', span: month}]}\n";

    @Test
    void a_birthday_is_celebrated_once_a_year_at_the_start_of_its_day() {
        Life life = Life.born("--05-17", BIRTHDAY, "2026-03-02");
        assertThat(life.on("2026-05-16T23:59").spendable()).isZero();
        assertThat(life.on("2026-05-17T00:00").spendable()).isEqualTo(250);
        assertThat(life.on("2027-05-16T23:59").spendable()).isEqualTo(250);
        life.spends("1.00");
        assertThat(life.on("2028-06-01").spendable()).isEqualTo(250 * 3 + 2);
    }

    @Test
    void somebody_born_on_a_leap_day_celebrates_on_the_28th_in_other_years() {
        Life life = Life.born("--02-29", BIRTHDAY, "2026-03-02");
        assertThat(life.on("2027-02-27").spendable()).isZero();
        assertThat(life.on("2027-02-28").spendable()).isEqualTo(250);
        assertThat(life.on("2028-02-28").spendable()).isEqualTo(250);
        assertThat(life.on("2028-02-29").spendable()).isEqualTo(500);
    }

    @Test
    void in_the_birthday_month_purchases_count_twice() {
        Life life = Life.born("--05-17", BIRTHDAY, "2026-03-02");
        assertThat(life.on("2026-04-30").spends("10.00")).isEqualTo(10);
        assertThat(life.on("2026-05-01").spends("10.00")).isEqualTo(20);
        assertThat(life.on("2026-05-31").spends("10.00")).isEqualTo(20);
        assertThat(life.on("2026-06-01").spends("10.00")).isEqualTo(10);
        Life nobody = Life.under(BIRTHDAY, "2026-05-01");
        assertThat(nobody.spends("10.00")).isEqualTo(10);
    }

    @Test
    void a_birthday_in_the_past_is_booked_with_the_next_command_at_its_own_instant() {
        Life life = Life.born("--05-17", BIRTHDAY + "expiry: {kind: afterEarning, months: 1}\n", "2026-03-02");
        life.on("2026-05-20").spends("1.00");
        PointsEarned gift = (PointsEarned) life.facts().stream()
                .filter(PointsEarned.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(gift.accountingDay()).hasToString("2026-05-17");
        assertThat(gift.earning().expires()).hasToString("2026-06-18T04:00:00Z");
    }

    @Test
    void what_comes_by_itself_comes_in_the_order_of_the_law() {
        Life life = Life.born(
                "--05-17",
                "earning: {pendingDays: 0, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: gift, kind: birthday, points: 60}]}\n"
                        + "tiers: {credits: points, ladder: [{id: a, from: 0}, {id: b, from: 100}]}\n" + TEN,
                "2026-03-02");
        life.on("2026-05-10").spends("40.00");
        List<Fact> before = new ArrayList<>(life.facts());
        life.on("2026-05-18").accept(new BlockMember(true, "test"));
        assertThat(life.facts().subList(before.size(), life.facts().size()).stream()
                        .map(f -> f.getClass().getSimpleName()))
                .containsSubsequence("PointsEarned", "RewardIssued", "PointsSpent", "TierChanged", "MemberBlocked");
    }

    @Test
    void settling_in_steps_issues_the_same_rewards_as_settling_at_once() {
        Map<String, String> programs = Map.of("auto", BASE + TEN, "birthday", BIRTHDAY + TEN);
        programs.forEach((name, program) -> {
            Life once = Life.born("--05-17", program, "2026-03-02");
            Life steps = Life.born("--05-17", program, "2026-03-02");
            once.spends("70.00");
            steps.spends("70.00");
            IntStream.rangeClosed(4, 12).forEach(m -> {
                steps.on("2026-%02d-20".formatted(m));
                steps.accept(new dev.laurel.domain.decision.SettleAccount());
            });
            once.on("2026-12-20");
            assertThat(once.account()).as(name).isEqualTo(steps.account());
        });
    }

    @Test
    void a_birthday_near_the_turn_of_the_year_has_its_week_on_both_sides() {
        String week =
                "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: gift, kind: birthday, factor: '2', span: week}]}";
        Life life = Life.born("--01-01", week, "2026-03-02");
        assertThat(life.on("2026-12-27").spends("10.00")).isEqualTo(10);
        assertThat(life.on("2026-12-29").spends("10.00"))
                .as("1 January 2027 is the Friday of this week")
                .isEqualTo(20);
        assertThat(life.on("2027-01-03").spends("10.00")).isEqualTo(20);
        assertThat(life.on("2027-01-04").spends("10.00")).isEqualTo(10);
    }

    @Test
    void a_birthday_never_makes_an_account_unreadable() {
        Life life = Life.born("--05-17", "earning: {rules: [{id: gift, kind: birthday, points: 250}]}", "2026-03-02");
        life.accept(new AdjustPoints(1_000_000_000_000L, "gift", null, 0));
        assertThat(life.on("2026-05-18").spendable()).isEqualTo(1_000_000_000_000L);
    }

    @Test
    void a_reward_for_a_tier_comes_with_the_order_that_reaches_it() {
        Life life = Life.under(
                BASE
                        + "rewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true, tiers: [b]}]\ntiers: {ladder: [{id: a, from: 0}, {id: b, from: 200}]}",
                "2026-03-02");
        life.spends("200.00");
        assertThat(open(life)).hasSize(2);
    }

    @Test
    void an_exchange_leaves_the_limit_used_and_is_made_once() {
        Life life = Life.under(
                BASE
                        + TEN.replace("autoIssue: true", "autoIssue: true, perMember: {times: 1, per: month}")
                                .replace("partner: trees", "partner: trees, autoIssue: false"),
                "2026-03-02");
        life.spends("300.00");
        assertThat(open(life)).hasSize(1);
        life.accept(new ExchangeReward(open(life).getFirst().id(), "give-ten"));
        assertThat(open(life).stream().map(Redemption::reward)).containsExactly("give-ten");
        assertThat(life.refused(new ExchangeReward(open(life).getFirst().id(), "ten")))
                .isInstanceOf(Refusal.NoAlternative.class);
    }

    @Test
    @DisplayName("law 19: a card that gets longer takes no reward away")
    void another_length_of_the_card_takes_nothing_back() {
        Life life = Life.under(
                new Programs(List.of(
                        new Programs.Version(1, Instant.EPOCH, Life.program(CONES.replace("every: 10", "every: 5"))),
                        new Programs.Version(2, Instant.parse("2026-03-10T00:00:00Z"), Life.program(CONES)))),
                "2026-03-02");
        life.buys(cones(10));
        assertThat(open(life)).hasSize(2);
        life.on("2026-03-11").buys(cones(1));
        assertThat(open(life)).hasSize(2);
    }

    @Test
    void a_stamp_reward_has_no_points_to_give_back_whatever_else_is_open() {
        Life life = Life.under(
                BASE.replace("rules: [", "rules: [{id: tenth, kind: stamps, of: items, every: 10, reward: cone}, ")
                        + "rewards: [{id: tea, kind: freeShipping, cost: 5}, {id: cone, kind: freeProduct, cost: 0, validDays: 10, onLapse: return}]",
                "2026-03-02");
        life.spends("5.00");
        life.takes("tea");
        life.buys("{lines: [{sku: cone, quantity: 9, amount: '1.00'}]}");
        assertThat(open(life).stream().map(Redemption::reward)).containsExactly("tea", "cone");
        assertThat(life.on("2026-03-13").spendable()).isEqualTo(1);
        assertThat(open(life).stream().map(Redemption::reward)).containsExactly("tea");
    }

    @ParameterizedTest(name = "{0}: from {1} to {2}")
    @CsvSource({"day, 2026-05-20, 2026-05-20", "week, 2026-05-18, 2026-05-24", "month, 2026-05-01, 2026-05-31"})
    void a_birthdays_factor_acts_on_its_day_its_week_from_monday_on_or_its_month(
            String span, String first, String last) {
        Life life = Life.born("--05-20", BIRTHDAY.replace("span: month", "span: " + span), "2026-03-02");
        assertThat(life.on(LocalDate.parse(first).minusDays(1).toString()).spends("10.00"))
                .isEqualTo(10);
        assertThat(life.on(first).spends("10.00")).isEqualTo(20);
        assertThat(life.on(last).spends("10.00")).isEqualTo(20);
        assertThat(life.on(LocalDate.parse(last).plusDays(1).toString()).spends("10.00"))
                .isEqualTo(10);
    }

    @Test
    void a_birthday_rule_that_only_multiplies_gives_nothing_on_the_day_itself() {
        Life life = Life.born(
                "--05-17",
                BIRTHDAY.replace("]}", ", {id: party, kind: birthday, points: 0, factor: '3'}]}"),
                "2026-03-02");
        List<Fact> facts = life.on("2026-05-17").accept(new dev.laurel.domain.decision.SettleAccount());
        PointsEarned gift = (PointsEarned) facts.getFirst();
        assertThat(Life.byRule(gift)).isEqualTo(Map.of("gift", 250L));
    }

    @Test
    void a_changed_birthday_counts_from_the_next_year() {
        Life life = Life.born("--05-17", BIRTHDAY, "2026-03-02");
        Account changed = life.account().withBirthday(new Birthday(MonthDay.parse("--04-01"), 2027));
        Account settled =
                Settling.settled(changed, life.programs(), Life::code, Life.noon(life.programs(), "2026-12-31"));
        assertThat(settled.balance().spendable()).isZero();
        settled = Settling.settled(settled, life.programs(), Life::code, Life.noon(life.programs(), "2027-04-01"));
        assertThat(settled.balance().spendable()).isEqualTo(250);
    }

    @Test
    void each_card_of_stamps_has_its_own_rewards() {
        Life life = Life.under("""
                earning:
                  rules:
                    - {id: cones, kind: stamps, of: items, every: 2, reward: free-cone, only: {categories: [cone]}}
                    - {id: teas, kind: stamps, of: items, every: 2, reward: free-tea, only: {categories: [tea]}}
                rewards: [{id: free-cone, kind: freeProduct, cost: 0}, {id: free-tea, kind: freeProduct, cost: 0}]
                """, "2026-03-02");
        life.buys("{lines: [{sku: c, quantity: 2, amount: '3.00', categories: [cone]}]}");
        assertThat(open(life).stream().map(Redemption::reward)).containsExactly("free-cone");
        life.buys("{lines: [{sku: t, quantity: 2, amount: '3.00', categories: [tea]}]}");
        assertThat(open(life).stream().map(Redemption::reward)).containsExactly("free-cone", "free-tea");
    }

    @Test
    void stamps_taken_back_take_their_reward_along_also_after_the_card_is_gone() {
        Life life = Life.under(
                new Programs(List.of(
                        new Programs.Version(1, Instant.EPOCH, Life.program(CONES)),
                        new Programs.Version(
                                2,
                                Instant.parse("2026-04-01T00:00:00Z"),
                                Life.program(BASE + "rewards: [{id: free-cone, kind: freeProduct, cost: 0}]")))),
                "2026-03-02");
        PointsEarned order = life.buys(cones(10));
        assertThat(open(life)).hasSize(1);
        life.on("2026-04-02").refunds(order, "{}");
        assertThat(open(life)).isEmpty();
    }

    @Test
    void what_stamps_bring_for_nothing_is_not_to_be_had_for_nothing() {
        Life life = Life.under(CONES, "2026-03-02");
        assertThat(life.refused(life.reward("free-cone"))).isEqualTo(new Refusal.IssuedByItself("free-cone"));
    }

    @Test
    void a_payment_that_nobody_used_makes_room_for_the_next_reward() {
        Life life = Life.under(BASE + TEN + "redemption: {pointValue: '0.01'}", "2026-03-02");
        life.spends("5000.00");
        assertThat(open(life)).hasSize(50);
        life.accept(Life.use(open(life).getFirst().id()));
        life.spends("50.00");
        life.pays(10);
        life.spends("100.00");
        assertThat(open(life)).hasSize(50);
        assertThat(life.due()).contains(LocalDateTime.parse("2026-03-09T13:00:00"));
        assertThat(life.on("2026-03-10").spendable()).isEqualTo(40);
    }
}
