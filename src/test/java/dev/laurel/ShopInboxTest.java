package dev.laurel;

import static dev.laurel.Storefront.DOMAIN;
import static dev.laurel.Storefront.NUMBER;
import static dev.laurel.Storefront.REFUND;
import static dev.laurel.Storefront.SECRET;
import static dev.laurel.Storefront.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.laurel.local.Gateway;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What of a shop's deliveries the merchant has to look at, and what shops pass on of their customers' rights. */
@QuarkusTest
class ShopInboxTest {
    private static final String PAID = order("paid", "10:01:00", false, 2, "");
    private static final String IN_FRANCS = PAID.replace("\"USD\"", "\"CHF\"");

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    DynamoDbClient dynamo;

    private Api api;
    private Storefront shop;

    @BeforeEach
    void aShopWithAMember() {
        clock.set(Instant.parse("2050-03-03T12:00:00Z"));
        api = Api.onePerDollar(gateway.port(), "");
        shop = new Storefront(gateway.port(), api);
        shop.setUp(SECRET).then().statusCode(201);
        api.post("/members", "{memberId: ada, shopCustomers: {" + DOMAIN + ": '77'}}")
                .then()
                .statusCode(201);
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private ValidatableResponse delivered(String topic, String body, String outcome) {
        return shop.deliver(topic, body).then().statusCode(200).body("outcome", equalTo(outcome));
    }

    private List<Map<String, String>> inbox() {
        return api.get("/inbox").then().statusCode(200).extract().path("deliveries");
    }

    @Test
    void what_makes_no_sense_is_kept_once_and_shown_as_it_came() {
        String senseless = PAID.replace("\"quantity\": 2", "\"quantity\": \"two\"");
        String id = delivered("orders/paid", senseless, "ignored")
                .body("why", equalTo("/line_items/0/quantity: an amount is expected"))
                .extract()
                .path("inbox");
        delivered("orders/paid", senseless, "ignored").body("inbox", equalTo(id));
        delivered("orders/paid", "{\"id\": 1", "ignored")
                .body("inbox", notNullValue())
                .body("why", startsWith("the body: "));
        assertThat(inbox()).hasSize(2);
        api.get("/inbox/" + id)
                .then()
                .statusCode(200)
                .body("topic", equalTo("orders/paid"))
                .body("domain", equalTo(DOMAIN))
                .body("why", containsString("/line_items/0/quantity"))
                .body("goesAt", startsWith("2050-04-02T12:00:0"))
                .body("body.line_items[0].quantity", equalTo("two"))
                .body("body.id.toString()", equalTo(NUMBER));
        api.till().get("/inbox").then().statusCode(403);
    }

    @Test
    void what_is_refused_again_stays_until_the_merchant_discards_it() {
        String id = delivered("orders/paid", IN_FRANCS, "ignored").extract().path("inbox");
        api.post("/inbox/" + id + "/replay", "{}")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("ignored"))
                .body("inbox", equalTo(id));
        assertThat(inbox()).hasSize(1);
        api.delete("/inbox/" + id).then().statusCode(200).body("id", equalTo(id));
        assertThat(inbox()).isEmpty();
        api.get("/inbox/" + id).then().statusCode(404);
        api.post("/inbox/" + id + "/replay", "{}").then().statusCode(404);
        api.get("/inbox/anything").then().statusCode(404);
        api.get("/inbox?cursor=anything").then().statusCode(400);
    }

    @Test
    void an_order_of_a_blocked_member_is_booked_when_they_are_no_longer() {
        api.post("/members/ada/block", "b1", "{reason: fraud-check}").then().statusCode(201);
        String id = delivered("orders/paid", PAID, "ignored").extract().path("inbox");
        api.post("/members/ada/unblock", "b2", "{reason: all-well}").then().statusCode(201);
        api.post("/inbox/" + id + "/replay", "{}")
                .then()
                .body("outcome", equalTo("applied"))
                .body("inbox", nullValue());
        assertThat(api.spendable("ada")).isEqualTo(70);
        assertThat(inbox()).isEmpty();
    }

    @Test
    void a_part_that_is_refused_is_seen_and_the_rest_is_booked() {
        String ofAnotherLine = REFUND.replace("501", "500").replace("\"line_item_id\": 1", "\"line_item_id\": 9");
        delivered("orders/paid", order("paid", "10:01:00", false, 2, ofAnotherLine + "," + REFUND), "applied")
                .body("why", containsString("refund 500"))
                .body("inbox", notNullValue());
        assertThat(api.spendable("ada")).isEqualTo(50);
        assertThat(inbox()).hasSize(1);
    }

    @Test
    void an_order_of_long_ago_that_somebody_touched_is_nothing_to_look_at() {
        delivered(
                        "orders/updated",
                        PAID.replace("\"2050-03-01T10:00:00-05:00\"", "\"2049-03-01T10:00:00-05:00\""),
                        "ignored")
                .body("inbox", nullValue());
        assertThat(inbox()).isEmpty();
    }

