package dev.laurel;

import static dev.laurel.Storefront.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.local.Gateway;
import dev.laurel.local.MovableClock;
import dev.laurel.outside.shop.Shopify;
import dev.laurel.outside.shop.WooCommerce;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every payload that real shops sent or document, signed and delivered to a program of one point per dollar, with a member of one of its
 * customers. What has to come of each was worked out by hand.
 */
@QuarkusTest
class RealDeliveriesTest {
    private static final Path REAL = Path.of("../shared/realdata");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** When each folder's payloads were delivered, and whose orders they are: by the shop's id, or a verified address. */
    private static final Map<String, String> WHEN = Map.of(
            "shopify-captured", "2023-03-24T23:00:00Z",
            "shopify-docs/payloads/2025-10", "2022-01-01T01:00:00Z",
            "shopify-docs/payloads/2026-04", "2022-01-01T01:00:00Z",
            "woocommerce", "2017-03-23T12:00:00Z");

    private static final Map<String, String> WHO = Map.of(
            "shopify-captured", "shopCustomers: {shop.example: '6972527083830'}",
            "shopify-docs/payloads/2025-10", "shopCustomers: {shop.example: '115310627314723950'}",
            "shopify-docs/payloads/2026-04", "shopCustomers: {shop.example: '115310627314723950'}",
            "woocommerce", "email: john.doe@example.com");

