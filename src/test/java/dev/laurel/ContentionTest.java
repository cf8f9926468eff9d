package dev.laurel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.laurel.local.Gateway;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Many clients on one account at once, a tenth of whose transactions DynamoDB refuses for being in another's way. */
@QuarkusTest
class ContentionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int COST = 10;

    /** Purchases before it begins, since a Java that has just started is slow in other ways. */
    private static final int WARMING = 50;

    /** Of so many clients, many are told to try again; of fewer hardly one. */
    private static final int MANY = 64;

    /** So many redemptions may be open at once. */
    private static final int OPEN_MOST = 50;

    @Inject
    Gateway gateway;

    @Inject
    Conflicts conflicts;

    private final HttpClient http = HttpClient.newHttpClient();
    private Api api;
    private String token;

    @AfterEach
    void calm() {
        conflicts.happen(0, 0);
    }

    /** What one client got, and in how many attempts what was done. */
    private record Got(int done, int attempts, int refused, int tooContended) {
        static final Got NOTHING = new Got(0, 0, 0, 0);

        Got plus(Got other) {
            return new Got(
                    done + other.done,
                    attempts + other.attempts,
                    refused + other.refused,
                    tooContended + other.tooContended);
        }
    }

    /** How many at once, and in the mean in how many attempts each has to be done; a busy machine, as verify may run on, needs more. */
    static Stream<Arguments> clients() {
        return Stream.of(arguments(4, Effort.IS_LONG ? 1.5 : 3.0), arguments(16, 3.0), arguments(64, 3.0))
                .limit(Effort.of(2, 3));
    }

    static Stream<Object> howMany() {
        return clients().map(each -> each.get()[0]);
    }

    @ParameterizedTest(name = "{0} clients")
    @MethodSource("clients")
    void an_account_is_never_overspent_and_nobody_starves(int clients, double attemptsMost) throws Exception {
        int affordable = OPEN_MOST - 2;
        open();
        api.buy("ada", "first", affordable * COST + ".00").then().statusCode(201);
        conflicts.happen(clients, 10);
        List<Got> got = together(clients, client -> redeemUntilRefused(client, affordable));
        Got all = got.stream().reduce(Got.NOTHING, Got::plus);
        double attempts = (double) all.attempts() / all.done();
        assertThat(all.done()).as("as many as the balance affords").isEqualTo(affordable);
        assertThat(api.spendable("ada")).isZero();
        assertThat(got).as("everybody is answered").allMatch(client -> client.done() + client.refused() > 0);
        System.out.printf(
                "contention: %d clients, %d done, %.2f attempts each, %d times too contended%n",
                clients, all.done(), attempts, all.tooContended());
        assertThat(attempts).as("attempts for each that was done").isBetween(1.0, attemptsMost);
        if (clients < MANY)
            assertThat(all.tooContended()).as("told to try again").isLessThanOrEqualTo(all.done() / 4);
    }

    @ParameterizedTest(name = "{0} clients")
    @MethodSource("howMany")
    void what_each_client_earns_redeems_cancels_and_refunds_adds_up(int clients) throws Exception {
        open();
        conflicts.happen(clients, 10);
        together(clients, client -> {
            String order = "o-" + client;
            until(
                    "/members/ada/purchases",
                    "",
                    "{orderId: " + order
                            + ", currency: USD, lines: [{sku: a, quantity: 1, amount: '30.00'}, {sku: b, quantity: 1, amount: '5.00'}]}");
            String redemption = until("/members/ada/redemptions", "k" + client, "{reward: tenner}")
                    .path("redemptionId")
                    .asText();
            until("/members/ada/redemptions/" + redemption + "/cancellation", "c" + client, "{}");

            until("/members/ada/refunds", "", "{orderId: " + order + ", refundId: r1, lines: [{sku: b, quantity: 1}]}");
            return Got.NOTHING;
        });
        assertThat(api.spendable("ada")).isEqualTo(clients * 30L);
        api.get("/proof?member=ada").then().statusCode(200);
        assertThat(api.get("/proof?member=ada").jsonPath().getList("differences"))
                .isEmpty();
    }

    private void open() {
        api = Api.onePerDollar(
                        gateway.port(),
                        "rewards: [{id: tenner, kind: donation, cost: " + COST + ", amount: '1.00', partner: trees}]")
                .join("ada");
        token = Api.token(gateway.port(), api.program(), "loyalty:admin", null);
        api.join("warm");
        for (int i = 0; i < WARMING; i++)
            api.buy("warm", "w" + i, "1.00").then().statusCode(201);
    }

    private interface Client {
        Got run(int number) throws IOException, InterruptedException;
    }

    private static List<Got> together(int clients, Client client) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Got>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int number = i;
                running.add(threads.submit(() -> client.run(number)));
            }
            List<Got> got = new ArrayList<>();
            for (Future<Got> each : running) got.add(each.get());
            return got;
        }
    }

    private Got redeemUntilRefused(int client, int most) throws IOException, InterruptedException {
        Got got = Got.NOTHING;
        for (int i = 0; i <= most; i++) {
            HttpResponse<byte[]> answer = post("/members/ada/redemptions", "r" + client + "-" + i, "{reward: tenner}");
            while (answer.statusCode() == 429) {
                got = got.plus(new Got(0, 0, 0, 1));
                answer = post("/members/ada/redemptions", "r" + client + "-" + i, "{reward: tenner}");
            }
            if (answer.statusCode() == 422) {
                assertThat(JSON.readTree(answer.body()).path("type").asText()).isEqualTo("/problems/not-enough-points");
                return got.plus(new Got(0, 0, 1, 0));
            }
            assertThat(answer.statusCode()).isEqualTo(201);
            String requestId = answer.headers().firstValue("X-Request-Id").orElseThrow();
            got = got.plus(new Got(1, conflicts.attempts(requestId), 0, 0));
        }
        throw new AssertionError("client " + client + " redeemed more than there was");
    }

    /** Sends it until it is done. */
    private JsonNode until(String path, String key, String yaml) throws IOException, InterruptedException {
        while (true) {
            HttpResponse<byte[]> answer = post(path, key, yaml);
            if (answer.statusCode() == 429 || new String(answer.body(), UTF_8).contains("too-many-open")) continue;

            assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isBetween(200, 201);
            return JSON.readTree(answer.body());
        }
    }

    private HttpResponse<byte[]> post(String path, String key, String yaml) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + api.path(path)))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
        if (!key.isEmpty()) request.header("Idempotency-Key", key);
        return http.send(
                request.POST(HttpRequest.BodyPublishers.ofString(Api.json(yaml)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}
