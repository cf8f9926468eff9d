package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.domain.decision.BlockMember;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.OrderRefunded;
import dev.laurel.domain.fact.Fact.OrderRevised;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.ledger.Birthday;
import dev.laurel.domain.program.Programs;
import java.time.Instant;
import java.time.MonthDay;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Law 4: a changed order is priced anew as of when it was placed, and the difference is booked. */
class RevisionLawsTest {
    private static final String BASE = "{id: base, kind: perAmount, points: 1, per: '1.00'}";

    private static Life life(String rules, String more) {
        return Life.under("earning: {rules: [" + rules + "]}\n" + more, "2026-03-02");
    }

    private static String things(String amount) {
        return "{lines: [{sku: thing, quantity: 1, amount: '" + amount + "'}]}";
    }

    private static long points(List<Fact> facts) {
        return facts.stream().mapToLong(Fact::points).sum();
    }

    private static long difference(List<Fact> facts) {
        return facts.stream()
                .filter(OrderRevised.class::isInstance)
                .mapToLong(f -> ((OrderRevised) f).difference())
                .sum();
    }

    @Test
    void the_difference_is_given_or_taken() {
        Life life = life(BASE, "");
        var order = life.buys(things("100.00"));
        assertThat(points(life.changes(order, things("120.00")))).isEqualTo(20);
        assertThat(points(life.changes(order, things("70.00")))).isEqualTo(-50);
        assertThat(life.spendable()).isEqualTo(70);
        assertThat(life.account().lifetime()).isEqualTo(70);
    }

    @Test
    @DisplayName(
            "trap: an edited order (higher revision, same money) that had itself reached a tier with a factor: nothing changes")
    void an_edit_earns_at_the_tier_that_the_order_earned_at() {
        Life life = life(BASE, "tiers: {ladder: [{id: basic, from: 0}, {id: gold, from: 1000, factor: '1.5'}]}\n");
        PointsEarned order = life.buys(things("1776.38"));
        assertThat(life.tier()).isEqualTo("gold");
        assertThat(difference(life.on("2026-03-05").changes(order, things("1776.38"))))
                .isZero();
        assertThat(life.spendable()).isEqualTo(1776);
        assertThat(life.tier()).isEqualTo("gold");
    }

    @Test
    void an_edit_after_a_change_of_the_program_is_priced_by_the_program_of_its_day() {
        Life life = Life.under(
                new Programs(
                        List.of(
                                new Programs.Version(
                                        1,
                                        Instant.EPOCH,
                                        Life.program("earning: {rules: [" + BASE
                                                + "]}\ntiers: {ladder: [{id: basic, from: 0, factor: '2'}]}")),
                                new Programs.Version(
                                        2,
                                        Instant.parse("2026-04-01T00:00:00Z"),
                                        Life.program(
                                                "earning: {rules: [{id: other, kind: perOrder, points: 1}]}\ntiers: {ladder: [{id: basic, from: 0, factor: '5'}]}")))),
                "2026-03-02");
        var order = life.buys(things("10.00"));
        assertThat(order.points()).isEqualTo(20);
        assertThat(difference(life.on("2026-05-01").changes(order, things("11.00"))))
                .isEqualTo(2);
    }

    @Test
    void an_edit_has_the_room_under_limits_and_cap_that_the_order_had() {
        Life life = Life.under("""
                earning:
                  balanceCap: 100
                  rules: [{id: base, kind: perAmount, points: 1, per: '1.00', limit: {points: 60, per: month}}]
                """, "2026-03-02");
        var order = life.buys(things("50.00"));
        assertThat(life.spends("50.00")).isEqualTo(10);
        assertThat(difference(life.changes(order, things("80.00"))))
                .as("the limit left it 60")
                .isEqualTo(10);
        assertThat(difference(life.changes(order, things("5.00")))).isEqualTo(-55);
        assertThat(life.spends("90.00")).as("60 less 5 less 10").isEqualTo(45);
    }

    @Test
    void refunds_are_kept() {
        Life life = life(BASE, "");
        var order = life.buys(
                "{lines: [{line: a, sku: x, quantity: 2, amount: '100.00'}, {line: b, sku: y, quantity: 1, amount: '30.00'}]}");
        life.refunds(order, "{lines: [{line: a, quantity: 1}]}");
        assertThat(life.spendable()).isEqualTo(80);
        life.changes(
                order,
                "{lines: [{line: a, sku: x, quantity: 2, amount: '80.00'}, {line: b, sku: y, quantity: 1, amount: '30.00'}]}");
        assertThat(life.spendable()).as("half of 80, and 30").isEqualTo(70);
        life.refunds(order, "{}");
        assertThat(life.spendable()).isZero();
    }

