package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.laurel.local.Gateway;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The main job over HTTP: join, buy, see why, redeem, cancel, read. */
@QuarkusTest
class MainJobTest {
    @Inject
    Gateway gateway;

    @Test
    void an_order_earns_once_and_says_why() {
        Api api = Api.admin(gateway.port()).program("""
                earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}
                """);
        api.join("ada");

        String first = api.buy("ada", "1001", "19.99")
                .then()
                .statusCode(201)
                .body("points", equalTo(19))
                .body("explanation", hasSize(1))
                .body("explanation[0].basis", equalTo("19.99"))
                .extract()
                .asString();
        String again =
                api.buy("ada", "1001", "19.99").then().statusCode(200).extract().asString();

        assertThat(again).isEqualTo(first);
        assertThat(api.spendable("ada")).isEqualTo(19);
    }
}
