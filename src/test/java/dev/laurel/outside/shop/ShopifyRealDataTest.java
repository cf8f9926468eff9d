package dev.laurel.outside.shop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.laurel.domain.program.OrderStage;
import dev.laurel.outside.shop.ShopNews.OrderTold;
import dev.laurel.outside.shop.ShopNews.RefundTold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Deliveries that Shopify really made or documents. They are not part of the project: without them these tests say so and are skipped. */
class ShopifyRealDataTest {
    private static final Path REAL = Path.of("../shared/realdata");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Shopify shopify = new Shopify();

    @BeforeAll
    static void isHere() {
        Assumptions.assumeTrue(Files.isDirectory(REAL), "skipped: there are no captured deliveries beside this clone");
    }

    private ShopNews read(String topic, byte[] body) {
        return shopify.read("a.myshopify.com", topic, body);
    }

    private ShopNews captured(String topic, String file) throws IOException {
        return read(topic, Files.readAllBytes(REAL.resolve("shopify-captured").resolve(file)));
    }

    @Test
    void signatures_are_accepted_and_refused_as_their_makers_say() throws IOException {
        JsonNode vectors = JSON.readTree(
                        REAL.resolve("hmac/webhook-hmac-vectors.json").toFile())
                .path("vectors");
        int judged = 0;
        for (JsonNode vector : vectors) {
            if (!vector.path("scheme").asText().equals("shopify-webhook")) continue;
            Delivery delivery = new Delivery(
                    Map.of("X-Shopify-Hmac-Sha256", vector.path("signature").asText()),
                    vector.path("body").asText().getBytes(UTF_8));
            assertThat(shopify.isSigned(delivery, vector.path("secret").asText()))
                    .as(vector.toString())
                    .isEqualTo(vector.path("valid").asBoolean());
            judged++;
        }
        assertThat(judged).isGreaterThanOrEqualTo(10);
    }

    @Test
    void the_captured_cancelled_order_is_what_its_shop_booked_to_the_cent() throws IOException {
        OrderTold told = (OrderTold) captured("orders/cancelled", "orders_cancelled.json");
        assertThat(told.purchase().order().id()).isEqualTo("5324790137142");
        assertThat(told.purchase().nets().toString()).isEqualTo("[USD 586.45, USD 1189.93]");
        assertThat(told.purchase().total()).hasToString("USD 1806.38");
        assertThat(told.reached()).containsExactly(OrderStage.CREATED, OrderStage.PAID);
        assertThat(told.cancelled()).isTrue();
        assertThat(told.customer().id()).isEqualTo("6972527083830");
        assertThat(told.refunds()).hasSize(1);
        assertThat(told.refunds().getFirst().lines())
                .extracting(l -> l.quantity().toString())
                .containsExactly("1", "2");
        assertThat(told.refunds().getFirst().of().shipping()).hasToString("USD 30.00");
        RefundTold refund = (RefundTold) captured("refunds/create", "refund_inside_orders_cancelled.json");
        assertThat(refund.refund()).isEqualTo(told.refunds().getFirst());
        assertThat(refund.order()).isEqualTo(told.purchase().order());
    }

    @Test
    void the_captured_guest_names_nobody() throws IOException {
        OrderTold told = (OrderTold) captured("orders/paid", "orders_paid.json");
        assertThat(told.customer()).isEqualTo(new ShopNews.Customer(null, null, null, null));
        assertThat(told.purchase().nets().stream().reduce(org.joda.money.Money::plus))
                .hasToString("Optional[USD 2629.95]");
    }
}
