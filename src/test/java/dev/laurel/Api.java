package dev.laurel;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/** Talks to the local gateway as a client of one program, with one kind of token. Every answer is held against openapi.yaml. */
public final class Api {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port;
    private final String program;
    private final String token;
    private final String language;

    private Api(int port, String program, String token) {
        this(port, program, token, "");
    }

    private Api(int port, String program, String token, String language) {
        this.port = port;
        this.program = program;
        this.token = token;
        this.language = language;
    }

    /** An admin of a program of its own name that nobody else uses. */
    public static Api admin(int port) {
        return admin(port, "p" + UUID.randomUUID().toString().substring(0, 12));
    }

    public static Api admin(int port, String program) {
        return new Api(port, program, token(port, program, "loyalty:admin", null));
    }

    /** An admin of a program of its own, which gives a point for each dollar and what else is said. */
    public static Api onePerDollar(int port, String more) {
        return admin(port).program("earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}\n" + more);
    }

    public Api till() {
        return new Api(port, program, token(port, program, "loyalty:till", null));
    }

    public Api self(String member) {
        return new Api(port, program, token(port, program, "loyalty:self", member));
    }

    public Api withToken(String other) {
        return new Api(port, program, other);
    }

    /** The same client, asking for members' words in other languages. */
    public Api asking(String languages) {
        return new Api(port, program, token, languages);
    }

    public String program() {
        return program;
    }

    /** A token from the laptop's issuer. */
    public static String token(int port, String program, String scope, String member) {
        String memberId = member == null ? "" : ",\"memberId\":\"" + member + "\"";
        return given().port(port)
                .body("{\"program\":\"" + program + "\",\"scope\":\"" + scope + "\"" + memberId + "}")
                .post("/local/tokens")
                .then()
                .statusCode(200)
                .extract()
                .path("token");
    }

    public RequestSpecification request() {
        return given().port(port)
                .config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("application/yaml", ContentType.TEXT)))
                .filter(Contract.FILTER)
                .header(new Header("Authorization", "Bearer " + token))
                .header(new Header("Accept-Language", language))
                .contentType("application/json");
    }

    public String path(String rest) {
        return "/v1/programs/" + program + rest;
    }

    public Response get(String rest) {
        return request().urlEncodingEnabled(false).get(path(rest));
    }

    public Response post(String rest, String yaml) {
        return request().body(json(yaml)).post(path(rest));
    }

    /** A post with a request key of the client's. */
    public Response post(String rest, String key, String yaml) {
        return request().header("Idempotency-Key", key).body(json(yaml)).post(path(rest));
    }

    public Response delete(String rest) {
        return request().delete(path(rest));
    }

    public Response patch(String rest, String yaml) {
        return request().body(json(yaml)).patch(path(rest));
    }

    /** Puts a program in force that has always been; the document is YAML without id, name, currency and time zone where they do not matter. */
    public Api program(String yaml) {
        return program(yaml, "2020-01-01T00:00:00Z");
    }

    public Api program(String yaml, String effectiveFrom) {
        var document = JSON.createObjectNode();
        document.put("id", program).put("name", "Test").put("currency", "USD").put("timeZone", "America/New_York");
        document.setAll((ObjectNode) tree(yaml));
        document.put("id", program);
        var body = JSON.createObjectNode().put("effectiveFrom", effectiveFrom);
        body.set("program", document);
        request()
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body(body.toString())
                .post(path("/program/versions"))
                .then()
                .statusCode(201);
        return this;
    }

    /** A new member with this id. */
    public Api join(String member) {
        post("/members", "{memberId: " + member + "}").then().statusCode(201);
        return this;
    }

    /** A purchase of one line. */
    public Response buy(String member, String order, String amount) {
        return post(
                "/members/" + member + "/purchases",
                "{orderId: '" + order + "', currency: USD, lines: [{sku: thing, quantity: 1, amount: '" + amount
                        + "'}]}");
    }

    public long spendable(String member) {
        return get("/members/" + member + "/balance")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("spendable");
    }

    public static String json(String yaml) {
        return tree(yaml).toString();
    }

    private static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
