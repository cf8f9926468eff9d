package dev.laurel.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.Api;
import dev.laurel.local.Gateway;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Whatever is wrong gets its problem, and nothing is written. */
@QuarkusTest
class BadInputTest {
    private static final String LINE = "{sku: thing, quantity: 1, amount: '10.00'}";
    private static final String BUY = "POST /members/ada/purchases";
    private static final String REDEEM = "POST /members/ada/redemptions";
    private static final String JOIN = "POST /members";
    private static final String PROPOSE = "POST /program/versions";
    private static final String PROGRAM =
            "id: bad, name: N, currency: USD, timeZone: UTC, earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}";

    @Inject
    Gateway gateway;

    @Inject
    DynamoDbClient dynamo;

    /** One wrong request: what is wrong with it, who sends what, and what they are told; the place is the pointer, where the body has one. */
    private record Case(String wrong, String who, String request, String body, int status, String type, String place) {}

    private final List<Case> cases = new ArrayList<>();

    private void wrong(String wrong, String request, String body, int status, String type) {
        cases.add(new Case(wrong, "admin", request, body, status, type, null));
    }

    private void malformed(String wrong, String request, String body, String place) {
        cases.add(new Case(wrong, "admin", request, body, 400, "malformed", place));
    }

    private void as(String who, String wrong, String request, String body, int status, String type) {
        cases.add(new Case(wrong, who, request, body, status, type, null));
    }

    private static String order(String fields) {
        return "{orderId: 'bad-1', currency: USD, lines: [" + LINE + "]" + (fields.isEmpty() ? "" : ", " + fields)
                + "}";
    }

    private static String line(String fields) {
        return "{orderId: 'bad-1', currency: USD, lines: [{sku: thing, quantity: 1, amount: '10.00', " + fields + "}]}";
    }

    private static String broken(String fields) {
        return "{program: {" + PROGRAM + ", " + fields + "}}";
    }

    private static String rule(String fields) {
        return "{program: {id: bad, name: N, currency: USD, timeZone: UTC, earning: {rules: [{id: a, " + fields
                + "}]}}}";
    }

    /** What YAML's scanner takes the square of its depth for. */
    private static final String NESTED = "[".repeat(300) + "]".repeat(300) + ",";

