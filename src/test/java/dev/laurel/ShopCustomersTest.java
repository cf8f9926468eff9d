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
import dev.laurel.local.Meter;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
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
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Customers of a shop who are not members yet, or are by another name. */
@QuarkusTest
class ShopCustomersTest {
    private static final String PAID = order("paid", "10:01:00", false, 2, "");

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    Meter meter;

    @Inject
    DynamoDbClient dynamo;

    private Api api;
    private Storefront shop;

    @BeforeEach
    void aShop() {
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

    private void delivered(String topic, String body, String outcome) {
        shop.deliver(topic, body).then().statusCode(200).body("outcome", equalTo(outcome));
    }

    private static String second(String body) {
        return body.replace(NUMBER, NUMBER + "2");
    }

    @Test
    void orders_of_whom_nobody_knows_wait_and_are_credited_one_by_one_when_they_join() {
        delivered("orders/paid", PAID, "applied");
        delivered("orders/paid", PAID, "known");
        delivered("orders/paid", second(PAID), "applied");
        delivered("refunds/create", REFUND, "applied");
        api.till()
                .post("/members", "{memberId: ada, email: Ada@Example.com}")
                .then()
                .statusCode(201)
                .body("balance", equalTo(0));
        assertThat(api.spendable("ada")).isEqualTo(50 + 70);
        api.get("/members/ada/history").then().body("entries.size()", equalTo(1 + 2 + 1));
        delivered("orders/paid", PAID, "known");
        delivered("orders/paid", second(PAID), "known");
        api.till()
                .post("/members", "{memberId: ada, email: Ada@Example.com}")
                .then()
                .statusCode(200);
        assertThat(api.spendable("ada")).isEqualTo(120);
        api.get("/proof?member=ada").then().body("differences.size()", equalTo(0));
    }

    @Test
    void a_join_for_which_nothing_waits_makes_two_requests() {
        api.get("/program").then().statusCode(200);
        meter.read();
        api.post("/members", "{memberId: ada, email: ada@example.com, shopCustomers: {" + DOMAIN + ": '77'}}")
                .then()
                .statusCode(201);
        assertThat(meter.read().requests()).isEqualTo(Map.of("BatchGetItem", 1L, "TransactWriteItems", 1L));
    }

    @Test
    void the_latest_state_of_a_waiting_order_counts_and_what_was_cancelled_leaves_nothing() {
        delivered("orders/updated", order("paid", "10:05:00", false, 3, ""), "applied");
        delivered("orders/paid", PAID, "known");
        delivered("orders/cancelled", second(order("refunded", "12:00:00", true, 2, "")), "applied");
        delivered("orders/cancelled", second(order("refunded", "12:00:00", true, 2, "")), "known");
        api.post("/members", "{memberId: ada, shopCustomers: {" + DOMAIN + ": '77'}}")
                .then()
                .statusCode(201);
        assertThat(api.spendable("ada")).isEqualTo(90);
        assertThat(api.get("/members/ada/balance").jsonPath().getLong("deficit"))
                .isZero();
    }

    @Test
    void an_address_that_somebody_only_typed_collects_nothing() {
        delivered("orders/paid", PAID, "applied");
        api.self("eve")
                .post("/members", "{memberId: eve, email: ada@example.com}")
                .then()
                .statusCode(201);
        assertThat(api.spendable("eve")).isZero();
        api.till().patch("/members/eve", "{email: ada@example.com}").then().statusCode(200);
        assertThat(api.spendable("eve")).isEqualTo(70);
    }

    @Test
    void an_order_is_whose_contact_was_known_first() {
        String withPhone = PAID.replace("\"email\"", "\"phone\": \"+4930123456\", \"email\"");
        delivered("orders/paid", withPhone, "applied");
        api.post("/members", "{memberId: ada, email: ada@example.com}").then().statusCode(201);
        api.post("/members", "{memberId: ben, phone: '+4930123456'}").then().statusCode(201);
        assertThat(api.spendable("ada")).isEqualTo(70);
        assertThat(api.spendable("ben")).isZero();
        delivered("orders/paid", second(withPhone), "applied");
        assertThat(api.spendable("ada")).isEqualTo(140);
    }

    @Test
    void an_order_that_was_told_in_time_is_credited_also_when_it_has_grown_old() {
        delivered("orders/paid", PAID, "applied");
        clock.set(Instant.parse("2050-05-20T12:00:00Z"));
        api = Api.admin(gateway.port(), api.program());
        api.post("/members", "{memberId: ada, email: ada@example.com}").then().statusCode(201);
        assertThat(api.spendable("ada")).isEqualTo(70);
    }

    @Test
    void orders_without_any_contact_are_counted_once_each() {
        String anonymous = PAID.replaceAll("\"customer\": \\{[^}]*}", "\"customer\": null");
        for (String order : List.of(anonymous, anonymous, second(anonymous))) {
            shop.deliver("orders/paid", order)
                    .then()
                    .statusCode(200)
                    .body("outcome", equalTo("ignored"))
                    .body("why", containsString("left nothing"));
        }
        api.get("/shops")
                .then()
                .statusCode(200)
                .body("shops.size()", equalTo(1))
                .body("shops[0].domain", equalTo(DOMAIN))
                .body("shops[0].ordersWithoutContact", equalTo(2));
    }

    @Test
    void customers_join_by_themselves_where_the_program_says_so_and_what_waited_comes_with_them() {
        delivered("orders/paid", PAID, "applied");
        api.program("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                shops: {autoJoin: true}""", "2050-03-03T12:05:00Z");
        clock.set(Instant.parse("2050-03-03T12:10:00Z"));
        delivered("orders/paid", second(PAID), "applied");
        delivered("orders/paid", second(PAID), "known");
        var found = api.get("/members?shop=" + DOMAIN + "&customer=77").then().statusCode(200);
        found.body("balance", equalTo(140));
        String member = found.extract().path("memberId");
        api.get("/members/" + member)
                .then()
                .body("email", equalTo("ada@example.com"))
                .body("emailVerified", equalTo(false))
                .body("referralCode", notNullValue());
    }

    private static String customer(String id, String email, boolean verified) {
        return "{\"id\": " + id + ", \"email\": \"" + email + "\", \"verified_email\": " + verified
                + ", \"state\": \"enabled\", \"first_name\": \"Ada\", \"last_name\": \"Byron\", \"phone\": null}";
    }

    @Test
    void a_customer_whose_address_the_shop_has_seen_is_linked_to_the_member_of_whom_it_is_verified() {
        api.post("/members", "{memberId: ada, email: ada@example.com}").then().statusCode(201);
        delivered("customers/create", customer("77", "ada@example.com", false), "ignored");
        delivered("customers/update", customer("77", "ada@example.com", true), "applied");
        delivered("customers/update", customer("77", "ada@example.com", true), "known");
        delivered("customers/update", customer("77", "byron@example.com", true), "known");
        api.get("/members/ada")
                .then()
                .body("name", equalTo("Ada Byron"))
                .body("email", equalTo("ada@example.com"))
                .body("shopCustomers", equalTo(Map.of(DOMAIN, "77")));
        delivered("orders/paid", PAID.replace("ada@", "byron@"), "applied");
        assertThat(api.spendable("ada")).isEqualTo(70);
    }

    @Test
    void what_waits_for_a_customer_comes_to_the_member_they_are_linked_to() {
        delivered("orders/paid", PAID.replace(", \"email\": \"ada@example.com\"", ""), "applied");
        api.post("/members", "{memberId: ada, email: ada@example.com}").then().statusCode(201);
        assertThat(api.spendable("ada")).isZero();
        delivered("customers/update", customer("77", "ada@example.com", true), "applied");
        assertThat(api.spendable("ada")).isEqualTo(70);
    }

    @Test
    void a_customer_joins_as_soon_as_the_shop_has_one_and_their_contact_follows_the_shop_until_it_is_verified() {
        open("shops: {autoJoin: true}");
        delivered("customers/create", customer("77", "ada@example.com", true), "applied");
        delivered("customers/create", customer("77", "ada@example.com", true), "known");
        delivered("customers/update", customer("77", "byron@example.com", true), "applied");
        String member = api.get("/members?shop=" + DOMAIN + "&customer=77").path("memberId");
        api.get("/members/" + member)
                .then()
                .body("email", equalTo("byron@example.com"))
                .body("emailVerified", equalTo(false));
        api.till()
                .patch("/members/" + member, "{email: byron@example.com}")
                .then()
                .statusCode(200);
        delivered("customers/update", customer("77", "ada@example.com", true), "known");
        api.get("/members?email=byron@example.com").then().body("memberId", equalTo(member));
    }

    @Test
    void a_customer_whom_the_shop_deletes_is_a_member_still_and_can_be_forgotten_later() {
        open("shops: {autoJoin: true}");
        delivered("customers/create", customer("77", "ada@example.com", true), "applied");
        String member = api.get("/members?shop=" + DOMAIN + "&customer=77").path("memberId");
        delivered("customers/delete", "{\"id\": 77}", "ignored");
        api.get("/members/" + member).then().statusCode(200);
        delivered("customers/redact", "{\"customer\": {\"id\": 77}}", "applied");
        api.get("/members/" + member).then().statusCode(404);
    }

    @Test
    void an_address_that_was_only_typed_at_the_checkout_links_nobody() {
        api.post("/members", "{memberId: ada, email: ada@example.com}").then().statusCode(201);
        String guest = customer("88", "ada@example.com", true).replace("enabled", "disabled");
        delivered("customers/create", guest, "ignored");
        api.get("/members/ada").then().body("shopCustomers", equalTo(Map.of()));
    }

    @Test
    void a_customer_with_a_members_contact_does_not_become_a_second_member() {
        open("shops: {autoJoin: true}");
        api.post("/members", "{memberId: ada, email: ada@example.com}").then().statusCode(201);
        delivered("customers/update", customer("77", "ada@example.com", false), "ignored");
        delivered("orders/paid", PAID, "applied");
        assertThat(api.spendable("ada")).isEqualTo(70);
        api.get("/members?shop=" + DOMAIN + "&customer=77").then().statusCode(404);
    }

    @Test
    void who_buys_without_an_account_in_the_shop_does_not_join_by_themselves() {
        open("shops: {autoJoin: true}");
        shop.deliver("orders/paid", PAID.replace("\"id\": 77, ", ""))
                .then()
                .body("why", containsString("waits for its customer"));
    }

    @Test
    void a_hundred_orders_wait_for_one_contact_and_those_that_went_by_themselves_make_room()
            throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        for (int i = 0; i < 100; i++) shop.deliver(http, "orders/paid", PAID.replace(NUMBER, "" + i));
        shop.deliver("orders/paid", PAID)
                .then()
                .body("why", containsString("too many"))
                .body("inbox", notNullValue());
        var key = Map.of(
                "pk",
                AttributeValue.fromS("O#" + api.program() + "#" + DOMAIN + "#7"),
                "sk",
                AttributeValue.fromS("O"));
        dynamo.deleteItem(d -> d.tableName("laurel").key(key));
        delivered("orders/paid", PAID, "applied");
        api.post("/members", "{memberId: ada, email: ada@example.com}").then().statusCode(201);
        assertThat(api.spendable("ada")).isEqualTo(70 * 100);
    }
}
