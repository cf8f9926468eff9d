package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.oneOf;

import dev.laurel.local.Gateway;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What points buy over HTTP: rewards, vouchers, payment, perks. */
@QuarkusTest
class RedemptionsTest {
    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private Api program(String more) {
        return Api.onePerDollar(gateway.port(), more);
    }

    @Test
    void a_limited_reward_is_never_oversold_and_what_is_cancelled_is_there_again() {
        Api api = program("rewards: [{id: r, kind: giftCard, cost: 10, amount: '5.00', stock: 2}]")
                .join("ada")
                .join("ben");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        api.buy("ben", "o2", "100.00").then().statusCode(201);
        String first = api.post("/members/ada/redemptions", "k1", "{reward: r}")
                .then()
                .statusCode(201)
                .extract()
                .path("redemptionId");
        api.post("/members/ben/redemptions", "k2", "{reward: r, quantity: 2}")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/out-of-stock"))
                .body("left", equalTo(1));
        api.post("/members/ben/redemptions", "k3", "{reward: r}").then().statusCode(201);
        api.post("/members/ben/redemptions", "k4", "{reward: r}")
                .then()
                .statusCode(422)
                .body("left", equalTo(0));
        api.request()
                .post(api.path("/members/ada/redemptions/" + first + "/cancellation"))
                .then()
                .statusCode(200);
        api.post("/members/ben/redemptions", "k4", "{reward: r}").then().statusCode(201);
    }

    @Test
    void a_voucher_is_used_once_and_only_its_own_order_may_repeat_that() {
        Api api = program("rewards: [{id: r, kind: amountOff, cost: 10, amount: '1.00', validDays: 5}]")
                .join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        Response redeemed = api.post("/members/ada/redemptions", "k1", "{reward: r}");
        String code = redeemed.jsonPath().getString("voucher.code");
        String typed = code.substring(0, 4).toLowerCase() + "-" + code.substring(4);
        api.get("/vouchers/" + typed)
                .then()
                .statusCode(200)
                .body("state", equalTo("open"))
                .body("memberId", equalTo("ada"));
        api.post("/vouchers/" + typed + "/use", "{orderId: o2, source: till-7}")
                .then()
                .statusCode(200)
                .body("state", equalTo("used"));
        api.post("/vouchers/" + code + "/use", "{orderId: o2, source: till-7}")
                .then()
                .statusCode(200);
        api.post("/vouchers/" + code + "/use", "{orderId: o3, source: till-8}")
                .then()
                .statusCode(409);
        api.request()
                .post(api.path(
                        "/members/ada/redemptions/" + redeemed.jsonPath().getString("redemptionId") + "/cancellation"))
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/redemption-not-open"));
        assertThat(api.spendable("ada")).isEqualTo(90);
    }

    @Test
    void a_voucher_past_its_day_has_lapsed_though_nobody_looked() {
        Api api = program(
                        "rewards: [{id: r, kind: amountOff, cost: 10, amount: '1.00', validDays: 5, onLapse: return}]")
                .join("ada");
        api.buy("ada", "o1", "10.00").then().statusCode(201);
        String code = api.post("/members/ada/redemptions", "k1", "{reward: r}")
                .jsonPath()
                .getString("voucher.code");
        clock.advance(Period.ofDays(7), Duration.ZERO);
        Api later = Api.admin(gateway.port(), api.program());
        later.get("/vouchers/" + code).then().body("state", equalTo("lapsed"));
        later.post("/vouchers/" + code + "/use", "{orderId: o2}").then().statusCode(409);
        assertThat(later.spendable("ada")).isEqualTo(10);
    }

    @Test
    void a_voucher_can_be_used_without_an_order_and_without_a_body() {
        Api api = program("rewards: [{id: r, kind: freeShipping, cost: 0}]").join("ada");
        String code = api.post("/members/ada/redemptions", "k", "{reward: r}")
                .then()
                .statusCode(201)
                .extract()
                .path("voucher.code");
        api.request()
                .header("Idempotency-Key", "till-1")
                .post(api.path("/vouchers/" + code + "/use"))
                .then()
                .statusCode(200);
        api.request()
                .header("Idempotency-Key", "till-1")
                .post(api.path("/vouchers/" + code + "/use"))
                .then()
                .statusCode(200);
        api.request()
                .header("Idempotency-Key", "till-2")
                .post(api.path("/vouchers/" + code + "/use"))
                .then()
                .statusCode(409);
    }