    private void purchases() {
        for (String number : List.of("1e1001", "-1e999999999", "1e-999999999", "1e9999999999", "1e-2147483648")) {
            String body = "RAW:{\"program\": {\"expiry\": {\"kind\": NUMBER}}}".replace("NUMBER", number);
            malformed(number, PROPOSE, body, "");
            malformed(number + " in YAML", "YAML " + PROPOSE, body, "");
        }
        malformed("no JSON at all", BUY, "RAW:{\"orderId\":", "");
        malformed("a key that stands twice", BUY, "RAW:{\"orderId\":\"1\",\"orderId\":\"2\"}", "");
        malformed("YAML with an alias", "YAML " + BUY, "RAW:orderId: &a x\nsource: *a", "");
        malformed("YAML that ends within an escape", "YAML " + BUY, "RAW:orderId: \"\\x", "");
        for (String format : List.of("", "YAML ")) {
            malformed(format + "nested too deep", format + BUY, "RAW:" + "[".repeat(33) + "]".repeat(33), "");
            malformed(format + "nested deep very often", format + BUY, "RAW:[" + NESTED.repeat(100) + "1]", "");
        }
        malformed("two YAML documents", "YAML " + BUY, "RAW:a: 1\n---\nb: 2", "");
        malformed("something after the document", BUY, "RAW:{} {}", "");
        malformed("an empty body", BUY, "RAW:", "");
        malformed("a list instead of an object", BUY, "[]", "");
        malformed("bytes that are no text", BUY, "RAW:{\"orderId\":\"\u0000\"}", "");
        malformed("nesting without end", BUY, "RAW:" + "[".repeat(5000), "");
        malformed("an unknown field", BUY, order("colour: red"), "/colour");
        malformed("an unknown field in a line", BUY, line("colour: red"), "/lines/0/colour");
        malformed(
                "an unknown field in a tender",
                BUY,
                order("tenders: [{kind: card, amount: '1.00', pin: '1'}]"),
                "/tenders/0/pin");
        malformed("no order id", BUY, "{currency: USD, lines: [" + LINE + "]}", "/orderId");
        malformed(
                "an order id that is a number", BUY, "{orderId: 7, currency: USD, lines: [" + LINE + "]}", "/orderId");
        malformed("an order id with #", BUY, "{orderId: 'a#b', currency: USD, lines: [" + LINE + "]}", "/orderId");
        malformed(
                "an order id that is too long",
                BUY,
                "{orderId: '" + "x".repeat(129) + "', currency: USD, lines: [" + LINE + "]}",
                "/orderId");
        malformed(
                "an order id in another alphabet",
                BUY,
                "{orderId: 'номер', currency: USD, lines: [" + LINE + "]}",
                "/orderId");
        malformed("no lines", BUY, "{orderId: 'bad-1', currency: USD, lines: []}", "/lines");
        malformed("lines that are no list", BUY, "{orderId: 'bad-1', currency: USD, lines: " + LINE + "}", "/lines");
        malformed(
                "251 lines",
                BUY,
                "{orderId: 'bad-1', currency: USD, lines: [" + (LINE + ",").repeat(250) + LINE + "]}",
                "/lines");
        malformed(
                "two lines of one name",
                BUY,
                "{orderId: 'bad-1', currency: USD, lines: [{line: a, sku: x, quantity: 1, amount: '1.00'}, {line: a, sku: x, quantity: 1, amount: '1.00'}]}",
                "/lines/1/line");
        malformed(
                "an amount that is a number",
                BUY,
                "{orderId: 'bad-1', currency: USD, lines: [{sku: x, quantity: 1, amount: 10.00}]}",
                "/lines/0/amount");
        malformed(
                "a negative amount",
                BUY,
                "{orderId: 'bad-1', currency: USD, lines: [{sku: x, quantity: 1, amount: '-10.00'}]}",
                "/lines/0/amount");
        malformed(
                "an amount with too many decimals",
                BUY,
                "{orderId: 'bad-1', currency: USD, lines: [{sku: x, quantity: 1, amount: '10.001'}]}",
                "/lines/0/amount");
        malformed(
                "decimals in a currency that has none",
                BUY,
                "{orderId: 'bad-1', currency: JPY, lines: [{sku: x, quantity: 1, amount: '10.50'}]}",
                "/lines/0/amount");
        malformed(
                "an amount in scientific notation",
                BUY,
                "{orderId: 'bad-1', currency: USD, lines: [{sku: x, quantity: 1, amount: '1e9'}]}",
                "/lines/0/amount");
        malformed(
                "a huge amount",
                BUY,
                "{orderId: 'bad-1', currency: USD, lines: [{sku: x, quantity: 1, amount: '" + "9".repeat(40) + "'}]}",
                "/lines/0/amount");
        malformed(
                "a negative quantity",
                BUY,
                "{orderId: 'bad-1', currency: USD, lines: [{sku: x, quantity: -1, amount: '10.00'}]}",
                "/lines/0/quantity");
        malformed(
                "a quantity of zero",
                BUY,
                "{orderId: 'bad-1', currency: USD, lines: [{sku: x, quantity: 0, amount: '10.00'}]}",
                "/lines/0/quantity");
        malformed(
                "a huge quantity",
                BUY,
                "{orderId: 'bad-1', currency: USD, lines: [{sku: x, quantity: " + "9".repeat(30)
                        + ", amount: '10.00'}]}",
                "/lines/0/quantity");
        malformed("a line discount over its amount", BUY, line("discount: '10.01'"), "/lines/0/discount");
        malformed("an order discount over its lines", BUY, order("discount: '10.01'"), "/discount");
        malformed("a flag that is a text", BUY, line("giftCard: 'yes'"), "/lines/0/giftCard");
        malformed(
                "a currency that is none",
                BUY,
                "{orderId: 'bad-1', currency: XYZ, lines: [" + LINE + "]}",
                "/currency");
        malformed(
                "a currency without money",
                BUY,
                "{orderId: 'bad-1', currency: XAU, lines: [" + LINE + "]}",
                "/currency");
        malformed("an instant without a zone", BUY, order("occurredAt: '2026-11-21T10:00:00'"), "/occurredAt");
        malformed("a day that is no instant", BUY, order("occurredAt: '2026-11-21'"), "/occurredAt");
        malformed(
                "an instant of a year that nobody means",
                BUY,
                order("occurredAt: '-99999-01-01T00:00:00Z'"),
                "/occurredAt");
        malformed("a negative revision", BUY, order("revision: -1"), "/revision");
        malformed("an unknown tender", BUY, order("tenders: [{kind: beads, amount: '1.00'}]"), "/tenders/0/kind");
        malformed(
                "cash that names a redemption",
                BUY,
                order("tenders: [{kind: cash, amount: '1.00', redemptionId: r}]"),
                "/tenders/0/redemptionId");
        wrong(
                "a foreign currency without a rate",
                BUY,
                "{orderId: 'bad-1', currency: EUR, lines: [" + LINE + "]}",
                422,
                "currency-not-accepted");
        wrong("an order of tomorrow", BUY, order("occurredAt: '2100-01-01T00:00:00Z'"), 422, "in-the-future");
        wrong(
                "an order before the program",
                BUY,
                order("occurredAt: '2019-01-01T00:00:00Z'"),
                422,
                "before-the-program");
        as(
                "till",
                "an order older than the program accepts",
                BUY,
                order("occurredAt: '2025-01-01T00:00:00Z'"),
                422,
                "too-long-ago");
        wrong(
                "a redemption that is not there",
                BUY,
                order("tenders: [{kind: points, amount: '1.00', redemptionId: r_none}]"),
                409,
                "redemption-not-open");
        wrong(
                "a known order with other content",
                BUY,
                "{orderId: 'good-1', currency: USD, lines: [" + LINE + "]}",
                409,
                "order-differs");
        wrong(
                "an order of another member",
                "POST /members/ben/purchases",
                "{orderId: 'good-1', currency: USD, lines: [" + LINE + "]}",
                409,
                "order-of-another-member");
        wrong("an unknown member", "POST /members/nobody/purchases", order(""), 404, "unknown-member");
        wrong("a body over 256 KB", BUY, "RAW:{\"orderId\":\"" + "x".repeat(256 * 1024) + "\"}", 413, "too-large");
        wrong("an order that nobody placed", "GET /members/ada/purchases/none", null, 404, "unknown-order");
        malformed("a quote without a purchase", "POST /quotes", "{memberId: ada}", "/purchase");
        malformed(
                "a quote with an unknown field",
                "POST /quotes",
                "{purchase: " + order("") + ", write: true}",
                "/write");
    }

