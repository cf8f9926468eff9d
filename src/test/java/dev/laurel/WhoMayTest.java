package dev.laurel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.laurel.function.Functions;
import dev.laurel.local.Gateway;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route, with every kind of token, for one's own member and program and for others'. The table is written by hand from the contract. */
@QuarkusTest
class WhoMayTest {
    private static final String TABLE = """
            POST   /members                                               self till admin
            GET    /members                                                    till admin
            GET    /members/{id}                                          self till admin
            PATCH  /members/{id}                                          self till admin
            DELETE /members/{id}                                          self      admin
            GET    /members/{id}/export                                   self      admin
            POST   /members/{id}/block                                              admin
            POST   /members/{id}/unblock                                            admin
            POST   /members/{id}/purchases                                     till admin
            GET    /members/{id}/purchases/o1                             self till admin
            POST   /members/{id}/actions                                  self till admin
            POST   /members/{id}/refunds                                       till admin
            POST   /members/{id}/reversals                                          admin
            POST   /members/{id}/adjustments                                        admin
            POST   /quotes                                                self till admin
            GET    /rewards                                               self till admin
            POST   /members/{id}/redemptions                              self till admin
            POST   /members/{id}/redemptions/r1/cancellation                   till admin
            POST   /members/{id}/redemptions/r1/exchange                  self till admin
            GET    /vouchers/AAAA-AAAA-AAAA-AAAA                               till admin
            POST   /vouchers/AAAA-AAAA-AAAA-AAAA/use                           till admin
            GET    /members/{id}/balance                                  self till admin
            GET    /members/{id}/history                                  self till admin
            GET    /members/{id}/statement                                self      admin
            GET    /members/{id}/tier                                     self till admin
            POST   /members/{id}/tier                                               admin
            POST   /members/{id}/perks/lounge/uses                             till admin
            GET    /proof                                                           admin
            GET    /parked                                                          admin
            GET    /program                                               self till admin
            GET    /program/versions                                                admin
            POST   /program/versions                                                admin
            DELETE /program/versions/7                                              admin
            POST   /program/validation                                              admin
            POST   /tiers/preview                                                   admin
            GET    /shops                                                           admin
            POST   /shops                                                           admin
            GET    /inbox                                                           admin
            GET    /inbox/d_0000000000000000000000                                  admin
            POST   /inbox/d_0000000000000000000000/replay                           admin
            DELETE /inbox/d_0000000000000000000000                                  admin
            """;
    private static final List<String> SCOPES = List.of("self", "till", "admin");

    /** What the laptop's tokens are signed with and say of themselves: not a secret, since nothing is kept there. */
    private static final String SECRET = "only for the cloud on a laptop, where there is nothing to keep";

    private static final String ISSUER = "http://localhost/laurel";
    private static final String AUDIENCE = "laurel";

    @Inject
    Gateway gateway;

    private final HttpClient http = HttpClient.newHttpClient();
    private Api api;

    private record Row(String method, String path, List<String> may) {
        static Row of(String line) {
            List<String> words = List.of(line.trim().split(" +"));
            return new Row(words.get(0), words.get(1), words.subList(2, words.size()));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @Test
    void no_route_with_a_token_is_left_out() {
        for (Functions.Route route : Functions.ROUTES) {
            if (route.scopes().isEmpty()) continue;
            assertThat(routes())
                    .as(route.key())
                    .anyMatch(row -> route.match(row.method, List.of(("v1/programs/p" + row.path).split("/")))
                            .isPresent());
        }
    }

    static Stream<Row> routes() {
        return TABLE.lines().map(Row::of);
    }

    @BeforeEach
    void aProgram() {
        api = Api.onePerDollar(
                        gateway.port(),
                        "tiers: {kept: endOfNextYear, ladder: [{id: green, from: 0, perks: [{id: lounge}]}]}")
                .join("ada")
                .join("ben");
    }

    private static String signed(String secret, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            token.sign(new MACSigner(secret.getBytes(UTF_8)));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private JWTClaimsSet.Builder claims(String scope) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim("program", api.program())
                .claim("sub", "ada")
                .claim("memberId", "ada")
                .claim("scope", scope);
    }

    private String token(String scope) {
        return signed(SECRET, claims(scope).build());
    }

    private int status(Row row, String program, String member, String token) throws IOException, InterruptedException {
        String path = "/v1/programs/" + program + row.path().replace("{id}", member);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k")
                .method(
                        row.method(),
                        HttpRequest.BodyPublishers.ofString(row.method().equals("GET") ? "" : "{\"nonsense\": 1}"));
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void only_who_may_comes_in(Row row) throws Exception {
        List<String> unknown = new ArrayList<>(List.of("", "no.token.at-all"));
        unknown.add(signed(
                SECRET,
                claims("loyalty:admin")
                        .expirationTime(Date.from(Instant.now().minusSeconds(1)))
                        .build()));
        unknown.add(signed(SECRET, claims("loyalty:admin").expirationTime(null).build()));
        unknown.add(signed(
                SECRET,
                claims("loyalty:admin").issuer("https://elsewhere.example/").build()));
        unknown.add(signed(SECRET, claims("loyalty:admin").audience("another").build()));
        unknown.add(signed(
                "another secret of the same kind, which nobody here believes in",
                claims("loyalty:admin").build()));
        for (String token : unknown)
            assertThat(status(row, api.program(), "ada", token)).as(token).isEqualTo(401);

        for (String scope : List.of("", "openid", "loyalty:owner", "loyaltyadmin", "xloyalty:admin", "admin")) {
            assertThat(status(row, api.program(), "ada", token(scope)))
                    .as("scope '%s'", scope)
                    .isEqualTo(403);
        }
        String ofNobody =
                signed(SECRET, claims("loyalty:admin").claim("program", null).build());
        assertThat(status(row, api.program(), "ada", ofNobody))
                .as("a token without a program")
                .isEqualTo(403);

        for (String scope : SCOPES) {
            boolean may = row.may().contains(scope);
            for (String written : List.of("loyalty:" + scope, "openid loyalty/" + scope + " email")) {
                int own = status(row, api.program(), "ada", token(written));
                if (may) assertThat(own).as(written).isNotIn(401, 403);
                else assertThat(own).as(written).isEqualTo(403);
                assertThat(status(row, "p-of-others", "ada", token(written)))
                        .as("%s in another program", written)
                        .isEqualTo(403);
                if (scope.equals("self") && row.path().contains("{id}")) {
                    assertThat(status(row, api.program(), "ben", token(written)))
                            .as("%s, of ben", row)
                            .isEqualTo(403);
                }
            }
        }
    }

    @Test
    void a_member_cannot_join_as_another_nor_quote_for_another() {
        Api ada = api.self("ada");
        ada.post("/members", "{memberId: carl}").then().statusCode(403);
        ada.post(
                        "/quotes",
                        "{memberId: ben, purchase: {orderId: q, currency: USD, lines: [{sku: a, quantity: 1, amount: '1.00'}]}}")
                .then()
                .statusCode(403);
    }
}
