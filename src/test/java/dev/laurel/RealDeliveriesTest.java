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
import java.util.ArrayList;
import java.util.List;
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
     * Folder, or the same in two, then a row for each file: its name, the topic, how it was changed before it was delivered (- as it is; sold: no
     * test, paid, not cancelled; test-: only no test; joins: in a program that customers join by themselves, of which the member has no contact), the outcome, the member's points (in
     * each folder), whether the merchant is to look at it, and what the answer says of it.
     */
    private static final String TABLE = """
            shopify-captured
            orders_cancelled.json                          orders/cancelled            -      applied 0
            orders_paid.json                               orders/paid                 -      ignored 0 : left nothing
            refund_inside_orders_cancelled.json            refunds/create              -      applied 0 : waits for its order
            customers_create.json                          customers/create            -      ignored 0 : no member
            customers_create.json                          customers/create            joins  applied 0 : has joined
            shopify-docs/payloads/2025-10 shopify-docs/payloads/2026-04
            orders/create.json                             orders/create               -      ignored 0 : test order
            orders/paid.json                               orders/paid                 -      ignored 0 : test order
            orders/updated.json                            orders/updated              -      ignored 0 : test order
            orders/fulfilled.json                          orders/fulfilled            -      ignored 0 : test order
            orders/partially_fulfilled.json                orders/partially_fulfilled  -      ignored 0 : test order
            orders/cancelled.json                          orders/cancelled            -      ignored 0 : test order
            orders/create.json                             orders/create               sold   applied 369|414
            orders/paid.json                               orders/paid                 sold   applied 369|414
            orders/updated.json                            orders/updated              sold   applied 369|414
            orders/fulfilled.json                          orders/fulfilled            sold   applied 369|414
            orders/partially_fulfilled.json                orders/partially_fulfilled  sold   applied 369|414
            orders/cancelled.json                          orders/cancelled            test-  applied 0 : cancelled before it earned
            orders/edited.json                             orders/edited               -      ignored 0 : comes with orders/updated
            orders/delete.json                             orders/delete               -      ignored 0 : delete old orders
            refunds/create.json                            refunds/create              -      applied 0 : waits for its order
            customers/create.json                          customers/create            -      ignored 0 : no member
            customers/create.json                          customers/create            joins  applied 0 : has joined
            customers/update.json                          customers/update            -      ignored 0 : no member
            customers/update.json                          customers/update            joins  applied 0 : has joined
            customers/delete.json                          customers/delete            -      ignored 0 : the member stays
            customers/enable.json                          customers/enable            -      ignored 0 : the topic customers/enable
            customers/disable.json                         customers/disable           -      ignored 0 : the topic customers/disable
            customers/merge.json                           customers/merge             -      ignored 0 : the topic customers/merge
            customers/redact.json                          customers/redact            -      known 0
            customers/data_request.json                    customers/data_request      -      applied 0 seen : asks for their data
            app/uninstalled.json                           app/uninstalled             -      applied 0
            app/scopes_update.json                         app/scopes_update           -      ignored 0 : the topic app/scopes_update
            shop/redact.json                               shop/redact                 -      applied 0
            shop/update.json                               shop/update                 -      ignored 0 : the topic shop/update
            order_transactions/create.json                 order_transactions/create   -      ignored 0 : the topic order_transactions/create
            returns/approve.json                           returns/approve             -      ignored 0 : the topic returns/approve
            returns/close.json                             returns/close               -      ignored 0 : the topic returns/close
            woocommerce
            orders_01_create-an-order.json                 order.created               -      applied 18
            orders_02_retrieve-an-order.json               order.restored              -      applied 18
            orders_03_list-all-orders.json                 order.updated               -      ignored 0 seen : expected|required
            orders_04_update-an-order.json                 order.updated               -      applied 18
            orders_05_delete-an-order.json                 order.deleted               -      ignored 0 : delete old orders
            orders_06_batch-update-orders.json             order.updated               -      ignored 0 seen : expected|required
            order-refunds_01_create-a-refund.json          refund.created              -      ignored 0 : the topic refund.created
            order-refunds_02_retrieve-a-refund.json        refund.created              -      ignored 0 : the topic refund.created
            order-refunds_03_list-all-refunds.json         refund.created              -      ignored 0 : the topic refund.created
            order-refunds_04_delete-a-refund.json          refund.deleted              -      ignored 0 : the topic refund.deleted
            customers_01_create-a-customer.json            customer.created            -      ignored 0 : contact is that of member ada
            customers_01_create-a-customer.json            customer.created            joins  applied 0 : has joined
            customers_02_retrieve-a-customer.json          customer.updated            joins  applied 0 : has joined
            customers_03_list-all-customers.json           customer.updated            -      ignored 0 seen : expected|required
            customers_04_update-a-customer.json            customer.updated            -      ignored 0 : contact is that of member ada
            customers_05_delete-a-customer.json            customer.deleted            -      ignored 0 : the member stays
            customers_06_batch-update-customers.json       customer.updated            -      ignored 0 seen : expected|required
            customers_07_retrieve-customer-downloads.json  customer.updated            -      ignored 0 seen : expected|required
            coupons_01_create-a-coupon.json                coupon.created              -      ignored 0 : the topic coupon.created
            coupons_02_retrieve-a-coupon.json              coupon.updated              -      ignored 0 : the topic coupon.updated
            coupons_03_list-all-coupons.json               coupon.updated              -      ignored 0 : the topic coupon.updated
            coupons_04_update-a-coupon.json                coupon.updated              -      ignored 0 : the topic coupon.updated
            coupons_05_delete-a-coupon.json                coupon.deleted              -      ignored 0 : the topic coupon.deleted
            coupons_06_batch-update-coupons.json           coupon.updated              -      ignored 0 : the topic coupon.updated
            products_01_create-a-product.json              product.created             -      ignored 0 : the topic product.created
            products_02_create-a-product.json              product.created             -      ignored 0 : the topic product.created
            products_03_retrieve-a-product.json            product.updated             -      ignored 0 : the topic product.updated
            products_04_list-all-products.json             product.updated             -      ignored 0 : the topic product.updated
            products_05_update-a-product.json              product.updated             -      ignored 0 : the topic product.updated
            products_06_delete-a-product.json              product.deleted             -      ignored 0 : the topic product.deleted
            products_07_batch-update-products.json         product.updated             -      ignored 0 : the topic product.updated
            webhooks_01_create-a-webhook.json              webhook.created             -      ignored 0 : the topic webhook.created
            webhooks_02_retrieve-a-webhook.json            webhook.updated             -      ignored 0 : the topic webhook.updated
            webhooks_03_list-all-webhooks.json             webhook.updated             -      ignored 0 : the topic webhook.updated
            webhooks_04_update-a-webhook.json              webhook.updated             -      ignored 0 : the topic webhook.updated
            webhooks_05_delete-a-webhook.json              webhook.deleted             -      ignored 0 : the topic webhook.deleted
            webhooks_06_batch-update-webhooks.json         webhook.updated             -      ignored 0 : the topic webhook.updated
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
        api.post("/members", "{memberId: ada" + (autoJoin ? "" : ", " + WHO.get(folder)) + "}")
                .then()
                .statusCode(201);
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

    private record Row(String folder, String file, String topic, String how, String comes, String why) {}

    private static List<Row> table() {
        List<Row> rows = new ArrayList<>();
        String[] folders = {};
        for (String line : TABLE.lines().toList()) {
            String[] parts = line.split(" +: +", 2);
            String[] cells = parts[0].split(" +");
            if (!cells[0].endsWith(".json")) {
                folders = cells;
                continue;
            }
            for (int i = 0; i < folders.length; i++) {
                String[] points = cells[4].split("\\|");
                String comes = cells[3] + " " + points[Math.min(i, points.length - 1)]
                        + (cells.length > 5 ? " " + cells[5] : "");
                rows.add(new Row(folders[i], cells[0], cells[1], cells[2], comes, parts.length > 1 ? parts[1] : ""));
            }
        }
        return rows;
    }

    @Test
    void each_comes_to_what_was_worked_out_by_hand() throws IOException {
        for (Row row : table()) {
            Storefront shop = open(row.folder(), row.how().equals("joins"));
            String body = JSON.writeValueAsString(changed(payload(row.folder(), row.file()), row.how()));
            var answer = shop.deliver(row.topic(), body).then().statusCode(200).extract();
            String comes = answer.path("outcome") + " " + shop.api().spendable("ada")
                    + (answer.path("inbox") == null ? "" : " seen");
            assertThat(comes).as(row + ": " + answer.asString()).isEqualTo(row.comes());
            String why = answer.path("why");
            if (row.why().isEmpty()) assertThat(why).as(row.toString()).isNull();
            else assertThat(why).as(row.toString()).containsPattern(row.why());
        }
    }

    @Test
    void none_is_left_out() throws IOException {
        Set<String> listed = table().stream()
                .map(row -> row.folder() + "/" + row.file())
                .collect(Collectors.toCollection(TreeSet::new));
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
