package dev.laurel.local;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.laurel.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three years of the sample's members with every night between, and what became of Ada: in {@code target/three-years.txt}. */
@QuarkusTest
class ThreeYearsTest {
    private static final Path TOLD = Path.of("target/three-years.txt");
    private static final ZoneId ZONE = ZoneId.of("America/New_York");

    @Inject
    Gateway gateway;

    @Inject
    Sample sample;

    @Inject
    MovableClock clock;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private Api demo() {
        return Api.admin(gateway.port(), Sample.PROGRAM);
    }

    /** Moves the clock to an instant, through every night before it. */
    private Api until(String instant) {
        given().port(gateway.port())
                .body("{\"now\": \"" + instant + "\", \"nights\": true}")
                .post("/local/clock")
                .then()
                .statusCode(200);
        return demo();
    }

    private static void done(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isBetween(200, 201);
    }

    @Test
    void three_years_pass_and_ada_can_read_what_became_of_every_point() throws IOException, InterruptedException {
        given().port(gateway.port()).post("/local/reset").then().statusCode(200);
        clock.set(Instant.parse("2027-01-10T17:00:00Z"));
        sample.load(gateway.port());

        done(until("2027-03-20T17:00:00Z").buy("ada", "bag", "120.00"));
        done(until("2027-05-02T17:00:00Z").buy("ada", "desk", "640.00"));
        done(until("2027-05-20T17:00:00Z")
                .post("/members/ada/refunds", "{orderId: desk, refundId: desk-back, amount: '140.00'}"));
        done(until("2027-07-01T17:00:00Z").post("/members/ada/redemptions", "summer", "{reward: ten-off}"));
        done(until("2027-12-24T17:00:00Z").buy("ada", "gifts", "310.00"));
        done(until("2028-06-15T17:00:00Z").post("/members/ada/redemptions", "coffee", "{reward: espresso}"));
        done(demo().buy("ben", "lamp", "80.00"));
        done(until("2028-11-11T17:00:00Z").buy("ada", "beans", "24.50"));
        Api end = until("2030-01-10T17:00:00Z");

        List<String> told = new ArrayList<>();
        for (String member : List.of("ada", "ben")) {
            told.add(member + ":");
            told.addAll(life(end, member));
            told.add("");
        }
        Files.write(TOLD, told);
        end.get("/proof").then().body("members", equalTo(2)).body("differences", equalTo(List.of()));
        assertThat(end.spendable("ada")).isEqualTo(50);
        assertThat(String.join("\n", told))
                .contains("2028-02-29", "2029-02-28", "tier insider instead of rouge; 315 points ended on 2028-12-31");
    }

    /** A member's entries, oldest first, a line each. */
    private static List<String> life(Api api, String member) {
        JsonPath history = api.get("/members/" + member + "/history?limit=100").jsonPath();
        List<String> lines = new ArrayList<>();
        for (int i = history.getList("entries").size() - 1; i >= 0; i--) {
            String entry = "entries[" + i + "].";
            lines.add(String.format(
                    Locale.ROOT,
                    "%s %+6d = %5d  %s",
                    Instant.parse(history.getString(entry + "at")).atZone(ZONE).toLocalDate(),
                    history.getLong(entry + "points"),
                    history.getLong(entry + "spendable"),
                    history.getString(entry + "why")));
        }
        return lines;
    }
}
