package dev.laurel;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.laurel.local.Gateway;
import dev.laurel.local.Meter;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** A version that takes effect reaches every member of its program in the next night, also those who wait for nothing. */
@QuarkusTest
class SweepTest {
    private static final String BASE = "earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\n";
    private static final String LADDER =
            BASE + "tiers: {window: lifetime, ladder: [{id: a, from: 0}, {id: b, from: 100}, {id: c, from: 500}]}";
    private static final String KINDER =
            BASE + "tiers: {window: lifetime, ladder: [{id: a, from: 0}, {id: b, from: 50}, {id: c, from: 300}]}";
    private static final String TAKES_EFFECT = "2050-03-01T05:00:00Z";
    private static final String AFTERWARDS = "2050-03-01T05:05:00Z";

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    Meter meter;

    @Inject
    DynamoDbClient dynamo;

    @Inject
    WriteFaults faults;

    @BeforeEach
    void anEmptyTable() {
        given().port(gateway.port()).post("/local/reset").then().statusCode(200);
        clock.set(Instant.parse("2050-01-02T12:00:00Z"));
    }

    @AfterEach
    void resetClock() {
        clock.reset();
        faults.over();
    }

    private Response night() {
        return given().port(gateway.port()).post("/local/schedules/expire");
    }

    private Api at(String instant, Api api) {
        clock.set(Instant.parse(instant));
        return Api.admin(gateway.port(), api.program());
    }

    /** Members and what each of them spent. */
    private Api program(String yaml, Map<String, String> spent) {
        Api api = Api.admin(gateway.port()).program(yaml);
        new TreeMap<>(spent).forEach((member, amount) -> {
            api.join(member);
            api.buy(member, "o-" + member, amount).then().statusCode(201);
        });
        return api;
    }

    private static String proposal(Api api, String yaml, String effectiveFrom) {
        return "{effectiveFrom: '" + effectiveFrom + "', correction: test, program: {id: " + api.program()
                + ", name: Test, currency: USD, timeZone: America/New_York, " + inOneLine(yaml) + "}}";
    }

    private static String inOneLine(String yaml) {
        return String.join(", ", yaml.strip().split("\n"));
    }

    @Test
    void a_new_ladder_moves_members_who_wait_for_nothing_at_the_instant_it_takes_effect() {
        Api api = program(LADDER, Map.of("ada", "60.00", "ben", "20.00", "eve", "350.00", "kim", "800.00"));
        api.program(KINDER, TAKES_EFFECT);
        Api later = at(AFTERWARDS, api);
        night().then()
                .body("swept", equalTo(Map.of(api.program() + "/2", 4)))
                .body("settled", equalTo(2))
                .body("facts.TierChanged", equalTo(2))
                .body("skipped", equalTo(Map.of()));
        later.get("/members/ada/history?limit=1")
                .then()
                .body("entries[0].kind", equalTo("due"))
                .body("entries[0].at", equalTo(TAKES_EFFECT));
        later.get("/members/ada/tier").then().body("tier", equalTo("b"));
        later.get("/members/eve/tier").then().body("tier", equalTo("c"));
        later.get("/proof").then().body("differences", equalTo(List.of()));
        meter.read();
        night().then().body("seen", equalTo(0)).body("swept", equalTo(Map.of()));
        assertThat(meter.read().requests()).isEqualTo(Map.of("Query", 16L));
    }

    @Test
    void the_preview_tells_who_would_go_up_and_who_down_and_the_night_does_as_it_said() {
        Api api = program(LADDER, Map.of("ada", "60.00", "ben", "20.00", "eve", "350.00", "kim", "800.00"));
        String other =
                BASE + "tiers: {window: lifetime, ladder: [{id: a, from: 0}, {id: b, from: 50}, {id: c, from: 1000}]}";
        api.post("/tiers/preview", proposal(api, other, TAKES_EFFECT))
                .then()
                .statusCode(200)
                .body("effectiveFrom", equalTo(TAKES_EFFECT))
                .body("members", equalTo(4))
                .body("up", equalTo(1))
                .body("down", equalTo(1))
                .body("moves.find { it.from == 'c' }.to", equalTo("b"))
                .body("moves.find { it.from == 'a' }.to", equalTo("b"))
                .body("moves.find { it.from == 'a' }.members", equalTo(1))
                .body("skipped", equalTo(0))
                .body("next", equalTo(null));
        int up = 0;
        int members = 0;
        String next = "";
        do {
            var page = api.post("/tiers/preview?limit=1" + next, proposal(api, KINDER, TAKES_EFFECT))
                    .jsonPath();
            up += page.getInt("up");
            members += page.getInt("members");
            next = page.getString("next") == null ? "" : "&cursor=" + page.getString("next");
        } while (!next.isEmpty());
        assertThat(List.of(members, up)).isEqualTo(List.of(4, 2));
        assertThat(api.get("/program/versions").jsonPath().getList("versions")).hasSize(1);
        api.post("/tiers/preview", proposal(api, "earning: {rules: 7}", TAKES_EFFECT))
                .then()
                .statusCode(422)
                .body("faults[0].pointer", startsWith("/earning"));
        api.till().post("/tiers/preview", "{}").then().statusCode(403);
    }

