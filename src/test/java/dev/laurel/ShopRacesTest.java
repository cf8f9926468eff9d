package dev.laurel;

import static dev.laurel.Storefront.DOMAIN;
import static dev.laurel.Storefront.NUMBER;
import static dev.laurel.Storefront.REFUND;
import static dev.laurel.Storefront.SECRET;
import static dev.laurel.Storefront.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.local.Gateway;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** What a shop tells while something else happens, or while the function dies between two requests: nothing of it is lost. */
@QuarkusTest
class ShopRacesTest {
    private static final String PAID = order("paid", "10:01:00", false, 2, "");
    private static final String ADA = "{memberId: ada, shopCustomers: {" + DOMAIN + ": '77'}}";

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    Meanwhile meanwhile;

    private Api api;
    private Storefront shop;

    @BeforeEach
    void aShop() {
        clock.set(Instant.parse("2050-03-03T12:00:00Z"));
        open("");
    }

    @AfterEach
    void calm() {
        clock.reset();
        meanwhile.never();
    }

    private void open(String policy) {
        api = Api.onePerDollar(gateway.port(), policy);
        shop = new Storefront(gateway.port(), api);
        shop.setUp(SECRET).then().statusCode(201);
    }

    private Response tell(String topic, String body) {
        return shop.deliver(topic, body);
    }

    private static void die() {
        throw SdkClientException.create("died");
    }

    private static boolean writes(SdkRequest request, String partition) {
        return request instanceof TransactWriteItemsRequest t
                && t.transactItems().stream()
                        .flatMap(w -> Stream.of(
                                w.update() == null ? null : w.update().key(),
                                w.put() == null ? null : w.put().item()))
                        .anyMatch(key -> key != null && startsWith(key, "pk", partition));
    }

    private static boolean reads(SdkRequest request, String name, String prefix) {
        return request instanceof BatchGetItemRequest b
                && b.requestItems().values().stream()
                        .flatMap(keys -> keys.keys().stream())
                        .anyMatch(key -> startsWith(key, name, prefix));
    }

    private static boolean startsWith(Map<String, AttributeValue> key, String name, String prefix) {
        return key.get(name).s().startsWith(prefix);
    }

    /** The n-th read of look-ups alone. */
    private static Predicate<SdkRequest> readOfLookUps(int n) {
        int[] seen = {0};
        return request -> reads(request, "pk", "L#") && !reads(request, "pk", "M#") && ++seen[0] == n;
    }

    @Test
    void a_join_between_an_order_that_is_laid_down_and_its_cancellation_loses_neither() {
        meanwhile.before(
                r -> r instanceof UpdateItemRequest u && u.updateExpression().contains("#refund"),
                () -> api.post("/members", ADA).then().statusCode(201));
        tell("orders/cancelled", order("refunded", "12:00:00", true, 2, ""));
        assertThat(meanwhile.happened()).isTrue();
        assertThat(api.spendable("ada")).isZero();
    }

    @Test
    void a_refund_told_while_its_order_is_being_booked_is_booked_with_it() {
        api.post("/members", ADA).then().statusCode(201);
        meanwhile.before(r -> writes(r, "O#"), () -> tell("refunds/create", REFUND));
        tell("orders/paid", PAID);
        assertThat(meanwhile.happened()).isTrue();
        assertThat(api.spendable("ada")).isEqualTo(50);
    }

    @Test
    void a_later_state_told_while_a_waiting_order_is_credited_counts() {
        tell("orders/paid", PAID);
        meanwhile.before(
                r -> writes(r, "M#") && writes(r, "O#"),
                () -> tell("orders/updated", order("paid", "10:30:00", false, 3, "")));
        api.post("/members", ADA).then().statusCode(201);
        assertThat(meanwhile.happened()).isTrue();
        assertThat(api.spendable("ada")).isEqualTo(90);
    }

