package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One member's entries, held against what books are as they come: none is missing, each follows the one before it by its hash, and
 * after each the sum of all facts is the balance. Reads raw items and shares no code with what wrote them.
 */
public final class MemberBooks {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String partition;
    private byte[] head;
    private long seq;
    private long sum;

    /** @param partition the member's, as {@code M#program#member} */
    public MemberBooks(String partition) {
        this.partition = partition;
        String whose = partition.substring("M#".length());
        head = sha().digest(whose.getBytes(StandardCharsets.UTF_8));
    }

    /** The latest of the entries. */
    public long seq() {
        return seq;
    }

    /** The next entry: what it says. */
    public JsonNode add(Map<String, AttributeValue> item) {
        byte[] body = item.get("body").b().asByteArray();
        JsonNode entry = json(body);
        for (JsonNode fact : entry.get("facts")) sum += fact.get("points").longValue();
        JsonNode after = entry.get("after");
        long deficit = after.get("deficit").longValue();
        assertThat(item.get("seq").n()).isEqualTo(String.valueOf(++seq));
        assertThat(entry.get("seq").longValue()).isEqualTo(seq);
        assertThat(after.get("spendable").longValue() + after.get("pending").longValue() - deficit)
                .as("the sum of the facts at entry %s of %s", seq, partition)
                .isEqualTo(sum);
        if (deficit > 0) assertThat(after.get("spendable").longValue()).isZero();
        MessageDigest sha = sha();
        sha.update(head);
        byte[] hash = sha.digest(body);
        assertThat(item.get("prev").b().asByteArray()).isEqualTo(head);
        assertThat(item.get("hash").b().asByteArray()).isEqualTo(hash);
        head = hash;
        return entry;
    }

    /** The account when all entries were added: its state. */
    public JsonNode check(Map<String, AttributeValue> account) {
        JsonNode state = json(account.get("body").b().asByteArray());
        long held = -state.get("deficit").longValue();
        for (JsonNode bucket : state.get("buckets"))
            held += bucket.get("points").longValue();
        assertThat(held).as("the balance of %s", partition).isEqualTo(sum);
        assertThat(account.get("hash").b().asByteArray()).isEqualTo(head);
        return state;
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            if (body[0] == '{') return JSON.readTree(body);
            return JSON.readTree(new InflaterInputStream(new ByteArrayInputStream(body)));
        } catch (IOException broken) {
            throw new UncheckedIOException("this is no entry", broken);
        }
    }
}
