package dev.laurel;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;

import dev.laurel.local.Gateway;
import dev.laurel.local.Meter;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** The nightly job, run to its end as its state machine would. */
@QuarkusTest
class NightTest {
    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    Meter meter;

    @Inject
    DynamoDbClient dynamo;

    @Inject
    KillSwitch kill;

    @Inject
    WriteFaults faults;

    @AfterEach
    void resetClock() {
        clock.reset();
        faults.over();
    }

    private Response night() {
        return given().port(gateway.port()).post("/local/schedules/expire");
    }

    /** An empty table: only what the test itself does will be due. */
    private void start(String instant) {
        given().port(gateway.port()).post("/local/reset").then().statusCode(200);
        clock.set(Instant.parse(instant));
    }

    private Api at(String instant, Api api) {
        clock.set(Instant.parse(instant));
        return Api.admin(gateway.port(), api.program());
    }

    @Test
    void a_reward_that_comes_by_itself_in_the_night_has_its_voucher() {
        start("2050-01-02T12:00:00Z");
        Api api = Api.admin(gateway.port()).program("""
                        earning: {pendingDays: 1, rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                        rewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true}]
                        """).join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        Api later = at("2050-01-05T12:00:00Z", api);
        night().then().statusCode(200);
        String code = later.get("/members/ada/history")
                .jsonPath()
                .getString("entries[0].facts.find { it.fact == 'RewardIssued' }.redemption.voucher");
        later.get("/vouchers/" + code).then().body("state", equalTo("open"));
    }

    @Test
    void points_end_in_the_night_and_the_books_say_so_at_midnight() {
        start("2050-01-02T12:00:00Z");
        Api api = Api.onePerDollar(gateway.port(), "expiry: {kind: afterEarning, months: 1, warnDays: [7]}")
                .join("ada")
                .join("ben");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        Api later = at("2050-02-03T07:00:00Z", api);
        night().then()
                .statusCode(200)
                .body("settled", equalTo(1))
                .body("facts.PointsExpired", equalTo(1))
                .body("facts.ExpiryNear", equalTo(1))
                .body("points.PointsExpired", equalTo(-100))
                .body("skipped", equalTo(Map.of()));
        JsonPath history = later.get("/members/ada/history").jsonPath();
        assertThat(history.getList("entries.kind")).isEqualTo(List.of("due", "order", "join"));
        assertThat(history.getString("entries[0].at")).isEqualTo("2050-02-03T05:00:00Z");
        later.get("/members/ada/history")
                .then()
                .body("entries[0].why", startsWith("100 points end on 2050-02-02; 100 points ended on"));
        assertThat(later.spendable("ada")).isZero();
    }

    @Test
    void a_night_goes_on_after_a_page_that_ends_with_the_longest_ids_there_are() {
        start("2050-01-02T12:00:00Z");
        Api api = Api.admin(gateway.port(), "p".repeat(64))
                .program("earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\n"
                        + "expiry: {kind: afterEarning, months: 1}");
        for (int i = 0; i < 40; i++) {
            String member = "m".repeat(62) + (10 + i);
            api.join(member).buy(member, "o" + i, "10.00").then().statusCode(201);
        }
        at("2050-02-03T07:00:00Z", api);
        night().then().body("settled", equalTo(40)).body("unfinished", equalTo(0));
    }

    @Test
    void with_nothing_due_a_night_is_one_query_for_each_shard_and_writes_nothing() {
        start("2050-01-02T12:00:00Z");
        Api api = Api.onePerDollar(gateway.port(), "expiry: {kind: afterEarning, months: 1}")
                .join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        meter.read();
        night().then()
                .body("seen", equalTo(0))
                .body("settled", equalTo(0))
                .body("unfinished", equalTo(0))
                .body("capacity.written", equalTo(0.0f));
        assertThat(meter.read().requests()).isEqualTo(Map.of("Query", 16L));
    }

    @Test
    void who_is_due_costs_a_read_and_a_write_beyond_the_pages_of_the_index() {
        start("2050-01-02T12:00:00Z");
        Api api = Api.onePerDollar(gateway.port(), "expiry: {kind: afterEarning, months: 1}");
        buyEach(api, 40);
        at("2050-02-03T07:00:00Z", api);
        meter.read();
        night().then()
                .body("settled", equalTo(40))
                .body("capacity.read", greaterThanOrEqualTo(40f))
                .body("capacity.written", greaterThan(40 * 4f));
        Map<String, Long> requests = meter.read().requests();
        assertThat(requests.keySet()).isEqualTo(Set.of("Query", "BatchGetItem", "TransactWriteItems"));
        assertThat(requests.get("BatchGetItem") + requests.get("TransactWriteItems"))
                .isLessThanOrEqualTo(2 * 40);
    }

