package dev.laurel;

import static dev.laurel.Storefront.DOMAIN;
import static dev.laurel.Storefront.SECRET;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity.TOTAL;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.laurel.bench.Figures;
import dev.laurel.bench.Figures.Figure;
import dev.laurel.bench.Figures.Verdict;
import dev.laurel.local.Gateway;
import dev.laurel.local.Invoker;
import dev.laurel.local.MovableClock;
import dev.laurel.outside.shop.Delivery;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.Shopify;
import dev.laurel.store.Table;
import dev.laurel.store.TableInMemory;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * What a webhook costs in CPU, beside the least that any taker of it has to do: verify the signature and skip through the JSON. The time
 * is that of the thread that answers: waiting for DynamoDB is not in it, what the SDK does is; so beside it stand three such requests with
 * as little in them as can be.
 */
@QuarkusTest
class WebhookBench {
    private static final int WORKS = 5;
    private static final int BARE = 4;

    /** Rounds on a table in memory first: until then Java has not compiled what is called often. */
    private static final int WARM_UP_IN_MEMORY = 3_000;

    /** Rounds of some eight requests each, so that the SDK is compiled, too. */
    private static final int WARM_UP = 600;

    private static final int ROUNDS = 100;
    private static final int[] LINES = {1, 10, 100, 250};
    private static final String TABLE = "laurel";
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    Invoker invoker;

    @Inject
    Histories histories;

    @Inject
    DynamoDbClient dynamo;

    private final Dialect shopify = new Shopify();
    private String program;
    private long orders = 9_007_199_254_740_993L;

    private interface Work {
        void run() throws IOException;
    }

