package dev.laurel;

import static dev.laurel.Storefront.DOMAIN;
import static dev.laurel.Storefront.REFUND;
import static dev.laurel.Storefront.SECRET;
import static dev.laurel.Storefront.order;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.laurel.local.Gateway;
import dev.laurel.local.MovableClock;
import dev.laurel.store.Table;
import dev.laurel.store.TableInMemory;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What is delivered of an order, in whatever order, and whenever its customer joins. */
@QuarkusTest
class ShopHistoriesTest {
    /** Of the 5,040 orders of seven deliveries, two of which are the same, so many are tried, in memory: {@code -Ptrust} tries all. */
    private static final int HISTORIES = Effort.of(100, 5_040);

    private static final int OTHERS = Effort.of(6, 504);

    private static final String BY_AMOUNT = """
            {"id": 502, "order_id": 9007199254740993123, "processed_at": "2050-03-02T11:00:00-05:00", "refund_line_items": [],
             "transactions": [{"kind": "refund", "status": "success", "amount": "15.00", "currency": "USD"}]}""";

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(7);

    private Api api;
    private Storefront shop;
    private int customer = 10_000;

    private record Delivered(String topic, String body) {}

    @BeforeEach
    void aDay() {
        clock.set(Instant.parse("2050-03-03T12:00:00Z"));
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private void open(String policy) {
        api = Api.onePerDollar(gateway.port(), policy);
        shop = new Storefront(gateway.port(), api);
        shop.setUp(SECRET).then().statusCode(201);
    }

    /** What is delivered of one order in the end: states of it, refunds by themselves, and what repeats itself. */
    private static List<Delivered> deliveries(boolean cancelled) {
        List<Delivered> deliveries = new ArrayList<>(List.of(
                new Delivered("orders/create", order("pending", "10:00:00", false, 2, "")),
                new Delivered("orders/paid", order("paid", "10:01:00", false, 2, "")),
                new Delivered("orders/updated", order("paid", "10:05:00", false, 3, "")),
                new Delivered("refunds/create", REFUND),
                new Delivered("refunds/create", BY_AMOUNT),
                new Delivered("orders/paid", order("paid", "10:01:00", false, 2, ""))));
        if (cancelled)
            deliveries.add(new Delivered(
                    "orders/cancelled", order("refunded", "12:00:00", true, 3, REFUND + "," + BY_AMOUNT)));
        return deliveries;
    }

    /** Some histories of the same deliveries. */
    private List<List<Delivered>> histories(boolean cancelled, int most) {
        List<List<Delivered>> all = new ArrayList<>();
        permute(deliveries(cancelled), 0, all);
        Collections.shuffle(all, random);
        return all.subList(0, Math.min(all.size(), most));
    }

    private static void permute(List<Delivered> rest, int fixed, List<List<Delivered>> all) {
        if (fixed == rest.size()) all.add(List.copyOf(rest));
        for (int i = fixed; i < rest.size(); i++) {
            Collections.swap(rest, fixed, i);
            permute(rest, fixed + 1, all);
            Collections.swap(rest, fixed, i);
        }
    }

    private void join() {
        api.post("/members", "{memberId: m" + customer + ", shopCustomers: {" + DOMAIN + ": '" + customer + "'}}")
                .then()
                .statusCode(201);
    }

    private void deliver(List<Delivered> deliveries) throws IOException, InterruptedException {
        for (Delivered delivered : deliveries) {
            String body = delivered
                    .body()
                    .replace("993123", "9" + customer)
                    .replace("\"id\": 77", "\"id\": " + customer)
                    .replace("ada@", "ada" + customer + "@");
            assertThat(shop.deliver(http, delivered.topic(), body)).isEqualTo(200);
        }
    }

    /** The member and the order as anybody can see them, without what is only a name or an instant. */
    private String end(String member) {
        String balance = api.get("/members/" + member + "/balance").asString();
        String order = api.get("/members/" + member + "/purchases/90071992547409" + customer + "?source=" + DOMAIN)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("order")
                .toString();
        return (balance + order)
                .replaceAll("\"asOf\":\"[^\"]*\"|\"at\":\"[^\"]*\"|revision=\\d+", "")
                .replace(String.valueOf(customer), "N");
    }

    private void endAlike(Set<String> ends, boolean cancelled) {
        assertThat(ends).hasSize(1);
        assertThat(ends.iterator().next()).contains(cancelled ? "\"spendable\":0" : "\"spendable\":55");
        api.get("/proof?limit=100").then().body("differences.size()", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void all_orders_of_delivery_end_in_the_same_account(boolean cancelled) throws IOException, InterruptedException {
        TableInMemory table = new TableInMemory(Table.definition("laurel"));
        QuarkusMock.installMockForType(table, DynamoDbClient.class);
        open("");
        Set<String> ends = new TreeSet<>();
        for (List<Delivered> history : histories(cancelled, cancelled ? HISTORIES : HISTORIES / 10)) {
            customer++;
            join();
            deliver(history);
            ends.add(end("m" + customer));
        }
        endAlike(ends, cancelled);
        TheBooks.check(table.items());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_order_ends_alike_whenever_its_customer_joins(boolean cancelled) throws IOException, InterruptedException {
        open("");
        Set<String> ends = new TreeSet<>();
        for (List<Delivered> history : histories(cancelled, OTHERS)) {
            customer++;
            int before = random.nextInt(history.size() + 1);
            deliver(history.subList(0, before));
            join();
            deliver(history.subList(before, history.size()));
            ends.add(end("m" + customer));
        }
        endAlike(ends, cancelled);
    }

    @Test
    void refunds_of_more_than_was_paid_end_alike_in_whatever_order() throws IOException, InterruptedException {
        open("");
        String wholeLine = REFUND.replace("501", "503").replace("\"quantity\": 1", "\"quantity\": 2");
        List<Delivered> told = new ArrayList<>(List.of(
                new Delivered("orders/paid", order("paid", "10:01:00", false, 2, "")),
                new Delivered("refunds/create", BY_AMOUNT.replace("15.00", "45.00")),
                new Delivered("refunds/create", wholeLine),
                new Delivered("refunds/create", REFUND)));
        List<List<Delivered>> all = new ArrayList<>();
        permute(told, 0, all);
        Set<String> ends = new TreeSet<>();
        for (List<Delivered> history : all) {
            customer++;
            join();
            deliver(history);
            ends.add(String.valueOf(api.spendable("m" + customer)));
        }
        assertThat(ends).containsExactly("0");
    }

    @Test
    void an_order_ends_alike_where_its_customer_joins_by_themselves() throws IOException, InterruptedException {
        open("shops: {autoJoin: true}");
        Set<String> ends = new TreeSet<>();
        for (List<Delivered> history : histories(false, OTHERS)) {
            customer++;
            deliver(history);
            ends.add(end(
                    api.get("/members?shop=" + DOMAIN + "&customer=" + customer).path("memberId")));
        }
        endAlike(ends, false);
    }

    @Test
    void a_shops_day_ends_alike_as_it_happened_and_as_it_was_delivered() throws IOException, InterruptedException {
        Process day = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "src/shop/java/ShopDay.java",
                        "http://127.0.0.1:" + gateway.port())
                .redirectErrorStream(true)
                .start();
        String said = new String(day.getInputStream().readAllBytes(), UTF_8);
        assertThat(day.waitFor()).as(said).isZero();
        assertThat(said)
                .contains("the same in both")
                .containsPattern("m1 +[1-9]")
                .containsPattern("ignored=[1-9]");
    }
}
