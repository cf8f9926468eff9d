package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.laurel.local.Gateway;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who the members are, and that nobody becomes somebody else by typing (law 24). */
@QuarkusTest
class MembersTest {
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
    void the_same_join_is_the_same_member_and_is_found_by_phone_mail_card_and_shop() {
        Api api = program("");
        String body =
                "{name: Ada, email: Ada@Example.com, phone: '+1 212-555-0123', shopCustomers: {shop.example: '77'}}";
        Response joined = api.post("/members", "join-1", body);
        String id = joined.then()
                .statusCode(201)
                .body("referralCode", matchesPattern("[A-Z0-9]{8}"))
                .extract()
                .path("memberId");
        Response again = api.post("/members", "join-1", body);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(joined.asString());
        api.post("/members", "join-1", "{name: Eve}").then().statusCode(409);
        for (String by : List.of(
                "phone=%2B12125550123",
                "phone=+1%20212%20555%200123",
                "email=ada@example.com",
                "card=" + id,
                "shop=shop.example&customer=77")) {
            api.get("/members?" + by)
                    .then()
                    .statusCode(200)
                    .body("memberId", equalTo(id))
                    .body("name", equalTo("Ada"));
        }
        api.patch("/members/" + id, "{phone: '+44 20 7946 0958', name: null, birthday: '1990-02-28'}")
                .then()
                .statusCode(200)
                .body("phone", equalTo("+442079460958"))
                .body("name", equalTo(null));
        api.get("/members?phone=%2B12125550123").then().statusCode(404);
        api.get("/members?phone=%2B442079460958").then().statusCode(200).body("memberId", equalTo(id));
        api.get("/members/" + id)
                .then()
                .statusCode(200)
                .body("birthday", equalTo("1990-02-28"))
                .body("emailVerified", equalTo(true));
    }

    @Test
    void a_contact_that_only_its_owner_typed_is_not_verified_and_cannot_be_changed_to() {
        Api api = program("");
        Api self = api.self("ada");
        self.post("/members", "{email: ada@example.com}").then().statusCode(201);
        self.get("/members/me").then().body("emailVerified", equalTo(false));
        self.patch("/members/me", "{email: eve@example.com}").then().statusCode(403);
        self.patch("/members/me", "{name: Ada, locale: en-GB, consents: {newsletter: true}}")
                .then()
                .statusCode(200)
                .body("locale", equalTo("en-GB"))
                .body("consents.newsletter", equalTo(true));
    }

    @Test
    void a_member_cannot_claim_a_shop_customer_nor_give_one_up() {
        Api api = program("");
        api.self("eve")
                .post("/members", "{shopCustomers: {shop.example: '777'}}")
                .then()
                .statusCode(403);
        api.post("/members", "{memberId: ada, shopCustomers: {Shop.Example: '777'}}")
                .then()
                .statusCode(201);
        Api self = api.self("ada");
        self.patch("/members/me", "{shopCustomers: null}").then().statusCode(403);
        self.patch("/members/me", "{shopCustomers: {}}").then().statusCode(403);
        api.get("/members?shop=SHOP.example&customer=777")
                .then()
                .statusCode(200)
                .body("memberId", equalTo("ada"));
    }

    @Test
    void a_contact_that_somebody_merely_typed_neither_blocks_its_owner_nor_is_found() {
        Api api = program("");
        api.self("eve").post("/members", "{email: boss@example.com}").then().statusCode(201);
        api.get("/members?email=boss@example.com").then().statusCode(404);
        api.post("/members", "{memberId: boss, email: boss@example.com}").then().statusCode(201);
        api.get("/members?email=boss@example.com").then().statusCode(200).body("memberId", equalTo("boss"));
        api.self("boss")
                .patch("/members/me", "{email: Boss@example.com}")
                .then()
                .statusCode(200)
                .body("emailVerified", equalTo(true));
        api.patch("/members/eve", "{email: boss@example.com}").then().statusCode(409);
        api.patch("/members/boss", "{email: null}").then().statusCode(200);
        api.patch("/members/eve", "{email: boss@example.com}")
                .then()
                .statusCode(200)
                .body("emailVerified", equalTo(true));
        api.get("/members?email=boss@example.com").then().statusCode(200).body("memberId", equalTo("eve"));
    }

    @Test
    void a_consent_is_given_taken_back_and_forgotten() {
        Api api = program("").join("ada");
        api.patch("/members/ada", "{consents: {mail: true, post: true}}").then().statusCode(200);
        api.patch("/members/ada", "{consents: {mail: null, post: false}}")
                .then()
                .body("consents", equalTo(Map.of("post", false)));
        api.patch("/members/ada", "{consents: null}").then().body("consents", equalTo(Map.of()));
    }

