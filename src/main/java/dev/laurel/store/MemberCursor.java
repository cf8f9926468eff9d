package dev.laurel.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A place in the list of all members: the shard, and within it the last account that was seen, with when it is due. */
record MemberCursor(
        int shard, @Nullable String account, @Nullable String due) {
    static final MemberCursor START = new MemberCursor(0, null, null);
    private static final int PARTS = 3;

    /** @throws IllegalArgumentException where this is no cursor */
    static MemberCursor parse(String text) {
        String[] parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split(" ", -1);
        if (parts.length != PARTS || !parts[0].matches("\\d{1,2}") || Integer.parseInt(parts[0]) >= Items.SHARDS) {
            throw new IllegalArgumentException(text);
        }
        int shard = Integer.parseInt(parts[0]);
        if (parts[1].isEmpty() && parts[2].isEmpty()) return new MemberCursor(shard, null, null);
        if (!parts[1].startsWith("M#")) throw new IllegalArgumentException(text);
        try {
            Instant.parse(parts[2]);
        } catch (DateTimeParseException notDue) {
            throw new IllegalArgumentException(text, notDue);
        }
        return new MemberCursor(shard, parts[1], parts[2]);
    }

    String text() {
        String plain = shard + " " + (account == null ? "" : account) + " " + (due == null ? "" : due);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
    }

    /** Where a query goes on; nothing at the start of a shard. */
    Map<String, AttributeValue> startKey() {
        if (account == null || due == null) return Map.of();
        return Map.of(
                Table.PARTITION, AttributeValue.fromS(account),
                Table.SORT, AttributeValue.fromS(Entity.ACCOUNT.sort()),
                Table.SHARD, AttributeValue.fromS(Items.shard(shard)),
                Table.DUE, AttributeValue.fromS(due));
    }

    /** The place after a page that ended here; nothing is the end of the shard. */
    MemberCursor after(Map<String, AttributeValue> last) {
        return last.isEmpty()
                ? new MemberCursor(shard + 1, null, null)
                : new MemberCursor(
                        shard,
                        last.get(Table.PARTITION).s(),
                        last.get(Table.DUE).s());
    }
}