    private void redemptions() {
        wrong("a redemption without a key", "NOKEY " + REDEEM, "{reward: five-off}", 400, "malformed");
        malformed("neither a reward nor points", REDEEM, "{}", "/reward");
        malformed("a reward and points", REDEEM, "{reward: five-off, points: 100}", "/points");
        malformed("points as a text", REDEEM, "{points: '100'}", "/points");
        malformed("negative points", REDEEM, "{points: -100}", "/points");
        malformed("points with decimals", REDEEM, "{points: 100.5}", "/points");
        malformed("more points than there can be", REDEEM, "{points: 10000000000000}", "/points");
        malformed("a quantity of zero of a reward", REDEEM, "{reward: five-off, quantity: 0}", "/quantity");
        malformed("what the reward should cost", REDEEM, "{reward: five-off, cost: 1}", "/cost");
        wrong("an unknown reward", REDEEM, "{reward: none}", 404, "unknown-reward");
        wrong("a reward that costs too much", REDEEM, "{reward: big}", 422, "not-enough-points");
        wrong("a reward for others", REDEEM, "{reward: elite}", 422, "reward-not-for-tier");
        wrong("a reward that is gone", REDEEM, "{reward: gone}", 422, "out-of-stock");
        wrong("fewer points than the minimum", REDEEM, "{points: 10}", 422, "points-not-allowed");
        wrong("points between two steps", REDEEM, "{points: 75}", 422, "points-not-allowed");
        wrong("more points than the order", REDEEM, "{points: 100, orderTotal: '0.50'}", 422, "points-not-allowed");
        wrong("the key of another request", "KEY:known " + REDEEM, "{reward: gone}", 422, "key-reused");
        wrong(
                "a redemption that is not there",
                "POST /members/ada/redemptions/r_none/cancellation",
                null,
                404,
                "unknown-redemption");
        wrong("a voucher that is mistyped", "GET /vouchers/0000000000000001", null, 404, "unknown-voucher");
        wrong("a voucher that is none", "POST /vouchers/nonsense/use", "{orderId: o}", 404, "unknown-voucher");
    }

