package dev.laurel;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;

import dev.laurel.local.Gateway;
import dev.laurel.local.Meter;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The nightly job, run to its end as its state machine would. */
@QuarkusTest
class NightTest {
    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    Meter meter;

    @AfterEach
    void resetClock() {
        clock.reset();
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
    void with_nothing_due_a_night_is_one_query_for_each_shard_and_writes_nothing() {
        start("2050-01-02T12:00:00Z");
        Api api = Api.onePerDollar(gateway.port(), "expiry: {kind: afterEarning, months: 1}")
                .join("ada");
        api.buy("ada", "o1", "100.00").then().statusCode(201);
        meter.read();
        night().then().body("seen", equalTo(0)).body("settled", equalTo(0));
        assertThat(meter.read()).isEqualTo(Map.of("Query", 16L));
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
}