    /**
     * Folder, then a row for each file: its name, the topic, how it was changed before it was delivered (- as it is; sold: no test, paid,
     * not cancelled; test-: only no test; joins: in a program that customers join by themselves), the outcome, the member's points, whether the
     * merchant is to look at it.
     */
    private static final String TABLE = """
            shopify-captured
            orders_cancelled.json                   orders/cancelled            -      applied 0
            orders_paid.json                        orders/paid                 -      ignored 0
            refund_inside_orders_cancelled.json     refunds/create              -      applied 0
            customers_create.json                   customers/create            -      ignored 0
            customers_create.json                   customers/create            joins  applied 0
            shopify-docs/payloads/2025-10
            orders/create.json                      orders/create               -      ignored 0
            orders/paid.json                        orders/paid                 -      ignored 0
            orders/updated.json                     orders/updated              -      ignored 0
            orders/fulfilled.json                   orders/fulfilled            -      ignored 0
            orders/partially_fulfilled.json         orders/partially_fulfilled  -      ignored 0
            orders/cancelled.json                   orders/cancelled            -      ignored 0
            orders/create.json                      orders/create               sold   applied 369
            orders/paid.json                        orders/paid                 sold   applied 369
            orders/updated.json                     orders/updated              sold   applied 369
            orders/fulfilled.json                   orders/fulfilled            sold   applied 369
            orders/partially_fulfilled.json         orders/partially_fulfilled  sold   applied 369
            orders/cancelled.json                   orders/cancelled            test-  ignored 0
            orders/edited.json                      orders/edited               -      ignored 0
            orders/delete.json                      orders/delete               -      ignored 0
            refunds/create.json                     refunds/create              -      applied 0
            customers/create.json                   customers/create            -      ignored 0
            customers/create.json                   customers/create            joins  applied 0
            customers/update.json                   customers/update            -      ignored 0
            customers/update.json                   customers/update            joins  applied 0
            customers/delete.json                   customers/delete            -      ignored 0
            customers/enable.json                   customers/enable            -      ignored 0
            customers/disable.json                  customers/disable           -      ignored 0
            customers/merge.json                    customers/merge             -      ignored 0
            customers/redact.json                   customers/redact            -      known   0
            customers/data_request.json             customers/data_request      -      applied 0 seen
            app/uninstalled.json                    app/uninstalled             -      applied 0
            app/scopes_update.json                  app/scopes_update           -      ignored 0
            shop/redact.json                        shop/redact                 -      applied 0
            shop/update.json                        shop/update                 -      ignored 0
            order_transactions/create.json          order_transactions/create   -      ignored 0
            returns/approve.json                    returns/approve             -      ignored 0
            returns/close.json                      returns/close               -      ignored 0
            shopify-docs/payloads/2026-04
            orders/create.json                      orders/create               -      ignored 0
            orders/paid.json                        orders/paid                 -      ignored 0
            orders/updated.json                     orders/updated              -      ignored 0
            orders/fulfilled.json                   orders/fulfilled            -      ignored 0
            orders/partially_fulfilled.json         orders/partially_fulfilled  -      ignored 0
            orders/cancelled.json                   orders/cancelled            -      ignored 0
            orders/create.json                      orders/create               sold   applied 414
            orders/paid.json                        orders/paid                 sold   applied 414
            orders/updated.json                     orders/updated              sold   applied 414
            orders/fulfilled.json                   orders/fulfilled            sold   applied 414
            orders/partially_fulfilled.json         orders/partially_fulfilled  sold   applied 414
            orders/cancelled.json                   orders/cancelled            test-  ignored 0
            orders/edited.json                      orders/edited               -      ignored 0
            orders/delete.json                      orders/delete               -      ignored 0
            refunds/create.json                     refunds/create              -      applied 0
            customers/create.json                   customers/create            -      ignored 0
            customers/create.json                   customers/create            joins  applied 0
            customers/update.json                   customers/update            -      ignored 0
            customers/update.json                   customers/update            joins  applied 0
            customers/delete.json                   customers/delete            -      ignored 0
            customers/enable.json                   customers/enable            -      ignored 0
            customers/disable.json                  customers/disable           -      ignored 0
            customers/merge.json                    customers/merge             -      ignored 0
            customers/redact.json                   customers/redact            -      known   0
            customers/data_request.json             customers/data_request      -      applied 0 seen
            app/uninstalled.json                    app/uninstalled             -      applied 0
            app/scopes_update.json                  app/scopes_update           -      ignored 0
            shop/redact.json                        shop/redact                 -      applied 0
            shop/update.json                        shop/update                 -      ignored 0
            order_transactions/create.json          order_transactions/create   -      ignored 0
            returns/approve.json                    returns/approve             -      ignored 0
            returns/close.json                      returns/close               -      ignored 0
            woocommerce
            orders_01_create-an-order.json          order.created               -      applied 18
            orders_02_retrieve-an-order.json        order.restored              -      applied 18
            orders_03_list-all-orders.json          order.updated               -      ignored 0 seen
            orders_04_update-an-order.json          order.updated               -      applied 18
            orders_05_delete-an-order.json          order.deleted               -      ignored 0
            orders_06_batch-update-orders.json      order.updated               -      ignored 0 seen
            order-refunds_01_create-a-refund.json   refund.created              -      ignored 0
            order-refunds_02_retrieve-a-refund.json refund.created              -      ignored 0
            order-refunds_03_list-all-refunds.json  refund.created              -      ignored 0
            order-refunds_04_delete-a-refund.json   refund.deleted              -      ignored 0
            customers_01_create-a-customer.json     customer.created            -      ignored 0
            customers_01_create-a-customer.json     customer.created            joins  applied 0
            customers_02_retrieve-a-customer.json   customer.updated            joins  applied 0
            customers_03_list-all-customers.json    customer.updated            -      ignored 0 seen
            customers_04_update-a-customer.json     customer.updated            -      ignored 0
            customers_05_delete-a-customer.json     customer.deleted            -      ignored 0
            customers_06_batch-update-customers.json customer.updated           -      ignored 0 seen
            customers_07_retrieve-customer-downloads.json customer.updated      -      ignored 0 seen
            coupons_01_create-a-coupon.json         coupon.created              -      ignored 0
            coupons_02_retrieve-a-coupon.json       coupon.updated              -      ignored 0
            coupons_03_list-all-coupons.json        coupon.updated              -      ignored 0
            coupons_04_update-a-coupon.json         coupon.updated              -      ignored 0
            coupons_05_delete-a-coupon.json         coupon.deleted              -      ignored 0
            coupons_06_batch-update-coupons.json    coupon.updated              -      ignored 0
            products_01_create-a-product.json       product.created             -      ignored 0
            products_02_create-a-product.json       product.created             -      ignored 0
            products_03_retrieve-a-product.json     product.updated             -      ignored 0
            products_04_list-all-products.json      product.updated             -      ignored 0
            products_05_update-a-product.json       product.updated             -      ignored 0
            products_06_delete-a-product.json       product.deleted             -      ignored 0
            products_07_batch-update-products.json  product.updated             -      ignored 0
            webhooks_01_create-a-webhook.json       webhook.created             -      ignored 0
            webhooks_02_retrieve-a-webhook.json     webhook.updated             -      ignored 0
            webhooks_03_list-all-webhooks.json      webhook.updated             -      ignored 0
            webhooks_04_update-a-webhook.json       webhook.updated             -      ignored 0
            webhooks_05_delete-a-webhook.json       webhook.deleted             -      ignored 0
            webhooks_06_batch-update-webhooks.json  webhook.updated             -      ignored 0
            """;

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @BeforeEach
    void isHere() {
        Assumptions.assumeTrue(Files.isDirectory(REAL), "skipped: there are no real deliveries beside this clone");
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private Storefront open(String folder, boolean autoJoin) {
        clock.set(Instant.parse(WHEN.get(folder)));
        Api api = Api.admin(gateway.port())
                .program(
                        "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\n"
                                + "shops: {autoJoin: " + autoJoin + "}",
                        "2015-01-01T00:00:00Z");
        Storefront shop = folder.equals("woocommerce")
                ? new Storefront(gateway.port(), api, new WooCommerce(), "shop.example")
                : new Storefront(gateway.port(), api, new Shopify(), "shop.example");
        shop.setUp(SECRET).then().statusCode(201);
        api.post("/members", "{memberId: ada, " + WHO.get(folder) + "}").then().statusCode(201);
        return shop;
    }

    private static JsonNode payload(String folder, String file) throws IOException {
        JsonNode json = JSON.readTree(REAL.resolve(folder).resolve(file).toFile());
        return folder.startsWith("shopify-docs") ? json.path("response") : json;
    }

    private static JsonNode changed(JsonNode payload, String how) {
        if (how.equals("sold") || how.equals("test-")) ((ObjectNode) payload).put("test", false);
        if (how.equals("sold"))
            ((ObjectNode) payload).put("financial_status", "paid").putNull("cancelled_at");
        return payload;
    }

    @Test
    void each_comes_to_what_was_worked_out_by_hand() throws IOException {
        String folder = "";
        for (String line : TABLE.lines().toList()) {
            String[] row = line.split(" +");
            if (row.length == 1) {
                folder = row[0];
                continue;
            }
            Storefront shop = open(folder, row[2].equals("joins"));
            String body = JSON.writeValueAsString(changed(payload(folder, row[0]), row[2]));
            var answer = shop.deliver(row[1], body).then().statusCode(200).extract();
            String came = answer.path("outcome") + " " + shop.api().spendable("ada")
                    + (answer.path("inbox") == null ? "" : " seen");
            assertThat(came)
                    .as(folder + " " + line + ": " + answer.asString())
                    .isEqualTo(String.join(" ", Arrays.copyOfRange(row, 3, row.length)));
        }
    }

    @Test
    void none_is_left_out() throws IOException {
        Set<String> listed = new TreeSet<>();
        String folder = "";
        for (String line : TABLE.lines().toList()) {
            String[] row = line.split(" +");
            if (row.length == 1) folder = row[0];
            else listed.add(folder + "/" + row[0]);
        }
        Set<String> there = new TreeSet<>();
        for (String each : WHEN.keySet()) {
            try (var files = Files.walk(REAL.resolve(each))) {
                there.addAll(files.filter(f -> f.toString().endsWith(".json"))
                        .map(f -> REAL.relativize(f).toString())
                        .collect(Collectors.toSet()));
            }
        }
        assertThat(listed).isEqualTo(there);
    }

    @Test
    void a_documented_refund_takes_back_all_lines_of_the_documented_order() throws IOException {
        for (var expected : Map.of("2025-10", "369 0 0", "2026-04", "414 0 0").entrySet()) {
            String folder = "shopify-docs/payloads/" + expected.getKey();
            Storefront shop = open(folder, false);
            String order = JSON.writeValueAsString(changed(payload(folder, "orders/paid.json"), "sold"));
            String refund = JSON.writeValueAsString(payload(folder, "refunds/create.json"));
            StringBuilder balances = new StringBuilder();
            for (String[] delivery :
                    new String[][] {{"orders/paid", order}, {"refunds/create", refund}, {"refunds/create", refund}}) {
                shop.deliver(delivery[0], delivery[1]).then().statusCode(200);
                balances.append(shop.api().spendable("ada")).append(' ');
            }
            assertThat(balances.toString().strip()).isEqualTo(expected.getValue());
        }
    }
}