    private void members() {
        malformed("a mail address as a member id", JOIN, "{memberId: 'ada@example.com'}", "/memberId");
        malformed("a phone number as a member id", JOIN, "{memberId: '491701234567'}", "/memberId");
        malformed("me as a member id", JOIN, "{memberId: me}", "/memberId");
        malformed("a mail address without a host", JOIN, "{memberId: x1, email: 'ada@'}", "/email");
        malformed("a phone number without a country", JOIN, "{memberId: x1, phone: '0170 1234567'}", "/phone");
        malformed("a birthday in the future", JOIN, "{memberId: x1, birthday: '2999-01-01'}", "/birthday");
        malformed("a day that does not exist", JOIN, "{memberId: x1, birthday: '2001-02-30'}", "/birthday");
        malformed("a name with a control character", JOIN, "RAW:{\"memberId\":\"x1\",\"name\":\"a\\u0007b\"}", "/name");
        malformed("a name without end", JOIN, "{memberId: x1, name: '" + "x".repeat(201) + "'}", "/name");
        malformed("a balance to start with", JOIN, "{memberId: x1, balance: 1000}", "/balance");
        malformed("a tier to start with", JOIN, "{memberId: x1, tier: vip}", "/tier");
        wrong("a join without an id or a key", "NOKEY " + JOIN, "{name: X}", 400, "malformed");
        wrong("a member who is known with other data", JOIN, "{memberId: ada, name: Other}", 409, "member-known");
        wrong(
                "a mail address of another member",
                JOIN,
                "{memberId: x2, email: 'ADA@example.com'}",
                409,
                "contact-taken");
        wrong("a search for nothing", "GET /members", null, 400, "malformed");
        wrong("a search for two things", "GET /members?email=a@example.com&card=ada", null, 400, "malformed");
        wrong("a search for nobody", "GET /members?email=nobody@example.com", null, 404, "unknown-member");
        wrong(
                "another member's mail address",
                "PATCH /members/ben",
                "{email: 'ada@example.com'}",
                409,
                "contact-taken");
        malformed("a member id that changes", "PATCH /members/ben", "{memberId: other}", "/memberId");
        wrong("a page of nothing", "GET /members/ada/history?limit=0", null, 400, "malformed");
        wrong("a page that is too long", "GET /members/ada/history?limit=101", null, 400, "malformed");
        wrong("a page before a word", "GET /members/ada/history?before=x", null, 400, "malformed");
        wrong(
                "a tier that is not there",
                "POST /members/ada/tier",
                "{tier: none, reason: goodwill}",
                404,
                "unknown-tier");
        wrong(
                "a tier that nobody is invited to",
                "POST /members/ada/tier",
                "{tier: vip, reason: goodwill}",
                422,
                "not-by-invitation");
        malformed(
                "a reason that is a story",
                "POST /members/ada/tier",
                "{tier: guest, reason: 'because Ada called'}",
                "/reason");
        malformed(
                "an invitation to a year that nobody means",
                "POST /members/ada/tier",
                "{tier: guest, reason: r, until: '+999999999-12-31'}",
                "/until");
        malformed("a member id that is a phone number at home", JOIN, "{memberId: '015112345678'}", "/memberId");
        malformed("a shop that is no domain", JOIN, "{memberId: x1, shopCustomers: {'x/y': '1'}}", "/shopCustomers");
        malformed(
                "a shop that stands twice",
                JOIN,
                "{memberId: x1, shopCustomers: {A.com: '1', a.com: '2'}}",
                "/shopCustomers");
        malformed(
                "a consent with a name without end",
                JOIN,
                "{memberId: x1, consents: {" + "c".repeat(129) + ": true}}",
                "/consents/" + "c".repeat(129));
        wrong(
                "more taken than there is",
                "POST /members/ada/adjustments",
                "{points: -10000, reason: r}",
                422,
                "not-enough-points");
        malformed("an adjustment of nothing", "POST /members/ada/adjustments", "{points: 0, reason: r}", "/points");
        malformed("an adjustment without a reason", "POST /members/ada/adjustments", "{points: 1}", "/reason");
        malformed(
                "an adjustment with a story",
                "POST /members/ada/adjustments",
                "{points: 1, reason: 'she was angry'}",
                "/reason");
        malformed(
                "credits that are a number",
                "POST /members/ada/adjustments",
                "{points: 1, reason: r, credits: 5}",
                "/credits");
        wrong(
                "points given that have ended",
                "POST /members/ada/adjustments",
                "{points: 1, reason: r, expires: '2020-01-01'}",
                422,
                "already-over");
        String act = "POST /members/ada/actions";
        wrong("an action that no rule knows", act, "{action: dance, reference: r}", 404, "unknown-action");
        malformed("joining as an action", act, "{action: join, reference: r}", "/action");
        malformed("an action without a name", act, "{reference: r}", "/action");
        malformed("a quantity of nothing", act, "{action: dance, reference: r, quantity: 0}", "/quantity");
        wrong("an action with neither reference nor key", "NOKEY " + act, "{action: dance}", 400, "malformed");
        String exchange = "POST /members/ada/redemptions/r_aaaaaaaaaaaaaaaaaaaaaa/exchange";
        wrong("an exchange of nothing", exchange, "{reward: five-off}", 409, "redemption-not-open");
        malformed("an exchange for nothing", exchange, "{}", "/reward");
        wrong(
                "an exchange of what can be no redemption",
                "POST /members/ada/redemptions/nothing/exchange",
                "{reward: five-off}",
                404,
                "unknown-redemption");
        String reverse = "POST /members/ada/reversals";
        wrong("a reversal of an order", reverse, "{entry: order/api/good-1, reason: r}", 422, "not-reversible");
        wrong("a reversal of a join", reverse, "{entry: join, reason: r}", 422, "not-reversible");
        malformed("a reversal of what can be no entry", reverse, "{entry: 'a#b', reason: r}", "/entry");
        wrong("a reversal of nothing", reverse, "{entry: adjustment/none, reason: r}", 404, "unknown-entry");
        malformed("a reversal without a reason", reverse, "{entry: join}", "/reason");
        as("till", "a till that reverses", reverse, "{entry: join, reason: r}", 403, "forbidden");
        String refund = "POST /members/ada/refunds";
        malformed("a refund without its id", refund, "{orderId: 'known'}", "/refundId");
        malformed("a refund without an order", refund, "{refundId: r}", "/orderId");
        malformed("a refund of nothing", refund, "{orderId: good-1, refundId: r, amount: '0.00'}", "/amount");
        malformed("a negative refund", refund, "{orderId: good-1, refundId: r, amount: '-1.00'}", "/amount");
        malformed("too many decimals", refund, "{orderId: good-1, refundId: r, amount: '1.001'}", "/amount");
        malformed("no lines of a refund", refund, "{orderId: good-1, refundId: r, lines: []}", "/lines");
        malformed(
                "lines and an amount",
                refund,
                "{orderId: good-1, refundId: r, amount: '1.00', lines: [{line: '1', quantity: 1}]}",
                "/amount");
        malformed(
                "a line of a refund without a name",
                refund,
                "{orderId: good-1, refundId: r, lines: [{quantity: 1}]}",
                "/lines/0/line");
        malformed(
                "a line of a refund without a quantity",
                refund,
                "{orderId: good-1, refundId: r, lines: [{line: '1'}]}",
                "/lines/0/quantity");
        malformed("an unknown part", refund, "{orderId: good-1, refundId: r, of: {fees: '1.00'}}", "/of/fees");
        wrong(
                "a refund larger than the order",
                refund,
                "{orderId: good-1, refundId: r, amount: '500.01'}",
                422,
                "more-than-left");
        wrong("a refund of an unknown order", refund, "{orderId: unknown, refundId: r}", 404, "unknown-order");
        wrong(
                "a refund of another source's order",
                refund,
                "{orderId: known, source: pos, refundId: r}",
                404,
                "unknown-order");
        wrong(
                "a refund of another member's order",
                "POST /members/ben/refunds",
                "{orderId: good-1, refundId: r}",
                409,
                "order-of-another-member");
        wrong(
                "a refund of nobody's",
                "POST /members/nobody/refunds",
                "{orderId: good-1, refundId: r}",
                404,
                "unknown-member");
        wrong(
                "a refund in another currency",
                refund,
                "{orderId: good-1, refundId: r, currency: EUR, amount: '1.00'}",
                422,
                "other-currency");
        wrong(
                "a refund of an unknown line",
                refund,
                "{orderId: good-1, refundId: r, lines: [{line: '7', quantity: 1}]}",
                422,
                "unknown-line");
        as("self", "a member who refunds", refund, "{orderId: good-1, refundId: r}", 403, "forbidden");
        wrong("an unblocking of nobody blocked", "POST /members/ada/unblock", "{reason: r}", 409, "already-so");
        malformed("a block without a reason", "POST /members/ada/block", "{}", "/reason");
        wrong("a perk that is not there", "POST /members/ada/perks/none/uses", "{reference: r}", 404, "unknown-perk");
        malformed("a use of a perk without a name", "POST /members/ada/perks/none/uses", "{}", "/reference");
        wrong(
                "the withdrawal of a version that is not there",
                "DELETE /program/versions/9",
                null,
                404,
                "unknown-version");
        wrong("the withdrawal of what is in force", "DELETE /program/versions/1", null, 409, "in-force");
        wrong(
                "an invitation that is over",
                "POST /members/ada/tier",
                "{tier: guest, reason: goodwill, until: '2020-01-01'}",
                422,
                "already-over");
    }