    @Test
    void warnings_that_a_version_brings_are_noted_for_their_day() {
        Api api = program(BASE + "expiry: {kind: afterEarning, months: 6}", Map.of("ada", "60.00"));
        api.program(BASE + "expiry: {kind: afterEarning, months: 6, warnDays: [30]}", TAKES_EFFECT);
        at(AFTERWARDS, api);
        night().then().body("settled", equalTo(0)).body("seen", equalTo(1));
        at("2050-06-20T12:00:00Z", api);
        night().then().body("facts", equalTo(Map.of("ExpiryNear", 1)));
    }

    @Test
    void a_version_that_was_withdrawn_makes_no_work() {
        Api api = program(LADDER, Map.of("ada", "60.00"));
        api.program(KINDER, TAKES_EFFECT);
        api.request().delete(api.path("/program/versions/2")).then().statusCode(200);
        at(AFTERWARDS, api);
        meter.read();
        night().then().body("seen", equalTo(0));
        assertThat(meter.read().requests()).isEqualTo(Map.of("Query", 16L));
    }

    @Test
    void members_of_other_programs_are_left_alone() {
        Api api = program(LADDER, Map.of("ada", "60.00"));
        Api other = program(LADDER, Map.of("ada", "60.00", "ben", "70.00"));
        api.program(KINDER, TAKES_EFFECT);
        at(AFTERWARDS, api);
        night().then().body("swept", equalTo(Map.of(api.program() + "/2", 1))).body("settled", equalTo(1));
        at(AFTERWARDS, other).get("/members/ben/tier").then().body("tier", equalTo("a"));
    }

    @Test
    void who_cannot_be_looked_at_is_tried_again_every_night() {
        Api api = program(LADDER, Map.of("ada", "60.00", "ben", "70.00"));
        api.program(KINDER, TAKES_EFFECT);
        var key = AccountItem.key(api.program(), "ada");
        AttributeValue sound =
                dynamo.getItem(g -> g.tableName("laurel").key(key)).item().get("body");
        write(key, AttributeValue.fromB(SdkBytes.fromUtf8String("{not json")));
        api.post("/tiers/preview", proposal(api, KINDER, "2050-04-01T00:00:00Z"))
                .then()
                .body("members", equalTo(1))
                .body("skipped", equalTo(1));
        Api later = at(AFTERWARDS, api);
        night().then().body("settled", equalTo(1)).body("skipped", equalTo(Map.of("the account cannot be read", 1)));
        later.get("/parked").then().body("parked.memberId", equalTo(List.of("ada")));
        later = at("2050-03-01T06:05:00Z", api);
        night().then().body("skipped", equalTo(Map.of("the account cannot be read", 1)));
        write(key, sound);
        night().then().body("settled", equalTo(1)).body("skipped", equalTo(Map.of()));
        later.get("/members/ada/tier").then().body("tier", equalTo("b"));
        assertThat(Set.copyOf(later.get("/parked").jsonPath().getList("parked")))
                .isEmpty();
    }

    @Test
    void who_is_written_too_often_to_be_looked_at_is_looked_at_in_the_next_night() {
        Api api = program(LADDER, Map.of("ada", "60.00"));
        api.program(KINDER, TAKES_EFFECT);
        at(AFTERWARDS, api);
        faults.are(pk -> pk.equals("M#" + api.program() + "#ada")
                ? TransactionCanceledException.builder()
                        .cancellationReasons(CancellationReason.builder()
                                .code("TransactionConflict")
                                .build())
                        .statusCode(400)
                        .build()
                : null);
        night().then().body("skipped", equalTo(Map.of("too contended", 1)));
        faults.over();
        Api later = at("2050-03-01T06:05:00Z", api);
        night().then().body("settled", equalTo(1)).body("swept", equalTo(Map.of()));
        later.get("/members/ada/history?limit=1").then().body("entries[0].at", equalTo(TAKES_EFFECT));
    }

    @Test
    void who_was_erased_is_passed_over() {
        Api api = program(LADDER, Map.of("ada", "60.00", "ben", "70.00"));
        api.request().delete(api.path("/members/ben")).then().statusCode(200);
        api.program(KINDER, TAKES_EFFECT);
        Api later = at(AFTERWARDS, api);
        night().then().body("settled", equalTo(1)).body("skipped", equalTo(Map.of()));
        later.get("/parked").then().body("parked", equalTo(List.of()));
        night().then().body("seen", equalTo(0));
    }

    @Test
    void members_of_a_tier_that_is_given_up_for_a_lower_one_go_down() {
        Api api = program(LADDER, Map.of("ada", "160.00", "kim", "800.00"));
        String without =
                BASE + "tiers: {window: lifetime, ladder: [{id: a, from: 0}, {id: c, from: 500}], replacedBy: {b: a}}";
        api.post("/tiers/preview", proposal(api, without, TAKES_EFFECT))
                .then()
                .body("down", equalTo(1))
                .body("up", equalTo(0));
        api.post("/tiers/preview", proposal(api, without, "2060-01-01T00:00:00Z"))
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/too-far"));
        api.post("/tiers/preview?cursor=bm9uc2Vuc2U", proposal(api, without, TAKES_EFFECT))
                .then()
                .statusCode(400);
    }

    private void write(Map<String, AttributeValue> key, AttributeValue body) {
        dynamo.updateItem(u -> u.tableName("laurel")
                .key(key)
                .updateExpression("SET body = :body")
                .expressionAttributeValues(Map.of(":body", body)));
    }
}
