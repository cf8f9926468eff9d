package dev.laurel.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A place in the due index: the shard, and within it the last item that was seen, by its keys and when it is due. */
record MemberCursor(
        int shard,
        @Nullable String partition,
        @Nullable String sort,
        @Nullable String due) {
    private static final int PARTS = 4;
    private static final Pattern KEY = Pattern.compile("[!-~]{1,256}");

    /** Where a shard begins. */
    static MemberCursor startOf(int shard) {
        return new MemberCursor(shard, null, null, null);
    }

    /** @throws IllegalArgumentException where this is no cursor */
    static MemberCursor parse(String text) {
        String[] parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split(" ", -1);
        if (parts.length != PARTS || !parts[0].matches("\\d{1,2}") || Integer.parseInt(parts[0]) >= Items.SHARDS) {
            throw new IllegalArgumentException(text);
        }
        int shard = Integer.parseInt(parts[0]);
        if (parts[1].isEmpty() && parts[2].isEmpty() && parts[3].isEmpty()) return startOf(shard);
        if (!KEY.matcher(parts[1]).matches() || !KEY.matcher(parts[2]).matches())
            throw new IllegalArgumentException(text);
        try {
            Instant.parse(parts[3]);
        } catch (DateTimeParseException notDue) {
            throw new IllegalArgumentException(text, notDue);
        }
        return new MemberCursor(shard, parts[1], parts[2], parts[3]);
    }

    String text() {
        String plain = shard + " " + orNothing(partition) + " " + orNothing(sort) + " " + orNothing(due);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
    }

    private static String orNothing(@Nullable String part) {
        return part == null ? "" : part;
    }

    /** Where a query goes on; nothing at the start of a shard. */
    Map<String, AttributeValue> startKey() {
        if (partition == null || sort == null || due == null) return Map.of();
        return Map.of(
                Table.PARTITION, AttributeValue.fromS(partition),
                Table.SORT, AttributeValue.fromS(sort),
                Table.SHARD, AttributeValue.fromS(Items.shard(shard)),
                Table.DUE, AttributeValue.fromS(due));
    }

    /** The place after a page that ended here; nothing is the end of the shard. */
    MemberCursor after(Map<String, AttributeValue> last) {
        return last.isEmpty()
                ? startOf(shard + 1)
                : new MemberCursor(
                        shard,
                        last.get(Table.PARTITION).s(),
                        last.get(Table.SORT).s(),
                        last.get(Table.DUE).s());
    }
}