    private void tokens() {
        as("till", "a till that adjusts", "POST /members/ada/adjustments", "{points: 1, reason: r}", 403, "forbidden");
        as("till", "a till that blocks", "POST /members/ada/block", "{reason: r}", 403, "forbidden");
        as("till", "a till that reads a statement", "GET /members/ada/statement", null, 403, "forbidden");
        as("self", "another member's statement", "GET /members/ben/statement", null, 403, "forbidden");
        as("self", "a member who uses a perk", "POST /members/ada/perks/none/uses", "{reference: r}", 403, "forbidden");
        as("nobody", "no token", "GET /members/ada/balance", null, 401, null);
        as("forged", "a forged token", "GET /members/ada/balance", null, 401, null);
        as("elsewhere", "a token of another program", "GET /members/ada/balance", null, 403, "forbidden");
        as("scopeless", "a token without a scope", "GET /members/ada/balance", null, 403, "forbidden");
        as("self", "another member's balance", "GET /members/ben/balance", null, 403, "forbidden");
        as("self", "another member's points", "POST /members/ben/redemptions", "{reward: five-off}", 403, "forbidden");
        as("self", "a member who gives themselves points", BUY, order(""), 403, "forbidden");
        as(
                "self",
                "a quote for another member",
                "POST /quotes",
                "{memberId: ben, purchase: " + order("") + "}",
                403,
                "forbidden");
        as(
                "self",
                "a member who uses a voucher",
                "POST /vouchers/0000000000000000/use",
                "{orderId: o}",
                403,
                "forbidden");
        as("till", "a till that proposes a program", PROPOSE, broken("noticeDays: 1"), 403, "forbidden");
        as("till", "a till that invites", "POST /members/ada/tier", "{tier: guest, reason: r}", 403, "forbidden");
        wrong("me with an admin's token", "GET /members/me/balance", null, 400, "malformed");
        wrong("no such route", "GET /members/ada/nothing", null, 404, null);
        wrong("no such method", "DELETE /members/ada/balance", null, 404, null);
    }