    @Test
    void points_pay_for_one_order_and_lower_its_basis() {
        Api api = program("redemption: {pointValue: '0.01'}").join("ada");
        api.buy("ada", "o1", "1000.00").then().statusCode(201);
        String redemption = api.post("/members/ada/redemptions", "k1", "{points: 500}")
                .then()
                .statusCode(201)
                .body("value", equalTo("5.00"))
                .extract()
                .path("redemptionId");
        String order = "{orderId: %s, currency: USD, lines: [{sku: a, quantity: 1, amount: '25.00'}],"
                + " tenders: [{kind: points, amount: '5.00', redemptionId: " + redemption + "}]}";
        api.post("/members/ada/purchases", order.formatted("o2"))
                .then()
                .statusCode(201)
                .body("points", equalTo(20));
        api.post("/members/ada/purchases", order.formatted("o3")).then().statusCode(409);
    }

    @Test
    void a_reward_that_would_be_refused_is_not_shown_as_affordable() {
        Api api = program("""
                tiers: {ladder: [{id: all, from: 0}, {id: vip, from: 5000}]}
                rewards:
                  - {id: open, kind: freeShipping, cost: 10}
                  - {id: for-vips, kind: freeShipping, cost: 10, tiers: [vip]}
                  - {id: once, kind: freeShipping, cost: 10, perMember: {times: 1, per: year}}
                """).join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        api.post("/members/ada/redemptions", "k", "{reward: once}").then().statusCode(201);
        api.self("ada").get("/rewards").then().body("rewards.affordable", equalTo(List.of(true, false, false)));
        api.get("/rewards").then().body("rewards[0].affordable", equalTo(null));
    }

    @Test
    void points_become_a_donation_or_an_experience() {
        Api api = program(
                        "rewards: [{id: give, kind: donation, cost: 10, amount: '10.00', partner: red-cross}, {id: tasting, kind: experience, cost: 20}]")
                .join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        api.get("/rewards").then().body("rewards[0].partner", equalTo("red-cross"));
        api.post("/members/ada/redemptions", "k1", "{reward: give}")
                .then()
                .statusCode(201)
                .body("value", equalTo("10.00"));
        api.post("/members/ada/redemptions", "k2", "{reward: tasting}")
                .then()
                .statusCode(201)
                .body("value", equalTo(null))
                .body("balance", equalTo(70));
    }

    @Test
    void a_perk_is_used_as_often_as_the_tier_allows_in_a_year_and_a_repeated_use_is_one() {
        clock.set(Instant.parse("2026-11-21T12:00:00Z"));
        Api api = program(
                        "tiers: {kept: endOfNextYear, ladder: [{id: all, from: 0}, {id: vip, from: 100, perks: [{id: express, perYear: 2}, {id: lounge}]}]}")
                .join("ada");
        Api now = Api.admin(gateway.port(), api.program());
        String uses = "/members/ada/perks/express/uses";
        now.post(uses, "{reference: trip-1}").then().statusCode(404).body("type", equalTo("/problems/unknown-perk"));
        now.buy("ada", "o1", "100.00").then().statusCode(201);
        String first = now.post(uses, "{reference: trip-1}")
                .then()
                .statusCode(201)
                .body("left", equalTo(1))
                .extract()
                .asString();
        assertThat(now.post(uses, "{reference: trip-1}")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEqualTo(first);
        now.post(uses, "{reference: trip-2}").then().statusCode(201).body("left", equalTo(0));
        now.post(uses, "{reference: trip-3}").then().statusCode(422).body("type", equalTo("/problems/perk-used-up"));
        now.post("/members/ada/perks/lounge/uses", "{reference: trip-1}")
                .then()
                .statusCode(201)
                .body("left", equalTo(null));
        now.get("/members/ada/tier")
                .then()
                .body("perks", equalTo(List.of(Map.of("id", "express", "left", 0), Map.of("id", "lounge"))));
        clock.set(Instant.parse("2027-01-02T12:00:00Z"));
        Api next = Api.admin(gateway.port(), api.program());
        next.post(uses, "{reference: trip-3}").then().statusCode(201).body("left", equalTo(1));
    }

    @Test
    void a_reward_that_comes_by_itself_has_a_voucher_and_is_exchanged_or_withdrawn_with_it() {
        Api api = program(
                        "rewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true, alternatives: [give]}, {id: give, kind: donation, cost: 100, amount: '10.00', partner: trees}]")
                .join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201).body("balance", equalTo(0));
        api.buy("ada", "o2", "100.00").then().statusCode(201);
        var history = api.get("/members/ada/history").jsonPath();
        String newest = history.getString("entries[0].facts.find { it.fact == 'RewardIssued' }.redemption.id");
        String code = history.getString("entries[0].facts.find { it.fact == 'RewardIssued' }.redemption.voucher");
        api.get("/vouchers/" + code).then().statusCode(200).body("state", equalTo("open"));
        api.request()
                .post(api.path("/members/ada/redemptions/" + newest + "/cancellation"))
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/not-cancellable"));
        Response exchanged = api.self("ada").post("/members/me/redemptions/" + newest + "/exchange", "{reward: give}");
        exchanged.then().statusCode(201).body("reward", equalTo("give")).body("value", equalTo("10.00"));
        Response again = api.self("ada").post("/members/me/redemptions/" + newest + "/exchange", "{reward: give}");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(exchanged.asString());
        api.get("/vouchers/" + code).then().body("state", equalTo("withdrawn"));
        String other = exchanged.jsonPath().getString("voucher.code");
        api.post("/members/ada/refunds", "{orderId: o2, refundId: r1}")
                .then()
                .statusCode(201)
                .body("taken", equalTo(100))
                .body("returned", equalTo(100))
                .body("balance", equalTo(0));
        api.get("/vouchers/" + other).then().body("state", equalTo("withdrawn"));
        api.post("/vouchers/" + other + "/use", "use-1", "{}").then().statusCode(409);
    }