    @Test
    void a_birthday_on_29_february_is_kept_on_the_28th_in_other_years() {
        start("2047-06-01T12:00:00Z");
        Api api = Api.admin(gateway.port())
                .program("earning: {rules: [{id: cake, kind: birthday, points: 25}]}")
                .join("eve");
        api.post("/members", "{memberId: ada, birthday: '2020-02-29'}").then().statusCode(201);
        List<String> nights = new ArrayList<>();
        for (int year = 2048; year <= 2052; year++) {
            for (String day : List.of("02-28", "03-01", "03-02")) {
                at(year + "-" + day + "T12:00:00Z", api);
                if (night().path("points.PointsEarned") != null) nights.add(year + "-" + day);
            }
        }
        assertThat(nights).isEqualTo(List.of("2048-03-01", "2049-02-28", "2050-02-28", "2051-02-28", "2052-03-01"));
        Api later = at("2052-03-02T13:00:00Z", api);
        assertThat(later.spendable("ada")).isEqualTo(125);
        assertThat(later.get("/members/ada/history?limit=100").jsonPath().getList("entries.at", String.class).stream()
                        .limit(5))
                .containsExactly(
                        "2052-02-29T05:00:00Z",
                        "2051-02-28T05:00:00Z",
                        "2050-02-28T05:00:00Z",
                        "2049-02-28T05:00:00Z",
                        "2048-02-29T05:00:00Z");
    }

    @Test
    void a_second_night_finds_nothing_left_and_a_missed_one_is_made_up_for() {
        start("2050-01-02T12:00:00Z");
        Api api = Api.onePerDollar(
                        gateway.port(),
                        "expiry: {kind: afterEarning, months: 1}\ntiers: {kept: {months: 2}, ladder: [{id: a, from: 0}, {id: b, from: 50}]}")
                .join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        Api later = at("2051-06-01T07:00:00Z", api);
        night().then().body("settled", equalTo(1)).body("facts.TierChanged", greaterThanOrEqualTo(1));
        night().then().body("seen", equalTo(0));
        later.get("/members/ada/tier").then().body("tier", equalTo("a"));
        later.get("/proof?member=ada").then().body("differences", equalTo(List.of()));
    }

    private AttributeValue body(Api api, String member, AttributeValue other) {
        return dynamo.updateItem(u -> u.tableName("laurel")
                        .key(AccountItem.key(api.program(), member))
                        .updateExpression("SET body = :other")
                        .expressionAttributeValues(Map.of(":other", other))
                        .returnValues(ReturnValue.ALL_OLD))
                .attributes()
                .get("body");
    }

    @Test
    void an_account_that_cannot_be_read_keeps_nobody_waiting_and_is_settled_when_it_is_mended() {
        start("2050-01-02T12:00:00Z");
        Api api = Api.onePerDollar(gateway.port(), "expiry: {kind: afterEarning, months: 1}")
                .join("ada")
                .join("ben");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        api.buy("ben", "o2", "100.00").then().statusCode(201);
        AttributeValue sound = body(api, "ada", AttributeValue.fromB(SdkBytes.fromUtf8String("{not json")));
        Api later = at("2050-02-03T07:00:00Z", api);
        night().then().body("settled", equalTo(1)).body("skipped", equalTo(Map.of("the account cannot be read", 1)));
        later.get("/parked")
                .then()
                .statusCode(200)
                .body("parked.memberId", equalTo(List.of("ada")))
                .body("parked[0].reason", equalTo("the account cannot be read"));
        night().then().body("settled", equalTo(0)).body("skipped", equalTo(Map.of("the account cannot be read", 1)));
        body(api, "ada", sound);
        night().then().body("settled", equalTo(1)).body("skipped", equalTo(Map.of()));
        later.get("/parked").then().body("parked", equalTo(List.of()));
        later.till().get("/parked").then().statusCode(403);
    }

    @Test
    void an_account_that_aws_refuses_to_write_is_parked_and_keeps_nobody_waiting() {
        start("2050-01-02T12:00:00Z");
        Api api = Api.onePerDollar(gateway.port(), "expiry: {kind: afterEarning, months: 1}");
        buyEach(api, 40);
        Api later = at("2050-02-03T07:00:00Z", api);
        String refused = "M#" + api.program() + "#m0";
        faults.are(pk -> !pk.equals(refused)
                ? null
                : DynamoDbException.builder()
                        .statusCode(400)
                        .message("too large")
                        .build());
        night().then()
                .statusCode(200)
                .body("settled", equalTo(39))
                .body("skipped", equalTo(Map.of("the account cannot be settled", 1)));
        later.get("/parked").then().body("parked.memberId", equalTo(List.of("m0")));
        faults.over();
        night().then().body("settled", equalTo(1)).body("skipped", equalTo(Map.of()));
        later.get("/parked").then().body("parked", equalTo(List.of()));
    }

