package dev.laurel.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.function.Functions;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.Malformed;
import dev.laurel.local.Gateway.Answer;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.store.ProgramStore;
import dev.laurel.store.Shops;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What only the laptop has: tokens, the clock, the meter, a fresh start, and a first page that says what to try. */
@Singleton
@UnlessBuildProfile("prod")
class LocalRoutes {
    private static final List<String> LOCAL = List.of(
            "POST /local/tokens {program, scope, memberId?, email?, phone?}",
            "GET /local/clock",
            "POST /local/clock {now} or {advance: \"P13M\"} or {reset: true}; with nights: true it runs the nightly job of each day between",
            "POST /local/schedules/expire: the nightly job, to its end",
            "POST /local/shops/{platform}/deliver {program, domain, topic, body}: signed and delivered as the shop would",
            "GET /local/meter: DynamoDB requests, and capacity units by AWS's rules, since the last call",
            "POST /local/reset: as it was at the start");

    private static final Duration A_DAY = Duration.ofDays(1);

    /** How far the clock moves at once when nights run on the way. */
    private static final Duration NIGHTS_MOST = Duration.ofDays(3660);

    private static final Instant LAST = Instant.parse("9000-01-01T00:00:00Z");

    private final Tokens tokens;
    private final MovableClock clock;
    private final Meter meter;
    private final LocalTable table;
    private final DynamoDbClient dynamo;
    private final ProgramStore programs;
    private final Sample sample;
    private final Schedules schedules;
    private final Shops shops;
    private final ShopOnLaptop shop;
    private final boolean withSample;

    LocalRoutes(
            Tokens tokens,
            MovableClock clock,
            Meter meter,
            LocalTable table,
            DynamoDbClient dynamo,
            ProgramStore programs,
            Sample sample,
            Schedules schedules,
            Shops shops,
            ShopOnLaptop shop,
            @ConfigProperty(name = "laurel.local.sample") boolean withSample) {
        this.tokens = tokens;
        this.clock = clock;
        this.meter = meter;
        this.table = table;
        this.dynamo = dynamo;
        this.programs = programs;
        this.sample = sample;
        this.schedules = schedules;
        this.shops = shops;
        this.shop = shop;
        this.withSample = withSample;
    }

    Answer answer(String method, String path, byte[] body, int port) {
        try {
            if (method.equals("POST") && path.startsWith(Schedules.PATH)) return schedule(path);
            Optional<Dialect> played = method.equals("POST") ? ShopOnLaptop.played(path) : Optional.empty();
            if (played.isPresent()) return shop.deliver(played.get(), fields(body), port);
            return switch (method + " " + path) {
                case "GET /" -> page(port);
                case "GET /local" -> Answer.json(200, here(port));
                case "POST /local/tokens" -> Answer.json(200, token(fields(body)));
                case "GET /local/clock" -> Answer.json(200, time());
                case "POST /local/clock" -> Answer.json(200, move(fields(body)));
                case "GET /local/meter" -> Answer.json(200, metered());
                case "POST /local/reset" -> Answer.json(200, reset(port));
                default -> Answer.message(404, "Not Found");
            };
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException("nobody answers on this port", failed);
        } catch (Malformed malformed) {
            return Answer.message(400, malformed.pointer() + ": " + malformed.why());
        }
    }

    private Answer schedule(String path) {
        return schedules
                .run(path.substring(Schedules.PATH.length()))
                .map(end -> Answer.json(end instanceof StateMachine.End.Failed ? 500 : 200, end.output()))
                .orElseGet(() -> Answer.message(404, "Not Found"));
    }

    private static Fields fields(byte[] body) {
        return Fields.of(Json.parse(body));
    }

