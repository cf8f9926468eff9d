package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.Malformed;
import dev.laurel.outside.Contacts;
import dev.laurel.store.Commit;
import dev.laurel.store.MemberKey;
import dev.laurel.store.RequestKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One HTTP request that has passed the door: who calls in which role, and what they sent. */
final class Call {
    /** The most that a body may have. */
    static final int BODY_MOST = 256 * 1024;

    private static final String CHANNEL = "api";
    private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

    private final APIGatewayV2HTTPEvent event;
    private final Caller caller;
    private final String role;
    private @Nullable JsonNode body;

    Call(APIGatewayV2HTTPEvent event, Caller caller, String role) {
        this.event = event;
        this.caller = caller;
        this.role = role;
    }

    Caller caller() {
        return caller;
    }

    boolean isSelf() {
        return role.equals(Caller.SELF);
    }

    boolean isAdmin() {
        return role.equals(Caller.ADMIN);
    }

    String program() {
        return path("program");
    }

    String path(String name) {
        return event.getPathParameters().get(name);
    }

    Optional<String> query(String name) {
        Map<String, String> query = event.getQueryStringParameters();
        return Optional.ofNullable(query == null ? null : query.get(name)).filter(v -> !v.isEmpty());
    }

    /** A whole number in the query, between two bounds. */
    Optional<Long> wholeQuery(String name, long least, long most) {
        return query(name).map(text -> {
            boolean whole = text.matches("\\d{1,15}");
            if (!whole || Long.parseLong(text) < least || Long.parseLong(text) > most) {
                throw Problem.badRequest(name + ": a whole number from " + least + " to " + most + " is expected");
            }
            return Long.parseLong(text);
        });
    }

    /** The member that the path names: with their own token only they themselves, as whom {@code me} stands. */
    MemberKey member() {
        return member(path("id"));
    }

    MemberKey member(String named) {
        if (isSelf()) {
            String own = ownMember();
            if (!named.equals(Contacts.ME) && !named.equals(own))
                throw Problem.forbidden("this token is another member's");
            return new MemberKey(program(), own);
        }
        if (named.equals(Contacts.ME)) throw Problem.badRequest("me stands for a member's own token");
        if (!Contacts.isMemberId(named)) throw Problem.unknown("member", "there is no such member");
        return new MemberKey(program(), named);
    }

    String ownMember() {
        return caller.member()
                .filter(Contacts::isMemberId)
                .orElseThrow(() -> Problem.forbidden("this token names no member"));
    }

    /** The body as JSON. */
    JsonNode body() {
        if (body == null) body = read(rawBody());
        return body;
    }

    private JsonNode read(byte[] raw) {
        return header("content-type").filter(Call::isYaml).isPresent() ? YamlBody.parse(raw) : Json.parse(raw);
    }

    private static boolean isYaml(String type) {
        return type.toLowerCase(Locale.ROOT).contains("yaml");
    }

    private byte[] rawBody() {
        byte[] raw = rawBody(event, BODY_MOST);
        if (raw.length == 0) throw new Malformed("", "a body is required");
        return raw;
    }

    /** The bytes of a body, which may be none. */
    static byte[] rawBody(APIGatewayV2HTTPEvent event, int most) {
        String text = event.getBody() == null ? "" : event.getBody();
        byte[] raw = event.getIsBase64Encoded() ? Base64.getDecoder().decode(text) : text.getBytes(UTF_8);
        if (raw.length > most) {
            throw new Problem(
                    413,
                    "too-large",
                    "a body has at most " + most + " bytes",
                    Json.object().put("most", most));
        }
        return raw;
    }

    /** Where the client reached us. */
    String origin() {
        return header("x-forwarded-proto").orElse("http") + "://"
                + header("host").orElse("localhost");
    }

    /** The body read field by field. */
    Fields fields() {
        return Fields.of(body());
    }

    /** The same where the body may be left out. */
    Fields optionalFields() {
        boolean none = event.getBody() == null || event.getBody().isBlank();
        return none ? Fields.of(Json.object()) : fields();
    }

    Optional<String> header(String name) {
        if (event.getHeaders() == null) return Optional.empty();
        for (var header : event.getHeaders().entrySet()) {
            if (header.getKey().equalsIgnoreCase(name)) return Optional.of(header.getValue());
        }
        return Optional.empty();
    }

    /** The language that the client wants members' words in. */
    Language language() {
        return Language.best(header("accept-language"));
    }

    /** The client's request key, where nothing in the request is one by nature. */
    String idempotencyKey() {
        return header("idempotency-key")
                .filter(k -> KEY.matcher(k).matches())
                .orElseThrow(
                        () -> Problem.badRequest(
                                "the header Idempotency-Key is required: 1 to 255 visible ASCII characters, new for each new request"));
    }

    /** This request for the books; the hash is of the body as it was sent. */
    Commit.Request request(RequestKey key, JsonNode input) {
        return request(key, input, Optional.empty(), Optional.empty());
    }

    /** The same with where it happened, as far as that was told. */
    Commit.Request request(RequestKey key, JsonNode input, Optional<String> location, Optional<String> merchant) {
        return new Commit.Request(
                key,
                hash(Json.canonical(input)),
                role + ":" + caller.subject(),
                CHANNEL,
                location.orElse(null),
                merchant.orElse(null));
    }

    static String hash(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