    @Test
    void a_blocked_member_neither_earns_nor_spends_and_can_still_be_read() {
        Api api = program("redemption: {pointValue: '0.01'}\nrewards: [{id: r, kind: freeShipping, cost: 1}]")
                .join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        String code = api.post("/members/ada/redemptions", "k1", "{reward: r}")
                .then()
                .statusCode(201)
                .extract()
                .path("voucher.code");
        Response blocked = api.post("/members/ada/block", "k2", "{reason: fraud}");
        blocked.then().statusCode(201).body("balance", equalTo(99));
        assertThat(api.post("/members/ada/block", "k2", "{reason: fraud}")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEqualTo(blocked.asString());
        api.post("/members/ada/block", "k3", "{reason: fraud}").then().statusCode(409);
        api.buy("ada", "o2", "100.00").then().statusCode(422).body("type", equalTo("/problems/member-blocked"));
        api.post("/members/ada/redemptions", "k4", "{reward: r}").then().statusCode(422);
        api.self("ada")
                .post("/members/me/redemptions", "k5", "{points: 1}")
                .then()
                .statusCode(422);
        api.post("/vouchers/" + code + "/use", "{orderId: o3}").then().statusCode(422);
        assertThat(api.spendable("ada")).isEqualTo(99);
        api.post("/members/ada/unblock", "k6", "{reason: cleared}").then().statusCode(201);
        api.buy("ada", "o2", "100.00").then().statusCode(201).body("balance", equalTo(199));
        api.get("/members/ada/history")
                .then()
                .body("entries.kind", equalTo(List.of("order", "unblock", "block", "redemption", "order", "join")));
    }

    @Test
    void a_birthday_gives_points_once_and_a_changed_one_counts_from_the_next_year() {
        clock.set(Instant.parse("2026-03-02T12:00:00Z"));
        Api api = Api.admin(gateway.port()).program("earning: {rules: [{id: gift, kind: birthday, points: 250}]}");
        api.post("/members", "{memberId: ada, birthday: '1990-05-17'}").then().statusCode(201);
        clock.set(Instant.parse("2026-05-20T12:00:00Z"));
        Api may = api.withToken(Api.token(gateway.port(), api.program(), "loyalty:admin", null));
        may.patch("/members/ada", "{birthday: '1990-06-01'}").then().statusCode(200);
        assertThat(may.spendable("ada"))
                .as("the old birthday was settled first")
                .isEqualTo(250);
        clock.set(Instant.parse("2026-06-02T12:00:00Z"));
        Api june = api.withToken(Api.token(gateway.port(), api.program(), "loyalty:admin", null));
        assertThat(june.spendable("ada")).isEqualTo(250);
        clock.set(Instant.parse("2027-06-02T12:00:00Z"));
        Api next = api.withToken(Api.token(gateway.port(), api.program(), "loyalty:admin", null));
        assertThat(next.spendable("ada")).isEqualTo(500);
        next.patch("/members/ada", "{birthday: null}").then().statusCode(200);
        next.patch("/members/ada", "{birthday: '1990-07-01'}").then().statusCode(200);
        clock.set(Instant.parse("2027-07-02T12:00:00Z"));
        Api july = api.withToken(Api.token(gateway.port(), api.program(), "loyalty:admin", null));
        assertThat(july.spendable("ada"))
                .as("a date that was taken away and came back")
                .isEqualTo(500);
    }

    @Test
    void an_export_has_everything_that_is_held() {
        Api api = program("rewards: [{id: r, kind: freeShipping, cost: 10}]");
        api.post("/members", "{memberId: ada, name: Ada, birthday: '1990-05-17'}")
                .then()
                .statusCode(201);
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        api.post("/members/ada/redemptions", "k", "{reward: r}").then().statusCode(201);
        api.self("ada")
                .get("/members/me/export")
                .then()
                .statusCode(200)
                .body("profile.name", equalTo("Ada"))
                .body("account.buckets[0].points", equalTo(90))
                .body("account.open[0].reward", equalTo("r"))
                .body("entries.seq", equalTo(List.of(3, 2, 1)));
        api.self("ada").get("/members/me/export?before=3&limit=1").then().body("entries.seq", equalTo(List.of(2)));
        api.self("ben").get("/members/ada/export").then().statusCode(403);
    }

    @Test
    void erasure_forgets_the_member_and_keeps_the_books() {
        Api api = program("rewards: [{id: r, kind: freeShipping, cost: 10, stock: 1}]");
        api.post("/members", "{memberId: ada, name: Ada, email: ada@example.com}")
                .then()
                .statusCode(201);
        api.get("/members?email=ada@example.com").then().statusCode(200);
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        String code = api.post("/members/ada/redemptions", "k", "{reward: r}").path("voucher.code");
        Response erased = api.self("ada").request().delete(api.path("/members/me"));
        erased.then().statusCode(200).body("balance", equalTo(0));
        Response again = api.request().delete(api.path("/members/ada"));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(erased.asString());
        api.get("/members/ada").then().statusCode(404);
        api.get("/members/ada/balance").then().statusCode(404).body("type", equalTo("/problems/member-erased"));
        api.get("/members/ada/export").then().statusCode(404);
        api.get("/members?email=ada@example.com").then().statusCode(404);
        api.get("/vouchers/" + code).then().body("state", equalTo("cancelled"));
        api.buy("ada", "o2", "10.00").then().statusCode(404).body("type", equalTo("/problems/member-erased"));
        api.post("/members", "{memberId: ada}").then().statusCode(404);
        api.get("/members/ada/history")
                .then()
                .statusCode(200)
                .body("entries[0].kind", equalTo("erasure"))
                .body("entries[0].points", equalTo(-90));
        api.post("/members", "{memberId: eve, email: ada@example.com}").then().statusCode(201);
        api.buy("eve", "o3", "10.00").then().statusCode(201);
        api.post("/members/eve/redemptions", "k", "{reward: r}").then().statusCode(201);
    }

    @Test
    void a_birthday_that_is_told_late_is_not_celebrated_in_the_past() {
        clock.set(Instant.parse("2026-01-02T12:00:00Z"));
        Api api = Api.admin(gateway.port())
                .program("earning: {rules: [{id: gift, kind: birthday, points: 250}]}")
                .join("ada");
        clock.set(Instant.parse("2026-10-01T12:00:00Z"));
        Api later = Api.admin(gateway.port(), api.program());
        later.patch("/members/ada", "{birthday: '1990-03-03'}").then().statusCode(200);
        assertThat(later.spendable("ada")).isZero();
        clock.set(Instant.parse("2027-03-04T12:00:00Z"));
        assertThat(Api.admin(gateway.port(), api.program()).spendable("ada")).isEqualTo(250);
    }
}
