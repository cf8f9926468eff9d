package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.laurel.local.Gateway;
import dev.laurel.local.Meter;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The main job over HTTP, on the functions that are deployed: join, buy, see why, redeem, cancel, read. */
@QuarkusTest
class MainJobTest {
    private static final Path REAL = Path.of("../shared/realdata");

    @Inject
    Gateway gateway;

    @Inject
    Meter meter;

    @Inject
    MovableClock clock;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private Api program(String more) {
        return Api.onePerDollar(gateway.port(), more);
    }

    @Test
    void a_real_order_goes_the_whole_way() throws IOException {
        Path real = REAL.resolve("shopify-captured/orders_cancelled.json");
        Assumptions.assumeTrue(Files.exists(real), "skipped: the real payloads lie beside the project, not in it");
        Api admin = program("""
                tiers: {kept: endOfNextYear, ladder: [{id: insider, from: 0}, {id: rouge, from: 1000, factor: '1.5'}]}
                rewards: [{id: all-of-it, kind: amountOff, cost: 1776, amount: '15.00', validDays: 30}]
                """);
        Api till = admin.till();
        Api self = admin.self("ada");
        self.post("/members", "{name: Ada}")
                .then()
                .statusCode(201)
                .body("balance", equalTo(0))
                .body("tier", equalTo("insider"));

        String order = purchase(new ObjectMapper().readTree(Files.readString(real)));
        String first = till.post("/members/ada/purchases", order)
                .then()
                .statusCode(201)
                .body("points", equalTo(1776))
                .body("explanation", hasSize(1))
                .body("explanation[0].rule", equalTo("base"))
                .body("explanation[0].basis", equalTo("1776.38"))
                .body("explanation[0].why", equalTo("1 point for each 1.00 USD of 1776.38 USD"))
                .body("balance", equalTo(1776))
                .body("tier", equalTo("rouge"))
                .extract()
                .asString();

        meter.read();
        Response again = till.post("/members/ada/purchases", order);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(first);
        assertThat(meter.read().requests()).isEqualTo(Map.of("BatchGetItem", 1L));

        Response redeemed = self.post("/members/me/redemptions", "empty-it", "{reward: all-of-it}");
        redeemed.then()
                .statusCode(201)
                .body("points", equalTo(1776))
                .body("value", equalTo("15.00"))
                .body("balance", equalTo(0));
        Response repeated = self.post("/members/me/redemptions", "empty-it", "{reward: all-of-it}");
        repeated.then().statusCode(200);
        assertThat(repeated.asString()).isEqualTo(redeemed.asString());

        String id = redeemed.jsonPath().getString("redemptionId");
        String cancel = "/members/ada/redemptions/" + id + "/cancellation";
        String cancelled = till.request()
                .post(till.path(cancel))
                .then()
                .statusCode(200)
                .body("points", equalTo(1776))
                .extract()
                .asString();
        assertThat(till.request()
                        .post(till.path(cancel))
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEqualTo(cancelled);

        self.get("/members/me/balance")
                .then()
                .statusCode(200)
                .body("spendable", equalTo(1776))
                .body("lifetime", equalTo(1776));
        self.get("/members/me/tier")
                .then()
                .statusCode(200)
                .body("tier", equalTo("rouge"))
                .body("credits", equalTo("1776.38"));
        self.get("/members/me/history")
                .then()
                .statusCode(200)
                .body("entries.kind", equalTo(List.of("cancellation", "redemption", "order", "join")))
                .body("entries.points", equalTo(List.of(1776, -1776, 1776, 0)))
                .body("entries.seq", equalTo(List.of(4, 3, 2, 1)));
        String orderId =
                new ObjectMapper().readTree(Api.json(order)).path("orderId").asText();
        till.get("/members/ada/purchases/" + orderId + "?source=shop")
                .then()
                .statusCode(200)
                .body("points", equalTo(1776))
                .body("order.lines.net.sum { it.toBigDecimal() }.toString()", equalTo("1776.38"));
    }

    /** The captured order as a plain purchase. */
    private static String purchase(JsonNode order) {
        StringBuilder lines = new StringBuilder();
        for (JsonNode line : order.path("line_items")) {
            String amount = new BigDecimal(line.path("price").asText())
                    .multiply(BigDecimal.valueOf(line.path("quantity").asLong()))
                    .toPlainString();
            lines.append("{sku: 'sku-")
                    .append(line.path("id").asText())
                    .append("', quantity: ")
                    .append(line.path("quantity").asLong())
                    .append(", amount: '")
                    .append(amount)
                    .append("'},");
        }
        return "{orderId: '" + order.path("id").asText() + "', source: shop, currency: USD, discount: '"
                + order.path("total_discounts").asText() + "', shipping: '"
                + order.at("/total_shipping_price_set/shop_money/amount").asText("0.00") + "', lines: [" + lines + "]}";
    }

    @Test
    void earning_and_redeeming_make_two_requests_and_reading_a_balance_one() {
        Api api = program("redemption: {pointValue: '0.01'}").join("ada");
        api.spendable("ada");
        meter.read();
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        assertThat(meter.read().requests()).isEqualTo(Map.of("BatchGetItem", 1L, "TransactWriteItems", 1L));
        String redemption = api.post("/members/ada/redemptions", "k", "{points: 10}")
                .then()
                .statusCode(201)
                .extract()
                .path("redemptionId");
        assertThat(meter.read().requests()).isEqualTo(Map.of("BatchGetItem", 1L, "TransactWriteItems", 1L));
        api.request()
                .post(api.path("/members/ada/redemptions/" + redemption + "/cancellation"))
                .then()
                .statusCode(200);
        assertThat(meter.read().requests()).isEqualTo(Map.of("BatchGetItem", 1L, "TransactWriteItems", 1L));
        api.spendable("ada");
        assertThat(meter.read().requests()).isEqualTo(Map.of("GetItem", 1L));
        api.get("/members/ada/history").then().statusCode(200);
        assertThat(meter.read().requests()).isEqualTo(Map.of("Query", 1L));
        api.join("ben");
        assertThat(meter.read().requests()).isEqualTo(Map.of("BatchGetItem", 1L, "TransactWriteItems", 1L));
    }

    @Test
    void of_32_redemptions_at_once_exactly_the_five_that_the_balance_affords_succeed() throws Exception {
        Api api = program("rewards: [{id: r, kind: freeShipping, cost: 20}]").join("ada");
        api.buy("ada", "o1", "119.00").then().statusCode(201);
        List<Callable<Integer>> redemptions = IntStream.range(0, 32)
                .<Callable<Integer>>mapToObj(i -> () -> redeemPatiently(api, "key-" + i))
                .toList();
        List<Integer> answers;
        try (var clients = Executors.newFixedThreadPool(32)) {
            answers = clients.invokeAll(redemptions).stream()
                    .map(MainJobTest::get)
                    .toList();
        }
        assertThat(answers).filteredOn(s -> s == 201).hasSize(5);
        assertThat(answers).filteredOn(s -> s == 422).hasSize(27);
        assertThat(api.spendable("ada")).isEqualTo(19);
    }

    /** As a client should: 429 is tried again with the same key. */
    private static int redeemPatiently(Api api, String key) {
        int status = 429;
        for (int i = 0; status == 429 && i < 20; i++) {
            status = api.post("/members/ada/redemptions", key, "{reward: r}").statusCode();
        }
        return status;
    }

    private static int get(Future<Integer> answer) {
        try {
            return answer.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void a_quote_says_what_a_purchase_will_earn_and_writes_nothing() {
        Api api = program(
                        "redemption: {pointValue: '0.01', minimum: 50}\nrewards: [{id: r, kind: freeShipping, cost: 500}]")
                .join("ada");
        api.buy("ada", "o1", "120.00").then().statusCode(201);
        String purchase = "{orderId: o2, currency: USD, lines: [{sku: a, quantity: 1, amount: '19.99'}]}";
        meter.read();
        api.self("ada")
                .post("/quotes", "{purchase: " + purchase + "}")
                .then()
                .statusCode(200)
                .body("points", equalTo(19))
                .body("redeemable.points.most", equalTo(120))
                .body("redeemable.rewards[0].missing", equalTo(380));
        assertThat(meter.read().requests()).isEqualTo(Map.of("GetItem", 1L));
        api.post("/quotes", "{purchase: " + purchase + "}")
                .then()
                .statusCode(200)
                .body("points", equalTo(19));
        api.post("/members/ada/purchases", purchase).then().statusCode(201).body("points", equalTo(19));
    }

    @Test
    void an_invitation_and_its_repetition_are_one() {
        Api api = program(
                        "tiers: {ladder: [{id: all, from: 0}, {id: guest, byInvitation: true, perks: [{id: lounge, perYear: 2}]}]}")
                .join("ada");
        Response invited = api.post("/members/ada/tier", "k1", "{tier: guest, reason: goodwill}");
        invited.then().statusCode(201).body("tier", equalTo("guest"));
        Response again = api.post("/members/ada/tier", "k1", "{tier: guest, reason: goodwill}");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(invited.asString());
        api.get("/members/ada/tier").then().body("perks", equalTo(List.of(Map.of("id", "lounge", "left", 2))));
    }

    @Test
    void members_read_why_in_their_language() {
        Api english = program("unit: {one: Stern, many: Sterne}").join("ada");
        Api german = english.asking("de-CH, en;q=0.5");
        german.buy("ada", "o1", "19.99")
                .then()
                .statusCode(201)
                .body("explanation.why", equalTo(List.of("1 Stern für je 1.00 USD von 19.99 USD")));
        english.buy("ada", "o1", "19.99")
                .then()
                .statusCode(200)
                .body("explanation.why", equalTo(List.of("1 Stern for each 1.00 USD of 19.99 USD")));
        german.get("/members/ada/history").then().body("entries.why[0]", equalTo("19 Sterne für Bestellung o1"));
    }

    @Test
    void history_is_paged_without_a_gap() {
        Api api = program("").join("ada");
        for (int i = 1; i <= 6; i++) api.buy("ada", "o" + i, "1.00").then().statusCode(201);
        api.get("/members/ada/history?limit=4")
                .then()
                .body("entries.seq", equalTo(List.of(7, 6, 5, 4)))
                .body("next", equalTo(4));
        api.get("/members/ada/history?limit=4&before=4")
                .then()
                .body("entries.seq", equalTo(List.of(3, 2, 1)))
                .body("next", equalTo(null));
    }

    @Test
    void thirteen_months_later_the_points_are_gone_and_history_will_say_so() {
        Api api = program("expiry: {kind: afterEarning, months: 12, roundTo: monthEnd}")
                .join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        clock.advance(Period.ofMonths(14), Duration.ZERO);
        Api later = Api.admin(gateway.port(), api.program());
        assertThat(later.spendable("ada")).isZero();
        later.buy("ada", "o2", "1.00").then().statusCode(201).body("balance", equalTo(1));
        later.get("/members/ada/history?limit=1").then().body("entries[0].why", startsWith("100 points ended on "));
    }

    @Test
    void what_is_written_at_every_bound_can_be_read_again() {
        Api api = program("").join("ada");
        String id = "x".repeat(128);
        String order = "{orderId: '" + id + "', source: '" + id + "', currency: USD, location: '" + id
                + "', lines: [{line: '" + id + "', sku: '" + id
                + "', quantity: 1000000000000, amount: '999999999999.99', categories: ['" + id + "']}]}";
        String first = api.post("/members/ada/purchases", order)
                .then()
                .statusCode(201)
                .body("points", equalTo(999999999999L))
                .extract()
                .asString();
        assertThat(api.post("/members/ada/purchases", order)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEqualTo(first);
        api.get("/members/ada/purchases/" + id + "?source=" + id).then().statusCode(200);
        api.get("/members/ada/history").then().statusCode(200).body("entries", hasSize(2));
        Api odd = api.withToken(Api.token(gateway.port(), api.program(), "loyalty:till", "s".repeat(128)));
        odd.buy("ada", "small", "0.01").then().statusCode(201);
        api.get("/members/ada/history").then().statusCode(200).body("entries", hasSize(3));
    }

    @Test
    void a_page_of_history_that_is_too_large_says_where_to_go_on() {
        Api api = program("").join("ada");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 250; i++) {
            lines.append("{sku: '")
                    .append(UUID.randomUUID().toString().repeat(3))
                    .append("', quantity: 1, amount: '1.00'},");
        }
        for (int i = 0; i < 60; i++) {
            api.post("/members/ada/purchases", "{orderId: o" + i + ", currency: USD, lines: [" + lines + "]}")
                    .then()
                    .statusCode(201);
        }
        int seen = 0;
        Integer next = null;
        do {
            Response page = api.get("/members/ada/history?limit=100" + (next == null ? "" : "&before=" + next));
            page.then().statusCode(200);
            seen += page.jsonPath().getList("entries").size();
            next = page.jsonPath().get("next");
        } while (next != null);
        assertThat(seen).isEqualTo(61);
    }

    @Test
    void every_route_of_the_contract_has_a_handler() {
        Api api = program("").join("ada");
        List<String> routes = new ArrayList<>();
        Contract.DOCUMENT
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    String concrete = path.getKey()
                            .replace("{program}", api.program())
                            .replace("{id}", "ada")
                            .replaceAll("\\{[^}]*}", "x");
                    var request = api.request().header("Idempotency-Key", "k").body("{}");
                    int status = switch (method) {
                        case "get" -> request.get(concrete).statusCode();
                        case "patch" -> request.patch(concrete).statusCode();
                        case "delete" -> request.delete(concrete).statusCode();
                        default -> request.post(concrete).statusCode();
                    };
                    assertThat(status).as(method + " " + path.getKey()).isLessThan(500);
                    routes.add(path.getKey());
                }));
        assertThat(routes).hasSizeGreaterThan(15);
    }

