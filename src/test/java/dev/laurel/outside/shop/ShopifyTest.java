package dev.laurel.outside.shop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.program.OrderStage;
import dev.laurel.json.Malformed;
import dev.laurel.outside.shop.ShopNews.Nothing;
import dev.laurel.outside.shop.ShopNews.OrderTold;
import dev.laurel.outside.shop.ShopNews.RefundTold;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Shopify signs and what it means; its own captured deliveries are in {@link ShopifyRealDataTest}. */
class ShopifyTest {
    private static final String SHOP = "roastery.myshopify.com";
    private static final String ORDER = """
            id: 9007199254740993123
            currency: USD
            financial_status: paid
            processed_at: '2026-05-01T09:30:00-04:00'
            created_at: '2026-05-01T09:31:00-04:00'
            updated_at: '2026-05-01T10:00:00-04:00'
            total_tax: '3.10'
            customer: {id: 77, email: ada@example.com}
            shipping_lines: [{price: '10.00', discounted_price: '6.00'}]
            line_items:
              - {id: 1, sku: beans, quantity: 2, price: '20.00', discount_allocations: [{amount: '3.00'}, {amount: '1.50'}]}
              - {id: 2, variant_id: 500, quantity: 1, price: '25.00', gift_card: true}
            """;

    private final Shopify shopify = new Shopify();

    private ShopNews read(String topic, String body) {
        return shopify.read(SHOP, topic, body.getBytes(UTF_8));
    }

