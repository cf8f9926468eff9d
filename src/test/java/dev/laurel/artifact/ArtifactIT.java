package dev.laurel.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.laurel.local.PlainTable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The artifact as it is deployed: every function of functions.yaml in a process of its own, woken through Lambda's Runtime API by the
 * events that API Gateway, Step Functions and shops cause, with a real DynamoDB Local. Runs whatever form lies in {@code target/function.zip}.
 */
class ArtifactIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROGRAM = "roastery";
    private static final String SECRET = "shpss_0123456789abcdef";
    private static final String PEPPER = "only-for-this-test";
    private static final Set<String> STARTED = new TreeSet<>();
    private static final List<String> TIMES = new ArrayList<>();

    private static FakeParameters parameters;
    private static String dynamo;

    @BeforeAll
    static void aProgramAndItsShop() throws Exception {
        PackagedFunction.unpack();
        parameters = new FakeParameters();
        dynamo = PlainTable.create();
        try (Running program = new Running("program")) {
            String document = """
                    {"effectiveFrom": "2020-01-01T00:00:00Z", "program": {"id": "roastery", "name": "Roastery", "currency": "USD", "timeZone": "Europe/Berlin",
                     "earning": {"rules": [{"id": "base", "kind": "perAmount", "points": 1, "per": "1.00"}]},
                     "rewards": [{"id": "coffee", "kind": "freeProduct", "cost": 10, "skus": ["coffee"]}],
                     "tiers": {"kept": "endOfNextYear", "ladder": [{"id": "green", "from": 0}, {"id": "gold", "from": 50}]}}}""";
            program.http(201, at("POST /program/versions"), HERE, document);
            assertThat(program.http(400, at("POST /program/validation"), HERE, "{}")
                            .path("type")
                            .asText())
                    .startsWith("/problems/");
            assertThat(program.http(200, at("GET /program"), HERE, null)
                            .path("version")
                            .asInt())
                    .isEqualTo(1);
            String shop = "{\"platform\": \"shopify\", \"domain\": \"roastery.myshopify.com\", \"secret\": \"" + SECRET
                    + "\"}";
            assertThat(program.http(201, at("POST /shops"), HERE, shop)
                            .path("webhookUrl")
                            .asText())
                    .contains("/v1/shops/roastery/shopify");
            assertThat(program.function.log()).noneMatch(line -> line.contains(SECRET));
        }
    }

    @AfterAll
    static void nothingOfWhomOrOfSecretsIsInAnyLog() throws IOException {
        if (parameters != null) parameters.close();
        TIMES.forEach(System.out::println);
        List<String> said = PackagedFunction.logs();
        assertThat(said).hasSizeGreaterThan(40);
        for (String secret : NOT_TO_BE_TOLD) {
            assertThat(said).as(secret).noneMatch(line -> line.contains(secret));
        }
    }

    private static Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "AWS_REGION",
                "eu-central-1",
                "AWS_ACCESS_KEY_ID",
                "local",
                "AWS_SECRET_ACCESS_KEY",
                "local",
                "AWS_ENDPOINT_URL_SSM",
                "http://127.0.0.1:" + parameters.port() + "/",
                "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT",
                String.valueOf(parameters.port()),
                "QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE",
                dynamo,
                "LAUREL_TABLE",
                PlainTable.NAME,
                "LAUREL_PEPPER",
                "1:" + PEPPER));
    }

    private static Map<String, String> environment(String name, String value) {
        Map<String, String> environment = environment();
        environment.put(name, value);
        return environment;
    }

    /** One function, and what it answers. */
    private static final class Running implements AutoCloseable {
        private final String name;
        private final PackagedFunction function;
        private final long started = System.nanoTime();
        private boolean first = true;

        Running(String name) throws IOException {
            this(name, environment());
        }

        Running(String name, Map<String, String> environment) throws IOException {
            this.name = name;
            this.function = new PackagedFunction(name, environment);
            STARTED.add(name);
        }

        RuntimeApi.Answer invoke(String event) throws InterruptedException {
            RuntimeApi.Answer answer = function.invoke(event);
            if (first)
                TIMES.add("%s: %d ms to its first answer".formatted(name, (System.nanoTime() - started) / 1_000_000));
            first = false;
            return answer;
        }

        /** The body of an HTTP answer with this status. */
        JsonNode http(int status, String routeKey, Map<String, String> path, String body) throws Exception {
            return http(status, ApiEvent.of(PROGRAM, routeKey, path, body));
        }

        JsonNode http(int status, JsonNode event) throws Exception {
            RuntimeApi.Answer answer = invoke(JSON.writeValueAsString(event));
            assertThat(answer.failed()).as(answer.body()).isFalse();
            JsonNode response = JSON.readTree(answer.body());
            assertThat(response.path("statusCode").asInt()).as(answer.body()).isEqualTo(status);
            assertThat(response.path("headers").path("X-Request-Id").asText()).isEqualTo("request");
            return JSON.readTree(response.path("body").asText());
        }

        @Override
        public void close() {
            function.close();
        }
    }

    private static Map<String, String> member(String id) {
        return Map.of("program", PROGRAM, "id", id);
    }

    private static String at(String route) {
        String[] parts = route.split(" ");
        return parts[0] + " /v1/programs/{program}" + parts[1];
    }

    private static final Map<String, String> HERE = Map.of("program", PROGRAM);

    @Test
    void every_function_answers_from_its_first_event_on_and_goes_on_after_an_error() throws Exception {
        try (Running members = new Running("member")) {
            String ada =
                    "{\"memberId\": \"ada\", \"phone\": \"+49 30 123456\", \"birthday\": \"1990-05-01\", \"shopCustomers\": {\"roastery.myshopify.com\": \"77\"}}";
            members.http(201, at("POST /members"), HERE, ada);
            assertThat(members.http(200, at("GET /members/{id}"), member("ada"), null)
                            .path("phone")
                            .asText())
                    .isEqualTo("+4930123456");
            members.http(404, at("GET /members/{id}"), member("nobody"), null);
        }
        try (Running earn = new Running("earn")) {
            String order =
                    "{\"orderId\": \"o1\", \"currency\": \"USD\", \"lines\": [{\"sku\": \"beans\", \"quantity\": 2, \"amount\": \"40.00\"}]}";
            assertThat(earn.http(201, at("POST /members/{id}/purchases"), member("ada"), order)
                            .path("points")
                            .asInt())
                    .isEqualTo(40);
            earn.http(404, at("POST /members/{id}/purchases"), member("nobody"), order.replace("o1", "o2"));
            earn.http(400, at("POST /members/{id}/purchases"), member("ada"), "no json");
        }
        try (Running redeem = new Running("redeem")) {
            JsonNode redeemed =
                    redeem.http(201, at("POST /members/{id}/redemptions"), member("ada"), "{\"reward\": \"coffee\"}");
            NOT_TO_BE_TOLD.add(redeemed.at("/voucher/code").asText());

            redeem.http(
                    404, at("GET /vouchers/{code}"), Map.of("program", PROGRAM, "code", "AAAA-AAAA-AAAA-AAAA"), null);
        }
        try (Running shop = new Running("shop")) {
            String order = """
                    {"id": 9007199254740993123, "currency": "USD", "financial_status": "paid", "created_at": "%s", "updated_at": "%s",
                     "customer": {"id": 77}, "line_items": [{"id": 1, "sku": "beans", "quantity": 1, "price": "25.00"}]}""".formatted(Instant.now(), Instant.now());
            assertThat(shop.http(200, delivery(order, signature(order)))
                            .path("outcome")
                            .asText())
                    .isEqualTo("applied");
            shop.http(401, delivery(order + " ", signature(order)));
            assertThat(shop.http(200, at("GET /inbox"), HERE, null)
                            .path("deliveries")
                            .isArray())
                    .isTrue();
        }
        try (Running balance = new Running("balance")) {
            assertThat(balance.http(200, at("GET /members/{id}/balance"), member("ada"), null)
                            .path("spendable")
                            .asInt())
                    .isEqualTo(40 - 10 + 25);
            assertThat(balance.http(200, at("GET /members/{id}/history"), member("ada"), null)
                            .path("entries")
                            .size())
                    .isEqualTo(4);
            balance.http(403, forbidden(at("GET /members/{id}/balance")));
        }
        try (Running tier = new Running("tier")) {
            tier.http(404, at("GET /members/{id}/tier"), member("nobody"), null);
            assertThat(tier.http(200, at("GET /members/{id}/tier"), member("ada"), null)
                            .path("tier")
                            .asText())
                    .isEqualTo("gold");
        }
        try (Running expire = new Running("expire", environment("LAUREL_METRICS", "Laurel-test"))) {
            JsonNode plan = JSON.readTree(expire.invoke("{\"step\": \"plan\"}").body());
            assertThat(plan.path("shards").size()).isEqualTo(16);
            RuntimeApi.Answer senseless = expire.invoke("{\"step\": \"dance\"}");
            assertThat(senseless.failed()).isTrue();
            assertThat(JSON.readTree(senseless.body()).path("errorMessage").asText())
                    .isNotEmpty();
            JsonNode shard = JSON.readTree(
                    expire.invoke(JSON.writeValueAsString(plan.path("shards").get(0)))
                            .body());
            assertThat(shard.path("done").asBoolean()).isTrue();
            expire.invoke(JSON.writeValueAsString(plan));
            JsonNode report = JSON.readTree(expire.function.log().getLast());
            assertThat(metrics(report)).containsExactly("Calls by [outcome]", "SkippedAccounts by []");
        }
        assertThat(STARTED).isEqualTo(listed());
    }

    /** The functions that there are. */
    private static Set<String> listed() throws IOException {
        Set<String> names = new TreeSet<>();
        new YAMLMapper()
                .readTree(Path.of("src/main/resources/functions.yaml").toFile())
                .fieldNames()
                .forEachRemaining(names::add);
        return names;
    }

    private static ObjectNode forbidden(String routeKey) {
        ObjectNode event = ApiEvent.of(PROGRAM, routeKey, member("ada"), null);
        ((ObjectNode) event.at("/requestContext/authorizer/jwt/claims")).put("scope", "nothing");
        return event;
    }

    private static ObjectNode delivery(String body, String signature) {
        ObjectNode event = ApiEvent.of(
                PROGRAM,
                "POST /v1/shops/{program}/shopify",
                HERE,
                Base64.getEncoder().encodeToString(body.getBytes(UTF_8)));
        event.put("isBase64Encoded", true);
        ((ObjectNode) event.path("requestContext")).remove("authorizer");
        event.putObject("headers")
                .put("x-shopify-topic", "orders/paid")
                .put("x-shopify-shop-domain", "roastery.myshopify.com")
                .put("x-shopify-hmac-sha256", signature);
        return event;
    }

    private static String signature(String body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "LAUREL_TABLE, ''",
        "LAUREL_PEPPER, ''",
        "LAUREL_PEPPER, 1:too-short",
        "QUARKUS_FUNQY_EXPORT, ''",
        "QUARKUS_FUNQY_EXPORT, dance"
    })
    void a_function_with_a_setting_that_is_missing_or_wrong_stops_and_a_line_of_its_log_names_it(
            String setting, String value) throws Exception {
        try (PackagedFunction function = new PackagedFunction("balance", environment(setting, value))) {
            assertThat(function.ends()).isTrue();
            String property = setting.toLowerCase(Locale.ROOT).replace('_', '.');
            assertThat(function.log()).anyMatch(line -> line.contains(property) || line.contains(setting));
        }
    }

    @Test
    void a_table_that_cannot_be_reached_is_a_503_and_no_hang() throws Exception {
        try (Running balance = new Running("balance", environment("LAUREL_TABLE", "another-table"))) {
            balance.http(503, at("GET /members/{id}/balance"), member("ada"), null);
        }
    }

    /** What of somebody may stand nowhere in a log, and what of us. */
    private static final Set<String> NOT_TO_BE_TOLD = new TreeSet<>(Set.of(
            "grace.hopper@navy.example",
            "navy.example",
            "30 987654",
            "30987654",
            "Brewster",
            "1906-12-09",
            "Minesweeper Lane",
            "eyJhbGciOiJSUzI1NiJ9",
            "4930123456",
            "1990-05-01",
            SECRET,
            PEPPER));

    @Test
    void logs_say_in_json_how_each_call_ended() throws Exception {
        String grace =
                "{\"memberId\": \"grace\", \"email\": \"grace.hopper@navy.example\", \"phone\": \"+49 30 987654\", \"name\": \"Grace Brewster\", \"birthday\": \"1906-12-09\"}";
        List<String> said = new ArrayList<>();
        try (Running members = new Running("member", environment("LAUREL_METRICS", "Laurel-test"))) {
            members.http(201, at("POST /members"), HERE, grace);
            members.http(400, at("POST /members"), HERE, grace.replace("\"name\"", "name"));
            members.http(400, at("POST /members"), HERE, grace.replace("1906-12-09", "1906-12-09 at noon"));
            members.http(409, at("POST /members"), HERE, grace.replace("\"grace\"", "\"another\""));
            said.addAll(members.function.log());
        }
        try (Running members = new Running("member", environment("LAUREL_TABLE", "another-table"))) {
            members.http(503, at("POST /members"), HERE, grace);
            assertThat(members.function.log()).anyMatch(line -> line.contains("ResourceNotFoundException"));
            said.addAll(members.function.log());
        }
        try (Running shop = new Running("shop")) {
            String order = """
                    {"id": 4711, "currency": "USD", "financial_status": "paid", "created_at": "%s", "updated_at": "%s", "email": "grace.hopper@navy.example",
                     "customer": {"id": 78, "email": "grace.hopper@navy.example", "phone": "+4930987654"}, "shipping_address": {"address1": "1 Minesweeper Lane"},
                     "line_items": [{"id": 1, "sku": "beans", "quantity": 1, "price": "25.00"}]}""".formatted(Instant.now(), Instant.now());
            shop.http(200, delivery(order, signature(order)));
            shop.http(401, delivery(order, signature(order + " ")));
            String senseless = order.replace("\"25.00\"", "\"much\"");
            shop.http(200, delivery(senseless, signature(senseless)));
            said.addAll(shop.function.log());
        }

        List<JsonNode> lines = new ArrayList<>();
        for (String line : said) lines.add(JSON.readTree(line));
        List<JsonNode> calls =
                lines.stream().filter(line -> line.has("outcome")).toList();
        assertThat(calls)
                .extracting(call -> call.path("function").asText() + " "
                        + call.path("outcome").asText())
                .containsExactly(
                        "member ok",
                        "member malformed",
                        "member malformed",
                        "member contact-taken",
                        "member unavailable",
                        "shop ok",
                        "shop bad-signature",
                        "shop ok");
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.path("requestId").asText()).isEqualTo("request");
            assertThat(call.path("program").asText()).isEqualTo(PROGRAM);
            assertThat(call.path("call").asText()).matches("(GET|POST) /v1/.*");
            assertThat(call.path("ms").isIntegralNumber()).isTrue();
        });
        JsonNode join = calls.getFirst();
        assertThat(join.path("readUnits").asDouble()).isPositive();
        assertThat(join.path("writeUnits").asDouble()).isPositive();
        assertThat(lines)
                .filteredOn(line -> line.has("stackTrace"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.path("requestId").asText()).isEqualTo("request"));
        assertThat(metrics(join)).containsExactly("Calls by [outcome]");
        assertThat(calls.getLast().has("_aws")).as("nobody asked for metrics").isFalse();
    }

    /** What CloudWatch would make of a line: metrics, each a number at its top, by dimensions, each a text at its top. */
    private static List<String> metrics(JsonNode line) {
        assertThat(line.at("/_aws/Timestamp").isIntegralNumber()).isTrue();
        List<String> metrics = new ArrayList<>();
        for (JsonNode directive : line.at("/_aws/CloudWatchMetrics")) {
            assertThat(directive.path("Namespace").asText()).isEqualTo("Laurel-test");
            assertThat(directive.path("Dimensions").size()).isEqualTo(1);
            List<String> dimensions = new ArrayList<>();

            directive.at("/Dimensions/0").forEach(name -> dimensions.add(name.asText()));
            assertThat(dimensions)
                    .allSatisfy(name -> assertThat(line.path(name).isTextual()).isTrue());
            for (JsonNode metric : directive.path("Metrics")) {
                String name = metric.path("Name").asText();
                assertThat(line.path(name).isNumber()).as(name).isTrue();
                metrics.add(name + " by " + dimensions);
            }
        }
        return metrics;
    }

    @Test
    void nothing_of_the_laptop_is_in_the_artifact() throws IOException {
        assertThat(PackagedFunction.contents())
                .isNotEmpty()
                .noneMatch(name -> name.startsWith("dev/laurel/local") || name.startsWith("local/"))
                .noneMatch(name -> name.matches("lib/.*(nimbus|DynamoDBLocal|rest-assured|junit|sqlite).*"));
    }
}
