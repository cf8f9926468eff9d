package dev.laurel;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import dev.laurel.local.Capacity;
import dev.laurel.local.ItemSize;
import dev.laurel.local.Meter;
import dev.laurel.local.MovableClock;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Each operation that has a budget, done once by a typical member's client, and what it cost. */
final class Operations {
    /** What an operation may cost at most. */
    static final Map<String, Budget> BUDGETS = new LinkedHashMap<>();

    static {
        may("earn, 20 lines", 2, 2, 5);
        may("earn, 20 lines, the same again", 1, 2, 0);
        may("earn, an action with a limit per reference", 2, 3, 7);
        may("earn, when the account's due instant moves", 2, 2, 7);
        may("redeem, points", 2, 2, 5);
        may("redeem, points, the same again", 1, 2, 0);
        may("redeem, a voucher", 2, 2, 7);
        may("redeem, a voucher of limited stock", 2, 2, 9);
        may("cancel, points", 2, 3, 5);
        may("cancel, a voucher", 2, 3, 7);
        may("cancel, a voucher of limited stock", 2, 3, 9);
        may("refund", 2, 4, 7);
        may("join: account, entry, person, mail address, referral code", 2, 5, 5 * 2 + 1 + 1);
        may("a shop's purchase", 3, 3, 5);
        may("a shop's purchase, the same again", 2, 3, 0);
        may("balance", 1, 1, 0);
        may("tier", 1, 1, 0);
        may("history, a page of ten", 1, 1, 0);
        may("night, nothing due", 16, 16 * 0.5, 0);
        may("night, each due account", 2, 2, 7);
    }

    static final String MEMBER = "member-0815";

    private static final Instant NOW = Instant.parse("2050-03-03T12:00:00Z");
    private static final Instant ALL_OVER = Instant.parse("2051-06-03T12:00:00Z");
    private static final int DUE = 10;

    private static final String PROGRAM = """
            earning:
              pendingDays: 14
              rules:
                - {id: base, kind: perAmount, points: 1, per: '1.00'}
                - {id: review, kind: perAction, action: review, points: 20, limit: {times: 1, per: reference}}
            expiry: {kind: afterEarning, months: 12, roundTo: monthEnd}
            redemption: {pointValue: '0.01'}
            rewards:
              - {id: coupon, kind: amountOff, cost: 10, amount: '1.00'}
              - {id: rare, kind: amountOff, cost: 10, amount: '1.00', stock: 1000000}
            tiers: {kept: endOfNextYear, ladder: [{id: insider, from: 0}, {id: vib, from: 350, factor: '1.25'}, {id: rouge, from: 1000000, factor: '1.5'}]}
            """;

    private final int port;
    private final Meter meter;
    private final MovableClock clock;
    private final Histories histories;
    private final DynamoDbClient dynamo;
    private final Map<String, Cost> costs = new LinkedHashMap<>();

    private Api api;
    private long accountSize;

    /**
     * @param requests to DynamoDB
     * @param read units
     * @param written units
     */
    record Budget(long requests, double read, double written) {}

    /** What an operation cost. */
    record Cost(double requests, Capacity capacity) {
        boolean isWithin(Budget budget) {
            return requests <= budget.requests()
                    && capacity.read() <= budget.read()
                    && capacity.written() <= budget.written();
        }
    }

    Operations(int port, Meter meter, MovableClock clock, Histories histories, DynamoDbClient dynamo) {
        this.port = port;
        this.meter = meter;
        this.clock = clock;
        this.histories = histories;
        this.dynamo = dynamo;
    }

    private static void may(String operation, long requests, double read, double written) {
        BUDGETS.put(operation, new Budget(requests, read, written));
    }

    /** What each operation costs, by its name, in an empty table, for a member who bought something in each of twelve months and as often more. */
    Map<String, Cost> afterPurchases(int purchases) {
        given().port(port).post("/local/reset").then().statusCode(200);
        clock.set(NOW);
        api = Api.admin(port, "budget").program(PROGRAM);
        Storefront shop = new Storefront(port, api);
        shop.setUp(Storefront.SECRET).then().statusCode(201);
        api.post("/members", "{memberId: " + MEMBER + ", shopCustomers: {" + Storefront.DOMAIN + ": '77'}}")
                .then()
                .statusCode(201);
        for (int month = 3; month <= 14; month++)
            purchase(MEMBER, "month-" + month, "%d-%02d".formatted(2049 + (month - 1) / 12, (month - 1) % 12 + 1));
        if (purchases > 0) histories.grow(api.program(), MEMBER, purchases);
        shop.deliver("orders/create", Storefront.order("pending", "10:00:00", false, 2, ""))
                .then()
                .statusCode(200);
        api.spendable(MEMBER);
        meter.countCapacity(true);
        try {
            operations(shop);
        } finally {
            meter.countCapacity(false);
        }
        return costs;
    }

