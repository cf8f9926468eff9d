package dev.laurel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.laurel.local.Gateway;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.Shopify;
import dev.laurel.outside.shop.WooCommerce;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is nearly right: bodies, headers, ids, cursors, webhooks and programs of every route, changed a little by a seeded die. Each is answered in time,
 * none as our own fault, and every refusal says what is wrong.
 */
@QuarkusTest
class FuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INPUTS = Effort.of(1_000, 1_000_000);
    private static final Duration IN_TIME = Duration.ofSeconds(2);

    /** Method, path and body of what is right; {} in a path is an id. */
    private static final List<String> RIGHT = List.of(
            "POST /members {memberId: eve, email: eve@example.com, phone: '+49 30 123456', name: Eve, birthday: 1990-05-01, locale: de, shopCustomers: {a.example: '7'}, consents: {news: true}}",
            "PATCH /members/{ada} {email: ada@example.com, name: Ada, birthday: 1990-05-01}",
            "POST /members/{ada}/purchases {orderId: o1, revision: 1, currency: USD, occurredAt: '2026-01-01T00:00:00Z', lines: [{sku: beans, quantity: 2, amount: '40.00', categories: [coffee]}], shipping: '5.00'}",
            "POST /members/{ada}/actions {action: review, reference: beans}",
            "POST /members/{ada}/refunds {orderId: o0, refundId: r1, lines: [{sku: beans, quantity: 1}]}",
            "POST /members/{ada}/reversals {entry: e1, reason: mistake}",
            "POST /members/{ada}/adjustments {points: 5, reason: goodwill, expires: 2050-01-01}",
            "POST /members/{ada}/redemptions {reward: tenner, quantity: 1}",
            "POST /members/{ada}/redemptions/{r_0000000000000000000000}/cancellation {}",
            "POST /members/{ada}/perks/{lounge}/uses {reference: trip}",
            "POST /members/{ada}/tier {tier: gold, reason: goodwill}",
            "POST /members/{ada}/block {reason: fraud}",
            "POST /members/{ada}/unblock {reason: cleared}",
            "POST /vouchers/{AAAA-AAAA-AAAA-AAAA}/use {orderId: o1}",
            "POST /quotes {memberId: ada, purchase: {orderId: q, currency: USD, lines: [{sku: beans, quantity: 1, amount: '10.00'}]}}",
            "POST /program/validation {program: {id: p, name: Test, currency: USD, timeZone: Europe/Berlin, earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00', limit: {times: 1, per: day}}]}, tiers: {kept: endOfNextYear, ladder: [{id: green, from: 0}]}, expiry: {kind: never}}}",
            "POST /program/versions {effectiveFrom: '2060-01-01T00:00:00Z', program: {id: p, name: Test, currency: USD, timeZone: Europe/Berlin, earning: {rules: []}}}",
            "POST /tiers/preview {program: {}}",
            "POST /shops {platform: shopify, domain: a.example, secret: '0123456789'}",
            "GET /members?phone={%2B4930123456} {}",
            "GET /members?cursor={x} {}",
            "GET /members/{ada}/history?before={5}&limit={10} {}",
            "GET /members/{ada}/statement?cursor={x} {}",
            "GET /members/{ada}/purchases/{o0}?source={api} {}",
            "GET /proof?member={ada}&cursor={x} {}",
            "GET /parked?cursor={x}&limit={5} {}",
            "GET /inbox?cursor={x}&limit={5} {}",
            "GET /inbox/{d_0000000000000000000000} {}",
            "DELETE /program/versions/{2} {}");

    @Inject
    Gateway gateway;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private Api api;
    private String token;

    @BeforeEach
    void aProgram() {
        api = Api.onePerDollar(
                        gateway.port(),
                        "rewards: [{id: tenner, kind: amountOff, cost: 10, amount: '1.00'}]\ntiers: {kept: endOfNextYear, ladder: [{id: green, from: 0, perks: [{id: lounge}]}, {id: gold, byInvitation: true}]}")
                .join("ada");
        api.buy("ada", "o0", "100.00").then().statusCode(201);
        new Storefront(gateway.port(), api).setUp(Storefront.SECRET).then().statusCode(201);
        new Storefront(gateway.port(), api, new WooCommerce(), "woo.example")
                .setUp(Storefront.SECRET)
                .then()
                .statusCode(201);
        token = Api.token(gateway.port(), api.program(), "loyalty:admin", null);
    }

    @Test
    void nothing_that_is_nearly_right_is_our_fault_or_waited_for() throws Exception {
        long seed = Long.getLong("laurel.seed", System.nanoTime());
        Random dice = new Random(seed);
        Mutations mutations = new Mutations(dice);
        for (int i = 0; i < INPUTS; i++) {
            String what = "input " + i + " of -Dlaurel.seed=" + seed;
            HttpRequest request = dice.nextInt(4) == 0 ? webhook(dice, mutations) : call(dice, mutations);
            HttpResponse<byte[]> answer;
            try {
                answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            } catch (java.net.http.HttpTimeoutException late) {
                throw new AssertionError(what + " was not answered in time: " + request, late);
            }
            statuses.merge(answer.statusCode(), 1, Integer::sum);
            assertThat(answer.statusCode())
                    .as("%s: %s %s", what, request, new String(answer.body(), UTF_8))
                    .isLessThan(500);
            if (answer.statusCode() >= 400) assertRefusal(what, request, answer);
        }
        System.out.println("fuzzed: " + statuses);
        assertThat(statuses.getOrDefault(200, 0) + statuses.getOrDefault(201, 0))
                .as("some of it is right")
                .isPositive();
        assertThat(statuses.getOrDefault(400, 0)).isGreaterThan(INPUTS / 10);
        assertThat(api.get("/proof?member=ada").jsonPath().getList("differences"))
                .isEmpty();
    }

    /** A function's refusal is a problem; what the gateway itself refuses has a message. */
    private static void assertRefusal(String what, HttpRequest request, HttpResponse<byte[]> answer) throws Exception {
        JsonNode body = JSON.readTree(answer.body());
        if (answer.headers().firstValue("X-Request-Id").isEmpty()) {
            assertThat(body.path("message").asText())
                    .as("%s: %s", what, request)
                    .isNotEmpty();
            return;
        }
        assertThat(answer.headers().firstValue("Content-Type")).as(what).hasValue("application/problem+json");
        assertThat(body.path("type").asText()).as("%s: %s", what, request).startsWith("/problems/");
        assertThat(body.path("detail").asText()).as("%s: %s", what, request).isNotEmpty();
        assertThat(body.toString()).as(what).doesNotContain("Exception", "dev.laurel", "java.");
    }

    private HttpRequest call(Random dice, Mutations mutations) {
        String[] words = RIGHT.get(dice.nextInt(RIGHT.size())).split(" ", 3);
        StringBuilder path = new StringBuilder();
        for (String part : words[1].split("(?=\\{)|(?<=})")) {
            String id = part.replaceAll("[{}]", "");
            boolean changed = part.startsWith("{") && dice.nextInt(4) == 0;
            path.append(changed ? URLEncoder.encode(mutations.text(id), UTF_8).replace("+", "%20") : id);
        }
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + api.path(path.toString())))
                .timeout(IN_TIME)
                .header("Authorization", "Bearer " + token);
        if (dice.nextInt(5) != 0) request.header("Idempotency-Key", header(mutations.text("k" + dice.nextInt(50))));
        if (dice.nextInt(5) != 0) request.header("Accept-Language", header(mutations.text("de-AT, en;q=0.5")));
        request.header("Content-Type", header(mutations.text("application/json")));
        byte[] body = words[0].equals("GET") ? new byte[0] : mutations.of(Api.json(words[2]));
        return request.method(words[0], HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    /** What a client can send as a header at all. */
    private static String header(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private HttpRequest webhook(Random dice, Mutations mutations) {
        boolean shopify = dice.nextBoolean();
        Dialect dialect = shopify ? new Shopify() : new WooCommerce();
        List<String> topics = shopify
                ? List.of(
                        "orders/paid",
                        "orders/updated",
                        "orders/cancelled",
                        "refunds/create",
                        "customers/update",
                        "customers/redact")
                : List.of("order.created", "order.updated", "order.deleted", "customer.updated");
        String topic = topics.get(dice.nextInt(topics.size()));

        byte[] body = mutations.of(
                topic.startsWith("refunds")
                        ? Storefront.REFUND
                        : Storefront.order("paid", "10:01:00", false, 2, dice.nextBoolean() ? Storefront.REFUND : ""));
        String domain = shopify ? Storefront.DOMAIN : "woo.example";
        String signature = Dialect.sign(body, Storefront.SECRET);
        if (dice.nextInt(10) == 0) signature = header(mutations.text(signature));
        var request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + gateway.port() + "/v1/shops/" + api.program() + "/" + dialect.platform()))
                .timeout(IN_TIME)
                .header("Content-Type", "application/json");
        dialect.headers(domain, dice.nextInt(10) == 0 ? header(mutations.text(topic)) : topic, signature)
                .forEach(request::header);
        return request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
    }
}
