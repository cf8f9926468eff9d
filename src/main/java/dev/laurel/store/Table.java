package dev.laurel.store;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** The one table: its attributes and indexes, named once. The one on a laptop is made from this, but for the stream; a deployed one has to be the same. */
public final class Table {
    public static final String PARTITION = "pk";
    public static final String SORT = "sk";

    /** A document: JSON, deflated where that is smaller, but for small accounts. */
    static final String BODY = "body";

    /** How often an item was written; what every write is conditional on. */
    static final String VERSION = "v";

    /** Whose entry: the partition of the member's account. On entries only, like {@link #SEQ}. */
    static final String MEMBER = "m";

    /** Whose look-up or voucher. */
    static final String MEMBER_ID = "who";

    /** An entry's number; on entries only, since it is what their index is sorted by. */
    static final String SEQ = "seq";

    /** How many entries an account has. */
    static final String ENTRIES = "entries";

    /** What of an order was given back so far; beside the body, which never changes. */
    static final String REFUNDED = "refunded";

    /** What an order earned by its latest revision, where that is not its first. */
    static final String REVISED = "revised";

    /** The latest revision of an order that was told, where that is not its entry's own. */
    static final String SEEN = "seen";

    /** When an item goes by itself, in epoch seconds: what waits, and the inbox. A deployed table's time to live has to be on this attribute. */
    public static final String TTL = "ttl";

    /** An order as it was told last, while nobody knows whose it is; of one that names no customer only that it was counted. */
    static final String TOLD = "told";

    /** How often something was laid down at an order's key: what an entry is written on top of. */
    static final String LAID = "laid";

    /** The orders that wait for whoever will be found by a look-up. */
    static final String ORDERS = "orders";

    /** What the names of refunds start with that came before their order. */
    static final String WAITING = "waiting:";

    /** What was used of a limit by a subject. */
    static final String TIMES = "times";

    static final String POINTS = "points";
    static final String AMOUNT = "amount";

    static final String PREVIOUS = "prev";
    static final String HASH = "hash";
    static final String SHARD = "shard";

    /** Since when an account cannot be settled; whoever writes the account anew leaves it out. */
    static final String PARKED = "parked";

    static final String DUE = "due";

    /** A member's entries, in order: member → seq. */
    public static final String HISTORY = "history";

    /** Accounts by the next instant at which something happens by itself: shard → due. Lists all members, too. */
    public static final String DUE_INDEX = "due";

    private Table() {}

    /** The table as it has to be. */
    public static CreateTableRequest definition(String name) {
        return CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        attribute(PARTITION, ScalarAttributeType.S),
                        attribute(SORT, ScalarAttributeType.S),
                        attribute(MEMBER, ScalarAttributeType.S),
                        attribute(SEQ, ScalarAttributeType.N),
                        attribute(SHARD, ScalarAttributeType.S),
                        attribute(DUE, ScalarAttributeType.S))
                .keySchema(key(PARTITION, KeyType.HASH), key(SORT, KeyType.RANGE))
                .globalSecondaryIndexes(
                        index(HISTORY, MEMBER, SEQ, List.of(BODY, PREVIOUS, HASH)),
                        index(DUE_INDEX, SHARD, DUE, List.of()))
                .streamSpecification(s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES))
                .build();
    }

    private static GlobalSecondaryIndex index(String name, String partition, String sort, List<String> projected) {
        return GlobalSecondaryIndex.builder()
                .indexName(name)
                .keySchema(key(partition, KeyType.HASH), key(sort, KeyType.RANGE))
                .projection(p -> {
                    p.projectionType(projected.isEmpty() ? ProjectionType.KEYS_ONLY : ProjectionType.INCLUDE);
                    if (!projected.isEmpty()) p.nonKeyAttributes(projected);
                })
                .build();
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
