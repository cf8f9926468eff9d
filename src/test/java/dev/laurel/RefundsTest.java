package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.laurel.local.Gateway;
import dev.laurel.local.Meter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Earnings undone, over HTTP. */
@QuarkusTest
class RefundsTest {
    @Inject
    Gateway gateway;

    @Inject
    Meter meter;

    private Api program(String more) {
        return Api.onePerDollar(gateway.port(), more);
    }

    @Test
    void a_refund_is_made_once_and_answered_the_same_for_ever() {
        Api api = program("").join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        meter.read();
        Response first = api.till().post("/members/ada/refunds", "{orderId: o1, refundId: r1, amount: '25.50'}");
        first.then()
                .statusCode(201)
                .body("taken", equalTo(26))
                .body("returned", equalTo(0))
                .body("notRecouped", equalTo(0))
                .body("points", equalTo(-26))
                .body("value", equalTo("25.50"))
                .body("cash", equalTo("25.50"))
                .body("balance", equalTo(74));
        assertThat(meter.read().requests()).isEqualTo(Map.of("BatchGetItem", 1L, "TransactWriteItems", 1L));
        Response again = api.till().post("/members/ada/refunds", "{orderId: o1, refundId: r1, amount: '25.50'}");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(meter.read().requests()).isEqualTo(Map.of("BatchGetItem", 1L));
        api.post("/members/ada/refunds", "{orderId: o1, refundId: r1, amount: '30.00'}")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/key-reused"));
        api.post("/members/ada/refunds", "{orderId: o1, refundId: r2}")
                .then()
                .statusCode(201)
                .body("value", equalTo("74.50"))
                .body("balance", equalTo(0));
        api.post("/members/ada/refunds", "{orderId: o1, refundId: r3}")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/more-than-left"))
                .body("left", equalTo("0.00"));
    }

    @Test
    void an_explained_order_says_what_was_given_back_of_it() {
        Api api = program("").join("ada");
        api.post(
                        "/members/ada/purchases",
                        "{orderId: o1, currency: USD, shipping: '5.00', lines: [{sku: a, quantity: 3, amount: '30.00'}, {sku: b, quantity: 1, amount: '12.00'}]}")
                .then()
                .statusCode(201);
        api.post("/members/ada/refunds", "{orderId: o1, refundId: r1, lines: [{sku: a, quantity: 2}]}")
                .then()
                .statusCode(201);
        api.self("ada")
                .get("/members/me/purchases/o1")
                .then()
                .statusCode(200)
                .body("points", equalTo(42))
                .body("order.total", equalTo("47.00"))
                .body("order.refunded", equalTo("20.00"))
                .body("order.pointsLeft", equalTo(22))
                .body("order.lines[0].returned", equalTo("2"))
                .body("order.lines[1].returned", equalTo("0"));
        api.get("/members/ada/history?limit=1")
                .then()
                .body("entries[0].kind", equalTo("refund"))
                .body("entries[0].points", equalTo(-20));
    }

    @Test
    void points_that_paid_for_a_refunded_order_come_back_as_points_not_as_cash() {
        Api api = program("redemption: {pointValue: '0.10'}").join("ada");
        api.buy("ada", "o1", "200.00").then().statusCode(201);
        String payment =
                api.post("/members/ada/redemptions", "k", "{points: 150}").path("redemptionId");
        api.post(
                        "/members/ada/purchases",
                        "{orderId: o2, currency: USD, lines: [{sku: a, quantity: 1, amount: '85.00'}], tenders: [{kind: points, amount: '15.00', redemptionId: "
                                + payment + "}, {kind: card, amount: '70.00'}]}")
                .then()
                .statusCode(201)
                .body("points", equalTo(70))
                .body("balance", equalTo(120));
        api.post("/members/ada/refunds", "{orderId: o2, refundId: r1}")
                .then()
                .statusCode(201)
                .body("taken", equalTo(70))
                .body("returned", equalTo(150))
                .body("points", equalTo(80))
                .body("value", equalTo("85.00"))
                .body("cash", equalTo("70.00"))
                .body("balance", equalTo(200));
    }

