package dev.laurel.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Issues and verifies the laptop's tokens, by the laptop's clock. Deployed, the shop's own identity provider does. */
@Singleton
@UnlessBuildProfile("prod")
class Tokens {
    private static final byte[] SECRET =
            "only for the cloud on a laptop, where there is nothing to keep".getBytes(UTF_8);
    private static final String ISSUER = "http://localhost/laurel";
    private static final String AUDIENCE = "laurel";
    private static final Duration VALID = Duration.ofHours(12);

    private final Clock clock;

    Tokens(Clock clock) {
        this.clock = clock;
    }

    /** A token with these claims beside issuer, audience and times. */
    String issue(Map<String, Object> claims) {
        Instant now = clock.instant();
        var set = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(VALID)));
        claims.forEach(set::claim);
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), set.build());
        try {
            token.sign(new MACSigner(SECRET));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("signing with a fixed key failed", impossible);
        }
        return token.serialize();
    }

    /** The claims of a token that is ours, whole and not expired; as text, which is how API Gateway hands them on. */
    Optional<Map<String, String>> verify(String token) {
        try {
            SignedJWT signed = SignedJWT.parse(token);
            JWTClaimsSet claims = signed.getJWTClaimsSet();
            boolean good = signed.verify(new MACVerifier(SECRET))
                    && ISSUER.equals(claims.getIssuer())
                    && claims.getAudience().contains(AUDIENCE)
                    && claims.getExpirationTime() != null
                    && claims.getExpirationTime().toInstant().isAfter(clock.instant());
            return good ? Optional.of(asText(claims.getClaims())) : Optional.empty();
        } catch (ParseException | JOSEException _) {
            return Optional.empty();
        }
    }

    private static Map<String, String> asText(Map<String, Object> claims) {
        Map<String, String> text = new TreeMap<>();
        claims.forEach((name, value) -> text.put(name, Objects.toString(value)));
        return text;
    }
}
