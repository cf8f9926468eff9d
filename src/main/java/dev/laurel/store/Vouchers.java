package dev.laurel.store;

import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.value.VoucherCode;
import dev.laurel.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Vouchers by their code. A voucher past its day is lapsed, whether or not anybody has noticed. */
@ApplicationScoped
public class Vouchers {
    private static final String REDEMPTION = "redemption";
    private static final String REWARD = "reward";
    private static final String STATE = "state";
    private static final String UNTIL = "until";
    private static final String OPEN = "open";

    private final DynamoDbClient dynamo;
    private final String table;

    Vouchers(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table) {
        this.dynamo = dynamo;
        this.table = table;
    }

    /** @param state open, used, cancelled or withdrawn as it was last written */
    public record Voucher(
            String code,
            String member,
            String redemption,
            String reward,
            String state,
            @Nullable Instant until) {

        public String stateAt(Instant now) {
            return state.equals(OPEN) && until != null && !until.isAfter(now) ? "lapsed" : state;
        }
    }

    public Optional<Voucher> find(String program, VoucherCode code) {
        return Items.get(dynamo, table, Entity.VOUCHER.key(program, code.text()))
                .map(item -> voucher(code, item));
    }

    private static Voucher voucher(VoucherCode code, Map<String, AttributeValue> item) {
        return new Voucher(
                code.text(),
                item.get(Table.MEMBER_ID).s(),
                item.get(REDEMPTION).s(),
                item.get(REWARD).s(),
                item.get(STATE).s(),
                item.containsKey(UNTIL) ? Json.instant(item.get(UNTIL).s()) : null);
    }

    static Map<String, AttributeValue> item(MemberKey member, Redemption redemption) {
        Map<String, AttributeValue> item =
                new HashMap<>(Entity.VOUCHER.key(member.program(), Objects.requireNonNull(redemption.voucher())));
        item.put(Table.MEMBER_ID, AttributeValue.fromS(member.member()));
        item.put(REDEMPTION, AttributeValue.fromS(redemption.id()));
        item.put(REWARD, AttributeValue.fromS(Objects.requireNonNull(redemption.reward())));
        item.put(STATE, AttributeValue.fromS(OPEN));
        if (redemption.until() != null)
            item.put(UNTIL, AttributeValue.fromS(redemption.until().toString()));
        return item;
    }

    /** The voucher's end, where it is still open. */
    static TransactWriteItem close(String table, String program, String code, String state) {
        return TransactWriteItem.builder()
                .update(u -> u.tableName(table)
                        .key(Entity.VOUCHER.key(program, code))
                        .updateExpression("SET #state = :to")
                        .conditionExpression("#state = :open")
                        .expressionAttributeNames(Map.of("#state", STATE))
                        .expressionAttributeValues(
                                Map.of(":to", AttributeValue.fromS(state), ":open", AttributeValue.fromS(OPEN))))
                .build();
    }
}
