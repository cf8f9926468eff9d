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

import dev.laurel.local.Gateway;
import dev.laurel.local.MovableClock;
import dev.laurel.outside.shop.WooCommerce;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An order follows what its shop tells of it, also where it goes back to where it would not earn; and refunds follow what is left. */
@QuarkusTest
class ShopStatesTest {
    private static final String PAID = order("paid", "10:01:00", false, 2, "");
    private static final String VOIDED = order("voided", "12:00:00", true, 2, "");

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    private Api api;
    private Storefront shop;

    @BeforeEach
    void aShopWithAMember() {
        clock.set(Instant.parse("2050-03-03T12:00:00Z"));
        open("");
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private void open(String policy) {
        api = Api.onePerDollar(gateway.port(), policy);
        shop = new Storefront(gateway.port(), api);
        shop.setUp(SECRET).then().statusCode(201);
    }

    private void openWooCommerce(String policy) {
        api = Api.onePerDollar(gateway.port(), policy);
        shop = new Storefront(gateway.port(), api, new WooCommerce(), "shop.example");
        shop.setUp(SECRET).then().statusCode(201);
    }

    private void join() {
        api.post("/members", "{memberId: ada, shopCustomers: {" + shop.domain() + ": '77'}}")
                .then()
                .statusCode(201);
    }

    private ValidatableResponse tell(String topic, String body) {
        return shop.deliver(topic, body).then().statusCode(200);
    }

    private void leaves(long points) {
        assertThat(api.spendable("ada")).isEqualTo(points);
    }

    private static String woo(String status, String at, boolean paid) {
        return """
                {"id": 31, "status": "%s", "currency": "USD", "customer_id": 77, "date_created_gmt": "2050-03-01T10:00:00",
                 "date_modified_gmt": "2050-03-01T%s", "date_paid_gmt": %s, "total_tax": "0.00", "shipping_total": "0.00",
                 "line_items": [{"id": 1, "sku": "beans", "quantity": 2, "subtotal": "40.00", "total": "40.00"}], "refunds": []}""".formatted(status, at, paid ? "\"2050-03-01T10:05:00\"" : "null");
    }

    private static String byAmount(String id, String amount, String currency) {
        return """
                {"id": %s, "order_id": %s, "processed_at": "2050-03-02T10:00:00-05:00", "refund_line_items": [],
                 "transactions": [{"kind": "refund", "status": "success", "amount": "%s", "currency": "%s"}]}""".formatted(id, NUMBER, amount, currency);
    }

    @Test
    void an_order_that_earned_when_it_was_fulfilled_is_taken_back_also_when_it_is_no_longer() {
        open("shops: {earnOn: fulfilled}");
        join();
        tell("orders/fulfilled", PAID.replace("\"fulfillment_status\": null", "\"fulfillment_status\": \"fulfilled\""));
        leaves(70);
        tell("orders/cancelled", order("refunded", "12:00:00", true, 2, ""));
        leaves(0);
    }

    @Test
    void an_order_that_earned_follows_its_edits_also_when_they_are_not_paid_yet() {
        join();
        tell("orders/paid", PAID);
        tell("orders/updated", order("partially_paid", "11:00:00", false, 3, ""));
        leaves(90);
        tell("orders/cancelled", order("partially_paid", "12:00:00", true, 3, ""));
        leaves(0);
    }

    @Test
    void a_waiting_order_that_is_cancelled_leaves_nothing_however_and_without_whom_it_is_told() {
        tell("orders/paid", PAID);
        tell("orders/cancelled", VOIDED).body("outcome", equalTo("applied"));
        tell("orders/paid", PAID.replace(NUMBER, "5"));
        tell(
                "orders/cancelled",
                order("refunded", "12:00:00", true, 2, "")
                        .replace(NUMBER, "5")
                        .replaceAll("\"customer\": \\{[^}]*}", "\"customer\": null"));
        join();
        leaves(0);
    }

    @Test
    void an_order_that_was_cancelled_before_it_was_paid_earns_nothing_when_an_older_state_comes_late() {
        join();
        tell("orders/cancelled", VOIDED).body("why", containsString("cancelled before it earned"));
        tell("orders/cancelled", VOIDED).body("outcome", equalTo("known"));
        tell("orders/paid", PAID).body("outcome", equalTo("known"));
        leaves(0);
    }

    @Test
    void a_payment_that_failed_and_is_tried_again_earns() {
        openWooCommerce("");
        join();
        tell("order.created", woo("failed", "10:00:00", false));
        tell("order.updated", woo("processing", "10:05:00", true));
        leaves(40);
        tell("order.updated", woo("failed", "10:06:00", true));
        tell("order.updated", woo("completed", "10:07:00", true));
        leaves(40);
    }

    @Test
    void an_unpaid_order_that_was_cancelled_and_is_paid_all_the_same_earns() {
        openWooCommerce("");
        join();
        tell("order.updated", woo("cancelled", "10:00:00", false));
        tell("order.updated", woo("processing", "10:05:00", true)).body("outcome", equalTo("applied"));
        leaves(40);
    }

    @Test
    void an_order_that_earned_and_was_cancelled_stays_so_and_the_merchant_is_told_when_it_lives_again() {
        openWooCommerce("");
        join();
        tell("order.updated", woo("processing", "10:00:00", true));
        tell("order.updated", woo("cancelled", "10:05:00", true));
        leaves(0);
        tell("order.updated", woo("processing", "10:06:00", true))
                .body("why", containsString("stays taken back"))
                .body("inbox", notNullValue());
        leaves(0);
    }

    @Test
    void a_cancellation_that_comes_late_does_not_take_back_what_lives_again() {
        openWooCommerce("");
        join();
        tell("order.updated", woo("processing", "10:06:00", true));
        tell("order.updated", woo("cancelled", "10:05:00", true)).body("outcome", equalTo("known"));
        leaves(40);
    }

    @Test
    void after_a_kindness_everything_that_is_sent_back_takes_back_the_rest() {
        join();
        tell("orders/paid", PAID);
        tell("refunds/create", byAmount("601", "30.00", "USD"));
        tell("refunds/create", """
                {"id": 602, "order_id": 9007199254740993123, "processed_at": "2050-03-02T11:00:00-05:00", "refund_line_items":
                 [{"line_item_id": 1, "quantity": 2, "total_tax": 0, "subtotal_set": {"shop_money": {"amount": "40.00", "currency_code": "USD"}}},
                  {"line_item_id": 2, "quantity": 1, "total_tax": 0, "subtotal_set": {"shop_money": {"amount": "30.00", "currency_code": "USD"}}}]}""");
        leaves(0);
    }

    @Test
    void more_of_a_line_than_was_sold_takes_back_the_line_and_the_others_as_they_are() {
        join();
        tell("orders/paid", PAID);
        tell("refunds/create", REFUND);
        leaves(50);
        tell("refunds/create", REFUND.replace("501", "502").replace("\"quantity\": 1", "\"quantity\": 5"));
        leaves(30);
        tell("refunds/create", REFUND.replace("501", "503")).body("outcome", equalTo("known"));
        leaves(30);
    }

    @Test
    void a_refund_in_what_the_buyer_saw_is_put_before_the_merchant_and_the_rest_is_booked() {
        join();
        tell("refunds/create", byAmount("601", "1500", "JPY")).body("outcome", equalTo("applied"));
        tell("orders/paid", PAID).body("why", containsString("refund 601")).body("inbox", notNullValue());
        leaves(70);
        tell("orders/updated", order("partially_refunded", "11:00:00", false, 2, byAmount("602", "10.00", "EUR")))
                .body("inbox", notNullValue());
        leaves(70);
    }

    @Test
    void a_refund_counts_when_all_of_it_is_paid_back() {
        join();
        tell("orders/paid", PAID);
        String pending = byAmount("601", "30.00", "USD")
                .replace(
                        "\"transactions\": [",
                        "\"transactions\": [{\"kind\": \"refund\", \"status\": \"pending\", \"amount\": \"40.00\", \"currency\": \"USD\"}, ");
        tell("orders/updated", order("partially_refunded", "11:00:00", false, 2, pending));
        leaves(70);
        tell("orders/updated", order("refunded", "11:05:00", false, 2, pending.replace("pending", "success")));
        leaves(0);
    }

    @Test
    void an_order_of_nobody_that_is_too_old_or_in_other_money_does_not_wait() {
        tell("orders/updated", PAID.replace("\"created_at\": \"2050-03-01", "\"created_at\": \"2049-01-01"))
                .body("outcome", equalTo("ignored"));
        tell("orders/paid", PAID.replace("\"USD\"", "\"CHF\"").replace(NUMBER, "5"))
                .body("outcome", equalTo("ignored"))
                .body("inbox", notNullValue());
        join();
        leaves(0);
    }

    @Test
    void nobody_joins_by_an_order_that_earns_nothing() {
        open("shops: {autoJoin: true}");
        tell("orders/updated", PAID.replace("\"created_at\": \"2050-03-01", "\"created_at\": \"2049-01-01"));
        tell("orders/cancelled", VOIDED.replace(NUMBER, "5"));
        api.get("/members?shop=" + DOMAIN + "&customer=77").then().statusCode(404);
    }

    @Test
    void an_address_that_the_merchant_corrects_no_longer_collects() {
        String guest = PAID.replace("\"id\": 77, ", "");
        tell("orders/paid", guest.replace("ada@", "adq@"));
        tell("orders/updated", guest.replace("10:01:00", "10:09:00"));
        api.post("/members", "{memberId: adq, email: adq@example.com}").then().statusCode(201);
        assertThat(api.spendable("adq")).isZero();
        api.post("/members", "{memberId: ada, email: ada@example.com}").then().statusCode(201);
        leaves(70);
    }

    @Test
    void what_has_waited_for_ninety_days_is_gone() {
        tell("orders/paid", PAID);
        clock.set(Instant.parse("2050-06-02T12:00:00Z"));
        api = Api.admin(gateway.port(), api.program());
        join();
        leaves(0);
    }

    @Test
    void a_domain_is_one_shop() {
        api.post("/shops", "{platform: woocommerce, domain: " + DOMAIN + ", secret: '12345678'}")
                .then()
                .statusCode(400)
                .body("pointer", equalTo("/domain"));
    }
}
