package dev.laurel.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.laurel.domain.value.Codes;
import dev.laurel.domain.value.VoucherCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The secret under which personal data is hashed, so that a stolen table cannot be searched for a phone number, and out of which
 * voucher codes are made. Versioned, as
 * {@code 2:secret,1:older}: new hashes are made with the first, all are looked for.
 */
@ApplicationScoped
public class Pepper {
    private static final String ALGORITHM = "HmacSHA256";
    private final List<Version> versions;

    private record Version(String number, String secret) {
        static Version of(String text) {
            int colon = text.indexOf(':');
            if (colon < 1 || colon == text.length() - 1) {
                throw new IllegalArgumentException("laurel.pepper is expected as VERSION:SECRET[,VERSION:SECRET]");
            }
            return new Version(text.substring(0, colon), text.substring(colon + 1));
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
