package dev.laurel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.laurel.local.Gateway;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What Laurel knows of somebody is told to them whole, and gone at once when they are erased; found by nobody who has only the table. */
@QuarkusTest
class PersonalDataTest {
    /** Planted in what the member, a till and a shop say. */
    private static final List<String> PLANTED = List.of(
            "grace.hopper@navy.example", "+4930987654", "Grace Brewster", "1906-12-09", "1 Minesweeper Lane", "880077");

    @Inject
    Gateway gateway;

    @Inject
    MovableClock clock;

    @Inject
    DynamoDbClient dynamo;

    private Api api;
    private Storefront shop;

    @BeforeEach
    void grace() {
        clock.set(Instant.parse("2050-03-03T12:00:00Z"));
        api = Api.onePerDollar(gateway.port(), "rewards: [{id: tenner, kind: amountOff, cost: 10, amount: '1.00'}]");
        shop = new Storefront(gateway.port(), api);
        shop.setUp(Storefront.SECRET).then().statusCode(201);
        api.post(
                        "/members",
                        "{memberId: grace, email: grace.hopper@navy.example, phone: '+49 30 987654', name: Grace Brewster, birthday: 1906-12-09, shopCustomers: {"
                                + Storefront.DOMAIN + ": '880077'}}")
                .then()
                .statusCode(201);
        api.join("ada");
        shop.deliver("orders/paid", order("\"20.00\"")).then().statusCode(200).body("outcome", equalTo("applied"));
        shop.deliver("orders/paid", order("\"much\"")).then().statusCode(200);
        api.post("/members/grace/redemptions", "k", "{reward: tenner}").then().statusCode(201);
        api.post(
                        "/members/grace/refunds",
                        "{source: " + Storefront.DOMAIN + ", orderId: '" + Storefront.NUMBER
                                + "', refundId: r1, lines: [{sku: cup, quantity: 1}]}")
                .then()
                .statusCode(201);
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private static String order(String price) {
        return Storefront.order("paid", "10:01:00", false, 2, "")
                .replace("\"id\": 77", "\"id\": 880077")
                .replace("ada@example.com", "grace.hopper@navy.example")
                .replace(
                        "\"total_tax\"",
                        "\"shipping_address\": {\"name\": \"Grace Brewster\", \"address1\": \"1 Minesweeper Lane\", \"phone\": \"+4930987654\"}, \"total_tax\"")
                .replace("\"20.00\"", price);
    }

    /** Every byte of the program's items, compressed bodies as they were. */
    private String bytes() throws DataFormatException {
        StringBuilder all = new StringBuilder();
        for (var item : dynamo.scanPaginator(s -> s.tableName("laurel").consistentRead(true))
                .items()) {
            if (!item.get("pk").s().contains("#" + api.program())) continue;
            for (Map.Entry<String, AttributeValue> attribute : item.entrySet())
                all.append(attribute.getKey())
                        .append('=')
                        .append(text(attribute.getValue()))
                        .append('\n');
        }
        return all.toString();
    }

    /** How many items say by what somebody is found. */
    private long lookUps(String bytes) {
        return bytes.lines()
                .filter(line -> line.startsWith("pk=L#" + api.program()))
                .count();
    }

    private static String text(AttributeValue value) throws DataFormatException {
        if (value.s() != null) return value.s();
        if (value.n() != null) return value.n();
        if (value.b() == null) return value.toString();
        byte[] stored = value.b().asByteArray();
        return new String(stored, ISO_8859_1) + inflated(stored);
    }

    private static String inflated(byte[] stored) throws DataFormatException {
        if (stored.length == 0 || stored[0] == '{' || stored.length == 32) return "";
        Inflater inflater = new Inflater();
        inflater.setInput(stored);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        while (!inflater.finished()) {
            int length = inflater.inflate(part);
            if (length == 0) break;
            plain.write(part, 0, length);
        }
        inflater.end();
        return plain.toString(UTF_8);
    }

    @Test
    void what_is_known_of_somebody_is_in_their_export() {
        String export = api.get("/members/grace/export")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(export)
                .contains(
                        "grace.hopper@navy.example",
                        "+4930987654",
                        "Grace Brewster",
                        "1906-12-09",
                        "880077",
                        Storefront.NUMBER,
                        "tenner");
    }

    @Test
    void whoever_is_erased_is_gone_from_the_table_and_every_answer_at_once_and_the_books_hold() throws Exception {
        String before = bytes();
        assertThat(PLANTED).allSatisfy(planted -> assertThat(before).contains(planted));
        long seq = api.get("/members/grace/history").jsonPath().getLong("entries[0].seq");

        api.delete("/members/grace").then().statusCode(200);

        String after = bytes();
        assertThat(PLANTED).allSatisfy(planted -> assertThat(after).doesNotContain(planted));
        assertThat(lookUps(before)).isGreaterThan(1);
        assertThat(lookUps(after)).as("the other member's code").isOne();
        assertThat(after).as("the other member is there").contains("M#" + api.program() + "#ada");
        for (String path : List.of(
                "/members/grace",
                "/members/grace/export",
                "/members?phone=%2B4930987654",
                "/inbox",
                "/shops",
                "/parked")) {
            String answer = api.get(path).asString();
            assertThat(PLANTED)
                    .allSatisfy(planted -> assertThat(answer).as(path).doesNotContain(planted));
        }
        api.get("/members/grace").then().statusCode(404);
        var history = api.get("/members/grace/history").jsonPath();
        assertThat(history.getLong("entries[0].seq")).isEqualTo(seq + 1);
        assertThat(api.get("/proof?member=grace").jsonPath().getList("differences"))
                .isEmpty();
        shop.deliver("orders/updated", order("\"20.00\"")).then().statusCode(200);
        String later = bytes();
        assertThat(PLANTED)
                .as("nor does it come back")
                .allSatisfy(planted -> assertThat(later).doesNotContain(planted));
    }

    @Test
    void nobody_finds_a_phone_number_in_the_table_by_trying_all_of_them_without_the_pepper() throws Exception {
        String table = bytes().toLowerCase(java.util.Locale.ROOT);
        for (String contact : List.of("+4930987654", "grace.hopper@navy.example")) {
            for (byte[] guess : guesses(contact)) {
                for (String written : List.of(
                        HexFormat.of().formatHex(guess),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(guess),
                        Base64.getEncoder().encodeToString(guess))) {
                    assertThat(table).doesNotContain(written.toLowerCase(java.util.Locale.ROOT));
                }
            }
        }
    }

    /** What somebody would try who knows how such hashes are usually made, but not with what secret. */
    private static List<byte[]> guesses(String contact) throws GeneralSecurityException {
        byte[] text = contact.getBytes(UTF_8);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("1".getBytes(UTF_8), "HmacSHA256"));
        return List.of(
                MessageDigest.getInstance("SHA-256").digest(text),
                MessageDigest.getInstance("SHA-1").digest(text),
                MessageDigest.getInstance("MD5").digest(text),
                mac.doFinal(text));
    }
}