    @Test
    void goods_may_have_names_in_any_script() {
        Api api = program("").join("ada");
        api.post(
                        "/members/ada/purchases",
                        "{orderId: o1, currency: USD, lines: [{sku: 'Größe M / 赤', quantity: 1, amount: '5.00', categories: ['Für Kinder']}]}")
                .then()
                .statusCode(201)
                .body("points", equalTo(5));
        api.get("/members/ada/purchases/o1").then().statusCode(200).body("order.lines[0].sku", equalTo("Größe M / 赤"));
    }

    @Test
    void a_quote_for_somebody_new_is_what_they_would_earn_right_after_joining() {
        Api api = Api.admin(gateway.port()).program("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}, {id: visit, kind: perOrder, points: 5, tiers: [all]}]}
                tiers: {ladder: [{id: all, from: 0, factor: '2'}, {id: vip, from: 500}]}
                """);
        int quoted = api.post(
                        "/quotes",
                        "{purchase: {orderId: o1, currency: USD, lines: [{sku: a, quantity: 1, amount: '10.00'}]}}")
                .then()
                .statusCode(200)
                .extract()
                .path("points");
        api.join("ada").buy("ada", "o1", "10.00").then().body("points", equalTo(quoted));
        assertThat(quoted).isEqualTo(25);
    }

    @Test
    void a_plain_copy_of_a_shops_order_earns_what_the_customer_paid_for_the_goods() {
        Api api = program("").join("ada");
        api.post("/members/ada/purchases", """
                        {orderId: '5678', source: shop, currency: USD, discount: '323.47', shipping: '30.00', tax: '0.00', lines: [
                          {sku: snowboard-1, quantity: 1, amount: '699.95'},
                          {sku: snowboard-2, quantity: 1, amount: '699.95'},
                          {sku: snowboard-3, quantity: 1, amount: '699.95'}]}
                        """)
                .then()
                .statusCode(201)
                .body("points", equalTo(1776))
                .body("explanation[0].basis", equalTo("1776.38"));
        api.get("/members/ada/purchases/5678?source=shop")
                .then()
                .body("order.lines.net", equalTo(List.of("592.12", "592.13", "592.13")));
    }

    @Test
    void an_adjustment_and_its_repetition_are_one_and_say_why() {
        Api api = program("tiers: {ladder: [{id: all, from: 0}, {id: vip, from: 100}]}")
                .join("ada");
        String body = "{points: 25, reason: goodwill, credits: '100.00'}";
        Response first = api.post("/members/ada/adjustments", "k", body);
        first.then()
                .statusCode(201)
                .body("points", equalTo(25))
                .body("balance", equalTo(25))
                .body("tier", equalTo("vip"));
        assertThat(api.post("/members/ada/adjustments", "k", body)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEqualTo(first.asString());
        api.post("/members/ada/adjustments", "k2", "{points: -5, reason: mistake, credits: '-0.01'}")
                .then()
                .statusCode(201)
                .body("tier", equalTo("all"));
        api.get("/members/ada/history")
                .then()
                .body("entries[0].why", startsWith("5 points taken by the shop: mistake"));
    }
}
