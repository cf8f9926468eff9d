package dev.laurel.store;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Many accounts of one that was made as accounts are. */
public final class AccountCopies {
    private AccountCopies() {}

    /** The account as another member's: what depends on whose it is, is theirs. */
    public static Map<String, AttributeValue> of(Map<String, AttributeValue> account, MemberKey member) {
        Map<String, AttributeValue> copy = new HashMap<>(account);
        copy.putAll(Entity.ACCOUNT.key(member.program(), member.member()));
        copy.put(Table.SHARD, AttributeValue.fromS(Items.shard(member)));
        return copy;
    }
}