    private static Answer page(int port) {
        try (InputStream page = LocalRoutes.class.getResourceAsStream("/local/index.html")) {
            String html = new String(Objects.requireNonNull(page).readAllBytes(), UTF_8)
                    .replace("8080", String.valueOf(port));
            return new Answer(200, Map.of("Content-Type", "text/html; charset=utf-8"), html.getBytes(UTF_8));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private ObjectNode here(int port) {
        String at = "http://localhost:" + port;
        ObjectNode json = Json.object()
                .put(
                        "what",
                        "Laurel, a loyalty engine, on your laptop: the functions that are deployed, behind a gateway of their own")
                .put("clock", clock.instant().toString())
                .put("program", Sample.PROGRAM)
                .put("page", at + "/");
        ObjectNode samples = json.putObject("try");
        samples.put(
                "token", "curl -s " + at + "/local/tokens -d '{\"program\": \"demo\", \"scope\": \"loyalty:admin\"}'");
        samples.put(
                "balance",
                "curl -s -H \"Authorization: Bearer $TOKEN\" " + at + "/v1/programs/demo/members/ada/balance");
        samples.put("clock", "curl -s " + at + "/local/clock -d '{\"advance\": \"P13M\"}'");
        json.set("routes", Json.array(Functions.ROUTES, r -> Json.text(r.key())));
        json.set("local", Json.array(LOCAL, Json::text));
        return json;
    }

    private ObjectNode token(Fields body) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("sub", body.optionalId("memberId").orElse("local"));
        claims.put("program", body.id("program"));
        body.optionalText("scope").ifPresent(scope -> claims.put("scope", scope));
        body.optionalText("email").ifPresent(email -> {
            claims.put("email", email);
            claims.put("email_verified", true);
        });
        body.optionalText("phone").ifPresent(phone -> {
            claims.put("phone_number", phone);
            claims.put("phone_number_verified", true);
        });
        body.end();
        return Json.object().put("token", tokens.issue(claims));
    }

    private ObjectNode time() {
        return Json.object().put("now", clock.instant().toString());
    }

    private ObjectNode move(Fields body) {
        boolean nights = body.flag("nights");
        boolean reset = body.flag("reset");
        Instant from = clock.instant();
        Instant to = body.has("now") ? body.instant("now") : reset ? from : later(body, from);
        if (nights && to.isBefore(from)) throw body.fault("nights", "there are no nights on the way back");
        if (nights && to.isAfter(from.plus(NIGHTS_MOST)))
            throw body.fault("nights", "the clock moves through at most ten years of nights at once");
        body.end();
        int run = nights ? nights(from, to) : 0;
        if (reset) clock.reset();
        else clock.set(to);
        return nights ? time().put("nights", run) : time();
    }

    /** Runs the nightly job once for each day from now on. */
    private int nights(Instant from, Instant to) {
        int run = 0;
        for (Instant night = from.plus(A_DAY); !night.isAfter(to); night = night.plus(A_DAY)) {
            clock.set(night);
            if (schedules.run("expire").orElseThrow() instanceof StateMachine.End.Failed(String cause, var _))
                throw new IllegalStateException("the night of " + night + ": " + cause);
            run++;
        }
        return run;
    }

    private static Instant later(Fields body, Instant from) {
        if (!body.has("advance")) throw body.fault("", "now, advance or reset is expected");
        String advance = body.text("advance");
        int time = advance.contains("T") ? advance.indexOf('T') : advance.length();
        try {
            Period days = time <= 1 ? Period.ZERO : Period.parse(advance.substring(0, time));
            Duration rest = time == advance.length() ? Duration.ZERO : Duration.parse("P" + advance.substring(time));
            Instant to = from.atZone(ZoneOffset.UTC).plus(days).plus(rest).toInstant();
            if (to.isAfter(LAST)) throw body.fault("advance", "the clock goes to the year 9000");
            return to;
        } catch (DateTimeException | ArithmeticException _) {
            throw body.fault("advance", "a period like P13M or P1DT2H is expected");
        }
    }

    private ObjectNode metered() {
        Meter.Reading reading = meter.read();
        ObjectNode json = Json.object();
        ObjectNode requests = json.putObject("requests");
        reading.requests().forEach(requests::put);
        if (meter.countsCapacity())
            json.putObject("capacity")
                    .put("read", reading.capacity().read())
                    .put("written", reading.capacity().written());
        return json;
    }

    private ObjectNode reset(int port) throws IOException, InterruptedException {
        table.delete(dynamo);
        table.create(dynamo);
        programs.forget();
        shops.forget();
        clock.reset();
        if (withSample) sample.load(port);
        meter.read();
        return time();
    }
}