    /** The order above with other fields. */
    private ShopNews order(String changes) {
        try {
            ObjectNode json = (ObjectNode) new YAMLMapper().readTree(ORDER);
            if (!changes.isEmpty()) json.setAll((ObjectNode) new YAMLMapper().readTree(changes));
            return read("orders/updated", new ObjectMapper().writeValueAsString(json));
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private OrderTold told(String changes) {
        return (OrderTold) order(changes);
    }

    private Purchase.Line firstLine(String line) {
        return told("line_items: [" + line + "]").purchase().lines().getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "hush, `{\"id\":1}`, VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=",
                "`geheim äöü`, `{\"name\":\"Zoë\"}`, Ct7Oe64sSDETma/V5uq5wN27jqKhp3incBxlSHdaobA=",
            })
    void a_signature_is_that_of_the_raw_body(String secret, String body, String signature) {
        Delivery signed = new Delivery(Map.of("x-shopify-hmac-SHA256", signature), body.getBytes(UTF_8));
        assertThat(shopify.isSigned(signed, secret)).isTrue();
        assertThat(shopify.isSigned(
                        new Delivery(Map.of("Shopify-Hmac-Sha256", signature), body.getBytes(UTF_8)), secret))
                .isTrue();
        assertThat(shopify.isSigned(new Delivery(Map.of(), body.getBytes(UTF_8)), secret))
                .isFalse();
        assertThat(shopify.isSigned(
                        new Delivery(Map.of("X-Shopify-Hmac-Sha256", signature + "="), body.getBytes(UTF_8)), secret))
                .isFalse();
    }

    @Test
    void no_single_changed_bit_of_a_body_a_signature_or_a_secret_is_accepted() {
        Random random = new Random(5);
        byte[] body = "{\"id\": 820982911946154508, \"total_price\": \"398.00\"}".getBytes(UTF_8);
        String secret = "shpss_0123456789abcdef";
        String signature = Dialect.sign(body, secret);
        assertThat(shopify.isSigned(new Delivery(Map.of("X-Shopify-Hmac-Sha256", signature), body), secret))
                .isTrue();
        for (int i = 0; i < 10_000; i++) {
            byte[] otherBody = i % 3 == 0 ? flipped(body, random) : body;
            String otherSignature =
                    i % 3 == 1 ? new String(flipped(signature.getBytes(UTF_8), random), UTF_8) : signature;
            String otherSecret = i % 3 == 2 ? new String(flipped(secret.getBytes(UTF_8), random), UTF_8) : secret;
            Delivery forged = new Delivery(Map.of("X-Shopify-Hmac-Sha256", otherSignature), otherBody);
            assertThat(shopify.isSigned(forged, otherSecret)).isFalse();
        }
    }

    /** One of the seven bits of a character: that of a byte's eighth would make it no text. */
    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] other = bytes.clone();
        other[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(7));
        return other;
    }

    @Test
    void an_order_is_read_digit_for_digit() {
        OrderTold told = told("");
        Purchase purchase = told.purchase();
        assertThat(purchase.order().id()).isEqualTo("9007199254740993123");
        assertThat(purchase.order().source()).isEqualTo(SHOP);
        assertThat(purchase.revision() >> 20).isEqualTo(1777644000L);
        assertThat(purchase.occurredAt()).hasToString("2026-05-01T13:30:00Z");
        assertThat(purchase.lines().getFirst().amount()).hasToString("USD 40.00");
        assertThat(purchase.lines().getFirst().discount()).hasToString("USD 4.50");
        assertThat(purchase.lines().get(1).giftCard()).isTrue();
        assertThat(purchase.shipping()).hasToString("USD 6.00");
        assertThat(purchase.tax()).hasToString("USD 3.10");
        assertThat(purchase.total()).hasToString("USD 69.60");
        assertThat(told.customer().id()).isEqualTo("77");
        assertThat(told.customer().email()).isEqualTo("ada@example.com");
        assertThat(told.reached()).containsExactly(OrderStage.CREATED, OrderStage.PAID);
        assertThat(told.cancelled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "pending, , CREATED",
        "authorized, , CREATED",
        "partially_paid, , CREATED",
        "paid, , CREATED PAID",
        "partially_refunded, partial, CREATED PAID",
        "refunded, fulfilled, CREATED PAID FULFILLED",
        "voided, , CREATED",
        "pending, fulfilled, CREATED FULFILLED",
    })
    void the_stages_of_an_order_follow_from_its_state_alone(String paid, String fulfilled, String reached) {
        String state = "{financial_status: " + paid + ", fulfillment_status: "
                + (fulfilled == null ? "null" : fulfilled) + "}";
        assertThat(told(state).reached().toString().replaceAll("[\\[\\],]", "")).isEqualTo(reached);
    }

    @Test
    void what_editing_took_off_a_line_was_not_sold_and_what_was_refunded_was() {
        Purchase.Line edited = firstLine(
                "{id: 1, quantity: 3, current_quantity: 2, price: '10.00', discount_allocations: [{amount: '1.00'}]}");
        assertThat(edited.quantity()).isEqualTo(BigDecimal.valueOf(2));
        assertThat(edited.amount()).hasToString("USD 20.00");
        assertThat(edited.discount()).hasToString("USD 0.67");
        Purchase.Line removed = firstLine("{id: 1, quantity: 3, current_quantity: 0, price: '10.00'}");
        assertThat(removed.voided()).isTrue();
        OrderTold refunded = told("""
                line_items: [{id: 1, quantity: 3, current_quantity: 2, price: '10.00'}]
                refunds: [{id: 8, processed_at: '2026-05-02T00:00:00Z', refund_line_items: [{line_item_id: 1, quantity: 1, subtotal: 10.00, total_tax: 0.83}]}]
                """);
        assertThat(refunded.purchase().lines().getFirst().quantity()).isEqualTo(BigDecimal.valueOf(3));
        assertThat(refunded.refunds()).hasSize(1);
        var refund = refunded.refunds().getFirst();
        assertThat(refund.id()).isEqualTo("8");
        assertThat(refund.lines().getFirst().line()).isEqualTo("1");
        assertThat(refund.of().tax()).hasToString("USD 0.83");
        assertThat(refund.amount()).isNull();
    }

    @Test
    void a_refund_without_lines_is_the_money_that_was_paid_back() {
        var refund = told("""
                refunds:
                  - id: 8
                    order_adjustments: [{kind: shipping_refund, amount: '-6.00'}, {kind: refund_discrepancy, amount: '-2.00'}]
                    transactions:
                      - {kind: refund, status: success, amount: '8.00'}
                      - {kind: refund, status: failure, amount: '8.00'}
                      - {kind: void, status: success, amount: '5.00'}
                """).refunds().getFirst();
        assertThat(refund.amount()).hasToString("USD 8.00");
        assertThat(refund.of().shipping()).hasToString("USD 6.00");
        assertThat(refund.lines()).isEmpty();
    }

    @Test
    void a_refund_that_is_told_by_itself_names_its_order() {
        var news = (RefundTold) read("refunds/create", """
                {"id": 9007199254740993125, "order_id": 9007199254740993123, "processed_at": "2026-05-02T00:00:00Z",
                 "refund_line_items": [{"line_item_id": 1, "quantity": 2, "subtotal_set": {"shop_money": {"amount": "1", "currency_code": "EUR"}}}]}
                """);
        assertThat(news.order().id()).isEqualTo("9007199254740993123");
        assertThat(news.refund().id()).isEqualTo("9007199254740993125");
        assertThat(news.refund().currency()).hasToString("EUR");
        assertThatThrownBy(() -> read("refunds/create", "{\"id\": 1, \"order_id\": 2}"))
                .isInstanceOfSatisfying(
                        Malformed.class, m -> assertThat(m.pointer()).isEqualTo("/transactions"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"test: true", "line_items: []"})
    void orders_that_nobody_pays_for_are_passed_over(String change) {
        assertThat(order(change)).isInstanceOf(Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders/edited", "themes/publish", ""})
    void topics_that_do_not_matter_are_passed_over_whatever_their_body(String topic) {
        assertThat(read(topic, "no json")).isInstanceOf(Nothing.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "currency: XXZ | /currency",
                "updated_at: yesterday | /updated_at",
                "id: null | /id",
                "id: 1.5 | /id",
                "total_tax: '-1.00' | /total_tax",
                "total_tax: '1.001' | /total_tax",
                "line_items: [{id: 1, quantity: 1, price: free}] | /line_items/0/price",
                "line_items: [{id: 1, quantity: 1.5, price: '1.00'}] | /line_items/0/quantity",
                "line_items: [{id: 1, quantity: 1, price: '1.00', discount_allocations: [{amount: '2.00'}]}] | /line_items/0/discount_allocations",
                "line_items: [7] | /line_items/0",
                "refunds: [{id: 1, transactions: [{kind: refund, status: success, amount: lots}]}] | /refunds/0/transactions/0/amount",
            })
    void what_makes_no_sense_is_refused_with_its_place(String change, String pointer) {
        assertThatThrownBy(() -> order(change))
                .isInstanceOfSatisfying(
                        Malformed.class, m -> assertThat(m.pointer()).isEqualTo(pointer));
    }

    @Test
    void headers_are_found_in_any_letter_case_and_with_and_without_an_x() {
        for (String name : new String[] {"X-Shopify-Shop-Domain", "x-shopify-shop-domain", "SHOPIFY-SHOP-DOMAIN"}) {
            Map<String, String> headers = new HashMap<>();
            headers.put(name, SHOP);
            assertThat(shopify.shop(new Delivery(headers, new byte[0]))).contains(SHOP);
        }
        assertThat(shopify.shop(new Delivery(Map.of("Shopify-Shop-Domain", ""), new byte[0])))
                .isEmpty();
    }

    @Test
    void tips_among_the_lines_are_no_goods() {
        String line = "line_items: [{id: 1, sku: beans, quantity: 1, price: '20.00'}, "
                + "{id: 2, title: Tip, quantity: 1, price: '5.00', tip_payment_gateway: null}, "
                + "{id: 3, title: Tip, quantity: 1, price: '5.00', tip: {payment_method: Visa}}]\ntotal_tip_received: '10.00'";
        Purchase purchase = told(line).purchase();
        assertThat(purchase.lines()).hasSize(1);
        assertThat(purchase.tip()).hasToString("USD 10.00");
    }

    @Test
    void where_prices_contain_their_tax_that_of_shipping_is_not_in_the_goods() {
        String shipping = "shipping_lines: [{price: '50.00', tax_lines: [{price: '1.98'}, {price: '0.02'}]}]\n";
        assertThat(told(shipping + "taxes_included: true").purchase().tax()).hasToString("USD 1.10");
        assertThat(told(shipping + "taxes_included: false").purchase().tax()).hasToString("USD 3.10");
    }

    @Test
    void refunded_shipping_is_told_by_its_lines_or_by_an_adjustment_and_counts_once() {
        String lines =
                "refund_shipping_lines: [{id: 1, subtotal_amount_set: {shop_money: {amount: '5.00', currency_code: USD}}}]";
        String adjustment = "order_adjustments: [{kind: shipping_refund, amount: '-5.00'}]";
        String paid = "transactions: [{kind: refund, status: success, amount: '5.00', currency: USD}]";
        for (String told : new String[] {lines, adjustment, lines + ", " + adjustment}) {
            var refund = told("refunds: [{id: 9, " + told + ", " + paid + "}]")
                    .refunds()
                    .getFirst();
            assertThat(refund.of().shipping()).as(told).hasToString("USD 5.00");
        }
    }

    @Test
    void instants_that_nobody_means_make_no_sense() {
        for (String year : new String[] {"1999", "2200", "9999"}) {
            assertThatThrownBy(() -> order("updated_at: '" + year + "-12-31T23:00:00Z'"))
                    .isInstanceOfSatisfying(
                            Malformed.class, m -> assertThat(m.pointer()).isEqualTo("/updated_at"));
        }
    }

    @Test
    void a_line_without_a_price_and_a_cancellation_without_an_instant_make_no_sense() {
        assertThatThrownBy(() -> order("line_items: [{id: 1, sku: beans, quantity: 1}]"))
                .isInstanceOfSatisfying(
                        Malformed.class, m -> assertThat(m.pointer()).isEqualTo("/line_items/0/price"));
        assertThatThrownBy(() -> order("cancelled_at: false"))
                .isInstanceOfSatisfying(
                        Malformed.class, m -> assertThat(m.pointer()).isEqualTo("/cancelled_at"));
    }

    @Test
    void an_order_has_at_most_250_lines_each_by_its_own_id() {
        String many = IntStream.rangeClosed(1, 251)
                .mapToObj(i -> "{id: " + i + ", quantity: 1, price: '1.00'}")
                .collect(Collectors.joining(","));
        assertThatThrownBy(() -> order("line_items: [" + many + "]"))
                .isInstanceOfSatisfying(
                        Malformed.class, m -> assertThat(m.pointer()).isEqualTo("/line_items"));
        assertThatThrownBy(() ->
                        order("line_items: [{id: 1, quantity: 1, price: '1.00'}, {id: 1, quantity: 1, price: '1.00'}]"))
                .isInstanceOfSatisfying(
                        Malformed.class, m -> assertThat(m.pointer()).isEqualTo("/line_items/1/id"));
    }
}
