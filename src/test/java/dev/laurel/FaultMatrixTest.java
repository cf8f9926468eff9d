package dev.laurel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.laurel.local.Gateway;
import dev.laurel.local.MovableClock;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.Shopify;
import dev.laurel.store.ProgramStore;
import dev.laurel.store.Shops;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command, with each kind of harm done to each of its requests to DynamoDB, and sent again by its client under the same key until it is
 * answered: it took effect once, and its answer is that of a command that nothing happened to.
 */
@QuarkusTest
class FaultMatrixTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOMAIN = Storefront.DOMAIN;
    private static final int TRIES = 5;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final AtomicInteger CELLS = new AtomicInteger();

    private static final String PROGRAM = """
            earning:
              rules:
                - {id: base, kind: perAmount, points: 1, per: '1.00'}
                - {id: review, kind: perAction, action: review, points: 20, limit: {times: 1, per: reference}}
            rewards:
              - {id: tenner, kind: amountOff, cost: 10, amount: '1.00', stock: 100000, validDays: 30}
              - {id: auto, kind: amountOff, cost: 1000, amount: '100.00', autoIssue: true, alternatives: [trees]}
              - {id: trees, kind: donation, cost: 1000, amount: '100.00', partner: trees}
            tiers: {kept: endOfNextYear, ladder: [{id: green, from: 0, perks: [{id: lounge}]}, {id: gold, byInvitation: true}]}
            """;

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    ProgramStore programs;

    @Inject
    Shops shops;

    @Inject
    Faults faults;

    private final HttpClient http = HttpClient.newHttpClient();
    private Api shared;
    private String sharedToken;

    /** What a client sends: to the program, or to its shop's address, where it is signed. */
    private record Sent(String method, String path, String key, String body, boolean isOfShop) {
        static Sent get(String path) {
            return new Sent("GET", path, "", "", false);
        }

        static Sent post(String path, String key, String yaml) {
            return new Sent("POST", path, key, Api.json(yaml), false);
        }

        static Sent shop(String topic, String body) {
            return new Sent("POST", topic, "", body, true);
        }
    }

    private record Answer(int status, JsonNode body) {}

    /** A command, and what has to be before it. */
    private record Command(String name, Consumer<Cell> before, Function<Cell, Sent> sent) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** One member, with an order and a customer number of their own, to whom one thing is done; or a program, to which it is. */
    private final class Cell {
        private final String member = "m" + NUMBER.incrementAndGet();
        private final String number = "88000" + NUMBER.incrementAndGet();
        private Api api = shared;
        private String token = sharedToken;

        void ownProgram() {
            api = Api.admin(gateway.port()).program(PROGRAM);
            token = Api.token(gateway.port(), api.program(), "loyalty:admin", null);
        }

        Sent settingUp() {
            return Sent.post(
                    "/shops", "", "{platform: shopify, domain: " + DOMAIN + ", secret: '" + Storefront.SECRET + "'}");
        }

        Sent proposal() {
            return Sent.post(
                    "/program/versions",
                    "v2",
                    "{effectiveFrom: '2050-06-01T00:00:00Z', program: {id: " + api.program()
                            + ", name: Second, currency: USD, timeZone: America/New_York, earning: {rules: [{id: base, kind: perAmount, points: 2, per: '1.00'}]}, tiers: {kept: endOfNextYear, ladder: [{id: green, from: 0}, {id: gold, byInvitation: true}]}}}");
        }

        /** An order that makes no sense lies in the inbox of a program of its own; its id there. */
        String inInbox() {
            ownProgram();
            done(settingUp());
            done(Sent.shop(
                    "orders/paid", order("orders/paid", "paid", false).body().replace("\"20.00\"", "\"much\"")));
            return send(Sent.get("/inbox")).body().at("/deliveries/0/id").asText();
        }

        JsonNode redeemed() {
            return done(redemption()).body();
        }

        /** The newest entry's id. */
        String entry() {
            return send(Sent.get(members("/history")))
                    .body()
                    .at("/entries/0/id")
                    .asText();
        }

        Answer send(Sent sent) {
            return FaultMatrixTest.this.send(api, token, sent);
        }

        String members(String rest) {
            return "/members/" + member + rest;
        }

        Answer done(Sent sent) {
            Answer answer = send(sent);
            assertThat(answer.status()).as("%s: %s", sent, answer.body()).isBetween(200, 201);
            return answer;
        }

        void join() {
            done(joining());
        }

        Sent joining() {
            return Sent.post(
                    "/members",
                    "",
                    "{memberId: " + member + ", email: " + member + "@example.com, shopCustomers: {" + DOMAIN + ": '"
                            + number + "'}}");
        }

        Sent purchase(int revision, String amount) {
            return Sent.post(
                    members("/purchases"),
                    "",
                    "{orderId: o-%s, revision: %d, currency: USD, lines: [{sku: a, quantity: 1, amount: '%s'}, {sku: b, quantity: 2, amount: '10.00'}]}"
                            .formatted(member, revision, amount));
        }

        void joinAndBuy() {
            join();
            done(purchase(1, "90.00"));
        }

        Sent redemption() {
            return Sent.post(members("/redemptions"), "k-redeem", "{reward: tenner}");
        }

        /** What a shop says, of this cell's customer and order. */
        String told(String body) {
            return body.replace(Storefront.NUMBER, number)
                    .replace("\"id\": 77", "\"id\": " + number)
                    .replace("\"id\": 501", "\"id\": 5" + number)
                    .replace("ada@example.com", member + "@example.com");
        }

        Sent order(String topic, String state, boolean cancelled) {
            return Sent.shop(topic, told(Storefront.order(state, "10:01:00", cancelled, 2, "")));
        }
    }

    private static Command command(String name, Consumer<Cell> before, Function<Cell, Sent> sent) {
        return new Command(name, before, sent);
    }

    static Stream<Command> commands() {
        return Stream.of(
                command("join", _ -> {}, Cell::joining),
                command(
                        "change",
                        Cell::join,
                        c -> new Sent(
                                "PATCH",
                                c.members(""),
                                "",
                                Api.json("{email: other-" + c.member + "@example.com, birthday: 1990-05-01}"),
                                false)),
                command("export", Cell::joinAndBuy, c -> Sent.get(c.members("/export"))),
                command("erase", Cell::joinAndBuy, c -> new Sent("DELETE", c.members(""), "", "", false)),
                command("block", Cell::join, c -> Sent.post(c.members("/block"), "k", "{reason: fraud}")),
                command(
                        "unblock",
                        c -> {
                            c.join();
                            c.done(Sent.post(c.members("/block"), "k", "{reason: fraud}"));
                        },
                        c -> Sent.post(c.members("/unblock"), "k2", "{reason: cleared}")),
                command("purchase", Cell::join, c -> c.purchase(1, "90.00")),
                command("changed purchase", Cell::joinAndBuy, c -> c.purchase(2, "50.00")),
                command(
                        "action",
                        Cell::join,
                        c -> Sent.post(c.members("/actions"), "k", "{action: review, reference: beans}")),
                command(
                        "reversal",
                        c -> {
                            c.join();
                            c.done(Sent.post(c.members("/actions"), "k", "{action: review, reference: beans}"));
                        },
                        c -> Sent.post(c.members("/reversals"), "k2", "{entry: '" + c.entry() + "', reason: mistake}")),
                command(
                        "refund",
                        Cell::joinAndBuy,
                        c -> Sent.post(
                                c.members("/refunds"),
                                "",
                                "{orderId: o-" + c.member + ", refundId: r1, lines: [{sku: a, quantity: 1}]}")),
                command(
                        "adjustment that brings a reward",
                        Cell::join,
                        c -> Sent.post(c.members("/adjustments"), "k", "{points: 1000, reason: goodwill}")),
                command("redemption", Cell::joinAndBuy, Cell::redemption),
                command(
                        "cancellation",
                        Cell::joinAndBuy,
                        c -> Sent.post(
                                c.members("/redemptions/"
                                        + c.redeemed().path("redemptionId").asText() + "/cancellation"),
                                "k",
                                "{}")),
                command(
                        "voucher's use",
                        Cell::joinAndBuy,
                        c -> Sent.post(
                                "/vouchers/" + c.redeemed().at("/voucher/code").asText() + "/use",
                                "k",
                                "{orderId: till-1}")),
                command(
                        "exchange",
                        c -> {
                            c.join();
                            c.done(Sent.post(c.members("/adjustments"), "k", "{points: 1000, reason: goodwill}"));
                        },
                        c -> Sent.post(
                                c.members("/redemptions/a_" + "0".repeat(21) + "1/exchange"), "k", "{reward: trees}")),
                command(
                        "perk's use",
                        Cell::join,
                        c -> Sent.post(c.members("/perks/lounge/uses"), "", "{reference: trip-1}")),
                command(
                        "invitation",
                        Cell::join,
                        c -> Sent.post(c.members("/tier"), "k", "{tier: gold, reason: goodwill}")),
                command(
                        "quote",
                        Cell::join,
                        c -> Sent.post(
                                "/quotes",
                                "",
                                "{memberId: " + c.member
                                        + ", purchase: {orderId: q, currency: USD, lines: [{sku: a, quantity: 1, amount: '10.00'}]}}")),
                command("history", Cell::joinAndBuy, c -> Sent.get(c.members("/history"))),
                command("statement", Cell::joinAndBuy, c -> Sent.get(c.members("/statement"))),
                command("shop's order", Cell::join, c -> c.order("orders/paid", "paid", false)),
                command("shop's order of nobody", _ -> {}, c -> c.order("orders/paid", "paid", false)),
                command(
                        "join for which an order waits",
                        c -> c.done(c.order("orders/paid", "paid", false)),
                        Cell::joining),
                command(
                        "shop's refund",
                        c -> {
                            c.join();
                            c.done(c.order("orders/paid", "paid", false));
                        },
                        c -> Sent.shop("refunds/create", c.told(Storefront.REFUND))),
                command(
                        "shop's refund before its order",
                        Cell::join,
                        c -> Sent.shop("refunds/create", c.told(Storefront.REFUND))),
                command(
                        "shop's cancellation",
                        c -> {
                            c.join();
                            c.done(c.order("orders/paid", "paid", false));
                        },
                        c -> c.order("orders/cancelled", "refunded", true)),
                command(
                        "shop's customer",
                        Cell::join,
                        c -> Sent.shop(
                                "customers/update",
                                c.told(
                                        "{\"id\": 77, \"email\": \"ada@example.com\", \"state\": \"enabled\", \"verified_email\": true}"))),
                command(
                        "shop's request to forget",
                        Cell::joinAndBuy,
                        c -> Sent.shop(
                                "customers/redact",
                                c.told(
                                        "{\"shop_domain\": \"" + DOMAIN
                                                + "\", \"customer\": {\"id\": 77, \"email\": \"ada@example.com\"}, \"orders_to_redact\": []}"))),
                command("proposal", Cell::ownProgram, Cell::proposal),
                command(
                        "withdrawal",
                        c -> {
                            c.ownProgram();
                            c.done(c.proposal());
                        },
                        c -> new Sent("DELETE", "/program/versions/2", "", "", false)),
                command("shop's setting up", Cell::ownProgram, Cell::settingUp),
                command(
                        "delivery that makes no sense",
                        c -> {
                            c.ownProgram();
                            c.done(c.settingUp());
                        },
                        c -> Sent.shop(
                                "orders/paid",
                                c.order("orders/paid", "paid", false).body().replace("\"20.00\"", "\"much\""))),
                command("replay", _ -> {}, c -> Sent.post("/inbox/" + c.inInbox() + "/replay", "", "{}")),
                command(
                        "removal from the inbox",
                        _ -> {},
                        c -> new Sent("DELETE", "/inbox/" + c.inInbox(), "", "", false)));
    }

    @BeforeEach
    void aProgramWithAShop() {
        clock.set(Instant.parse("2050-03-03T12:00:00Z"));
        faults.watch();
        Cell first = new Cell();
        first.ownProgram();
        first.done(first.settingUp());
        shared = first.api;
        sharedToken = first.token;
    }

    @AfterEach
    void calm() {
        faults.watch();
        clock.reset();
    }

    @AfterAll
    static void counted() {
        System.out.println("fault matrix: " + CELLS.get() + " cells");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void takes_effect_once_and_is_answered_alike_whatever_happens_to_one_of_its_requests(Command command) {
        Cell clean = new Cell();
        command.before().accept(clean);
        Sent sent = command.sent().apply(clean);
        aProcessThatHasJustStarted();
        faults.watch();
        Answer answer = clean.send(sent);
        int requests = faults.seen();
        assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 204);
        assertThat(requests).isPositive();
        String expected = view(clean);
        for (int request = 1; request <= requests; request++) {
            for (Faults.Kind kind : kinds(command, request))
                cell(command, request, kind, told(clean, answer), expected);
        }
    }

    /** It has read nothing yet. */
    private void aProcessThatHasJustStarted() {
        programs.forget();
        shops.forget();
    }

    /** In verify one kind of each request, another one of the next; in the long form all. */
    private static List<Faults.Kind> kinds(Command command, int request) {
        List<Faults.Kind> all = List.of(Faults.Kind.values());
        return Effort.IS_LONG
                ? all
                : List.of(all.get(Math.floorMod(command.name().hashCode() + request, all.size())));
    }

    private void cell(Command command, int request, Faults.Kind kind, String answered, String expected) {
        Cell cell = new Cell();
        command.before().accept(cell);
        Sent sent = command.sent().apply(cell);
        aProcessThatHasJustStarted();
        faults.harm(request, kind);
        Answer answer = cell.send(sent);
        boolean happened = faults.happened();
        faults.watch();
        assertThat(happened || kind == Faults.Kind.CONFLICTED)
                .as("%s makes request %d, which %s", command, request, kind)
                .isTrue();
        if (!happened) return;
        String what = "%s, request %d %s".formatted(command, request, kind);
        for (int tries = 1; answer.status() >= 429 && tries < TRIES; tries++) {
            assertThat(answer.status())
                    .as(what)
                    .isIn(kind.name().startsWith("KILLED") ? List.of(500, 503) : List.of(429, 503));
            answer = cell.send(sent);
        }
        if (answer.status() == 404 && command.name().equals("removal from the inbox")) return;
        assertThat(answer.status()).as("%s: %s", what, answer.body()).isBetween(200, 204);
        if (!sent.isOfShop()) assertThat(told(cell, answer)).as(what).isEqualTo(answered);
        assertThat(view(cell)).as(what).isEqualTo(expected);
        CELLS.incrementAndGet();
    }

    /** Everything that can be seen of a member, but for what is the cell's own. */
    private String view(Cell cell) {
        List<String> seen = new ArrayList<>();
        for (String rest : List.of("", "/balance", "/tier", "/history?limit=100", "/export")) {
            seen.add(rest + " " + told(cell, cell.send(Sent.get(cell.members(rest)))));
        }
        if (cell.api != shared) {
            for (String rest : List.of("/program/versions", "/shops", "/inbox"))
                seen.add(rest + " " + told(cell, cell.send(Sent.get(rest))));
        }
        JsonNode proof = cell.send(Sent.get("/proof?member=" + cell.member)).body();
        seen.add("differences " + proof.path("differences"));
        return String.join("\n", seen);
    }

    /** Ids, instants and hashes differ from cell to cell. */
    private static String told(Cell cell, Answer answer) {
        return answer.body()
                .toString()
                .replace(cell.member, "MEMBER")
                .replace(cell.number, "NUMBER")
                .replace(cell.api.program(), "PROGRAM")
                .replaceAll("\"(referralCode|code|voucher)\":\"[A-Z0-9-]+\"", "CODE")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "INSTANT")
                .replaceAll("(?<=[\"/])[a-z]_[A-Za-z0-9_-]{22}(?=[\"/])", "DERIVED")
                .replaceAll("(?=[A-Za-z_+/-]*\\d)[A-Za-z0-9_+/-]{12,}=*", "ID");
    }

    private Answer send(Api api, String token, Sent sent) {
        try {
            String path = sent.isOfShop() ? "/v1/shops/" + api.program() + "/shopify" : api.path(sent.path());
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
            if (sent.isOfShop()) {
                byte[] body = sent.body().getBytes(UTF_8);
                new Shopify()
                        .headers(DOMAIN, sent.path(), Dialect.sign(body, Storefront.SECRET))
                        .forEach(request::header);
            } else {
                request.header("Authorization", "Bearer " + token);
            }
            if (!sent.key().isEmpty()) request.header("Idempotency-Key", sent.key());
            request.header("Content-Type", "application/json")
                    .method(
                            sent.method(),
                            sent.body().isEmpty()
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(sent.body()));
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (IOException broken) {
            throw new AssertionError("not answered: " + sent, broken);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