    private void programs() {
        broken("an unknown field", broken("colour: red"), "/colour");
        broken(
                "an unknown field of a rule",
                rule("kind: perAmount, points: 1, per: '1.00', colour: red"),
                "/earning/rules/0/colour");
        broken(
                "a number that no double holds",
                "RAW:{\"program\": {\"id\": \"bad\", \"name\": \"N\", \"currency\": \"USD\", \"timeZone\": \"UTC\", \"earning\": {\"rules\": []}, \"expiry\": {\"kind\": \"never\", \"months\": 1e999}}}",
                "/expiry/months");
        broken("a rule for zero money", rule("kind: perAmount, points: 1, per: '0.00'"), "/earning/rules/0/per");
        broken("a factor below 1", rule("kind: multiplier, factor: '0.5'"), "/earning/rules/0/factor");
        broken("an unknown tier", rule("kind: perOrder, points: 1, tiers: [none]"), "/earning/rules/0/tiers/0");
        broken(
                "a window that ends before it starts",
                rule("kind: perOrder, points: 1, during: {from: '2026-02-01', until: '2026-01-01'}"),
                "/earning/rules/0/during/until");
        broken(
                "a day that does not exist in a rule",
                rule("kind: perOrder, points: 1, during: {from: '2026-02-30'}"),
                "/earning/rules/0/during/from");
        broken(
                "a rolling window kept to its end",
                broken("tiers: {window: {months: 12}, ladder: [{id: a, from: 0}]}"),
                "/tiers/kept");
        broken(
                "a successor of a tier that is there",
                broken("tiers: {replacedBy: {a: a}, ladder: [{id: a, from: 0}]}"),
                "/tiers/replacedBy/a");
        broken(
                "a reward for where everybody stands",
                broken(
                        "rewards: [{id: r, kind: freeShipping, cost: 1}], tiers: {ladder: [{id: a, from: 0, onReach: r}]}"),
                "/tiers/ladder/0/onReach");
        broken(
                "a delay without anything kept",
                broken("tiers: {window: lifetime, upgradeAfterDays: 3, ladder: [{id: a, from: 0}]}"),
                "/tiers/upgradeAfterDays");
        broken(
                "visits of a ladder by spend",
                broken("tiers: {visit: {perDay: 1}, ladder: [{id: a, from: 0}]}"),
                "/tiers/visit");
        broken("a birthday that gives nothing", rule("kind: birthday"), "/earning/rules/0");
        broken("a birthday factor below 1", rule("kind: birthday, factor: '0.5'"), "/earning/rules/0/factor");
        broken(
                "stamps for a reward that is not there",
                rule("kind: stamps, of: items, every: 10, reward: none"),
                "/earning/rules/0/reward");
        broken(
                "credits alone where the ladder counts money",
                rule("kind: perOrder, points: 1, gives: credits"),
                "/earning/rules/0/gives");
        broken(
                "an automatic reward with a stock",
                broken("rewards: [{id: r, kind: amountOff, cost: 100, amount: '1.00', autoIssue: true, stock: 5}]"),
                "/rewards/0/stock");
        broken(
                "an automatic reward for nothing",
                broken("rewards: [{id: r, kind: amountOff, cost: 0, amount: '1.00', autoIssue: true}]"),
                "/rewards/0/cost");
        broken(
                "alternatives of what is asked for",
                broken("rewards: [{id: r, kind: amountOff, cost: 1, amount: '1.00', alternatives: [r]}]"),
                "/rewards/0/alternatives");
        broken(
                "an id that stands twice",
                "{program: {id: bad, name: N, currency: USD, timeZone: UTC, earning: {rules: [{id: a, kind: perOrder, points: 1}, {id: a, kind: perOrder, points: 1}]}}}",
                "/earning/rules/1/id");
        broken(
                "an unknown time zone",
                "{program: {id: bad, name: N, currency: USD, timeZone: Mars/Olympus, earning: {rules: []}}}",
                "/timeZone");
        broken(
                "an unknown currency",
                "{program: {id: bad, name: N, currency: XYZ, timeZone: UTC, earning: {rules: []}}}",
                "/currency");
        broken("no currency", "{program: {id: bad, name: N, timeZone: UTC, earning: {rules: []}}}", "");
        broken(
                "a ladder that does not start at 0",
                broken("tiers: {ladder: [{id: a, from: 5}]}"),
                "/tiers/ladder/0/from");
        broken(
                "a ladder that falls",
                broken("tiers: {ladder: [{id: a, from: 0}, {id: b, from: 50}, {id: c, from: 40}]}"),
                "/tiers/ladder/2/from");
        broken(
                "a lifetime that ends",
                broken("tiers: {window: lifetime, kept: endOfPeriod, ladder: [{id: a, from: 0}]}"),
                "/tiers/kept");
        broken("more buckets than an account holds", broken("expiry: {kind: afterEarning, months: 24}"), "/expiry");
        broken(
                "a perk that stands twice",
                broken("tiers: {ladder: [{id: a, from: 0, perks: [{id: p}, {id: p}]}]}"),
                "/tiers/ladder/0/perks/1/id");
        broken(
                "a rate of its own currency",
                "{program: {id: bad, name: N, currency: USD, timeZone: UTC, earning: {rates: {USD: '1.1'}, rules: []}}}",
                "/earning/rates/USD");
        broken(
                "a share of nothing",
                broken("redemption: {pointValue: '0.01', maxShareOfOrder: '0'}"),
                "/redemption/maxShareOfOrder");
        broken(
                "hours that end when they start",
                rule("kind: perOrder, points: 1, during: {hours: ['14:00-14:00']}"),
                "/earning/rules/0/during/hours/0");
        broken(
                "an instant before the window's first day",
                "{program: {id: bad, name: N, currency: USD, timeZone: America/New_York, earning: {rules: [{id: a, kind: perOrder, points: 1, during: {from: '2026-03-02', until: '2026-03-02T01:00:00Z'}}]}}}",
                "/earning/rules/0/during/until");
        broken(
                "a limit of two measures",
                rule("kind: perOrder, points: 1, limit: {times: 1, points: 5, per: day}"),
                "/earning/rules/0/limit");
        broken(
                "an exempt tier that is not there",
                broken("expiry: {kind: never, exemptTiers: [none]}"),
                "/expiry/exemptTiers/0");
        broken("a day that no year has", broken("expiry: {kind: calendar, month: 2, day: 30}"), "/expiry/day");
        broken(
                "a unit of money that the currency lacks",
                rule("kind: perAmount, points: 1, per: '0.001'"),
                "/earning/rules/0/per");
        cases.add(new Case(
                "a version from a year that nobody means",
                "elsewhere-admin",
                PROPOSE,
                "{effectiveFrom: '-999999999-01-01T00:00:00Z', program: {" + PROGRAM + "}}",
                400,
                "malformed",
                "/effectiveFrom"));
        malformed("a proposal without a program", PROPOSE, "{effectiveFrom: '2030-01-01T00:00:00Z'}", "/program");
        wrong("the program of another path", PROPOSE, broken("noticeDays: 1"), 422, "broken-program");
    }