    @Test
    void names_with_slashes_are_never_taken_for_one_another() {
        Api api = program("").join("ada");
        String order = "currency: USD, lines: [{sku: a, quantity: 1, amount: '10.00'}]}";
        api.post("/members/ada/purchases", "{source: 'a/b', orderId: 'c', " + order)
                .then()
                .statusCode(201);
        api.post("/members/ada/purchases", "{source: 'a', orderId: 'b/c', " + order)
                .then()
                .statusCode(201);
        api.post("/members/ada/refunds", "{source: 'a/b', orderId: 'c', refundId: r}")
                .then()
                .statusCode(201);
        api.post("/members/ada/refunds", "{source: 'a', orderId: 'b/c', refundId: r}")
                .then()
                .statusCode(201);
        assertThat(api.spendable("ada")).isZero();
    }

    private static String order(long revision, String amount) {
        return "{orderId: o1, revision: " + revision + ", currency: USD, lines: [{sku: a, quantity: 1, amount: '"
                + amount + "'}]}";
    }

    @Test
    void a_higher_revision_books_the_difference_and_a_lower_one_changes_nothing() {
        Api api = program("").join("ada");
        String first = api.post("/members/ada/purchases", order(0, "100.00")).asString();
        Response second = api.post("/members/ada/purchases", order(2, "130.00"));
        second.then()
                .statusCode(201)
                .body("entry.id", equalTo("revision/api/o1/2"))
                .body("points", equalTo(130))
                .body("difference", equalTo(30))
                .body("balance", equalTo(130));
        Response again = api.post("/members/ada/purchases", order(2, "130.00"));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(second.asString());
        api.post("/members/ada/purchases", order(2, "140.00"))
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/order-differs"));
        for (String lower : new String[] {order(1, "10.00"), order(0, "100.00")}) {
            Response answer = api.post("/members/ada/purchases", lower);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.asString()).isEqualTo(first);
        }
        api.post("/members/ada/refunds", "{orderId: o1, refundId: r1, amount: '65.00'}")
                .then()
                .statusCode(201)
                .body("taken", equalTo(65));
        api.post("/members/ada/purchases", order(1_795_000_000_000L, "50.00"))
                .then()
                .statusCode(201)
                .body("difference", equalTo(-65))
                .body("balance", equalTo(0));
        api.get("/members/ada/purchases/o1")
                .then()
                .body("points", equalTo(50))
                .body("order.revision", equalTo(1_795_000_000_000L))
                .body("order.pointsLeft", equalTo(0));
        api.join("ben")
                .post("/members/ben/purchases", order(4, "50.00"))
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/order-of-another-member"));
    }

    private static final String ACTIONS = """
            earning: {rules: [
              {id: review, kind: perAction, action: review, points: 50, limit: {times: 1, per: reference}},
              {id: run, kind: perQuantity, action: run, points: 2, per: '1', unit: km, selfReported: true}]}
            """;

    @Test
    void an_action_earns_once_per_reference_and_a_subject_once_for_all() {
        Api api = Api.admin(gateway.port()).program(ACTIONS).join("ada");
        meter.read();
        Response first = api.till().post("/members/ada/actions", "{action: review, reference: r1, subject: camera}");
        first.then()
                .statusCode(201)
                .body("entry.id", equalTo("action/review/r1"))
                .body("points", equalTo(50))
                .body("explanation[0].why", equalTo("50 points for review"));
        assertThat(meter.read().requests()).isEqualTo(Map.of("BatchGetItem", 1L, "TransactWriteItems", 1L));
        Response again = api.till().post("/members/ada/actions", "{action: review, reference: r1, subject: camera}");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(first.asString());
        api.post("/members/ada/actions", "{action: review, reference: r2, subject: camera}")
                .then()
                .statusCode(201)
                .body("points", equalTo(0))
                .body("explanation[0].limitedBy", equalTo("times per reference"));
        api.post("/members/ada/reversals", "{entry: action/review/r1, reason: spam}")
                .then()
                .statusCode(201)
                .body("taken", equalTo(50))
                .body("balance", equalTo(0));
        api.post("/members/ada/actions", "{action: review, reference: r3, subject: camera}")
                .then()
                .statusCode(201)
                .body("points", equalTo(50));
    }

    @Test
    void a_member_reports_their_own_run_and_nothing_else() {
        Api api = Api.admin(gateway.port()).program(ACTIONS).join("ada");
        api.self("ada")
                .post("/members/me/actions", "key-1", "{action: run, quantity: '5.2'}")
                .then()
                .statusCode(201)
                .body("points", equalTo(10))
                .body("explanation[0].why", equalTo("2 points for each 1 km of 5.2 km"));
        api.self("ada")
                .post("/members/me/actions", "key-1", "{action: run, quantity: '9.9'}")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/key-reused"));
        api.self("ada")
                .post("/members/me/actions", "{action: review, reference: r1}")
                .then()
                .statusCode(403);
    }

    @Test
    void an_adjustment_is_reversed_once() {
        Api api = program("").join("ada");
        String entry = api.post("/members/ada/adjustments", "k", "{points: 30, reason: gift}")
                .path("entry.id");
        Response first = api.post("/members/ada/reversals", "{entry: " + entry + ", reason: mistake}");
        first.then().statusCode(201).body("points", equalTo(-30)).body("balance", equalTo(0));
        Response again = api.post("/members/ada/reversals", "{entry: " + entry + ", reason: mistake}");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(first.asString());
        String taken = api.post("/members/ada/adjustments", "k1", "{points: 5, reason: gift}")
                .path("entry.id");
        String back = api.post("/members/ada/adjustments", "k2", "{points: -5, reason: mistake}")
                .path("entry.id");
        api.post("/members/ada/reversals", "{entry: " + back + ", reason: mistake}")
                .then()
                .statusCode(201)
                .body("returned", equalTo(5))
                .body("balance", equalTo(5));
        assertThat(taken).isNotEqualTo(back);
    }

    @Test
    void a_factors_limit_per_reference_is_counted_too() {
        Api api = Api.admin(gateway.port())
                .program(
                        "earning: {rules: [{id: review, kind: perAction, action: review, points: 50}, {id: twice, kind: multiplier, factor: '2', of: [review], limit: {times: 1, per: reference}}]}")
                .join("ada");
        api.post("/members/ada/actions", "{action: review, reference: r1, subject: book}")
                .then()
                .body("points", equalTo(100));
        api.post("/members/ada/actions", "{action: review, reference: r2, subject: book}")
                .then()
                .body("points", equalTo(50));
    }

    @Test
    void a_reversal_says_what_came_back_from_a_reward() {
        Api api = Api.admin(gateway.port())
                .program(
                        "earning: {rules: [{id: a, kind: perAction, action: review, points: 100}]}\nrewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true}]")
                .join("ada");
        api.post("/members/ada/actions", "{action: review, reference: r1}")
                .then()
                .statusCode(201)
                .body("balance", equalTo(0));
        api.post("/members/ada/reversals", "{entry: action/review/r1, reason: spam}")
                .then()
                .statusCode(201)
                .body("taken", equalTo(100))
                .body("returned", equalTo(100))
                .body("points", equalTo(0));
    }

    @Test
    void an_action_that_earned_nothing_is_undone_with_an_answer() {
        Api api = Api.admin(gateway.port())
                .program(
                        "earning: {rules: [{id: run, kind: perAction, action: run, points: 10, limit: {times: 1, per: day}}]}")
                .join("ada");
        api.post("/members/ada/actions", "{action: run, reference: r1}").then().statusCode(201);
        api.post("/members/ada/actions", "{action: run, reference: r2}").then().body("points", equalTo(0));
        api.post("/members/ada/reversals", "{entry: action/run/r2, reason: spam}")
                .then()
                .statusCode(201)
                .body("taken", equalTo(0))
                .body("balance", equalTo(10));
    }

    @Test
    void history_shows_what_is_owed() {
        Api api = program("refunds: {shortfall: deficit}\nrewards: [{id: tea, kind: freeShipping, cost: 100}]")
                .join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        api.post("/members/ada/redemptions", "k1", "{reward: tea}").then().statusCode(201);
        api.post("/members/ada/refunds", "{orderId: o1, refundId: r1}").then().statusCode(201);
        api.get("/members/ada/history?limit=1")
                .then()
                .body("entries[0].points", equalTo(-100))
                .body("entries[0].deficit", equalTo(100));
    }

    @Test
    void an_order_is_refunded_not_reversed() {
        Api api = program("").join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        api.post("/members/ada/reversals", "{entry: order/api/o1, reason: mistake}")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/not-reversible"));
    }
}