    @Test
    void what_a_call_wrote_before_it_failed_is_in_the_report() {
        start("2050-01-02T12:00:00Z");
        Api api = Api.onePerDollar(gateway.port(), "expiry: {kind: afterEarning, months: 1}");
        buyEach(api, 60);
        at("2050-02-03T07:00:00Z", api);
        AtomicInteger writes = new AtomicInteger();
        faults.are(pk -> pk.startsWith("M#") && writes.incrementAndGet() % 7 == 0
                ? SdkClientException.create("no answer")
                : null);
        night().then()
                .statusCode(200)
                .body("settled", equalTo(60))
                .body("points.PointsExpired", equalTo(-6000))
                .body("unfinished", equalTo(0));
        assertThat(writes.get()).isGreaterThan(130);
    }

    private static void buyEach(Api api, int members) {
        for (int i = 0; i < members; i++) {
            api.join("m" + i);
            api.buy("m" + i, "o" + i, "100.00").then().statusCode(201);
        }
    }

    @Test
    void who_was_parked_once_is_not_listed_again_only_because_something_is_due() {
        start("2050-01-02T12:00:00Z");
        Api api = Api.onePerDollar(gateway.port(), "expiry: {kind: afterEarning, months: 1}")
                .join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        AttributeValue sound = body(api, "ada", AttributeValue.fromB(SdkBytes.fromUtf8String("{not json")));
        at("2050-02-03T07:00:00Z", api);
        night().then().body("settled", equalTo(0));
        body(api, "ada", sound);
        night().then().body("settled", equalTo(1));
        Api later = at("2050-02-10T07:00:00Z", api);
        later.buy("ada", "o2", "100.00").then().statusCode(201);
        later = at("2050-03-11T07:00:00Z", api);
        later.get("/parked").then().body("parked", equalTo(List.of()));
        later.get("/parked?cursor=!!!").then().statusCode(400);
    }

    private static final List<String> MEMBERS = List.of("ada", "ben", "eve", "kim", "tom");