    @Test
    void a_day_has_two_hundred_and_the_next_day_again() throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        for (int i = 0; i < 201; i++) {
            assertThat(shop.deliver(http, "orders/paid", "[" + i + "]")).isEqualTo(200);
        }
        delivered("orders/paid", "[201]", "ignored").body("inbox", nullValue());
        delivered("orders/paid", "[7]", "ignored").body("inbox", notNullValue());
        clock.set(Instant.parse("2050-03-04T00:00:00Z"));
        delivered("orders/paid", "[201]", "ignored").body("inbox", notNullValue());
        api = Api.admin(gateway.port(), api.program());
        String next = api.get("/inbox?limit=100").then().extract().path("next");
        int seen = api.get("/inbox?limit=100").path("deliveries.size()");
        while (next != null) {
            var page = api.get("/inbox?limit=100&cursor=" + next)
                    .then()
                    .statusCode(200)
                    .extract();
            seen += page.<Integer>path("deliveries.size()");
            next = page.path("next");
        }
        assertThat(seen).isEqualTo(201);
    }

    @Test
    void a_body_that_is_too_large_for_the_inbox_is_named_there_all_the_same() {
        StringBuilder noise = new StringBuilder();
        new java.util.Random(3).ints(600_000, 'A', 'Z' + 1).forEach(noise::appendCodePoint);
        String id = delivered("orders/paid", "{\"line_items\": [{}], \"note\": \"" + noise + "\"}", "ignored")
                .extract()
                .path("inbox");
        api.get("/inbox/" + id).then().statusCode(200).body("body", nullValue());
        api.post("/inbox/" + id + "/replay", "{}").then().statusCode(409).body("type", equalTo("/problems/not-kept"));
    }

    private static String privacy(String id, String email) {
        return "{\"shop_domain\": \"" + DOMAIN + "\", \"customer\": {\"id\": " + id + ", \"email\": \"" + email
                + "\", \"phone\": null}, \"orders_requested\": [1], \"data_request\": {\"id\": 9}}";
    }

    @Test
    void who_asks_for_their_data_is_put_before_the_merchant_with_where_it_is() {
        delivered("customers/data_request", privacy("77", "ada@example.com"), "applied");
        assertThat(inbox()).hasSize(1);
        assertThat(inbox().getFirst().get("why")).contains("/members/ada/export");
    }

    @Test
    void whose_address_another_customer_typed_is_not_put_before_the_merchant_as_that_customer() {
        api.post("/members", "{memberId: eve, email: eve@example.com}").then().statusCode(201);
        delivered("customers/data_request", privacy("79", "eve@example.com"), "applied")
                .body("why", containsString("their contact is that of member eve"));
        assertThat(inbox().getFirst().get("why")).doesNotContain("/export");
    }

    @Test
    void a_request_that_the_full_inbox_cannot_take_is_delivered_again() throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        for (int i = 0; i < 200; i++) shop.deliver(http, "orders/paid", "[" + i + "]");
        shop.deliver("customers/data_request", privacy("77", "ada@example.com"))
                .then()
                .statusCode(429);
        clock.set(Instant.parse("2050-03-04T00:00:00Z"));
        delivered("customers/data_request", privacy("77", "ada@example.com"), "applied")
                .body("inbox", notNullValue());
    }

    /** Whether any item of the table has a text in it, in any attribute that is not packed. */
    private long holding(String text) {
        return dynamo.scanPaginator(s -> s.tableName("laurel")).items().stream()
                .filter(item -> item.values().toString().contains(api.program()))
                .filter(item -> item.values().toString().contains(text))
                .count();
    }

    @Test
    void a_customer_to_be_forgotten_is_gone_from_the_books_the_inbox_and_what_waits() {
        delivered("orders/paid", PAID, "applied");
        delivered("orders/paid", IN_FRANCS.replace(NUMBER, NUMBER + "2"), "ignored");
        delivered("customers/redact", privacy("77", "ada@example.com"), "applied");
        delivered("customers/redact", privacy("77", "ada@example.com"), "known");
        api.get("/members/ada").then().statusCode(404);
        api.get("/members?shop=" + DOMAIN + "&customer=77").then().statusCode(404);
        assertThat(inbox()).isEmpty();
        api.get("/proof?member=ada").then().body("differences.size()", equalTo(0));
    }

    @Test
    void what_waits_for_a_customer_to_be_forgotten_is_gone_too_and_nobody_elses() {
        String nobodys = PAID.replace("\"id\": 77", "\"id\": 78");
        delivered("orders/paid", nobodys, "applied");
        String anothers = PAID.replace("\"id\": 77", "\"id\": 79").replace(NUMBER, "55");
        delivered("orders/paid", anothers, "applied");
        assertThat(holding(NUMBER)).isPositive();
        delivered("customers/redact", privacy("78", "ada@example.com"), "applied");
        assertThat(holding(NUMBER)).isZero();
        api.post("/members", "{memberId: eve, email: ada@example.com}").then().statusCode(201);
        assertThat(api.spendable("eve")).isEqualTo(70);
    }

    @Test
    void an_erasure_takes_nobody_elses_deliveries_and_all_that_name_the_erased_however_they_are_written() {
        api.post("/members", "{memberId: son, email: son@example.com, phone: '+4930123456'}")
                .then()
                .statusCode(201);
        delivered("orders/paid", IN_FRANCS.replace("ada@example.com", "anderson@example.com"), "ignored");
        delivered("orders/paid", IN_FRANCS.replace("\"id\": 77", "\"id\": 5").replace("ada@", "s\\u006fn@"), "ignored");
        delivered(
                "orders/paid",
                IN_FRANCS
                        .replace("\"id\": 77", "\"id\": 6")
                        .replace("\"email\"", "\"phone\": \"+49 30 123456\", \"mail\""),
                "ignored");
        assertThat(inbox()).hasSize(3);
        api.delete("/members/son").then().statusCode(200);
        assertThat(inbox()).hasSize(1);
    }

    @Test
    void what_is_taken_again_long_after_counts_as_told_in_time() {
        api.post("/members/ada/block", "b1", "{reason: fraud-check}").then().statusCode(201);
        String id = delivered("orders/paid", PAID, "ignored").extract().path("inbox");
        clock.set(Instant.parse("2050-03-20T12:00:00Z"));
        api = Api.admin(gateway.port(), api.program());
        api.program(
                "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}], acceptDays: 7}",
                "2050-03-20T12:05:00Z");
        clock.set(Instant.parse("2050-03-20T12:10:00Z"));
        api.post("/members/ada/unblock", "b2", "{reason: all-well}").then().statusCode(201);
        api.post("/inbox/" + id + "/replay", "{}").then().body("outcome", equalTo("applied"));
        assertThat(api.spendable("ada")).isEqualTo(70);
    }

    @Test
    void a_voucher_that_was_used_before_is_seen_also_where_its_order_earns_nothing() {
        api = Api.onePerDollar(gateway.port(), "rewards: [{id: ten, kind: amountOff, cost: 50, amount: '10.00'}]");
        shop = new Storefront(gateway.port(), api);
        shop.setUp(SECRET).then().statusCode(201);
        api.post("/members", "{memberId: ada, shopCustomers: {" + DOMAIN + ": '77'}}")
                .then()
                .statusCode(201);
        delivered("orders/paid", PAID, "applied");
        String code =
                api.post("/members/ada/redemptions", "k1", "{reward: ten}").path("voucher.code");
        api.till()
                .post("/vouchers/" + code + "/use", "{orderId: other, source: till}")
                .then()
                .statusCode(200);
        String old = PAID.replace(NUMBER, NUMBER + "2")
                .replace("\"created_at\": \"2050-03-01", "\"created_at\": \"2049-01-01")
                .replace("\"refunds\"", "\"discount_codes\": [{\"code\": \"" + code + "\"}], \"refunds\"");
        delivered("orders/updated", old, "ignored").body("inbox", notNullValue());
    }

    @Test
    void an_order_of_somebody_who_was_erased_is_nothing_to_look_at() {
        delivered("orders/paid", PAID, "applied");
        api.delete("/members/ada").then().statusCode(200);
        delivered("orders/updated", order("paid", "10:09:00", false, 3, ""), "known")
                .body("inbox", nullValue());
        delivered("refunds/create", REFUND, "ignored").body("inbox", nullValue());
        assertThat(inbox()).isEmpty();
    }

    @Test
    void who_only_has_the_same_address_is_not_forgotten_but_the_merchant_is_told() {
        api.post("/members", "{memberId: eve, email: eve@example.com}").then().statusCode(201);
        delivered("customers/redact", privacy("79", "eve@example.com"), "applied")
                .body("why", containsString("member eve"));
        api.get("/members/eve").then().statusCode(200);
        assertThat(inbox()).hasSize(1);
    }

    @Test
    void a_member_who_is_erased_is_gone_from_the_inbox_at_once() {
        delivered("orders/paid", IN_FRANCS, "ignored");
        delivered(
                "orders/paid",
                "{\"id\": 5, \"customer\": {\"id\": 770}, \"line_items\": [{\"id\": 77, \"product_id\": 77}]}",
                "ignored");
        assertThat(inbox()).hasSize(2);
        api.delete("/members/ada").then().statusCode(200);
        assertThat(inbox()).hasSize(1);
        delivered("orders/updated", PAID.replace("10:01:00", "10:02:00"), "applied");
        assertThat(inbox()).hasSize(1);
    }

    @Test
    void a_shop_that_leaves_stays_on_the_list_until_it_comes_back_and_its_deliveries_go_with_its_data() {
        delivered("orders/paid", IN_FRANCS, "ignored");
        delivered("app/uninstalled", "{\"id\": 548380009, \"domain\": null}", "applied");
        delivered("app/uninstalled", "{\"id\": 548380009, \"domain\": null}", "known");
        api.get("/shops").then().body("shops[0].leftAt", startsWith("2050-03-03T12:00:0"));
        delivered("shop/redact", "{\"shop_id\": 954889}", "applied");
        delivered("shop/redact", "{\"shop_id\": 954889}", "known");
        assertThat(inbox()).isEmpty();
        shop.setUp(SECRET).then().statusCode(201);
        api.get("/shops").then().body("shops[0].leftAt", nullValue());
    }
}
