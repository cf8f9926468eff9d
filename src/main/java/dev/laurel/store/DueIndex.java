package dev.laurel.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Who is due by now, and who are all members: accounts by shard and by when something happens to them by itself. A version that takes
 * effect is due in every shard, too: it may move any member of its program, also one who waits for nothing. The index lags a little.
 */
@ApplicationScoped
public class DueIndex {
    /** In how many parts accounts are listed. */
    public static final int SHARDS = Items.SHARDS;

    /** How long after a version took effect the index is sure to say where everybody was then. */
    private static final Duration LAG = Duration.ofMinutes(1);

    /** What one page may ask: each shard, and some more. */
    private static final int QUERIES = 2 * SHARDS;

    private static final String OF_SHARD = "#shard = :shard";

    private final DynamoDbClient dynamo;
    private final String table;

    DueIndex(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table) {
        this.dynamo = dynamo;
        this.table = table;
    }

    /** A version that took effect, for whose sake all members of a program are to be looked through. */
    public record Sweep(String program, String version) {}

    /** Some of what is listed, and where to go on. */
    public record Page(List<MemberKey> members, List<Sweep> sweeps, Optional<String> next) {}

    /**
     * All members of a program, page by page, shard by shard. Among members of other programs a page may hold less than its limit, or
     * nobody, and yet not be the last. Who becomes due at another time between two pages may be missed or be in both.
     *
     * @param cursor what an earlier page said; null is the first
     * @throws IllegalArgumentException where the cursor is none
     */
    public Page members(String program, @Nullable String cursor, int limit) {
        MemberCursor place = cursor == null ? MemberCursor.startOf(0) : MemberCursor.parse(cursor);
        List<MemberKey> found = new ArrayList<>();
        for (int query = 0; query < QUERIES && place.shard() < SHARDS && found.size() < limit; query++) {
            QueryResponse page = members(program, place, limit - found.size());
            page.items().forEach(item -> found.add(Items.member(item)));
            place = place.after(page.lastEvaluatedKey());
        }
        return new Page(found, List.of(), place.shard() < SHARDS ? Optional.of(place.text()) : Optional.empty());
    }

    /** Members of a program in one shard; a page may hold less than its limit and yet not be the last. */
    public Page members(String program, int shard, @Nullable String cursor, int limit) {
        MemberCursor place = place(shard, cursor);
        return page(place, members(program, place, limit));
    }

    private QueryResponse members(String program, MemberCursor place, int limit) {
        return query(
                place,
                limit,
                OF_SHARD,
                Map.of(":members", AttributeValue.fromS(Entity.ACCOUNT.prefixOf(program))),
                q -> q.filterExpression("begins_with(" + Table.PARTITION + ", :members)")
                        .expressionAttributeNames(Map.of("#shard", Table.SHARD)));
    }

    /**
     * What of a shard is due, that first which is due first.
     *
     * @param until the last instant that counts
     * @param cursor what an earlier page said; null is the first
     */
    public Page due(int shard, Instant until, @Nullable String cursor, int limit) {
        MemberCursor place = place(shard, cursor);
        return page(
                place,
                query(
                        place,
                        limit,
                        OF_SHARD + " AND #due <= :until",
                        Map.of(":until", AttributeValue.fromS(Items.due(until))),
                        q -> q.expressionAttributeNames(Map.of("#shard", Table.SHARD, "#due", Table.DUE))));
    }

    private static MemberCursor place(int shard, @Nullable String cursor) {
        return cursor == null ? MemberCursor.startOf(shard) : MemberCursor.parse(cursor);
    }

    private QueryResponse query(
            MemberCursor place,
            int limit,
            String condition,
            Map<String, AttributeValue> values,
            UnaryOperator<QueryRequest.Builder> rest) {
        Map<String, AttributeValue> all = new HashMap<>(values);
        all.put(":shard", AttributeValue.fromS(Items.shard(place.shard())));
        QueryRequest.Builder query = QueryRequest.builder()
                .tableName(table)
                .indexName(Table.DUE_INDEX)
                .keyConditionExpression(condition)
                .expressionAttributeValues(all)
                .limit(limit);
        if (!place.startKey().isEmpty()) query.exclusiveStartKey(place.startKey());
        return dynamo.query(rest.apply(query).build());
    }

    private static Page page(MemberCursor place, QueryResponse found) {
        MemberCursor next = place.after(found.lastEvaluatedKey());
        return new Page(
                found.items().stream()
                        .filter(Items::isAccount)
                        .map(Items::member)
                        .toList(),
                found.items().stream()
                        .filter(item -> !Items.isAccount(item))
                        .map(DueIndex::sweep)
                        .toList(),
                next.shard() == place.shard() ? Optional.of(next.text()) : Optional.empty());
    }

    private static Sweep sweep(Map<String, AttributeValue> item) {
        String program = item.get(Table.PARTITION).s().split("#")[1];
        return new Sweep(program, item.get(Table.SORT).s().split("#")[1]);
    }

    /** Makes an account due that could not be looked at, so that it is tried again; one that is due already stays as it is. */
    public void tryAgain(MemberKey member, Instant now) {
        try {
            dynamo.updateItem(u -> u.tableName(table)
                    .key(Entity.ACCOUNT.key(member.program(), member.member()))
                    .updateExpression("SET #due = :now")
                    .conditionExpression("#due > :now")
                    .expressionAttributeNames(Map.of("#due", Table.DUE))
                    .expressionAttributeValues(Map.of(":now", AttributeValue.fromS(Items.due(now)))));
        } catch (ConditionalCheckFailedException _) {
            return;
        }
    }

    /** All members of a shard have been looked through for a version. */
    public void done(Sweep sweep, int shard) {
        dynamo.deleteItem(d -> d.tableName(table).key(key(sweep.program(), sweep.version(), shard)));
    }

    /** Has all members looked through soon after a version took effect. */
    static List<TransactWriteItem> announced(String table, String program, String version, Instant effectiveFrom) {
        return IntStream.range(0, SHARDS)
                .mapToObj(shard -> {
                    Map<String, AttributeValue> item = new HashMap<>(key(program, version, shard));
                    item.put(Table.SHARD, AttributeValue.fromS(Items.shard(shard)));
                    item.put(Table.DUE, AttributeValue.fromS(Items.due(effectiveFrom.plus(LAG))));
                    return Writes.create(table, item);
                })
                .toList();
    }

    /** A version that was announced does not take effect. */
    static List<TransactWriteItem> withdrawn(String table, String program, String version) {
        return IntStream.range(0, SHARDS)
                .mapToObj(shard -> TransactWriteItem.builder()
                        .delete(d -> d.tableName(table).key(key(program, version, shard)))
                        .build())
                .toList();
    }

    private static Map<String, AttributeValue> key(String program, String version, int shard) {
        return Entity.SWEEP.key(program, version, String.format(Locale.ROOT, "%02d", shard));
    }
}
