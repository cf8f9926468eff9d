package dev.laurel.outside.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.laurel.json.Malformed;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How one kind of shop speaks: a delivery of its kind is judged genuine by its signature, and then read. */
public interface Dialect {
    /** The kind of shop, as it stands in a webhook's path. */
    String platform();

    /** What the merchant has the shop deliver. */
    List<String> topics();

    /** Which shop says it sent this; not to be believed before the signature is. */
    Optional<String> shop(Delivery delivery);

    /** Base64 of HMAC-SHA256 over the raw body, as the shop claims it. */
    Optional<String> signature(Delivery delivery);

    /** What a delivery says it is about; empty where it does not say. */
    String topic(Delivery delivery);

    /** The headers that such a shop sends with a body. */
    Map<String, String> headers(String shop, String topic, String signature);

    /** Whether this only asks whether anybody is here; it says nothing and need not be signed. */
    default boolean isPing(Delivery delivery) {
        return false;
    }

    /**
     * What a genuine delivery says.
     *
     * @param shop its domain: where its orders come from
     * @param topic what it says it is about
     * @throws Malformed with the place of the first fault, where it makes no sense
     */
    ShopNews read(String shop, String topic, byte[] body);

    /** Whether whoever sent this knows the secret. The encoded forms are compared, in a time that does not tell how much of them is right. */
    default boolean isSigned(Delivery delivery, String secret) {
        byte[] expected = sign(delivery.body(), secret).getBytes(UTF_8);
        return MessageDigest.isEqual(expected, signature(delivery).orElse("").getBytes(UTF_8));
    }

    /** The signature of a body. */
    static String sign(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException(
                    "every Java has HMAC-SHA256, and any secret but an empty one will do", impossible);
        }
    }
}
