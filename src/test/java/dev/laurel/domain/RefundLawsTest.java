package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.domain.decision.AdjustPoints;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.Refusal.MoreThanLeft;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.NotRecouped;
import dev.laurel.domain.fact.Fact.OrderRefunded;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Fact.PointsReversed;
import java.util.List;
import org.joda.money.Money;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Laws 9 and 10: an earning is undone exactly, and points that paid come back as points. */
class RefundLawsTest {
    private static final String ALL = "{}";
    private static final String DEFICIT = "refunds: {shortfall: deficit}\n";

    private static Life life(String more) {
        return Life.under(
                "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\n" + more, "2026-03-02");
    }

    private static String things(String amount) {
        return "{lines: [{sku: thing, quantity: 1, amount: '" + amount + "'}]}";
    }

    private static String redemptions(String more) {
        return "redemption: {pointValue: '0.10'}\nrewards: [{id: ten-off, kind: amountOff, cost: 100, amount: '10.00'}]\n"
                + more;
    }

    /** What a refund took back, in all. */
    private static long taken(List<Fact> facts) {
        return -facts.stream()
                .filter(PointsReversed.class::isInstance)
                .mapToLong(Fact::points)
                .sum();
    }

    private static <F extends Fact> F the(Class<F> kind, List<Fact> facts) {
        return facts.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("law 9, O5: two items of 50 earn 100; one is returned: 50 stay")
    void one_of_two_items_takes_half_back() {
        Life life = life("");
        var order = life.buys("{lines: [{sku: a, quantity: 2, amount: '100.00'}]}");
        life.refunds(order, "{lines: [{sku: a, quantity: 1}]}");
        assertThat(life.spendable()).isEqualTo(50);
    }

    @Test
    @DisplayName(
            "law 9, L1: basket 10 + 10 + 20 earned 70 by several rules; the 20 that had earned half comes back: -35")
    void a_line_takes_back_what_each_rule_gave_for_it() {
        Life life = Life.under("""
                earning:
                  rules:
                    - {id: base, kind: perAmount, points: 1, per: '1.00'}
                    - {id: tea, kind: perAmount, points: 1, per: '1.00', only: {categories: [tea]}}
                    - {id: more, kind: perOrder, points: 10}
                """, "2026-03-02");
        var order = life.buys("""
                {lines: [{line: a, sku: x, quantity: 1, amount: '10.00', categories: [tea]}, {line: b, sku: x, quantity: 1, amount: '10.00'},
                         {line: c, sku: y, quantity: 1, amount: '20.00', categories: [tea]}]}
                """);
        assertThat(order.points()).isEqualTo(80);
        var facts = life.refunds(order, "{lines: [{line: c, quantity: 1}]}");
        assertThat(taken(facts))
                .as("20 of base, 20 of tea, half of the order's 10")
                .isEqualTo(45);
    }

    @Test
    @DisplayName("law 9, L1: the 20 of a basket of 40 take back 35 of 70")
    void half_of_the_money_takes_back_half_of_the_points() {
        Life life = Life.under("""
                earning:
                  rules:
                    - {id: base, kind: perAmount, points: 1, per: '1.00'}
                    - {id: more, kind: perOrder, points: 30}
                """, "2026-03-02");
        var order = life.buys("""
                {lines: [{sku: a, quantity: 1, amount: '10.00'}, {sku: b, quantity: 1, amount: '10.00'}, {sku: c, quantity: 1, amount: '20.00'}]}
                """);
        assertThat(order.points()).isEqualTo(70);
        assertThat(taken(life.refunds(order, "{lines: [{sku: c, quantity: 1}]}")))
                .isEqualTo(35);
    }

    @Test
    @DisplayName("law 9: 19.99 earned 19; refund of 10.00: 10 taken, 9 kept")
    void what_is_kept_is_rounded_down() {
        Life life = life("");
        var order = life.buys(things("19.99"));
        assertThat(taken(life.refunds(order, "{amount: '10.00'}"))).isEqualTo(10);
        assertThat(life.spendable()).isEqualTo(9);
    }

    @Test
    @DisplayName("law 9: goods 100 + shipping 20; the goods come back, amount 100: all points of the goods")
    void an_amount_is_goods_first() {
        Life life = life("");
        var order = life.buys("{shipping: '20.00', lines: [{sku: a, quantity: 1, amount: '100.00'}]}");
        life.refunds(order, "{amount: '100.00'}");
        assertThat(life.spendable()).isZero();
    }

    @Test
    void shipping_alone_takes_nothing_back_of_rules_that_do_not_count_it() {
        Life life = life("");
        var order = life.buys("{shipping: '20.00', lines: [{sku: a, quantity: 1, amount: '100.00'}]}");
        assertThat(taken(life.refunds(order, "{amount: '20.00', of: {shipping: '20.00'}}")))
                .isZero();
        assertThat(taken(life.refunds(order, "{amount: '50.00'}"))).isEqualTo(50);
        assertThat(the(OrderRefunded.class, life.refunds(order, ALL)).value()).hasToString("USD 50.00");
    }

    @Test
    void a_rule_that_counts_shipping_loses_it_with_the_shipping() {
        Life life = Life.under(
                "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00', basis: {shipping: true, tax: true, tips: true}}]}",
                "2026-03-02");
        var order = life.buys(
                "{shipping: '20.00', tax: '8.00', tip: '2.00', lines: [{sku: a, quantity: 1, amount: '100.00'}]}");
        assertThat(order.points()).isEqualTo(130);
        assertThat(taken(life.refunds(order, "{of: {shipping: '5.00'}}"))).isEqualTo(5);
        assertThat(taken(life.refunds(order, "{lines: [{sku: a, quantity: 1}], of: {tax: '8.00'}}")))
                .isEqualTo(108);
        assertThat(taken(life.refunds(order, ALL))).isEqualTo(17);
        assertThat(life.spendable()).isZero();
    }

    @Test
    void an_amount_goes_on_to_tax_then_shipping_then_tip() {
        Life life = life("");
        var order = life.buys(
                "{shipping: '20.00', tax: '8.00', tip: '2.00', lines: [{sku: a, quantity: 1, amount: '100.00'}]}");
        var soFar = the(OrderRefunded.class, life.refunds(order, "{amount: '115.00'}"))
                .soFar();
        assertThat(soFar.goods()).hasToString("USD 100.00");
        assertThat(soFar.tax()).hasToString("USD 8.00");
        assertThat(soFar.shipping()).hasToString("USD 7.00");
        assertThat(life.refused(life.refund(order, "{amount: '15.01'}"))).isEqualTo(new MoreThanLeft("order", "15.00"));
        life.refunds(order, "{amount: '15.00'}");
        assertThat(life.refused(life.refund(order, ALL))).isEqualTo(new MoreThanLeft("order", "0.00"));
    }

    @Test
    void thirds_of_a_line_take_back_all_of_it_in_the_end() {
        Life life = life("");
        var order = life.buys("{lines: [{sku: a, quantity: 3, amount: '10.00'}]}");
        long first = taken(life.refunds(order, "{lines: [{sku: a, quantity: 1}]}"));
        long second = taken(life.refunds(order, "{lines: [{sku: a, quantity: 1}]}"));
        long third = taken(life.refunds(order, "{lines: [{sku: a, quantity: 1}]}"));
        assertThat(List.of(first, second, third)).containsExactly(4L, 3L, 3L);
        assertThat(life.facts().stream()
                        .filter(OrderRefunded.class::isInstance)
                        .map(f -> ((OrderRefunded) f).value().toString()))
                .containsExactly("USD 3.33", "USD 3.34", "USD 3.33");
    }

    @Test
    void the_last_third_may_be_given_back_as_a_rounded_amount() {
        Life life = life("");
        var order = life.buys("{lines: [{sku: a, quantity: 3, amount: '10.00'}]}");
        life.refunds(order, "{lines: [{sku: a, quantity: 1}]}");
        life.refunds(order, "{amount: '6.67'}");
        assertThat(life.spendable()).isZero();
        assertThat(life.refused(life.refund(order, "{amount: '0.01'}"))).isInstanceOf(MoreThanLeft.class);
    }

    @Test
    void an_order_that_cost_nothing_goes_back_by_quantity() {
        Life life = Life.under("earning: {rules: [{id: visit, kind: perOrder, points: 10}]}", "2026-03-02");
        var order = life.buys(
                "{lines: [{sku: a, quantity: 3, amount: '5.00', discount: '5.00'}, {sku: b, quantity: 1, amount: '0.00'}]}");
        assertThat(taken(life.refunds(order, "{lines: [{sku: a, quantity: 2}]}")))
                .isEqualTo(5);
        assertThat(taken(life.refunds(order, ALL))).isEqualTo(5);
        assertThat(life.refused(life.refund(order, ALL))).isEqualTo(new MoreThanLeft("order", "0.00"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "more than the line has      | {lines: [{line: '1', quantity: 3}]}                            | MoreThanLeft[part=1, left=2]",
                "a line's amount too large   | {lines: [{line: '1', quantity: 1, amount: '20.01'}]}           | MoreThanLeft[part=1, left=20.00]",
                "more than the order has     | {amount: '55.01'}                                              | MoreThanLeft[part=order, left=55.00]",
                "more tax than there was     | {amount: '10.00', of: {tax: '1.00'}}                           | MoreThanLeft[part=tax, left=0.00]",
                "more shipping               | {lines: [{line: '1', quantity: 1}], of: {shipping: '5.01'}}    | MoreThanLeft[part=shipping, left=5.00]",
                "more tip                    | {of: {tip: '0.01'}}                                            | MoreThanLeft[part=tip, left=0.00]",
                "extras above the amount     | {amount: '1.00', of: {shipping: '2.00'}}                       | MoreThanLeft[part=amount, left=1.00]",
                "a line that was voided      | {lines: [{line: '4', quantity: 1}]}                            | MoreThanLeft[part=4, left=0]",
                "a line that is not there    | {lines: [{line: '9', quantity: 1}]}                            | UnknownLine[line=9]",
                "a sku of two lines          | {lines: [{sku: two, quantity: 1}]}                             | UnknownLine[line=two]",
                "another currency            | {currency: EUR, amount: '1.00'}                                | OtherCurrency[order=USD]",
                "a day that is to come       | {occurredAt: '2026-04-01T00:00:00Z'}                           | InTheFuture[occurredAt=2026-04-01T00:00:00Z, now=2026-03-02T17:00:00Z]",
            })
    void a_refund_that_cannot_be_is_refused(String what, String refund, String refusal) {
        Life life = life("");
        var order = life.buys("""
                {shipping: '5.00', lines: [{sku: one, quantity: 2, amount: '20.00'}, {sku: two, quantity: 1, amount: '10.00'},
                                           {sku: two, quantity: 1, amount: '20.00'}, {sku: gone, quantity: 1, amount: '9.00', voided: true}]}
                """);
        assertThat(life.refused(life.refund(order, refund))).hasToString(refusal);
        assertThat(life.spendable()).isEqualTo(50);
    }

    @Test
    @DisplayName("law 9, S12: taken back twice is taken once")
    void a_second_whole_refund_is_refused() {
        Life life = life("");
        var order = life.buys(things("100.00"));
        life.refunds(order, ALL);
        assertThat(life.refused(life.refund(order, ALL))).isInstanceOf(MoreThanLeft.class);
        assertThat(life.spendable()).isZero();
    }

    @Test
    @DisplayName("law 9, S10: earn 150, spend 100, take the earning back, clamp: -50, balance 0, 100 not recouped")
    void what_was_spent_is_not_recouped() {
        Life life = life(redemptions(""));
        var order = life.buys(things("150.00"));
        life.accept(Life.use(life.takes("ten-off")));
        var facts = life.refunds(order, ALL);
        assertThat(taken(facts)).isEqualTo(50);
        assertThat(the(NotRecouped.class, facts).missing()).isEqualTo(100);
        assertThat(life.account().balance().net()).isZero();
    }

    @Test
    @DisplayName("law 9, S11: the same, deficit allowed: -150, balance -100")
    void what_was_spent_is_owed_where_the_program_says_so() {
        Life life = life(redemptions(DEFICIT));
        var order = life.buys(things("150.00"));
        life.accept(Life.use(life.takes("ten-off")));
        assertThat(taken(life.refunds(order, ALL))).isEqualTo(150);
        assertThat(life.account().balance().net()).isEqualTo(-100);
    }

    @Test
    @DisplayName(
            "law 9, S7: 50, forced debit of 80, earn 100 (deficit allowed): 70, deficit 0, only the second lot open")
    void what_comes_later_pays_the_debt_first() {
        Life life = Life.under(
                "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\n" + redemptions(DEFICIT)
                        + "expiry: {kind: afterEarning, months: 1}\n",
                "2026-03-02");
        var order = life.buys(things("80.00"));
        life.spends("50.00");
        life.accept(life.payment(80, null));
        life.refunds(order, ALL);
        assertThat(life.account().balance().net()).isEqualTo(-30);
        life.on("2026-03-20").spends("100.00");
        assertThat(life.account().deficit()).isZero();
        assertThat(life.spendable()).isEqualTo(70);
        assertThat(life.account().buckets()).hasSize(1);
    }

    @Test
    @DisplayName("trap: buy 100, redeem 100 (open), refund the order (clamp), cancel the redemption: 0 points")
    void a_cancelled_redemption_returns_nothing_that_was_not_recouped() {
        Life life = life(redemptions(""));
        var order = life.buys(things("100.00"));
        String redemption = life.takes("ten-off");
        assertThat(the(NotRecouped.class, life.refunds(order, ALL)).withheld()).containsEntry(redemption, 100L);
        var returned = the(PointsReturned.class, life.accept(Life.cancellation(redemption)));
        assertThat(returned.points()).isZero();
        assertThat(returned.withheld()).isEqualTo(100);
        assertThat(life.spendable()).isZero();
    }

    @Test
    @DisplayName("trap: redeem 100 as points, refund the order that earned them (clamp), cancel: 0 points")
    void a_cancelled_payment_returns_nothing_that_was_not_recouped() {
        Life life = life(redemptions(""));
        var order = life.buys(things("100.00"));
        String payment = life.pays(100);
        life.refunds(order, ALL);
        life.accept(Life.cancellation(payment));
        assertThat(life.spendable()).isZero();
    }

    @Test
    void the_newest_open_redemption_is_withheld_first_and_up_to_its_points() {
        Life life = life(redemptions(""));
        var order = life.buys(things("250.00"));
        life.spends("50.00");
        String older = life.pays(100);
        String newer = life.pays(200);
        assertThat(the(NotRecouped.class, life.refunds(order, ALL)).withheld())
                .containsEntry(newer, 200L)
                .containsEntry(older, 50L);
        life.accept(Life.cancellation(older));
        life.accept(Life.cancellation(newer));
        assertThat(life.spendable()).as("only the order of 50 is left").isEqualTo(50);
    }

    @Test
    void what_is_withheld_of_a_payment_does_not_return_with_the_order_that_it_paid_for() {
        Life life = life(redemptions(""));
        var first = life.buys(things("100.00"));
        String payment = life.pays(100);
        life.refunds(first, ALL);
        var second = life.buys(
                "{lines: [{sku: a, quantity: 1, amount: '20.00'}], tenders: [{kind: points, amount: '10.00', redemptionId: "
                        + payment + "}]}");
        var facts = life.refunds(second, ALL);
        assertThat(facts.stream().filter(PointsReturned.class::isInstance)).isEmpty();
        assertThat(the(OrderRefunded.class, facts).cash())
                .as("points that paid are never cash")
                .hasToString("USD 10.00");
        assertThat(life.spendable()).isZero();
    }

    @Test
    @DisplayName("law 10, O7: 200 + 70 - 150 = 120; the whole order is refunded: 200")
    void points_that_paid_come_back_as_points() {
        Life life = paidWithPoints("{}");
        assertThat(life.spendable()).isEqualTo(200);
    }

    @Test
    @DisplayName("law 10, O8: the same, half refunded: 160")
    void half_of_the_points_come_back_with_half_of_the_order() {
        Life life = paidWithPoints("{lines: [{sku: a, quantity: 1}]}");
        assertThat(life.spendable()).isEqualTo(160);
    }

    /** 200 points, 150 of which pay 15.00 of an order of 85.00; the rest of it earns 70. */
    private static Life paidWithPoints(String refund) {
        Life life = life(redemptions(""));
        life.spends("200.00");
        String payment = life.pays(150);
        var order = life.buys(
                "{lines: [{sku: a, quantity: 1, amount: '42.50'}, {sku: b, quantity: 1, amount: '42.50'}], tenders: [{kind: points, amount: '15.00', redemptionId: "
                        + payment + "}, {kind: card, amount: '70.00'}]}");
        assertThat(order.points()).isEqualTo(70);
        assertThat(life.spendable()).isEqualTo(120);
        life.refunds(order, refund);
        return life;
    }

    @Test
    void cash_is_what_the_points_did_not_pay() {
        Life life = life(redemptions(""));
        life.spends("200.00");
        String payment = life.pays(150);
        var order = life.buys(
                "{lines: [{sku: a, quantity: 1, amount: '85.00'}], tenders: [{kind: points, amount: '15.00', redemptionId: "
                        + payment + "}]}");
        var first = the(OrderRefunded.class, life.refunds(order, "{amount: '17.00'}"));
        assertThat(first.cash()).as("30 of 150 points come back for a fifth").hasToString("USD 14.00");
        var rest = the(OrderRefunded.class, life.refunds(order, ALL));
        assertThat(rest.cash()).hasToString("USD 56.00");
    }

    @Test
    void points_that_paid_without_a_name_do_not_come_back_and_the_entry_says_so() {
        Life life = life("");
        var order = life.buys(
                "{lines: [{sku: a, quantity: 1, amount: '85.00'}], tenders: [{kind: points, amount: '15.00'}]}");
        var facts = life.refunds(order, ALL);
        assertThat(facts.stream().filter(PointsReturned.class::isInstance)).isEmpty();
        assertThat(the(OrderRefunded.class, facts).unnamedPoints()).hasToString("USD 15.00");
    }

    @Test
    void slices_come_back_in_reverse_order_of_taking() {
        Life life = life(redemptions("expiry: {kind: afterEarning, months: 12}\n"));
        life.spends("60.00");
        life.on("2026-04-02").spends("60.00");
        String payment = life.pays(100);
        var order = life.buys(
                "{lines: [{sku: a, quantity: 1, amount: '10.00'}], tenders: [{kind: points, amount: '10.00', redemptionId: "
                        + payment + "}]}");
        assertThat(order.points()).isZero();
        var first = the(PointsReturned.class, life.refunds(order, "{amount: '5.00'}"));
        assertThat(first.slices()).hasSize(2);
        assertThat(first.slices().getLast().points())
                .as("all of what was taken last")
                .isEqualTo(40);
        assertThat(first.slices().getLast().expires())
                .isAfter(first.slices().getFirst().expires());
        var second = the(PointsReturned.class, life.refunds(order, ALL));
        assertThat(second.points()).isEqualTo(50);
        assertThat(life.spendable()).isEqualTo(120);
    }

    @Test
    @DisplayName("trap: A earned 100 (active), B 80 (pending), refund A: B keeps its 80")
    void pending_points_of_another_order_are_left_alone() {
        Life life = Life.under("""
                earning: {pendingDays: 14, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: afterEarning, months: 12, roundTo: yearEnd}
                """, "2026-03-02");
        var a = life.buys(things("100.00"));
        life.on("2026-03-20").spends("80.00");
        assertThat(life.spendable()).isEqualTo(100);
        life.refunds(a, ALL);
        assertThat(life.spendable()).isZero();
        assertThat(life.pending()).isEqualTo(80);
    }

    @Test
    void a_refund_of_a_pending_order_takes_its_own_pending_points() {
        Life life = Life.under(
                "earning: {pendingDays: 14, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}",
                "2026-03-02");
        life.spends("30.00");
        var order = life.on("2026-03-20").buys(things("100.00"));
        life.refunds(order, ALL);
        assertThat(life.spendable()).isEqualTo(30);
        assertThat(life.pending()).isZero();
    }

    @Test
    void a_refund_takes_its_own_bucket_then_what_ends_soonest_then_what_is_pending() {
        Life life = Life.under("""
                earning: {pendingDays: 2, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: afterEarning, months: 1}
                redemption: {pointValue: '0.10'}
                """, "2026-03-02");
        life.spends("40.00");
        var order = life.on("2026-03-10").buys(things("100.00"));
        life.on("2026-03-20").spends("70.00");
        life.accept(life.payment(90, null));
        assertThat(life.spendable()).isEqualTo(50);
        var reversed = the(PointsReversed.class, life.refunds(order, ALL));
        assertThat(reversed.slices().stream().map(s -> s.points())).containsExactly(50L, 50L);
        assertThat(reversed.slices().getLast().available()).isNotNull();
        assertThat(life.pending()).isEqualTo(20);
    }

    @Test
    @DisplayName(
            "trap: 300 earned 28 December expired unused at year end; 50 earned 3 January; the December order refunded on 5 January: the 50 stay")
    void what_expired_unused_counts_as_taken() {
        Life life = Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: calendar, month: 12, day: 31}
                """, "2026-12-28");
        var december = life.buys(things("300.00"));
        life.on("2027-01-03").spends("50.00");
        var reversed = the(PointsReversed.class, life.on("2027-01-05").refunds(december, ALL));
        assertThat(reversed.points()).isZero();
        assertThat(reversed.alreadyExpired()).isEqualTo(300);
        assertThat(life.spendable()).isEqualTo(50);
    }

    @Test
    void each_expired_point_counts_once() {
        Life life = Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: calendar, month: 12, day: 31}
                redemption: {pointValue: '0.10'}
                """, "2026-12-28");
        var first = life.buys(things("100.00"));
        var second = life.buys(things("100.00"));
        life.accept(life.payment(100, null));
        life.on("2027-01-15").spends("150.00");
        assertThat(the(PointsReversed.class, life.refunds(first, ALL)).alreadyExpired())
                .isEqualTo(100);
        var again = the(PointsReversed.class, life.refunds(second, ALL));
        assertThat(again.alreadyExpired()).isZero();
        assertThat(again.points()).isEqualTo(-100);
        assertThat(life.spendable()).isEqualTo(50);
    }

