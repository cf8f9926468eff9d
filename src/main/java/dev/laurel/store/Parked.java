package dev.laurel.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Accounts that the night could not settle: each is due, and is tried again in every night, beside the others. The account itself says
 * so; who writes it anew, night or not, takes that away.
 */
@ApplicationScoped
public class Parked {
    private static final String REASON = "reason";

    private static final Logger LOG = Logger.getLogger(Parked.class);

    private final DynamoDbClient dynamo;
    private final String table;
    private final Accounts accounts;

    Parked(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table, Accounts accounts) {
        this.dynamo = dynamo;
        this.table = table;
        this.accounts = accounts;
    }

    /** @param since the first night that could not settle it */
    public record Account(MemberKey member, String reason, Instant since) {}

    /** Some of them, and the member after whom the next page starts. */
    public record Page(List<Account> accounts, Optional<String> next) {}

    /** Notes why an account could not be settled, and since when; where there is none there is nothing to try again. */
    public void park(MemberKey member, String reason, Instant now) {
        dynamo.updateItem(u -> u.tableName(table)
                .key(Entity.PARKED.key(member.program(), member.member()))
                .updateExpression("SET " + REASON + " = :reason")
                .expressionAttributeValues(Map.of(":reason", AttributeValue.fromS(reason))));
        try {
            dynamo.updateItem(u -> u.tableName(table)
                    .key(Entity.ACCOUNT.key(member.program(), member.member()))
                    .updateExpression("SET #due = :due, #parked = if_not_exists(#parked, :now)")
                    .conditionExpression("attribute_exists(" + Table.PARTITION + ")")
                    .expressionAttributeNames(Map.of("#due", Table.DUE, "#parked", Table.PARKED))
                    .expressionAttributeValues(Map.of(
                            ":due", AttributeValue.fromS(Items.due(now)),
                            ":now", AttributeValue.fromS(now.toString()))));
        } catch (ConditionalCheckFailedException _) {
            LOG.warnf("there is no account of %s", member);
        }
    }

    /** Those that are parked now. @param after the member that an earlier page ended with; null is the first page */
    public Page accounts(String program, @Nullable String after, int limit) {
        var page = dynamo.query(Items.ofProgram(table, Entity.PARKED, program)
                .limit(limit)
                .exclusiveStartKey(after == null ? null : Entity.PARKED.key(program, after))
                .build());
        Map<MemberKey, String> reasons = new LinkedHashMap<>();
        page.items()
                .forEach(item -> reasons.put(
                        new MemberKey(program, member(item)), item.get(REASON).s()));
        List<Account> found = new ArrayList<>();
        accounts.parked(List.copyOf(reasons.keySet()))
                .forEach((member, since) -> found.add(new Account(member, reasons.get(member), since)));
        return new Page(
                found,
                Optional.of(page.lastEvaluatedKey())
                        .filter(last -> !last.isEmpty())
                        .map(Parked::member));
    }

    private static String member(Map<String, AttributeValue> item) {
        return Items.nameOf(item, Entity.PARKED);
    }
}