    private void operations(Storefront shop) {
        commands();
        Supplier<Response> paid = () -> shop.deliver("orders/paid", Storefront.order("paid", "10:01:00", false, 2, ""));
        cost("a shop's purchase", paid);
        cost("a shop's purchase, the same again", paid);
        cost("balance", () -> api.get("/members/" + MEMBER + "/balance"));
        cost("tier", () -> api.get("/members/" + MEMBER + "/tier"));
        cost("history, a page of ten", () -> api.get("/members/" + MEMBER + "/history?limit=10"));
        accountSize = sizeOfAccount();
        nights();
    }

    /** What the account of the member had grown to, in bytes. */
    long accountSize() {
        return accountSize;
    }

    private void commands() {
        cost("earn, 20 lines", this::earn);
        cost("earn, 20 lines, the same again", this::earn);
        cost(
                "earn, an action with a limit per reference",
                () -> post("actions", "a", "{action: review, reference: product-1}"));
        cost("redeem, points", () -> redeem("points", "{points: 10}"));
        cost("redeem, points, the same again", () -> redeem("points", "{points: 10}"));
        cost("redeem, a voucher", () -> redeem("voucher", "{reward: coupon}"));
        cost("redeem, a voucher of limited stock", () -> redeem("rare", "{reward: rare}"));
        cost("cancel, points", cancellation("points", "{points: 10}"));
        cost("cancel, a voucher", cancellation("voucher", "{reward: coupon}"));
        cost("cancel, a voucher of limited stock", cancellation("rare", "{reward: rare}"));
        cost("refund", () -> post("refunds", "none", "{orderId: month-14, refundId: r1, amount: '10.00'}"));
        cost(
                "join: account, entry, person, mail address, referral code",
                () -> api.till().post("/members", "{memberId: ada, email: ada@example.com}"));
        cost("earn, when the account's due instant moves", () -> api.buy("ada", "first-of-ada", "10.00"));
    }

    private void nights() {
        for (int i = 0; i < DUE; i++) api.join("due-" + i).buy("due-" + i, "due-" + i, "10.00");
        cost("night, nothing due", this::night);
        clock.set(ALL_OVER);
        Api.admin(port, api.program()).get("/program").then().statusCode(200);
        meter.read();
        night().then().body("settled", equalTo(DUE + 2));
        Meter.Reading reading = meter.read();
        int accounts = DUE + 2;
        long pages = reading.requests().get("Query");
        costs.put(
                "night, each due account",
                new Cost(
                        (double) (reading.requestsInAll() - pages) / accounts,
                        new Capacity(
                                (reading.capacity().read() - pages * 0.5) / accounts,
                                reading.capacity().written() / accounts)));
    }

    private Response night() {
        return given().port(port)
                .post("/local/schedules/expire")
                .then()
                .body("unfinished", equalTo(0))
                .extract()
                .response();
    }

    private void cost(String operation, Supplier<Response> call) {
        meter.read();
        call.get().then().statusCode(lessThan(300));
        Meter.Reading reading = meter.read();
        costs.put(operation, new Cost(reading.requestsInAll(), reading.capacity()));
    }

    private void purchase(String member, String order, String month) {
        api.post(
                        "/members/" + member + "/purchases",
                        "{orderId: " + order + ", occurredAt: '" + month
                                + "-20T10:00:00Z', currency: USD, lines: [{sku: a, quantity: 1, amount: '33.00'}]}")
                .then()
                .statusCode(201);
    }

    /** Twenty lines, as an order of a supermarket has them. */
    private Response earn() {
        String lines = IntStream.range(0, 20)
                .mapToObj(i -> "{sku: '%08d', quantity: %d, amount: '%d.%02d'}"
                        .formatted(9_795_803L * (i + 1) % 100_000_000, 1 + i % 3, 1 + i * 37 % 90, i * 61 % 100))
                .collect(Collectors.joining(", "));
        return post(
                "purchases",
                "none",
                "{orderId: twenty-lines, occurredAt: '2050-03-02T10:00:00Z', currency: USD, tax: '12.34', shipping: '4.90', lines: ["
                        + lines + "]}");
    }

    private Response post(String what, String key, String body) {
        return api.post("/members/" + MEMBER + "/" + what, key, body);
    }

    private Response redeem(String key, String body) {
        return post("redemptions", key, body);
    }

    /** Of a redemption that was made, and is found again by its key. */
    private Supplier<Response> cancellation(String key, String body) {
        String id = redeem(key, body).path("redemptionId");
        return () -> api.request().post(api.path("/members/" + MEMBER + "/redemptions/" + id + "/cancellation"));
    }

    /** The item of the member that all was done to, in bytes. */
    private long sizeOfAccount() {
        return ItemSize.of(AccountItem.read(dynamo, api.program(), MEMBER));
    }
}
