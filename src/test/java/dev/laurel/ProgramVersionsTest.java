package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.laurel.local.Gateway;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs are proposed, announced, listed, and take effect. */
@QuarkusTest
class ProgramVersionsTest {
    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private Api program(String more) {
        return Api.onePerDollar(gateway.port(), more);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2090-12-31T23:59Z", "2090-12-31T23:59:00-00:00", "2090-12-31T23:59:59+02:00"})
    void a_rule_may_end_at_an_instant_in_any_form_that_is_taken(String until) {
        Api api = Api.admin(gateway.port())
                .program("earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00', during: {until: '"
                        + until + "'}}]}")
                .join("ada");
        api.buy("ada", "o1", "10.00").then().statusCode(201).body("points", equalTo(10));
    }

    @Test
    void a_version_is_proposed_announced_listed_and_takes_effect_at_its_instant() {
        Api api = program("").join("ada");
        String doubled = "{program: {id: " + api.program()
                + ", name: Test, currency: USD, timeZone: America/New_York, earning: {rules: [{id: base, kind: perAmount, points: 2, per: '1.00'}]}}}";
        Response proposed = api.post("/program/versions", "v2", doubled);
        proposed.then()
                .statusCode(201)
                .body("version", equalTo(2))
                .body(
                        "changes",
                        equalTo(List.of(
                                Map.of("path", "/earning/rules/base/points", "from", 1, "to", 2, "effect", "better"))));
        assertThat(api.post("/program/versions", "v2", doubled)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEqualTo(proposed.asString());
        api.get("/program/versions").then().body("versions.version", equalTo(List.of(1, 2)));
        api.get("/program").then().body("version", equalTo(1));
        api.buy("ada", "o1", "10.00").then().statusCode(201).body("points", equalTo(10));
        clock.set(Instant.parse(proposed.jsonPath().getString("effectiveFrom")));
        Api later = Api.admin(gateway.port(), api.program());
        later.get("/program").then().body("version", equalTo(2));
        later.buy("ada", "o2", "10.00").then().statusCode(201).body("points", equalTo(20));
        later.post("/program/validation", "{program: {id: x}}")
                .then()
                .statusCode(200)
                .body("valid", equalTo(false))
                .body("faults", not(hasSize(0)));
    }

    @Test
    void a_program_may_be_written_in_yaml() {
        Api api = Api.admin(gateway.port());
        String yaml = "program:\n  id: " + api.program() + """

                  name: By hand
                  currency: EUR
                  timeZone: Europe/Berlin
                  earning:
                    rules:
                      - { id: base, kind: perAmount, points: 1, per: "1.00" }
                """;
        api.request()
                .contentType("application/yaml")
                .header("Idempotency-Key", "by-hand")
                .body(yaml)
                .post(api.path("/program/versions"))
                .then()
                .statusCode(201);
    }

    @Test
    void a_tier_cannot_be_dropped_from_the_ladder_while_nothing_replaces_it() {
        Api api = program("tiers: {ladder: [{id: all, from: 0}, {id: vib, from: 350}]}");
        api.post(
                        "/program/versions",
                        "v2",
                        "{program: {id: " + api.program()
                                + ", name: T, currency: USD, timeZone: UTC, earning: {rules: []}, tiers: {ladder: [{id: all, from: 0}]}}}")
                .then()
                .statusCode(422)
                .body("faults[0].pointer", equalTo("/tiers/replacedBy"));
        api.post(
                        "/program/versions",
                        "v3",
                        "{program: {id: " + api.program()
                                + ", name: T, currency: USD, timeZone: UTC, earning: {rules: []}, tiers: {replacedBy: {vib: all}, ladder: [{id: all, from: 0}]}}}")
                .then()
                .statusCode(201);
    }

    @Test
    void a_version_that_still_waits_can_be_withdrawn_and_never_takes_effect() {
        Api api = program("").join("ada");
        String doubled = "{effectiveFrom: '%s', program: {id: " + api.program()
                + ", name: Test, currency: USD, timeZone: America/New_York, earning: {rules: [{id: base, kind: perAmount, points: 2, per: '1.00'}]}}}";
        api.post("/program/versions", "typo", doubled.formatted("2062-12-01T00:00:00Z"))
                .then()
                .statusCode(201)
                .body("version", equalTo(2));
        api.post("/program/versions", "meant", doubled.formatted("2030-12-01T00:00:00Z"))
                .then()
                .statusCode(422);
        String path = api.path("/program/versions/");
        String first = api.request()
                .delete(path + "2")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(api.request()
                        .delete(path + "2")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEqualTo(first);
        api.request().delete(path + "1").then().statusCode(409).body("type", equalTo("/problems/in-force"));
        api.request().delete(path + "9").then().statusCode(404);
        api.post("/program/versions", "meant", doubled.formatted("2030-12-01T00:00:00Z"))
                .then()
                .statusCode(201)
                .body("version", equalTo(3))
                .body("changes.path", equalTo(List.of("/earning/rules/base/points")));
        clock.set(Instant.parse("2063-01-01T00:00:00Z"));
        Api later = Api.admin(gateway.port(), api.program());
        later.get("/program").then().body("version", equalTo(3));
        later.get("/program/versions").then().body("versions.version", equalTo(List.of(1, 2, 3)));
        later.buy("ada", "o1", "10.00")
                .then()
                .statusCode(201)
                .body("points", equalTo(20))
                .body("explanation[0].version", equalTo(3));
    }

    private static String version(Api api, int points, String more) {
        return "{program: {id: " + api.program()
                + ", name: Test, currency: USD, timeZone: America/New_York, noticeDays: 30, earning: {rules: [{id: base, kind: perAmount, points: "
                + points + ", per: '1.00'}]}}" + more + "}";
    }

    @Test
    void what_makes_something_worse_is_announced_as_long_ahead_as_the_program_has_promised() {
        Api api = program("noticeDays: 30\n");
        clock.set(Instant.parse("2026-03-02T12:00:00Z"));
        Api admin = Api.admin(gateway.port(), api.program());
        admin.post("/program/versions", "v2", version(api, 2, ""))
                .then()
                .statusCode(201)
                .body("effectiveFrom", startsWith("2026-03-02T12:01:"));
        admin.post("/program/versions", "v3", version(api, 1, ", effectiveFrom: '2026-03-20T00:00:00Z'"))
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/too-soon"))
                .body("noticeDays", equalTo(30))
                .body("earliest", startsWith("2026-04-01T12:00:"));
        admin.post("/program/versions", "v3", version(api, 1, ""))
                .then()
                .statusCode(201)
                .body("changes[0].effect", equalTo("worse"))
                .body("effectiveFrom", startsWith("2026-04-01T12:00:"));
    }

    @Test
    void a_correction_with_a_reason_need_not_wait() {
        Api api = program("noticeDays: 30\n");
        clock.set(Instant.parse("2026-03-02T12:00:00Z"));
        Api admin = Api.admin(gateway.port(), api.program());
        admin.post("/program/versions", "v2", version(api, 0, ", correction: typo"))
                .then()
                .statusCode(201)
                .body("effectiveFrom", startsWith("2026-03-02T12:01:"));
        admin.get("/program/versions").then().body("versions[1].correction", equalTo("typo"));
    }

    @Test
    void a_validation_says_what_the_proposal_would_come_to_and_writes_nothing() {
        Api api = program("noticeDays: 30\ntiers: {ladder: [{id: all, from: 0}, {id: vib, from: 350}]}");
        String body = "{program: {id: " + api.program()
                + ", name: Test, currency: %s, timeZone: America/New_York, noticeDays: 30, earning: {rules: [{id: base, kind: perAmount, points: 1, per: '2.00'}]}%s}}";
        api.post("/program/validation", body.formatted("EUR", ""))
                .then()
                .statusCode(200)
                .body("valid", equalTo(false))
                .body("faults.pointer", equalTo(List.of("/currency", "/tiers/replacedBy", "/tiers/replacedBy")));
        String worse = body.formatted("USD", ", tiers: {ladder: [{id: all, from: 0}, {id: vib, from: 350}]}");
        api.post("/program/validation", worse)
                .then()
                .statusCode(200)
                .body("valid", equalTo(true))
                .body(
                        "effectiveFrom",
                        startsWith(LocalDate.now(ZoneOffset.UTC)
                                .plusDays(30)
                                .toString()
                                .substring(0, 7)))
                .body("changes.effect", equalTo(List.of("worse")));
        api.get("/program/versions").then().body("versions", hasSize(1));
    }

    @Test
    void only_the_last_version_announced_can_be_withdrawn() {
        Api api = program("");
        String body = "{effectiveFrom: '%s', program: {id: " + api.program()
                + ", name: Test, currency: USD, timeZone: America/New_York, earning: {rules: [{id: base, kind: perAmount, points: %d, per: '1.00'}]}}}";
        api.post("/program/versions", "v2", body.formatted("2062-12-01T00:00:00Z", 2))
                .then()
                .statusCode(201);
        api.post("/program/versions", "v3", body.formatted("2063-12-01T00:00:00Z", 3))
                .then()
                .statusCode(201);
        String path = api.path("/program/versions/");
        api.request().delete(path + "2").then().statusCode(409).body("type", equalTo("/problems/not-the-last"));
        api.request().delete(path + "3").then().statusCode(200);
        api.request().delete(path + "2").then().statusCode(200);
    }

    @Test
    void the_newer_coffee_program_takes_over_from_the_older_one() throws IOException {
        Path templates = Path.of("src/main/resources/templates");
        String older = Files.readString(templates.resolve("coffee-stars-gold.yaml"));
        String newer = Files.readString(templates.resolve("coffee-stars.yaml"));
        Api api = Api.admin(gateway.port()).program(older);
        api.request()
                .contentType("application/yaml")
                .header("Idempotency-Key", "v2")
                .body("program:\n"
                        + newer.replace("id: coffee-stars\n", "id: " + api.program() + "\n")
                                .indent(2))
                .post(api.path("/program/versions"))
                .then()
                .statusCode(201);
    }
}