    @Test
    void an_order_that_comes_while_its_customer_joins_is_credited_by_the_join() {
        meanwhile.before(r -> writes(r, "L#"), () -> tell("orders/paid", PAID));
        api.post("/members", ADA).then().statusCode(201);
        assertThat(meanwhile.happened()).isTrue();
        assertThat(api.spendable("ada")).isEqualTo(70);
    }

    @Test
    void a_till_that_links_a_customer_who_joins_by_themselves_gets_the_order_all_the_same() {
        open("shops: {autoJoin: true}");
        meanwhile.before(
                r -> writes(r, "L#"),
                () -> api.till().post("/members", ADA).then().statusCode(201));
        tell("orders/paid", PAID);
        assertThat(meanwhile.happened()).isTrue();
        assertThat(api.spendable("ada")).isEqualTo(70);
    }

    @Test
    void who_dies_between_a_waiting_order_and_its_refund_is_made_good_by_the_same_join_again() {
        tell("orders/paid", PAID);
        tell("refunds/create", REFUND);
        meanwhile.before(r -> reads(r, "sk", "E#refund"), ShopRacesTest::die);
        api.post("/members", ADA).then().statusCode(503);
        assertThat(meanwhile.happened()).isTrue();
        api.post("/members", ADA).then().statusCode(200);
        assertThat(api.spendable("ada")).isEqualTo(50);
    }

    @Test
    void who_dies_between_a_link_and_its_credit_is_made_good_by_the_same_delivery_again() {
        tell("orders/paid", PAID.replace(", \"email\": \"ada@example.com\"", ""));
        api.post("/members", "{memberId: ada, email: ada@example.com}").then().statusCode(201);
        String customer =
                "{\"id\": 77, \"email\": \"ada@example.com\", \"verified_email\": true, \"state\": \"enabled\"}";
        meanwhile.before(readOfLookUps(3), ShopRacesTest::die);
        tell("customers/update", customer).then().statusCode(503);
        assertThat(meanwhile.happened()).isTrue();
        tell("customers/update", customer).then().statusCode(200);
        assertThat(api.spendable("ada")).isEqualTo(70);
    }

    @Test
    void who_dies_between_a_verified_contact_and_its_credit_is_made_good_by_the_same_change_again() {
        tell("orders/paid", PAID);
        api.post("/members", "{memberId: ada}").then().statusCode(201);
        meanwhile.before(readOfLookUps(2), ShopRacesTest::die);
        api.till().patch("/members/ada", "{email: ada@example.com}").then().statusCode(503);
        assertThat(meanwhile.happened()).isTrue();
        api.till().patch("/members/ada", "{email: ada@example.com}").then().statusCode(200);
        assertThat(api.spendable("ada")).isEqualTo(70);
    }

    @Test
    void what_could_not_be_credited_waits_for_whoever_takes_the_contact_next() {
        tell("orders/paid", PAID);
        api.post("/members", "{memberId: eve}").then().statusCode(201);
        api.post("/members/eve/block", "b1", "{reason: fraud}").then().statusCode(201);
        api.till().patch("/members/eve", "{email: ada@example.com}").then().statusCode(200);
        api.till().patch("/members/eve", "{email: null}").then().statusCode(200);
        api.till()
                .post("/members", "{memberId: ada, email: ada@example.com}")
                .then()
                .statusCode(201);
        assertThat(api.spendable("ada")).isEqualTo(70);
    }

    @Test
    void an_order_that_could_not_be_credited_is_with_the_next_delivery_of_theirs() {
        tell("orders/paid", PAID);
        api.post("/members", "{memberId: ada}").then().statusCode(201);
        api.post("/members/ada/block", "b1", "{reason: fraud}").then().statusCode(201);
        api.till().patch("/members/ada", "{email: ada@example.com}").then().statusCode(200);
        api.post("/members/ada/unblock", "b2", "{reason: ok}").then().statusCode(201);
        assertThat(api.spendable("ada")).isZero();
        tell("orders/paid", PAID.replace(NUMBER, NUMBER + "2"));
        assertThat(api.spendable("ada")).isEqualTo(140);
    }
}