    private void broken(String wrong, String body, String place) {
        cases.add(new Case(wrong, "elsewhere-admin", PROPOSE, body, 422, "broken-program", place));
    }

    @TestFactory
    List<DynamicTest> every_wrong_request_is_refused_and_writes_nothing() {
        Api admin = Api.admin(gateway.port()).program("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                tiers: {ladder: [{id: all, from: 0}, {id: vip, from: 5000}, {id: guest, byInvitation: true}]}
                redemption: {pointValue: '0.01', minimum: 50, step: 50}
                rewards:
                  - {id: five-off, kind: amountOff, cost: 50, amount: '5.00'}
                  - {id: big, kind: amountOff, cost: 100000, amount: '5.00'}
                  - {id: elite, kind: amountOff, cost: 50, amount: '5.00', tiers: [vip]}
                  - {id: gone, kind: amountOff, cost: 50, amount: '5.00', stock: 0}
                """);
        admin.post("/members", "{memberId: ada, email: ada@example.com}").then().statusCode(201);
        admin.join("ben");
        admin.buy("ada", "good-1", "500.00").then().statusCode(201);
        admin.post("/members/ada/redemptions", "known", "{reward: five-off}")
                .then()
                .statusCode(201);
        purchases();
        redemptions();
        members();
        tokens();
        programs();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(160);
        return cases.stream()
                .map(c -> DynamicTest.dynamicTest(
                        c.wrong() + ": " + c.request() + " by " + c.who(), () -> check(admin, c)))
                .toList();
    }

    private void check(Api admin, Case wrong) {
        Set<Map<String, AttributeValue>> before = items();
        Response response = send(client(admin, wrong.who()), wrong);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(wrong.status());
        if (wrong.type() != null) {
            assertThat(response.contentType()).startsWith("application/problem+json");
            assertThat(response.jsonPath().getString("type")).isEqualTo("/problems/" + wrong.type());
            assertThat(response.jsonPath().getString("detail")).isNotBlank().doesNotContain("Exception");
        }
        if (wrong.place() != null) {
            String told = wrong.type().equals("malformed")
                    ? response.jsonPath().getString("pointer")
                    : response.jsonPath().getString("faults[0].pointer");
            assertThat(told).as(response.asString()).isEqualTo(wrong.place());
        }
        assertThat(items().equals(before)).as("the table is as it was").isTrue();
    }

    private Api client(Api admin, String who) {
        return switch (who) {
            case "admin" -> admin;
            case "till" -> admin.till();
            case "self" -> admin.self("ada");
            case "scopeless" -> admin.withToken(Api.token(gateway.port(), admin.program(), "openid", "ada"));
            case "elsewhere" -> admin.withToken(Api.token(gateway.port(), "other", "loyalty:admin", null));
            case "elsewhere-admin" -> Api.admin(gateway.port(), "bad");
            case "forged" -> admin.withToken("eyJhbGciOiJub25lIn0.eyJzY29wZSI6ImxveWFsdHk6YWRtaW4ifQ.");
            default -> admin.withToken("");
        };
    }

    private static Response send(Api api, Case wrong) {
        String[] words = wrong.request().split(" ");
        int method = words.length - 2;
        String key = method == 0 ? "key-of-" + Math.abs(wrong.wrong().hashCode()) : words[0];
        var request = api.request().urlEncodingEnabled(false);
        if (key.equals("YAML")) request.contentType("application/yaml");
        if (key.startsWith("KEY:")) request.header("Idempotency-Key", key.substring(4));
        else if (!key.equals("NOKEY")) request.header("Idempotency-Key", key);
        if (wrong.body() != null) {
            request.body(wrong.body().startsWith("RAW:") ? wrong.body().substring(4) : Api.json(wrong.body()));
        }
        String path = api.path(words[method + 1]);
        return switch (words[method]) {
            case "GET" -> request.get(path);
            case "PATCH" -> request.patch(path);
            case "DELETE" -> request.delete(path);
            default -> request.post(path);
        };
    }

    private Set<Map<String, AttributeValue>> items() {
        return dynamo.scanPaginator(s -> s.tableName("laurel").consistentRead(true)).items().stream()
                .collect(Collectors.toSet());
    }
}