    @Test
    void a_line_that_was_refunded_and_edited_out_takes_nothing_twice() {
        Life life = life(BASE, "");
        var order = life.buys(
                "{lines: [{line: a, sku: x, quantity: 1, amount: '100.00'}, {line: b, sku: y, quantity: 1, amount: '30.00'}]}");
        life.refunds(order, "{lines: [{line: a, quantity: 1}]}");
        assertThat(difference(life.changes(order, "{lines: [{line: b, sku: y, quantity: 1, amount: '30.00'}]}")))
                .isZero();
        assertThat(life.spendable()).isEqualTo(30);
    }

    @Test
    void points_that_paid_never_come_back_more_than_once_however_the_order_is_edited() {
        Life life = life(BASE, "redemption: {pointValue: '0.10'}\n");
        life.spends("100.00");
        String payment = life.pays(100);
        String tenders = ", tenders: [{kind: points, amount: '10.00', redemptionId: " + payment + "}]}";
        var order = life.buys("{lines: [{line: a, sku: x, quantity: 1, amount: '100.00'}]" + tenders);
        life.refunds(order, "{amount: '50.00'}");
        life.changes(order, "{lines: [{line: a, sku: x, quantity: 1, amount: '200.00'}]" + tenders);
        life.refunds(order, "{amount: '50.00'}");
        life.refunds(order, "{}");
        long returned = life.facts().stream()
                .filter(PointsReturned.class::isInstance)
                .mapToLong(Fact::points)
                .sum();
        assertThat(returned).isEqualTo(100);
        assertThat(life.facts().stream()
                        .filter(OrderRefunded.class::isInstance)
                        .map(f -> ((OrderRefunded) f).cash().getAmountMinorLong())
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(19_000);
        assertThat(life.spendable()).isEqualTo(100);
    }

    @Test
    void an_edit_names_what_has_paid_and_may_name_what_pays_now() {
        Life life = life(BASE, "redemption: {pointValue: '0.10'}\n");
        life.spends("300.00");
        String first = life.pays(100);
        String second = life.pays(50);
        String both = "{kind: points, amount: '10.00', redemptionId: " + first
                + "}, {kind: points, amount: '5.00', redemptionId: " + second + "}";
        var order = life.buys(
                "{lines: [{sku: x, quantity: 1, amount: '100.00'}], tenders: [{kind: points, amount: '10.00', redemptionId: "
                        + first + "}]}");
        assertThat(life.refused(life.change(order, things("100.00")))).isEqualTo(new Refusal.RedemptionMissing(first));
        assertThat(difference(life.changes(
                        order, "{lines: [{sku: x, quantity: 1, amount: '100.00'}], tenders: [" + both + "]}")))
                .isEqualTo(-5);
        assertThat(life.account().open()).isEmpty();
        life.refunds(order, "{}");
        assertThat(life.spendable()).isEqualTo(300);
    }

    @Test
    void an_edit_moves_the_credits_of_the_window_of_its_order() {
        Life life =
                life(BASE, "tiers: {kept: endOfNextYear, ladder: [{id: basic, from: 0}, {id: gold, from: 1000}]}\n");
        var order = life.on("2026-12-30").buys(things("900.00"));
        life.on("2027-01-03").changes(order, things("1000.00"));
        assertThat(life.tier()).isEqualTo("gold");
        assertThat(life.account().standing().holds().getFirst().window()).hasToString("2026-01-01");
        life.changes(order, things("900.00"));
        assertThat(life.tier()).isEqualTo("basic");
    }

    @Test
    void an_edit_that_earns_more_is_refused_to_a_blocked_member_and_one_that_earns_less_is_not() {
        Life life = life(BASE, "");
        var order = life.buys(things("100.00"));
        life.accept(new BlockMember(true, "fraud"));
        assertThat(life.refused(life.change(order, things("101.00")))).isEqualTo(new Refusal.Blocked());
        life.changes(order, things("99.00"));
        assertThat(life.spendable()).isEqualTo(99);
    }

    @Test
    void an_edit_in_another_currency_is_refused() {
        Life life = Life.under("earning: {rates: {EUR: '1.10'}, rules: [" + BASE + "]}", "2026-03-02");
        var order = life.buys(things("100.00"));
        assertThat(life.refused(life.change(order, "{currency: EUR, lines: [{sku: a, quantity: 1, amount: '1.00'}]}")))
                .isInstanceOf(Refusal.OtherCurrency.class);
    }

    @Test
    void what_an_edit_adds_goes_to_the_orders_own_bucket() {
        Life life = Life.under("""
                earning: {pendingDays: 14, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: afterEarning, months: 1}
                """, "2026-03-02");
        var order = life.buys(things("100.00"));
        life.on("2026-03-10").changes(order, things("120.00"));
        assertThat(life.account().buckets()).hasSize(1);
        assertThat(life.pending()).isEqualTo(120);
    }

    @Test
    void an_edit_keeps_the_visit_that_the_order_was() {
        Life life = life(
                BASE,
                "tiers: {credits: visits, visit: {perDay: 1}, ladder: [{id: basic, from: 0}, {id: regular, from: 1}]}\n");
        var order = life.buys(things("10.00"));
        life.changes(order, things("12.00"));
        assertThat(life.tier()).isEqualTo("regular");
        life.changes(order, "{lines: [{sku: thing, quantity: 1, amount: '12.00', voided: true}]}");
        assertThat(life.tier()).isEqualTo("basic");
    }

    @Test
    void a_refunded_line_does_not_become_another_thing() {
        Life life = life(BASE, "");
        var order =
                life.buys("{lines: [{sku: a, quantity: 1, amount: '60.00'}, {sku: b, quantity: 1, amount: '40.00'}]}");
        life.refunds(order, "{lines: [{sku: a, quantity: 1}]}");
        assertThat(life.refused(life.change(order, "{lines: [{sku: b, quantity: 1, amount: '40.00'}]}")))
                .isEqualTo(new Refusal.RefundedLine("1", "b"));
        life.changes(order, "{lines: [{line: '2', sku: b, quantity: 1, amount: '40.00'}]}");
        assertThat(life.spendable()).isEqualTo(40);
    }

    @Test
    void a_blocked_member_does_not_pay_by_an_edit() {
        Life life = life(BASE, "redemption: {pointValue: '0.10'}\n");
        var order = life.buys(things("100.00"));
        String payment = life.pays(50);
        life.accept(new BlockMember(true, "fraud"));
        assertThat(life.refused(life.change(
                        order,
                        "{lines: [{sku: thing, quantity: 1, amount: '100.00'}], tenders: [{kind: points, amount: '5.00', redemptionId: "
                                + payment + "}]}")))
                .isEqualTo(new Refusal.Blocked());
    }

    @Test
    void an_edit_has_the_whole_of_a_limit_per_order() {
        Life life = life("{id: base, kind: perAmount, points: 1, per: '1.00', limit: {points: 50, per: order}}", "");
        var order = life.buys(things("30.00"));
        assertThat(difference(life.changes(order, things("80.00")))).isEqualTo(20);
    }

    private static final String TEA = "rewards: [{id: tea, kind: freeShipping, cost: 100}]";

    @Test
    void an_order_changed_down_and_up_again_gives_nothing_twice_when_its_points_were_spent() {
        Life life = life(BASE, TEA);
        var order = life.buys(things("100.00"));
        life.accept(Life.use(life.takes("tea")));
        life.changes(order, "{revision: 1, lines: [{line: '2', sku: b, quantity: 1, amount: '0.00'}]}");
        life.changes(order, "{revision: 2, lines: [{sku: a, quantity: 1, amount: '110.00'}]}");
        assertThat(life.spendable()).isEqualTo(10);
        assertThat(life.account().lifetime()).isEqualTo(110);
    }

    @Test
    void a_reward_that_should_have_been_kept_is_free_again_when_the_order_is_worth_its_points_again() {
        Life life = life(BASE, TEA);
        var order = life.buys(things("100.00"));
        String tea = life.takes("tea");
        life.changes(order, "{revision: 1, lines: [{line: '2', sku: b, quantity: 1, amount: '0.00'}]}");
        life.changes(order, "{revision: 2, lines: [{sku: a, quantity: 1, amount: '100.00'}]}");
        assertThat(life.spendable()).isZero();
        life.accept(Life.cancellation(tea));
        assertThat(life.spendable()).isEqualTo(100);
    }

    @Test
    void a_reward_used_while_its_points_were_missing_is_remembered_when_the_order_grows_again() {
        Life life = life(BASE, TEA);
        var order = life.buys(things("100.00"));
        String tea = life.takes("tea");
        life.changes(order, "{revision: 1, lines: [{line: '2', sku: b, quantity: 1, amount: '0.00'}]}");
        life.accept(Life.use(tea));
        life.changes(order, "{revision: 2, lines: [{sku: a, quantity: 1, amount: '100.00'}]}");
        assertThat(life.spendable()).isZero();
    }

    @Test
    void what_is_missing_of_one_order_is_not_kept_from_another_that_grows() {
        Life life = life(BASE, TEA);
        var other = life.buys(things("1.00"));
        var order = life.buys(things("99.00"));
        life.accept(Life.use(life.takes("tea")));
        life.refunds(order, "{}");
        life.changes(other, things("51.00"));
        assertThat(life.spendable()).isEqualTo(50);
    }

    @Test
    void an_order_that_a_change_makes_a_visit_is_one() {
        Life life = life(
                BASE,
                "tiers: {credits: visits, visit: {minimum: '6.00', perDay: 1}, ladder: [{id: a, from: 0}, {id: b, from: 1}]}");
        var order = life.buys(things("5.00"));
        life.changes(order, things("7.00"));
        assertThat(life.account().lifetimeCredits()).isEqualTo(1);
        assertThat(life.tier()).isEqualTo("b");
    }

    @Test
    void a_change_is_priced_with_the_birthday_of_its_first_day() {
        String gift = BASE + ", {id: gift, kind: birthday, factor: '2', span: month}";
        Life life = Life.born("--05-17", "earning: {rules: [" + gift + "]}", "2026-03-02");
        var order = life.on("2026-05-02").buys(things("10.00"));
        assertThat(order.points()).isEqualTo(20);
        life.moves(new Birthday(MonthDay.parse("--06-01"), 2027));
        assertThat(difference(life.changes(order, things("10.00")))).isZero();

        Life other = life(gift, "");
        var before = other.on("2026-05-02").buys(things("10.00"));
        other.moves(new Birthday(MonthDay.parse("--05-20"), 2026));
        assertThat(difference(other.changes(before, things("10.00")))).isZero();
    }

    @Test
    void a_refunded_line_that_was_dropped_does_not_come_back_as_another_thing() {
        Life life = life(BASE, "");
        String y = "{line: y, sku: b, quantity: 1, amount: '50.00'}";
        var order = life.buys("{lines: [{line: x, sku: a, quantity: 1, amount: '50.00'}, " + y + "]}");
        life.refunds(order, "{lines: [{line: x, quantity: 1}]}");
        life.changes(order, "{revision: 1, lines: [" + y + "]}");
        assertThat(life.refused(life.change(
                        order,
                        "{revision: 2, lines: [{line: x, sku: other, quantity: 1, amount: '50.00'}, " + y + "]}")))
                .isEqualTo(new Refusal.RefundedLine("x", "other"));
    }

    @Test
    void what_is_missing_of_an_order_is_given_again_only_once_it_is_worth_more_than_that() {
        Life life = life(BASE, TEA);
        var order = life.buys(things("100.00"));
        life.accept(Life.use(life.takes("tea")));
        life.changes(order, "{revision: 1, lines: [{sku: a, quantity: 1, amount: '40.00'}]}");
        life.changes(order, "{revision: 2, lines: [{sku: a, quantity: 1, amount: '70.00'}]}");
        assertThat(life.spendable()).isZero();
        life.changes(order, "{revision: 3, lines: [{sku: a, quantity: 1, amount: '130.00'}]}");
        assertThat(life.spendable()).isEqualTo(30);
    }

    @Test
    void each_order_has_its_own_shortfall() {
        Life life = life(BASE, TEA);
        var first = life.buys(things("30.00"));
        var second = life.buys(things("70.00"));
        String tea = life.takes("tea");
        life.changes(first, "{revision: 1, lines: [{sku: a, quantity: 1, amount: '0.00'}]}");
        life.changes(second, "{revision: 1, lines: [{sku: a, quantity: 1, amount: '20.00'}]}");
        life.changes(second, "{revision: 2, lines: [{sku: a, quantity: 1, amount: '80.00'}]}");
        assertThat(life.spendable()).isEqualTo(10);
        life.accept(Life.cancellation(tea));
        assertThat(life.spendable()).isEqualTo(80);
        life.changes(first, "{revision: 2, lines: [{sku: a, quantity: 1, amount: '30.00'}]}");
        assertThat(life.spendable()).isEqualTo(110);
    }

    @Test
    void shortfalls_of_two_orders_stay_apart_when_the_reward_is_used() {
        Life life = life(BASE, TEA);
        var first = life.buys(things("30.00"));
        var second = life.buys(things("70.00"));
        life.accept(Life.use(life.takes("tea")));
        life.changes(first, "{revision: 1, lines: [{sku: a, quantity: 1, amount: '0.00'}]}");
        life.changes(second, "{revision: 1, lines: [{sku: a, quantity: 1, amount: '20.00'}]}");
        life.changes(second, "{revision: 2, lines: [{sku: a, quantity: 1, amount: '70.00'}]}");
        assertThat(life.spendable()).isZero();
        life.changes(second, "{revision: 3, lines: [{sku: a, quantity: 1, amount: '75.00'}]}");
        assertThat(life.spendable()).isEqualTo(5);
        life.changes(first, "{revision: 2, lines: [{sku: a, quantity: 1, amount: '31.00'}]}");
        assertThat(life.spendable()).isEqualTo(6);
    }
}
