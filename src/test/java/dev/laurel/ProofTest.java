package dev.laurel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.laurel.local.Gateway;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Law 3: replaying the entries gives the stored account, and the month's movements give the balance. */
@QuarkusTest
class ProofTest {
    @Inject
    Gateway gateway;

    @Inject
    DynamoDbClient dynamo;

    private Api busyProgram() {
        Api api = Api.onePerDollar(
                gateway.port(),
                "redemption: {pointValue: '0.10'}\nexpiry: {kind: afterActivity, months: 12}\ntiers: {kept: endOfNextYear, upgradeAfterDays: 3, ladder: [{id: a, from: 0}, {id: b, from: 50}]}");
        for (String member : new String[] {"ada", "ben", "eve"}) {
            api.join(member);
            api.buy(member, "o-" + member, "100.00").then().statusCode(201);
        }
        String payment =
                api.post("/members/ada/redemptions", "k1", "{points: 40}").path("redemptionId");
        api.request()
                .post(api.path("/members/ada/redemptions/" + payment + "/cancellation"))
                .then()
                .statusCode(200);
        api.post("/members/ben/redemptions", "k2", "{points: 30}").then().statusCode(201);
        api.post("/members/ben/refunds", "{orderId: o-ben, refundId: r1, amount: '90.00'}")
                .then()
                .statusCode(201);
        api.post("/members/eve/adjustments", "k3", "{points: -5, reason: mistake}")
                .then()
                .statusCode(201);
        return api;
    }

    @Test
    void every_account_is_what_its_entries_make_of_it() {
        Api api = busyProgram();
        JsonPath proof = api.get("/proof")
                .then()
                .statusCode(200)
                .body("differences", empty())
                .extract()
                .jsonPath();
        assertThat(proof.getInt("members")).isEqualTo(3);
        Map<String, Object> month = proof.getMap("months[0]");
        assertThat(month.get("earned")).isEqualTo(300);
        assertThat(month.get("spent")).isEqualTo(70);
        assertThat(month.get("returned")).isEqualTo(40);
        assertThat(month.get("reversed")).isEqualTo(70);
        assertThat(month.get("adjusted")).isEqualTo(-5);
        long held = api.spendable("ada") + api.spendable("ben") + api.spendable("eve");
        assertThat(month.get("closing")).isEqualTo((int) held);
        api.get("/proof?member=ben").then().body("members", equalTo(1)).body("months[0].closing", equalTo(0));
    }

    @Test
    void the_proof_goes_on_where_it_stopped() {
        Api api = busyProgram();
        int members = 0;
        String cursor = null;
        TreeSet<Integer> sizes = new TreeSet<>();
        do {
            var page = api.get("/proof?limit=1" + (cursor == null ? "" : "&cursor=" + cursor))
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            members += page.getInt("members");
            sizes.add(page.getInt("members"));
            cursor = page.getString("next");
        } while (cursor != null);
        assertThat(members).isEqualTo(3);
        assertThat(sizes.last()).isEqualTo(1);
        api.get("/proof?cursor=nonsense").then().statusCode(400);
    }

    @Test
    void an_account_that_was_touched_is_named() {
        Api api = busyProgram();
        var item = AccountItem.read(dynamo, api.program(), "ada");
        var ben = AccountItem.read(dynamo, api.program(), "ben");
        Map<String, AttributeValue> touched = new HashMap<>(item);
        touched.put(
                "body",
                AttributeValue.fromB(SdkBytes.fromByteArray(ben.get("body").b().asByteArray())));
        dynamo.putItem(p -> p.tableName("laurel").item(touched));
        api.get("/proof")
                .then()
                .body("differences", hasSize(1))
                .body("differences[0].memberId", equalTo("ada"))
                .body("differences[0].what", equalTo("the account is not what its entries make of it"));
        dynamo.putItem(p -> p.tableName("laurel").item(item));
    }

    @Test
    void an_auditor_proves_a_program_with_java_alone() throws Exception {
        Api api = busyProgram();
        String token = Api.token(gateway.port(), api.program(), "loyalty:admin", null);
        Process prover = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "src/verifier/java/ProveProgram.java",
                        "http://127.0.0.1:" + gateway.port() + "/v1/programs/" + api.program(),
                        token)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(prover.getInputStream().readAllBytes());
        assertThat(prover.waitFor()).as(said).isZero();
        assertThat(said).contains("3 members proved, 0 differ").contains(" 300 40 -5 70 0 70 0 195");
    }

    @Test
    void a_cursor_of_ones_own_making_is_refused() {
        Api api = Api.admin(gateway.port()).program("earning: {rules: []}").join("ada");
        for (String made :
                List.of("0 M#" + api.program() + "#x ", "0 nonsense 2026-01-01T00:00:00Z", "0 M#x soon", "16  ")) {
            String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(made.getBytes(UTF_8));
            api.get("/proof?cursor=" + cursor).then().statusCode(400);
        }
    }
}