    @Test
    void a_reward_that_comes_and_goes_in_one_decision_is_written_once() {
        Api api = Api.admin(gateway.port()).program("""
                        earning: {pendingDays: 1, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                        rewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true}]
                        """).join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        clock.advance(Period.ofDays(3), Duration.ZERO);
        api.withToken(Api.token(gateway.port(), api.program(), "loyalty:admin", null))
                .post("/members/ada/refunds", "{orderId: o1, refundId: r1}")
                .then()
                .statusCode(201)
                .body("returned", equalTo(100))
                .body("balance", equalTo(0));
    }

    @Test
    void two_rewards_of_one_limited_stock_end_in_one_decision() {
        Api api = program(
                        "rewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true, alternatives: [mug]}, {id: mug, kind: giftCard, cost: 100, amount: '10.00', stock: 2}]")
                .join("ada")
                .join("ben");
        api.buy("ada", "o1", "200.00").then().statusCode(201);
        for (int i = 1; i <= 2; i++) {
            String id = "a_%022d".formatted(i);
            api.post("/members/ada/redemptions/" + id + "/exchange", "{reward: mug}")
                    .then()
                    .statusCode(201);
        }
        api.buy("ben", "o2", "100.00").then().statusCode(201);
        api.post("/members/ben/redemptions/a_%022d/exchange".formatted(1), "{reward: mug}")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/out-of-stock"));
        api.post("/members/ada/refunds", "{orderId: o1, refundId: r1}")
                .then()
                .statusCode(201)
                .body("taken", equalTo(200));
        api.post("/members/ben/redemptions/a_%022d/exchange".formatted(1), "{reward: mug}")
                .then()
                .statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"earn", "redeem", "tier", "member", "shop"})
    void somebody_who_was_away_while_rewards_came_and_lapsed_has_a_working_account_whichever_function_meets_them(
            String function) {
        clock.set(Instant.parse("2049-05-03T12:00:00Z"));
        Api api = program("""
                        rewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true, validDays: 1, onLapse: return}, {id: tea, kind: donation, cost: 10, amount: '1.00', partner: trees}]
                        tiers: {kept: endOfNextYear, ladder: [{id: green, from: 0}, {id: gold, byInvitation: true}]}
                        """);
        api.post("/members", "{memberId: ada, shopCustomers: {" + Storefront.DOMAIN + ": '77'}}")
                .then()
                .statusCode(201);
        new Storefront(gateway.port(), api).setUp(Storefront.SECRET).then().statusCode(201);
        api.buy("ada", "o1", "150.00").then().statusCode(201).body("balance", equalTo(50));
        clock.advance(Period.ofMonths(10), Duration.ZERO);
        Api later = api.withToken(Api.token(gateway.port(), api.program(), "loyalty:admin", null));
        Response met = switch (function) {
            case "earn" -> later.buy("ada", "o2", "10.00");
            case "redeem" -> later.post("/members/ada/redemptions", "k", "{reward: tea}");
            case "tier" -> later.post("/members/ada/tier", "k", "{tier: gold, reason: goodwill}");
            case "member" -> later.post("/members/ada/block", "k", "{reason: fraud}");
            default ->
                new Storefront(gateway.port(), later)
                        .deliver("orders/paid", Storefront.order("paid", "10:01:00", false, 2, ""));
        };
        met.then().statusCode(oneOf(200, 201));
        String code = later.get("/members/ada/history")
                .jsonPath()
                .getString(
                        "entries.collect { it.facts.findAll { it.fact == 'RewardIssued' } }.find { !it.isEmpty() }.last().redemption.voucher");
        later.get("/vouchers/" + code).then().body("state", equalTo("open"));
    }

    @Test
    void a_used_reward_that_came_by_itself_cannot_be_cancelled_and_is_known() {
        Api api = program("rewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true}]")
                .join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        var issued = api.get("/members/ada/history").jsonPath();
        String redemption = "entries[0].facts.find { it.fact == 'RewardIssued' }.redemption.";
        String cancellation = "/members/ada/redemptions/" + issued.getString(redemption + "id") + "/cancellation";
        api.post(cancellation, "{}").then().statusCode(409).body("type", equalTo("/problems/not-cancellable"));
        api.post("/vouchers/" + issued.getString(redemption + "voucher") + "/use", "{orderId: x1}")
                .then()
                .statusCode(200);
        api.post(cancellation, "{}").then().statusCode(409).body("type", equalTo("/problems/redemption-not-open"));
        api.post(cancellation.replaceFirst("a_0+1", "a_0000000000000000000002"), "{}")
                .then()
                .statusCode(404);
    }

    @Test
    void what_would_have_come_before_an_erasure_leaves_no_voucher() {
        clock.set(Instant.parse("2026-01-02T12:00:00Z"));
        Api api = Api.admin(gateway.port())
                .program(
                        "earning: {pendingDays: 1, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\nrewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true}]")
                .join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        clock.set(Instant.parse("2026-02-02T12:00:00Z"));
        Api later = Api.admin(gateway.port(), api.program());
        later.request().delete(later.path("/members/ada")).then().statusCode(200);
        String code = later.get("/members/ada/history")
                .jsonPath()
                .getString("entries[0].facts.find { it.fact == 'RewardIssued' }.redemption.voucher");
        later.get("/vouchers/" + code).then().statusCode(404);
    }

    @Test
    void years_of_rewards_that_come_and_lapse_by_themselves_lock_nobody_out() {
        clock.set(Instant.parse("2026-01-02T12:00:00Z"));
        Api api = program(
                        "rewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true, validDays: 0, onLapse: return}]")
                .join("ada");
        api.buy("ada", "o1", "1000.00").then().statusCode(201);
        clock.set(Instant.parse("2026-12-20T12:00:00Z"));
        Api later = Api.admin(gateway.port(), api.program());
        later.buy("ada", "o2", "1.00").then().statusCode(201).body("balance", equalTo(1));
        assertThat(later.get("/members/ada/history?limit=1").jsonPath().getInt("entries[0].seq"))
                .isGreaterThan(3);
    }

    @Test
    void a_limit_is_named_in_the_members_language() {
        Api api = Api.admin(gateway.port())
                .program(
                        "earning: {rules: [{id: run, kind: perAction, action: run, points: 10, limit: {points: 5, per: month}}]}")
                .join("ada");
        api.asking("de")
                .post("/members/ada/actions", "{action: run, reference: r1}")
                .then()
                .body("explanation[0].why", equalTo("5 Punkte für run; begrenzt: Punkte je Monat"));
    }

    @Test
    void what_came_by_itself_is_told_with_the_order_and_lies_open_in_the_balance() {
        Api api = Api.admin(gateway.port()).program("""
                        earning: {rules: [{id: tenth, kind: stamps, of: items, every: 10, reward: cone}]}
                        rewards: [{id: cone, kind: freeProduct, cost: 0}]
                        """).join("ada");
        var bought = api.post(
                "/members/ada/purchases",
                "{orderId: o1, currency: USD, lines: [{sku: cone, quantity: 12, amount: '36.00'}]}");
        bought.then().statusCode(201).body("issued.reward", equalTo(List.of("cone")));
        String code = bought.path("issued[0].voucher.code");
        api.get("/members/ada/balance")
                .then()
                .body("open.voucher.code", equalTo(List.of(code)))
                .body("stamps", equalTo(List.of(Map.of("rule", "tenth", "stamps", 2, "every", 10, "reward", "cone"))));
        api.get("/rewards").then().body("rewards[0].autoIssue", equalTo(true));
        api.self("ada")
                .post("/members/me/redemptions", "k1", "{reward: cone}")
                .then()
                .statusCode(422);
        api.post("/members/ada/block", "k2", "{reason: fraud}").then().statusCode(201);
        api.get("/members/ada/balance").then().body("blocked", equalTo(true));
    }
}