    @Test
    void webhooks() throws IOException {
        clock.set(Instant.parse("2050-03-03T12:00:00Z"));
        histories.serveFrom(new TableInMemory(Table.definition(TABLE)), () -> {
            begin();
            for (int round = 0; round < WARM_UP_IN_MEMORY; round++) measure(10, new long[WORKS]);
        });
        begin();
        for (int round = 0; round < WARM_UP; round++) {
            measure(LINES[round % LINES.length], new long[WORKS]);
            bare();
        }
        double[][][] times = new double[LINES.length][WORKS][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int size = 0; size < LINES.length; size++) {
                long[] one = new long[WORKS];
                measure(LINES[size], one);
                one[BARE] = cpu(this::bare);
                for (int i = 0; i < WORKS; i++) times[size][i][round] = one[i];
            }
        }
        for (int size = 0; size < LINES.length; size++) tell(LINES[size], times[size]);
    }

    @AfterEach
    void backToNow() {
        given().port(gateway.port()).post("/local/reset").then().statusCode(200);
        clock.reset();
    }

    /** A program with a shop and its customer. */
    private void begin() {
        Api api = Api.onePerDollar(gateway.port(), "");
        program = api.program();
        new Storefront(gateway.port(), api).setUp(SECRET).then().statusCode(201);
        api.post("/members", "{memberId: ada, shopCustomers: {" + DOMAIN + ": '77'}}")
                .then()
                .statusCode(201);
    }

    /** @param times in nanoseconds, by work and round */
    private void tell(int lines, double[][] times) {
        double[] median = Arrays.stream(times).mapToDouble(Figures::median).toArray();
        String label = lines + (lines == 1 ? " line" : " lines");
        Figures.add(new Figure(
                "What a webhook costs in CPU",
                label + ", " + Figures.three(body(lines).length) + " bytes",
                "%s earn, %s the same again; %s to verify and understand it, %s to verify and skip it; %s for three bare requests"
                        .formatted(
                                Figures.time(median[2]),
                                Figures.time(median[3]),
                                Figures.time(median[1]),
                                Figures.time(median[0]),
                                Figures.time(median[BARE])),
                "",
                "%s times verifying and skipping, %s less the requests"
                        .formatted(
                                Figures.three(median[2] / median[0]),
                                Figures.three((median[2] - median[BARE]) / median[0])),
                Verdict.NONE));
        Figures.plot("webhook", "earns", label, median[2] / 1e3);
        Figures.plot("webhook", "three bare requests", label, median[BARE] / 1e3);
        Figures.plot("webhook", "verified and understood", label, median[1] / 1e3);
        Figures.plot("webhook", "verified and skipped", label, median[0] / 1e3);
    }

    /** The floor, signature and translation, a delivery that earns, and the same again. */
    private void measure(int lines, long[] times) throws IOException {
        orders++;
        byte[] body = body(lines);
        Map<String, String> headers = shopify.headers(DOMAIN, "orders/paid", Dialect.sign(body, SECRET));
        Delivery delivery = new Delivery(headers, body);
        byte[] event = MAPPER.writeValueAsBytes(event(headers, body));
        times[0] = cpu(() -> {
            verified(delivery);
            skip(body);
        });
        times[1] = cpu(() -> {
            verified(delivery);
            shopify.read(DOMAIN, "orders/paid", body);
        });
        times[2] = cpu(() -> answered(event, "applied"));
        times[3] = cpu(() -> answered(event, "known"));
    }

    /** A delivery that earns reads whose it is, then the account and the order, and writes both. */
    private void bare() {
        var one = Map.of("pk", AttributeValue.fromS("bench"), "sk", AttributeValue.fromS("1"));
        var two = Map.of("pk", AttributeValue.fromS("bench"), "sk", AttributeValue.fromS("2"));
        dynamo.batchGetItem(
                b -> b.requestItems(Map.of(TABLE, keys(List.of(one)))).returnConsumedCapacity(TOTAL));
        dynamo.batchGetItem(b ->
                b.requestItems(Map.of(TABLE, keys(List.of(one, two)))).returnConsumedCapacity(TOTAL));
        dynamo.transactWriteItems(t -> t.transactItems(put(one), put(two)).returnConsumedCapacity(TOTAL));
    }

    private static KeysAndAttributes keys(List<Map<String, AttributeValue>> keys) {
        return KeysAndAttributes.builder().keys(keys).consistentRead(true).build();
    }

    private static TransactWriteItem put(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder()
                .put(p -> p.tableName(TABLE).item(item))
                .build();
    }

    private static long cpu(Work work) throws IOException {
        long start = THREADS.getCurrentThreadCpuTime();
        work.run();
        return THREADS.getCurrentThreadCpuTime() - start;
    }

    private void verified(Delivery delivery) {
        if (!shopify.isSigned(delivery, SECRET)) throw new IllegalStateException("not signed");
    }

    private static void skip(byte[] body) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            while (parser.nextToken() != null) {
                // what is in it does not matter here
            }
        }
    }

    private void answered(byte[] event, String outcome) {
        String answer = new String(invoker.invoke("shop", event), UTF_8);
        if (!answer.contains("\"statusCode\":200") || !answer.contains(outcome))
            throw new IllegalStateException(answer);
    }

    private APIGatewayV2HTTPEvent event(Map<String, String> headers, byte[] body) {
        return APIGatewayV2HTTPEvent.builder()
                .withRouteKey("POST /v1/shops/{program}/shopify")
                .withPathParameters(Map.of("program", program))
                .withHeaders(headers)
                .withBody(new String(body, UTF_8))
                .withRequestContext(APIGatewayV2HTTPEvent.RequestContext.builder()
                        .withRequestId("bench")
                        .build())
                .build();
    }

    /** An order as large as Shopify's are: a line has about forty fields, of which we read eight. */
    private byte[] body(int lines) {
        String items =
                IntStream.rangeClosed(1, lines).mapToObj(WebhookBench::line).collect(Collectors.joining(","));
        String order = """
                {"id": %d, "admin_graphql_api_id": "gid://shopify/Order/%d", "currency": "USD", "financial_status": "paid",
                 "fulfillment_status": null, "created_at": "2050-03-01T10:00:00-05:00", "updated_at": "2050-03-01T10:01:00-05:00",
                 "cancelled_at": null, "customer": {"id": 77, "email": "ada@example.com", "first_name": "Ada", "last_name": "Byron"},
                 "total_tax": "0.00", "taxes_included": false, "shipping_lines": [{"price": "5.00"}], "discount_codes": [],
                 "client_details": {"accept_language": "en", "browser_ip": "127.0.0.1", "user_agent": "Mozilla/5.0"},
                 "billing_address": {"first_name": "Ada", "address1": "1 Main Street", "city": "Ottawa", "zip": "K2P 2L8", "country": "Canada"},
                 "refunds": [], "line_items": [%s]}""";
        return order.formatted(orders, orders, items).getBytes(UTF_8);
    }

    private static String line(int number) {
        return """
                {"id": %d, "admin_graphql_api_id": "gid://shopify/LineItem/%d", "current_quantity": 1, "quantity": 1, "fulfillable_quantity": 1,
                 "fulfillment_service": "manual", "fulfillment_status": null, "gift_card": false, "grams": 250, "name": "Beans, number %d",
                 "price": "19.99", "price_set": {"shop_money": {"amount": "19.99", "currency_code": "USD"},
                 "presentment_money": {"amount": "19.99", "currency_code": "USD"}}, "product_exists": true, "product_id": %d, "properties": [],
                 "requires_shipping": true, "sku": "beans-%d", "taxable": true, "title": "Beans", "total_discount": "0.00",
                 "total_discount_set": {"shop_money": {"amount": "0.00", "currency_code": "USD"},
                 "presentment_money": {"amount": "0.00", "currency_code": "USD"}}, "variant_id": %d, "variant_inventory_management": "shopify",
                 "variant_title": "250 g", "vendor": "Roastery", "tax_lines": [{"price": "0.00", "rate": 0.0, "title": "VAT",
                 "price_set": {"shop_money": {"amount": "0.00", "currency_code": "USD"}}}], "duties": [], "discount_allocations": []}""".formatted(number, number, number, 1000 + number, number, 5000 + number);
    }
}