    /** A year of orders, the same for the same seed. */
    private Api aYearOfOrders(long seed) {
        start("2050-01-02T12:00:00Z");
        Api api = Api.onePerDollar(gateway.port(), """
                expiry: {kind: afterEarning, months: 3, warnDays: [30, 7]}
                tiers: {kept: {months: 2}, downgrade: oneStep, ladder: [{id: a, from: 0}, {id: b, from: 150}, {id: c, from: 300}]}
                rewards: [{id: ten, kind: amountOff, cost: 100, amount: '10.00', autoIssue: true, validDays: 20, onLapse: return, perMember: {times: 2, per: month}}]
                """);
        MEMBERS.forEach(api::join);
        Random random = new Random(seed);
        api.program("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                expiry: {kind: afterEarning, months: 3, warnDays: [20]}
                tiers: {kept: {months: 2}, downgrade: oneStep, ladder: [{id: a, from: 0}, {id: b, from: 100}, {id: c, from: 250}]}
                """, "2050-07-01T04:00:00Z");
        for (int order = 1; order <= 15; order++) {
            clock.set(Instant.parse("2050-01-02T12:00:00Z")
                    .plus(Duration.ofHours(24L * order * 20 + random.nextInt(400))));
            Api.admin(gateway.port(), api.program())
                    .buy(MEMBERS.get(random.nextInt(MEMBERS.size())), "o" + order, random.nextInt(400) + ".00")
                    .then()
                    .statusCode(201);
            if (random.nextBoolean()) disturbed.run();
        }
        clock.set(Instant.parse("2051-06-01T07:00:00Z"));
        return Api.admin(gateway.port(), api.program());
    }

    private Runnable disturbed = () -> {};

    /** All that happened by itself, in order of when: by orders and by nights. */
    private static Map<String, List<String>> byThemselves(Api api) {
        Map<String, List<String>> facts = new TreeMap<>();
        for (String member : MEMBERS) {
            JsonPath history =
                    api.get("/members/" + member + "/history?limit=100").jsonPath();
            List<List<Map<String, Object>>> entries = history.getList("entries.facts");
            facts.put(
                    member,
                    entries.reversed().stream()
                            .flatMap(List::stream)
                            .filter(f -> List.of(
                                            "PointsExpired",
                                            "ExpiryNear",
                                            "TierChanged",
                                            "RewardLapsed",
                                            "TierHeld",
                                            "PointsReturned")
                                    .contains(f.get("fact")))
                            .filter(f -> f.get("at").toString().endsWith(":00:00Z"))
                            .map(f -> f.get("fact") + " " + f.get("at") + " " + f.get("points"))
                            .toList());
        }
        return facts;
    }

    private static Map<String, String> balances(Api api) {
        Map<String, String> balances = new TreeMap<>();
        for (String member : MEMBERS) {
            JsonPath balance = api.get("/members/" + member + "/balance").jsonPath();
            balances.put(
                    member,
                    balance.getString("spendable") + " " + balance.getString("tier") + " "
                            + balance.getString("expiring") + " "
                            + balance.getString("open.reward"));
        }
        return balances;
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Effort.of(1, 5));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nights_killed_at_every_request_missed_or_run_twice_at_once_leave_what_one_perfect_night_leaves(long seed) {
        Api perfect = aYearOfOrders(seed);
        night().then().statusCode(200).body("skipped", equalTo(Map.of()));
        var facts = byThemselves(perfect);
        var balances = balances(perfect);
        assertThat(facts.values().stream().mapToInt(List::size).sum()).isGreaterThan(20);

        int[] kills = {0};
        disturbed = () -> {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                kill.at(20 + kills[0] % 7, kills[0]++ % 2 == 0);
                threads.submit(this::night);
                threads.submit(this::night);
            }
            kill.hasKilled();
        };
        Api disturbedToo = aYearOfOrders(seed);
        int unheard = kill.writesUnheard();
        kill.afterTheNextWrite();
        night();
        assertThat(kill.hasKilled()).isTrue();
        assertThat(kill.writesUnheard()).as("writes of which nobody heard").isGreaterThan(unheard);
        int nights = 0;
        boolean killed;
        do {
            kill.at(1 + nights / 2, nights % 2 == 1);
            Response ended = night();
            killed = kill.hasKilled();
            if (!killed) ended.then().statusCode(200);
            nights++;
        } while (killed);
        assertThat(nights).isGreaterThan(30);
        assertThat(byThemselves(disturbedToo)).isEqualTo(facts);
        assertThat(balances(disturbedToo)).isEqualTo(balances);
        disturbedToo.get("/proof?limit=100").then().body("differences", equalTo(List.of()));
    }

    /** The two next days on which a zone changes its clocks, or any two where it never does. */
    private static List<LocalDate> days(ZoneId zone) {
        Instant from = Instant.parse("2050-01-15T00:00:00Z");
        ZoneOffsetTransition first = zone.getRules().nextTransition(from);
        if (first == null) return List.of(LocalDate.parse("2050-03-27"), LocalDate.parse("2050-10-30"));
        ZoneOffsetTransition second = zone.getRules().nextTransition(first.getInstant());
        return List.of(
                first.getDateTimeBefore().toLocalDate(),
                second.getDateTimeBefore().toLocalDate());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Pacific/Kiritimati",
                "Pacific/Chatham",
                "Pacific/Auckland",
                "Australia/Lord_Howe",
                "Australia/Adelaide",
                "Asia/Tokyo",
                "Asia/Kolkata",
                "Asia/Kathmandu",
                "Asia/Tehran",
                "Asia/Beirut",
                "Africa/Cairo",
                "Europe/Berlin",
                "Europe/London",
                "Africa/Casablanca",
                "Atlantic/Azores",
                "America/St_Johns",
                "America/Santiago",
                "America/Havana",
                "America/New_York",
                "Pacific/Pago_Pago"
            })
    void points_end_at_each_zones_own_midnight_also_when_its_clocks_change(String name) {
        ZoneId zone = ZoneId.of(name);
        start("2050-01-02T12:00:00Z");
        Api api = Api.admin(gateway.port())
                .program(
                        "timeZone: " + name
                                + "\nearning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\nexpiry: {kind: afterEarning, months: 1}")
                .join("ada");
        int order = 0;
        for (LocalDate gone : days(zone)) {
            Instant bought =
                    gone.minusDays(1).minusMonths(1).atTime(12, 0).atZone(zone).toInstant();
            at(bought.toString(), api)
                    .buy("ada", "o" + ++order, "100.00")
                    .then()
                    .statusCode(201);
            Instant midnight = gone.atStartOfDay(zone).toInstant();
            Api before = at(midnight.minusSeconds(60).toString(), api);
            night().then().body("facts.PointsExpired", equalTo(null));
            assertThat(before.spendable("ada")).isEqualTo(100);
            Api after = at(midnight.toString(), api);
            night().then().body("facts.PointsExpired", equalTo(1)).body("points.PointsExpired", equalTo(-100));
            after.get("/members/ada/history?limit=1").then().body("entries[0].at", equalTo(midnight.toString()));
        }
    }
}
