package dev.laurel.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.laurel.domain.value.Codes;
import dev.laurel.domain.value.VoucherCode;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The secret under which personal data is hashed, so that a stolen table cannot be searched for a phone number, and out of which
 * voucher codes are made. Versioned, as
 * {@code 2:secret,1:older}: new hashes are made with the first, all are looked for. A secret alone is version 1.
 */
@Startup
@ApplicationScoped
public class Pepper {
    private static final String FIRST = "1";
    private static final String ALGORITHM = "HmacSHA256";
    private final List<Version> versions;

    private static final Pattern VERSION = Pattern.compile("(?:([A-Za-z0-9]{1,16}):)?([^,:]{16,})");

    private record Version(String number, String secret) {
        static Version of(String text) {
            Matcher parts = VERSION.matcher(text);
            if (!parts.matches()) {
                throw new ConfigurationException(
                        "LAUREL_PEPPER is expected as a secret of 16 characters or more, or as several with their versions: 2:NEW,1:OLD");
            }
            return new Version(Objects.requireNonNullElse(parts.group(1), FIRST), parts.group(2));
        }

        String hash(String text) {
            return number + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac(text));
        }

        byte[] mac(String text) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
                return mac.doFinal(text.getBytes(UTF_8));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
            }
        }
    }

    /** @throws ConfigurationException where they cannot be read: then no function starts */
    Pepper(@ConfigProperty(name = "laurel.pepper") String peppers) {
        this.versions = Arrays.stream(peppers.split(",")).map(Version::of).toList();
    }

    /** The hash to write. */
    public String hash(String text) {
        return versions.getFirst().hash(text);
    }

    /** Codes for a member's vouchers, which nobody can guess who does not know the secret. */
    public Codes codes(MemberKey member) {
        return redemption -> VoucherCode.of(
                versions.getFirst().mac(String.join("#", "voucher", member.program(), member.member(), redemption)));
    }

    /** The hashes to look for, newest first. */
    public List<String> hashes(String text) {
        return versions.stream().map(v -> v.hash(text)).toList();
    }
}
