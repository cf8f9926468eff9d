package dev.laurel.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Accounts that the night could not settle: each stays due and is tried again in every night, beside the others. */
@ApplicationScoped
public class Parked {
    private static final String REASON = "reason";
    private static final String SINCE = "since";
    private static final String SORT_PREFIX = "K#";

    private final DynamoDbClient dynamo;
    private final String table;

    Parked(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table) {
        this.dynamo = dynamo;
        this.table = table;
    }

    /** @param since the first night that could not settle it */
    public record Account(MemberKey member, String reason, Instant since) {}

    /** Some of them, and the member after whom the next page starts. */
    public record Page(List<Account> accounts, Optional<String> next) {}

    /** Notes why an account could not be settled; since when is noted once. */
    public void park(MemberKey member, String reason, Instant now) {
        dynamo.updateItem(u -> u.tableName(table)
                .key(Entity.PARKED.key(member.program(), member.member()))
                .updateExpression("SET " + REASON + " = :reason, " + SINCE + " = if_not_exists(" + SINCE + ", :now)")
                .expressionAttributeValues(Map.of(
                        ":reason", AttributeValue.fromS(reason),
                        ":now", AttributeValue.fromS(now.toString()))));
    }

    /** @param after the member that an earlier page ended with; null is the first page */
    public Page accounts(String program, @Nullable String after, int limit) {
        var page = dynamo.query(q -> {
            q.tableName(table)
                    .keyConditionExpression(Table.PARTITION + " = :p AND begins_with(" + Table.SORT + ", :k)")
                    .expressionAttributeValues(Map.of(
                            ":p", AttributeValue.fromS(Entity.PARKED.partitionOf(program)),
                            ":k", AttributeValue.fromS(SORT_PREFIX)))
                    .limit(limit);
            if (after != null) q.exclusiveStartKey(Entity.PARKED.key(program, after));
        });
        return new Page(
                page.items().stream().map(item -> account(program, item)).toList(),
                Optional.of(page.lastEvaluatedKey())
                        .filter(last -> !last.isEmpty())
                        .map(Parked::member));
    }

    private static Account account(String program, Map<String, AttributeValue> item) {
        return new Account(
                new MemberKey(program, member(item)),
                item.get(REASON).s(),
                Instant.parse(item.get(SINCE).s()));
    }

    private static String member(Map<String, AttributeValue> item) {
        return item.get(Table.SORT).s().substring(SORT_PREFIX.length());
    }
}
