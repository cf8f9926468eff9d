package dev.laurel.outside.shop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.laurel.domain.program.OrderStage;
import dev.laurel.json.Malformed;
import dev.laurel.outside.shop.ShopNews.Customer;
import dev.laurel.outside.shop.ShopNews.Nothing;
import dev.laurel.outside.shop.ShopNews.OrderTold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What WooCommerce signs and what it means. */
class WooCommerceTest {
    private static final String SHOP = "shop.example";
    private static final String ORDER = """
            {"id": 723, "status": "%s", "currency": "EUR", "date_created_gmt": "2026-05-01T09:30:00", "date_modified_gmt": "2026-05-01T10:00:00",
             "date_paid_gmt": %s, "shipping_total": "4.90", "total_tax": "5.70", "customer_id": %d,
             "billing": {"email": "ada@example.com", "phone": "+4930123456"},
             "line_items": [{"id": 1, "sku": "beans", "quantity": 2, "subtotal": "40.00", "total": "36.00"},
                            {"id": 2, "sku": "", "product_id": 93, "variation_id": 0, "quantity": 1, "subtotal": "5", "total": "5"}],
             "coupon_lines": [{"code": "summer"}], "refunds": [%s]}""";

    private final WooCommerce woo = new WooCommerce();

    private ShopNews read(String topic, String body) {
        return woo.read(SHOP, topic, body.getBytes(UTF_8));
    }

    private static Delivery delivery(String topic, String body) {
        return new Delivery(Map.of("x-wc-webhook-topic", topic), body.getBytes(UTF_8));
    }

    private OrderTold told(String status, String paid, int customer, String refunds) {
        return (OrderTold) read("order.updated", ORDER.formatted(status, paid, customer, refunds));
    }

    @Test
    void an_order_is_read_without_the_tax_in_its_lines() {
        OrderTold told = told("processing", "\"2026-05-01T09:31:00\"", 25, "");
        assertThat(told.purchase().nets().toString()).isEqualTo("[EUR 36.00, EUR 5.00]");
        assertThat(told.purchase().lines().get(0).discount()).hasToString("EUR 4.00");
        assertThat(told.purchase().lines().get(1).sku()).isEqualTo("93");
        assertThat(told.purchase().total()).hasToString("EUR 51.60");
        assertThat(told.purchase().occurredAt()).hasToString("2026-05-01T09:30:00Z");
        assertThat(told.customer()).isEqualTo(new Customer("25", "ada@example.com", "+4930123456", null));
        assertThat(told.codes()).isEqualTo(List.of("summer"));
        assertThat(told("processing", "null", 0, "").customer().id()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "pending, false, CREATED, false",
        "on-hold, false, CREATED, false",
        "on-hold, true, CREATED PAID, false",
        "processing, false, CREATED PAID, false",
        "completed, true, CREATED PAID FULFILLED, false",
        "cancelled, false, CREATED, true",
        "cancelled, true, CREATED PAID, true",
        "refunded, true, CREATED PAID, true",
        "failed, false, CREATED, false",
    })
    void the_stages_of_an_order_follow_from_its_status_and_when_it_was_paid(
            String status, boolean paid, String reached, boolean over) {
        OrderTold told = told(status, paid ? "\"2026-05-01T09:31:00\"" : "null", 25, "");
        assertThat(told.reached().stream().map(OrderStage::name).toList()).isEqualTo(List.of(reached.split(" ")));
        assertThat(told.cancelled()).isEqualTo(over);
    }

    @Test
    void refunds_are_amounts() {
        var refunds = told("processing", "null", 25, "{\"id\": 726, \"reason\": \"\", \"total\": \"-10.00\"}")
                .refunds();
        assertThat(refunds).hasSize(1);
        assertThat(refunds.getFirst().id()).isEqualTo("726");
        assertThat(refunds.getFirst().amount()).hasToString("EUR 10.00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"order.deleted", "product.updated", ""})
    void topics_that_do_not_matter_are_passed_over(String topic) {
        assertThat(read(topic, "no json")).isInstanceOf(Nothing.class);
    }

    @Test
    void what_makes_no_sense_is_refused_with_its_place() {
        String order = ORDER.formatted("processing", "null", 25, "");
        Map.of(
                        "/line_items/0/total", order.replace("36.00", "46.00"),
                        "/date_modified_gmt", order.replace("2026-05-01T10:00:00", "yesterday"),
                        "/shipping_total", order.replace("4.90", "-4.90"))
                .forEach((pointer, body) -> assertThatThrownBy(() -> read("order.updated", body))
                        .isInstanceOfSatisfying(
                                Malformed.class, m -> assertThat(m.pointer()).isEqualTo(pointer)));
    }

    @Test
    void the_shop_is_the_host_of_its_address_and_a_ping_is_a_ping() {
        assertThat(woo.shop(new Delivery(Map.of("X-WC-Webhook-Source", "https://shop.example/"), new byte[0])))
                .contains(SHOP);
        assertThat(woo.shop(new Delivery(Map.of("X-WC-Webhook-Source", "not an address"), new byte[0])))
                .isEmpty();
        assertThat(woo.isPing(delivery("", "webhook_id=142"))).isTrue();
        assertThat(woo.isPing(delivery("", "webhook_id=142&x=1"))).isFalse();
        Delivery signed = new Delivery(
                woo.headers(SHOP, "order.created", Dialect.sign("{}".getBytes(UTF_8), "geheim")), "{}".getBytes(UTF_8));
        assertThat(woo.isSigned(signed, "geheim")).isTrue();
        assertThat(woo.isSigned(signed, "geheim!")).isFalse();
    }

    @Test
    void the_orders_that_it_documents_are_read_to_the_cent() throws IOException {
        Path real = Path.of("../shared/realdata/woocommerce");
        Assumptions.assumeTrue(Files.isDirectory(real), "skipped: there are no documented orders beside this clone");
        Map<String, String> totals = Map.of(
                "orders_01_create-an-order.json", "USD 29.35",
                "orders_02_retrieve-an-order.json", "USD 29.35",
                "orders_04_update-an-order.json", "USD 29.35");
        for (var file : totals.entrySet()) {
            OrderTold told = (OrderTold) read("order.updated", Files.readString(real.resolve(file.getKey())));
            assertThat(told.purchase().total()).as(file.getKey()).hasToString(file.getValue());
            assertThat(told.customer().id()).isNull();
        }
    }
}
