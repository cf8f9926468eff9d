package dev.laurel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.laurel.json.Malformed;
import dev.laurel.local.Gateway;
import dev.laurel.local.Invoker;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.Shopify;
import dev.laurel.outside.shop.WooCommerce;
import dev.laurel.store.ProgramStore;
import dev.laurel.store.Table;
import dev.laurel.store.TableInMemory;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * What is nearly right: bodies, headers, ids, cursors, webhooks and programs of every route, and the nightly job's events, changed a little by a
 * seeded die. Each is answered in time, none as our own fault, every refusal says what is wrong, and nothing of it stays in memory.
 */
@QuarkusTest
class FuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INPUTS = Integer.getInteger("laurel.inputs", Effort.of(1_000, 1_000_000));
    private static final int BATCH = Effort.of(250, 10_000);
    private static final int GROWS_MB = 32;
    private static final Duration IN_TIME = Duration.ofSeconds(2);
    private static final int ATTEMPTS = 5;

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
            "GET /proof?member={ada} {}",
            "GET /proof?cursor={x} {}",
            "GET /parked?cursor={x}&limit={5} {}",
            "GET /inbox?cursor={x}&limit={5} {}",
            "GET /inbox/{d_0000000000000000000000} {}",
            "DELETE /program/versions/{2} {}");

    /** What the schedule and the state machine call the nightly job with. */
    private static final List<String> NIGHTS = List.of(
            "{step: plan}",
            "{step: shard, shard: 3, until: '2026-01-01T00:00:00Z', walks: [{}]}",
            "{step: shard, shard: 15, until: '2026-01-01T00:00:00Z', walks: [{program: p, version: '000001', cursor: MA}], report: {seen: 1, facts: {PointsExpired: 2}, points: {PointsExpired: -5}, skipped: {x: 1}, digest: '00'}}",
            "{step: report, until: '2026-01-01T00:00:00Z', shards: [{shard: 0, done: true, report: {seen: 1}}]}");

    @Inject
    Gateway gateway;

    @Inject
    Invoker invoker;

    @Inject
    ProgramStore programs;

    private final HttpClient http = HttpClient.newHttpClient();
    private final long seed = Long.getLong("laurel.seed", System.nanoTime());
    private final Random dice = new Random(seed);
    private final Mutations mutations = new Mutations(dice);
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private TableInMemory inMemory;
    private Api api;
    private String token;

    /** The program that all is tried on; in the long form with a table of its own, in memory, for so many inputs are slow on DynamoDB Local. */
    private void aProgram() {
        if (Effort.IS_LONG) {
            inMemory = new TableInMemory(Table.definition("laurel"));
            QuarkusMock.installMockForType(inMemory, DynamoDbClient.class);
            programs.forget();
        }
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
    void nothing_that_is_nearly_right_is_our_fault_or_waited_for_or_kept_in_memory() throws Exception {
        List<Long> heaps = new ArrayList<>();
        for (int done = 0; done < INPUTS; done += BATCH) {
            aProgram();
            for (int i = done; i < done + BATCH; i++) attempt("input " + i + " of -Dlaurel.seed=" + seed);
            assertThat(api.get("/proof?member=ada").jsonPath().getList("differences"))
                    .isEmpty();
            if (inMemory != null) TheBooks.check(inMemory.items());
            heaps.add(heap());
        }
        System.out.println("fuzzed: " + outcomes + ", heap in MB after each " + BATCH + ": " + heaps);
        assertThat(outcomes.getOrDefault("200", 0) + outcomes.getOrDefault("201", 0))
                .as("some of it is right")
                .isPositive();
        assertThat(outcomes.getOrDefault("400", 0)).isGreaterThan(INPUTS / 10);
        long early = heaps.get(Math.min(1, heaps.size() - 1));
        assertThat(heaps.getLast()).as("MB, at first %d", early).isLessThanOrEqualTo(early + GROWS_MB);
    }

    /** MB in use when what nobody needs is gone. */
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    private void attempt(String what) throws Exception {
        int kind = dice.nextInt(20);
        if (kind == 0) night(what);
        else send(what, kind < 6 ? webhook() : call());
    }

    private void send(String what, HttpRequest request) throws Exception {
        HttpResponse<byte[]> answer = inTime(what, request);
        outcomes.merge(String.valueOf(answer.statusCode()), 1, Integer::sum);
        assertThat(answer.statusCode())
                .as("%s: %s %s", what, request, new String(answer.body(), UTF_8))
                .isLessThan(500);
        if (answer.statusCode() >= 400) assertRefusal(what, request, answer);
    }

    /** What is slow or not answered by itself is so again, other than on a machine that had something else to do, or a connection that was lost. */
    private HttpResponse<byte[]> inTime(String what, HttpRequest request) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            } catch (IOException unanswered) {
                if (attempt == ATTEMPTS)
                    throw new AssertionError(what + " was not answered in time: " + request, unanswered);
            }
        }
    }

    /** Nobody but the state machine calls the nightly job: what it does not understand is a failure that says so. */
    private void night(String what) throws Exception {
        byte[] event = mutations.of(Api.json(NIGHTS.get(dice.nextInt(NIGHTS.size()))));
        JsonNode read;
        try {
            read = JSON.readTree(event);
        } catch (IOException broken) {
            return;
        }
        for (int attempt = 1; !sleeps(what, read); attempt++)
            assertThat(attempt).as("%s was too slow: %s", what, read).isLessThan(ATTEMPTS);
    }

    /** One night on this event: whether it was over in time. */
    private boolean sleeps(String what, JsonNode read) {
        long start = System.nanoTime();
        try {
            invoker.invoke("expire", read);
            outcomes.merge("night", 1, Integer::sum);
        } catch (RuntimeException refused) {
            outcomes.merge("no night", 1, Integer::sum);
            Throwable cause = refused;
            while (cause.getCause() != null) cause = cause.getCause();
            assertThat(cause)
                    .as("%s: %s", what, read)
                    .isInstanceOfAny(IllegalArgumentException.class, Malformed.class)
                    .isNotInstanceOf(NumberFormatException.class);
        }
        return Duration.ofNanos(System.nanoTime() - start).compareTo(IN_TIME) < 0;
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
        assertThat(body.toString()).as(what).doesNotContain("Exception", "dev.laurel", "java.", "fasterxml");
    }

    private HttpRequest call() {
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
        String type = dice.nextInt(10) == 0 ? "application/yaml" : "application/json";
        request.header("Content-Type", header(mutations.text(type)));
        byte[] body = words[0].equals("GET") ? new byte[0] : mutations.of(Api.json(words[2]));
        return request.method(words[0], HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    /** What a client can send as a header at all. */
    private static String header(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private HttpRequest webhook() {
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