    @ParameterizedTest(name = "on {0} the refund takes {1}")
    @CsvSource({"2027-01-11, 0", "2027-01-12, 50"})
    void what_expired_is_remembered_for_so_many_days(String day, long taken) {
        Life life = Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: calendar, month: 12, day: 31}
                refunds: {rememberDays: 10}
                """, "2026-12-28");
        var december = life.buys(things("300.00"));
        life.on("2027-01-03").spends("50.00");
        assertThat(taken(life.on(day).refunds(december, ALL))).isEqualTo(taken);
    }

    @Test
    void what_expired_before_the_order_was_booked_is_not_its_own() {
        Life life = Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: calendar, month: 12, day: 31}
                redemption: {pointValue: '0.10'}
                refunds: {shortfall: deficit}
                """, "2026-12-20");
        life.spends("100.00");
        var spent = life.buys(things("30.00"));
        life.accept(life.payment(30, null));
        life.refunds(spent, ALL);
        assertThat(life.on("2027-01-02").account().expiredUnused()).hasSize(1);
        var late = life.buys("{occurredAt: '2026-12-27T12:00:00Z', lines: [{sku: a, quantity: 1, amount: '20.00'}]}");
        life.spends("10.00");
        var reversed = the(PointsReversed.class, life.refunds(late, ALL));
        assertThat(reversed.alreadyExpired())
                .as("they ended the moment they were booked")
                .isEqualTo(20);
        assertThat(life.spendable()).isEqualTo(10);
    }

    @Test
    @DisplayName("trap: top tier by an order, refunded the next day: the old tier again")
    void status_by_buy_and_return_goes_at_once() {
        Life life = life("tiers: {kept: endOfNextYear, ladder: [{id: basic, from: 0}, {id: gold, from: 1000}]}\n");
        life.spends("100.00");
        var order = life.buys(things("5000.00"));
        assertThat(life.tier()).isEqualTo("gold");
        life.on("2026-03-03").refunds(order, ALL);
        assertThat(life.tier()).isEqualTo("basic");
    }

    @Test
    void a_partial_refund_keeps_the_tier_that_is_still_reached() {
        Life life = life("tiers: {ladder: [{id: basic, from: 0}, {id: gold, from: 1000}]}\n");
        var order = life.buys(things("1500.00"));
        life.refunds(order, "{amount: '500.00'}");
        assertThat(life.tier()).isEqualTo("gold");
        life.refunds(order, "{amount: '0.01'}");
        assertThat(life.tier()).isEqualTo("basic");
    }

    @Test
    void a_refund_takes_credits_from_the_window_of_its_order() {
        Life life = life("tiers: {kept: endOfNextYear, ladder: [{id: basic, from: 0}, {id: gold, from: 1000}]}\n");
        var order = life.on("2026-12-30").buys(things("1500.00"));
        life.on("2027-01-10").spends("100.00");
        assertThat(life.tier()).isEqualTo("gold");
        life.refunds(order, ALL);
        assertThat(life.tier()).isEqualTo("basic");
    }

    @Test
    void a_refund_reads_the_order_and_no_rule_of_today() {
        var programs = new dev.laurel.domain.program.Programs(List.of(
                new dev.laurel.domain.program.Programs.Version(
                        1,
                        java.time.Instant.EPOCH,
                        Life.program("earning: {rules: [{id: base, kind: perAmount, points: 10, per: '1.00'}]}")),
                new dev.laurel.domain.program.Programs.Version(
                        2,
                        java.time.Instant.parse("2026-04-01T00:00:00Z"),
                        Life.program("earning: {rules: [{id: other, kind: perAmount, points: 1, per: '1.00'}]}"))));
        Life life = Life.under(programs, "2026-03-02");
        var order = life.buys(things("20.00"));
        assertThat(taken(life.on("2026-04-10").refunds(order, "{amount: '5.00'}")))
                .isEqualTo(50);
    }

    @Test
    void factors_and_caps_are_not_judged_again() {
        Life life = Life.under("""
                earning:
                  balanceCap: 100
                  rules:
                    - {id: base, kind: perAmount, points: 1, per: '1.00', minimum: '50.00'}
                    - {id: double, kind: multiplier, factor: '2'}
                """, "2026-03-02");
        PointsEarned order = life.buys(things("80.00"));
        assertThat(Life.byRule(order)).containsEntry("base", 80L).containsEntry("double", 20L);
        assertThat(taken(life.refunds(order, "{amount: '60.00'}")))
                .as("60 of 80, and 15 of 20")
                .isEqualTo(75);
        assertThat(life.spendable()).isEqualTo(25);
    }

    @Test
    void a_limit_is_free_again_when_the_whole_order_is_back() {
        Life life = Life.under(
                "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00', limit: {times: 1, per: day}}]}",
                "2026-03-02");
        var order = life.buys(things("20.00"));
        life.refunds(order, "{amount: '19.00'}");
        assertThat(life.spends("10.00")).isZero();
        life.refunds(order, "{amount: '1.00'}");
        assertThat(life.spends("10.00")).isEqualTo(10);
    }

    @Test
    void a_foreign_order_is_refunded_in_its_own_currency() {
        Life life = Life.under(
                "earning: {rates: {EUR: '1.10'}, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}",
                "2026-03-02");
        var order = life.buys("{currency: EUR, lines: [{sku: a, quantity: 1, amount: '100.00'}]}");
        assertThat(order.points()).isEqualTo(110);
        assertThat(life.refused(life.refund(order, "{currency: USD, amount: '55.00'}")))
                .isInstanceOf(Refusal.OtherCurrency.class);
        assertThat(taken(life.refunds(order, "{amount: '50.00'}"))).isEqualTo(55);
    }

    @Test
    void a_blocked_members_order_can_be_refunded() {
        Life life = life("");
        var order = life.buys(things("20.00"));
        life.accept(new dev.laurel.domain.decision.BlockMember(true, "fraud"));
        life.refunds(order, ALL);
        assertThat(life.spendable()).isZero();
    }

    @Test
    void points_that_come_back_pay_a_debt_and_are_taken_for_the_same_refund() {
        Life life = life(redemptions(DEFICIT));
        var first = life.buys(things("100.00"));
        String payment = life.pays(100);
        life.refunds(first, ALL);
        assertThat(life.account().balance().net()).isEqualTo(-100);
        var order = life.buys(
                "{lines: [{sku: a, quantity: 1, amount: '30.00'}], tenders: [{kind: points, amount: '10.00', redemptionId: "
                        + payment + "}]}");
        assertThat(life.account().balance().net()).isEqualTo(-80);
        life.refunds(order, ALL);
        assertThat(life.account().balance().net()).isZero();
    }

    @Test
    @DisplayName("trap: buy 100, pay with 100 points, refund the first order (clamp), refund the second: 0 points")
    void points_that_paid_for_an_order_do_not_come_back_where_what_earned_them_was_refunded() {
        Life life = life(redemptions(""));
        var first = life.buys(things("100.00"));
        String payment = life.pays(100);
        String paid = ", tenders: [{kind: points, amount: '10.00', redemptionId: " + payment + "}]}";
        var second = life.buys("{lines: [{sku: a, quantity: 1, amount: '10.00'}]" + paid);
        assertThat(the(NotRecouped.class, life.refunds(first, ALL)).rest()).isEqualTo(100);
        var returned = the(PointsReturned.class, life.refunds(second, ALL));
        assertThat(returned.withheld()).isEqualTo(100);
        assertThat(life.spendable()).isZero();
        life.on("2026-03-05").spends("100.00");
        String later = life.pays(100);
        var third = life.buys(
                "{lines: [{sku: a, quantity: 1, amount: '10.00'}], tenders: [{kind: points, amount: '10.00', redemptionId: "
                        + later + "}]}");
        life.refunds(third, ALL);
        assertThat(life.spendable()).as("what was earned since comes back").isEqualTo(100);
    }

    @Test
    void points_that_paid_for_an_order_that_was_voided_come_back_with_its_refund() {
        Life life = life(redemptions(""));
        life.spends("100.00");
        String payment = life.pays(100);
        String paid = ", tenders: [{kind: points, amount: '10.00', redemptionId: " + payment + "}]}";
        var order = life.buys("{lines: [{sku: a, quantity: 1, amount: '10.00'}]" + paid);
        life.changes(order, "{lines: [{sku: a, quantity: 1, amount: '10.00', voided: true}]" + paid);
        life.refunds(order, ALL);
        assertThat(life.spendable()).isEqualTo(100);
        assertThat(life.refused(life.refund(order, ALL))).isInstanceOf(MoreThanLeft.class);
    }

    @Test
    void what_is_remembered_of_what_expired_does_not_grow_without_end() {
        Life life = Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: afterEarning, months: 1}
                """, "2026-06-02");
        for (int i = 0; i < 250; i++) {
            life.buys("{occurredAt: '2026-04-20T12:00:00Z', lines: [{sku: a, quantity: 1, amount: '5.00'}]}");
        }
        assertThat(life.account().expiredUnused()).hasSize(200);
    }

    @Test
    void what_is_withheld_is_what_would_have_ended_first_even_if_it_has_ended_since() {
        Life life = Life.under(
                "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\nexpiry: {kind: afterEarning, months: 1}\n"
                        + redemptions(""),
                "2026-03-02");
        var first = life.buys(things("60.00"));
        life.on("2026-03-20").spends("40.00");
        String redemption = life.on("2026-03-21").takes("ten-off");
        life.refunds(first, "{amount: '30.00'}");
        var returned = the(PointsReturned.class, life.on("2026-04-10").accept(Life.cancellation(redemption)));
        assertThat(returned.withheld()).isEqualTo(30);
        assertThat(returned.lost()).isEqualTo(30);
        assertThat(returned.points()).isEqualTo(40);
    }

    @Test
    void each_order_finds_its_own_expired_points_in_whatever_order_they_are_refunded() {
        Life life = Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: calendar, month: 12, day: 31}
                """, "2026-12-20");
        var early = life.buys(things("100.00"));
        var late = life.on("2027-01-03")
                .buys("{occurredAt: '2026-12-27T12:00:00Z', lines: [{sku: a, quantity: 1, amount: '100.00'}]}");
        life.spends("500.00");
        assertThat(the(PointsReversed.class, life.refunds(early, ALL)).alreadyExpired())
                .isEqualTo(100);
        assertThat(the(PointsReversed.class, life.refunds(late, ALL)).alreadyExpired())
                .isEqualTo(100);
        assertThat(life.spendable()).isEqualTo(500);
    }

    @Test
    void a_lines_last_piece_may_be_given_back_as_a_rounded_amount() {
        Life life = life("");
        var order = life.buys("{lines: [{sku: a, quantity: 2, amount: '64.81'}]}");
        life.refunds(order, "{lines: [{sku: a, quantity: 1}]}");
        life.refunds(order, "{lines: [{sku: a, quantity: 1, amount: '32.41'}]}");
        assertThat(life.spendable()).isZero();
        assertThat(the(OrderRefunded.class, life.facts().reversed()).value()).hasToString("USD 32.40");
    }

    @Test
    void what_expired_is_counted_until_none_of_it_is_left() {
        Life life = Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: calendar, month: 12, day: 31}
                redemption: {pointValue: '0.10'}
                """, "2026-12-28");
        var first = life.buys(things("100.00"));
        var second = life.buys(things("100.00"));
        life.accept(life.payment(50, null));
        life.on("2027-01-15").spends("150.00");
        assertThat(the(PointsReversed.class, life.refunds(first, "{amount: '60.00'}"))
                        .alreadyExpired())
                .isEqualTo(60);
        assertThat(the(PointsReversed.class, life.refunds(first, ALL)).alreadyExpired())
                .isEqualTo(40);
        var rest = the(PointsReversed.class, life.refunds(second, ALL));
        assertThat(rest.alreadyExpired())
                .as("150 had ended, 100 of them are counted")
                .isEqualTo(50);
        assertThat(rest.points()).isEqualTo(-50);
        assertThat(life.spendable()).isEqualTo(100);
        assertThat(life.account().expiredUnused()).isEmpty();
    }

    @Test
    void what_expired_at_two_times_counts_once_whichever_is_counted_first() {
        Life life = Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: calendar, month: 12, day: 31}
                """, "2026-12-20");
        var early = life.buys(things("100.00"));
        life.on("2027-01-05")
                .buys("{occurredAt: '2026-12-27T12:00:00Z', lines: [{sku: a, quantity: 1, amount: '20.00'}]}");
        assertThat(life.spendable()).isZero();
        life.refunds(early, "{amount: '60.00'}");
        assertThat(the(PointsReversed.class, life.refunds(early, ALL)).alreadyExpired())
                .isEqualTo(40);
    }

    @Test
    void what_expired_in_another_bucket_is_not_the_orders() {
        Life life = Life.under("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: calendar, month: 12, day: 31}
                redemption: {pointValue: '0.10'}
                refunds: {shortfall: deficit}
                """, "2026-12-28");
        life.spends("300.00");
        var order = life.on("2027-01-03").buys(things("50.00"));
        life.accept(life.payment(50, null));
        var reversed = the(PointsReversed.class, life.refunds(order, ALL));
        assertThat(reversed.alreadyExpired()).isZero();
        assertThat(life.account().balance().net()).isEqualTo(-50);
    }

    @Test
    void the_limit_of_an_order_that_cost_nothing_is_free_again_when_all_its_pieces_are_back() {
        Life life = Life.under(
                "earning: {rules: [{id: visit, kind: perOrder, points: 10, limit: {times: 1, per: day}}]}",
                "2026-03-02");
        var order = life.buys("{lines: [{sku: a, quantity: 2, amount: '5.00', discount: '5.00'}]}");
        life.refunds(order, "{lines: [{sku: a, quantity: 1}]}");
        assertThat(life.spends("1.00")).isZero();
        life.refunds(order, "{lines: [{sku: a, quantity: 1}]}");
        assertThat(life.spends("1.00")).isEqualTo(10);
    }

    @Test
    void a_cent_more_than_the_goods_is_refused() {
        Life life = life("");
        var order = life.buys(
                "{lines: [{line: a, sku: a, quantity: 1, amount: '5.00'}, {line: b, sku: b, quantity: 1, amount: '5.00'}]}");
        life.refunds(order, "{amount: '0.01'}");
        assertThat(life.refused(life.refund(order, "{lines: [{line: a, quantity: 1}, {line: b, quantity: 1}]}")))
                .isEqualTo(new MoreThanLeft("goods", "9.99"));
        assertThat(life.refused(life.refund(
                        order, "{lines: [{line: a, quantity: 1}, {line: b, quantity: 1, amount: '5.00'}]}")))
                .isInstanceOf(MoreThanLeft.class);
        life.refunds(order, "{lines: [{line: a, quantity: 1}, {line: b, quantity: 1, amount: '4.99'}]}");
        assertThat(life.spendable()).isZero();
    }

    @Test
    void a_voided_line_weighs_nothing_where_no_money_counts() {
        Life life = Life.under("earning: {rules: [{id: visit, kind: perOrder, points: 10}]}", "2026-03-02");
        var order = life.buys(
                "{lines: [{sku: a, quantity: 1, amount: '5.00'}, {sku: b, quantity: 1, amount: '5.00'}, {sku: c, quantity: 1, amount: '90.00', voided: true}]}");
        assertThat(taken(life.refunds(order, "{lines: [{sku: a, quantity: 1}]}")))
                .isEqualTo(5);
    }

    @Test
    void a_factors_bonus_goes_back_with_the_lines_that_it_came_from() {
        Life life = Life.under("""
                earning:
                  rules:
                    - {id: tea, kind: perAmount, points: 1, per: '1.00', only: {categories: [tea]}}
                    - {id: milk, kind: perAmount, points: 1, per: '1.00', only: {categories: [milk]}, limit: {times: 1, per: day}}
                    - {id: cake, kind: perAmount, points: 1, per: '1.00', only: {categories: [cake]}}
                    - {id: double, kind: multiplier, factor: '2', of: [tea, milk]}
                """, "2026-03-02");
        life.buys("{lines: [{sku: m, quantity: 1, amount: '1.00', categories: [milk]}]}");
        var order = life.buys("""
                {lines: [{sku: t, quantity: 1, amount: '10.00', categories: [tea]}, {sku: m, quantity: 1, amount: '30.00', categories: [milk]},
                         {sku: c, quantity: 1, amount: '20.00', categories: [cake]}]}
                """);
        assertThat(Life.byRule(order)).containsEntry("milk", 0L).containsEntry("double", 10L);
        assertThat(taken(life.refunds(order, "{lines: [{sku: m, quantity: 1}]}")))
                .as("milk had used up its limit and earned nothing")
                .isZero();
        assertThat(taken(life.refunds(order, "{lines: [{sku: c, quantity: 1}]}")))
                .as("the factor does not act on cake")
                .isEqualTo(20);
        assertThat(taken(life.refunds(order, "{lines: [{sku: t, quantity: 1}]}")))
                .isEqualTo(20);
    }

    @Test
    void points_taken_by_hand_do_not_come_back_when_a_refund_has_missed_them() {
        Life life = life("");
        var order = life.buys(things("100.00"));
        var taken = life.accept(new AdjustPoints(-100, "mistake", null, 0));
        life.refunds(order, ALL);
        life.reverses(taken);
        assertThat(life.spendable()).isZero();
        life.reverses(life.accept(new AdjustPoints(50, "gift", null, 0)));
        assertThat(life.spendable()).isZero();
    }

    @Test
    void a_redemption_pays_no_more_than_the_order_costs() {
        Life life = life("redemption: {pointValue: '0.01'}");
        life.accept(new AdjustPoints(5000, "gift", null, 0));
        String redemption = life.pays(5000);
        var order = life.order(
                "{lines: [{sku: a, quantity: 1, amount: '10.00'}], tenders: [{kind: points, amount: '50.00', redemptionId: "
                        + redemption + "}]}");
        assertThat(life.refused(order)).isEqualTo(new Refusal.TenderDoesNotFit(redemption, Money.parse("USD 10.00")));
    }

    @Test
    void a_payment_named_by_a_change_is_kept_for_no_shortfall_from_before() {
        Life life = life("redemption: {pointValue: '0.01'}\nrewards: [{id: tea, kind: freeShipping, cost: 150}]");
        var order = life.buys(things("50.00"));
        var other = life.buys(things("100.00"));
        life.accept(Life.use(life.takes("tea")));
        life.refunds(other, ALL);
        life.on("2026-03-03").spends("80.00");
        String paid = life.pays(80);
        life.changes(
                order,
                "{lines: [{sku: t, quantity: 1, amount: '50.80'}], tenders: [{kind: points, amount: '0.80', redemptionId: "
                        + paid + "}]}");
        assertThat(the(PointsReturned.class, life.refunds(order, ALL)).points()).isEqualTo(80);
    }

    @Test
    void points_on_their_way_are_taken_before_rewards_that_came_by_themselves() {
        Life life = Life.under(
                "earning: {pendingDays: 5, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\nrewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true}]",
                "2026-03-02");
        var order = life.buys(things("100.00"));
        life.on("2026-03-09").spends("30.00");
        assertThat(life.account().open()).hasSize(1);
        life.refunds(order, "{amount: '50.00'}");
        assertThat(life.spendable()).isEqualTo(80);
        assertThat(life.pending()).isZero();
    }
}
