package dev.laurel.store;

import dev.laurel.store.Stored.StoredAccount;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Personal data and the ways to find a member. Only the functions that need it may read these partitions. */
@ApplicationScoped
public class Members {
    private final DynamoDbClient dynamo;
    private final String table;
    private final Pepper pepper;

    Members(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table, Pepper pepper) {
        this.dynamo = dynamo;
        this.table = table;
        this.pepper = pepper;
    }

    /** Writes that belong to a join or a change, and which way of finding a member each one claims (nothing for the identity). */
    public record Claims(List<TransactWriteItem> writes, List<Optional<LookUp>> claimed) {}

    public Optional<Identity> identity(MemberKey member) {
        return get(identityKey(member))
                .map(item -> Packed.read(
                        item.get(Table.BODY),
                        json -> Identity.read(
                                Long.parseLong(item.get(Table.VERSION).n()), json)));
    }

    /** Who is this phone, mail address, shop customer or referral code? One read where there is one pepper. */
    public Optional<String> find(String program, LookUp lookUp) {
        return pepper.hashes(lookUp.value()).stream()
                .map(hash -> get(Entity.LOOKUP.key(program, lookUp.kind(), hash)))
                .flatMap(Optional::stream)
                .map(item -> item.get(Table.MEMBER_ID).s())
                .findFirst();
    }

    /** Who is found by any of these, the first that finds somebody; one read for all. */
    public Optional<String> findAny(String program, List<LookUp> lookUps) {
        List<Map<String, AttributeValue>> keys = lookUps.stream()
                .flatMap(l -> pepper.hashes(l.value()).stream().map(hash -> Entity.LOOKUP.key(program, l.kind(), hash)))
                .toList();
        if (keys.isEmpty()) return Optional.empty();
        var found = Batch.read(dynamo, table, keys);
        return keys.stream()
                .filter(found::containsKey)
                .map(key -> found.get(key).get(Table.MEMBER_ID).s())
                .findFirst();
    }

    /** What a new member adds to the transaction of the join. */
    public Claims joining(MemberKey member, Identity identity) {
        List<TransactWriteItem> writes = new ArrayList<>();
        List<Optional<LookUp>> claimed = new ArrayList<>();
        writes.add(Writes.replace(table, item(member, identity), 0));
        claimed.add(Optional.empty());
        for (LookUp lookUp : LookUp.of(identity)) claim(member, lookUp, writes, claimed);
        return new Claims(writes, claimed);
    }

    /** Takes a look-up for the member, under the newest pepper; nobody else may have it under an older one. */
    private void claim(
            MemberKey member, LookUp lookUp, List<TransactWriteItem> writes, List<Optional<LookUp>> claimed) {
        List<Map<String, AttributeValue>> keys = keys(member, lookUp);
        Map<String, AttributeValue> item = new HashMap<>(keys.getFirst());
        item.put(Table.MEMBER_ID, AttributeValue.fromS(member.member()));
        writes.add(Writes.create(table, item));
        claimed.add(Optional.of(lookUp));
        for (var older : keys.subList(1, keys.size())) {
            writes.add(Writes.absentOrOf(table, older, member.member()));
            claimed.add(Optional.of(lookUp));
        }
    }

    /** What goes with a member who is erased: everything personal, and every way to find them. */
    public List<TransactWriteItem> erasing(MemberKey member, Identity identity) {
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(Writes.delete(table, identityKey(member), identity.version()));
        for (LookUp lookUp : LookUp.of(identity)) {
            for (var key : keys(member, lookUp)) writes.add(Writes.deleteOf(table, key, member.member()));
        }
        return writes;
    }

    /** How a change went. */
    public sealed interface Changed {
        record Written() implements Changed {}

        record LostRace() implements Changed {}

        /** Another member is found by this. */
        record Taken(LookUp lookUp) implements Changed {}
    }

    /**
     * Replaces what is known about a member, and the ways to find them.
     *
     * @param moved the account with another copy of the birthday; null where that stays
     */
    public Changed change(MemberKey member, Identity before, Identity after, @Nullable StoredAccount moved) {
        List<LookUp> old = LookUp.of(before);
        List<LookUp> now = LookUp.of(after);
        List<TransactWriteItem> writes = new ArrayList<>();
        List<Optional<LookUp>> claimed = new ArrayList<>();
        writes.add(Writes.replace(table, item(member, after), before.version()));
        claimed.add(Optional.empty());
        for (LookUp lookUp : now) {
            if (!old.contains(lookUp)) claim(member, lookUp, writes, claimed);
        }
        for (LookUp lookUp : old) {
            if (now.contains(lookUp)) continue;
            for (var key : keys(member, lookUp)) {
                writes.add(Writes.deleteOf(table, key, member.member()));
                claimed.add(Optional.empty());
            }
        }
        if (moved != null) {
            writes.add(Writes.account(table, member, moved, moved.version() - 1));
            claimed.add(Optional.empty());
        }
        return write(writes, claimed);
    }

    private Changed write(List<TransactWriteItem> writes, List<Optional<LookUp>> claimed) {
        try {
            dynamo.transactWriteItems(t -> t.transactItems(writes));
            return new Changed.Written();
        } catch (TransactionCanceledException cancelled) {
            int refused = Writes.refused(cancelled);
            Optional<LookUp> taken = refused < 0 ? Optional.empty() : claimed.get(refused);
            return taken.<Changed>map(Changed.Taken::new).orElseGet(Changed.LostRace::new);
        }
    }

    private Optional<Map<String, AttributeValue>> get(Map<String, AttributeValue> key) {
        return Items.get(dynamo, table, key);
    }

    private static Map<String, AttributeValue> identityKey(MemberKey member) {
        return Entity.IDENTITY.key(member.program(), member.member());
    }

    private static Map<String, AttributeValue> item(MemberKey member, Identity identity) {
        Map<String, AttributeValue> item = new HashMap<>(identityKey(member));
        item.put(Table.VERSION, Items.number(identity.version() + 1));
        item.put(Table.BODY, Packed.attribute(identity.json()));
        return item;
    }

    /** The look-up's keys, one for each pepper, newest first. */
    private List<Map<String, AttributeValue>> keys(MemberKey member, LookUp lookUp) {
        return pepper.hashes(lookUp.value()).stream()
                .map(hash -> Entity.LOOKUP.key(member.program(), lookUp.kind(), hash))
                .toList();
    }
}
