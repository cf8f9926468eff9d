package dev.laurel.store;

import dev.laurel.domain.value.OrderKey;
import dev.laurel.store.Stored.Before;
import dev.laurel.store.Stored.StoredAccount;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Personal data and the ways to find a member. Only the functions that need it may read these partitions. */
@ApplicationScoped
public class Members {
    private static final Logger LOG = Logger.getLogger(Members.class);

    /** How many orders may wait for one contact. */
    private static final int WAITING_MOST = 100;

    /** How long an order goes on waiting for somebody else where a member gave up the way by which it did. */
    private static final Duration WAITS_ON = Duration.ofDays(90);

    private final DynamoDbClient dynamo;
    private final String table;
    private final Pepper pepper;

    Members(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table, Pepper pepper) {
        this.dynamo = dynamo;
        this.table = table;
        this.pepper = pepper;
    }

    public Optional<Identity> identity(MemberKey member) {
        return get(identityKey(member))
                .map(item -> Packed.read(
                        item.get(Table.BODY),
                        json -> Identity.read(
                                Long.parseLong(item.get(Table.VERSION).n()), json)));
    }

    /**
     * Who is found by a phone, mail address, shop customer or referral code, and the orders that wait for whoever will be.
     *
     * @param member null where it is nobody's
     */
    public record Holder(@Nullable String member, Set<OrderKey> waiting) {
        static final Holder NOBODY = new Holder(null, Set.of());
    }

    /** Who is found by each of some ways, in their order. */
    public record Holders(Map<LookUp, Holder> byWay) {
        public Optional<String> member(LookUp way) {
            return Optional.ofNullable(byWay.get(way)).map(Holder::member);
        }

        /** Who is found by the first way that finds anybody. */
        public Optional<String> anyMember() {
            return byWay.keySet().stream().flatMap(way -> member(way).stream()).findFirst();
        }

        /** The first way that is another's. */
        public Optional<LookUp> notOf(MemberKey member) {
            return byWay.keySet().stream()
                    .filter(way ->
                            member(way).filter(m -> !m.equals(member.member())).isPresent())
                    .findFirst();
        }

        /** One of the ways. */
        public Holders only(LookUp way) {
            return new Holders(byWay.containsKey(way) ? Map.of(way, of(way)) : Map.of());
        }

        /** The ways that find this member. */
        public Holders only(MemberKey member) {
            Map<LookUp, Holder> theirs = new LinkedHashMap<>(byWay);
            theirs.values().removeIf(holder -> !member.member().equals(holder.member()));
            return new Holders(theirs);
        }

        /** All orders that wait for whoever is found. */
        public Set<OrderKey> waiting() {
            Set<OrderKey> waiting = new HashSet<>();
            byWay.values().forEach(holder -> waiting.addAll(holder.waiting()));
            return waiting;
        }

        /** The ways with which one more order may wait. */
        public List<LookUp> withRoom() {
            return byWay.keySet().stream()
                    .filter(way -> of(way).waiting().size() < WAITING_MOST)
                    .toList();
        }

        Holder of(LookUp way) {
            return byWay.getOrDefault(way, Holder.NOBODY);
        }
    }

    /** Who is found by each of these; one read for all. */
    public Holders holders(String program, List<LookUp> lookUps) {
        return holders(
                lookUps.isEmpty() ? Map.of() : Batch.read(dynamo, table, keys(program, lookUps)), program, lookUps);
    }

    /** Who is found by this. */
    public Optional<String> find(String program, LookUp way) {
        return holders(program, List.of(way)).anyMember();
    }

    /** Before a join: the account, whether it was done already, and who has what the member is to be found by; in one read. */
    public record BeforeJoin(Before before, Holders holders) {}

    public BeforeJoin beforeJoin(MemberKey member, RequestKey request, List<LookUp> lookUps) {
        List<Map<String, AttributeValue>> keys = keys(member.program(), lookUps);
        keys.addAll(Accounts.keysBefore(member, request));
        var items = Batch.read(dynamo, table, keys);
        return new BeforeJoin(Accounts.before(items, member, request), holders(items, member.program(), lookUps));
    }

    private Holders holders(
            Map<Map<String, AttributeValue>, Map<String, AttributeValue>> items, String program, List<LookUp> lookUps) {
        Map<LookUp, Holder> holders = new LinkedHashMap<>();
        for (LookUp lookUp : lookUps) {
            Holder holder = Holder.NOBODY;
            for (var key : keys(program, lookUp)) holder = with(holder, items.getOrDefault(key, Map.of()));
            holders.put(lookUp, holder);
        }
        return new Holders(holders);
    }

    /** What one pepper knows, beside what a newer one does. */
    private static Holder with(Holder newer, Map<String, AttributeValue> item) {
        Set<OrderKey> waiting = new HashSet<>(newer.waiting());
        if (item.containsKey(Table.ORDERS)) {
            for (String order : item.get(Table.ORDERS).ss()) waiting.add(Items.orderKey(order));
        }
        boolean elsewhere = newer.member() != null || !item.containsKey(Table.MEMBER_ID);
        return new Holder(elsewhere ? newer.member() : item.get(Table.MEMBER_ID).s(), waiting);
    }

    /** What a new member adds to the transaction of the join. @param holders who had each way to find them, and nobody did */
    public List<TransactWriteItem> joining(MemberKey member, Identity identity, Holders holders) {
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(Writes.replace(table, item(member, identity), 0));
        for (LookUp lookUp : LookUp.of(identity)) {
            writes.addAll(claim(member, lookUp, holders.of(lookUp)));
        }
        return writes;
    }

    /** Takes a look-up for the member, under the newest pepper; nobody else may have it under an older one. */
    private List<TransactWriteItem> claim(MemberKey member, LookUp lookUp, Holder before) {
        List<TransactWriteItem> writes = new ArrayList<>();
        List<Map<String, AttributeValue>> keys = keys(member.program(), lookUp);
        boolean waits = !before.waiting().isEmpty();
        writes.add(Writes.claim(table, keys.getFirst(), member.member(), waits));
        for (var older : keys.subList(1, keys.size())) writes.add(Writes.nobodysOrOf(table, older, member.member()));
        return writes;
    }

    /** What goes with a member who is erased: everything personal, and every way to find them. */
    public List<TransactWriteItem> erasing(MemberKey member, Identity identity) {
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(Writes.delete(table, identityKey(member), identity.version()));
        for (LookUp lookUp : LookUp.of(identity)) {
            for (var key : keys(member.program(), lookUp)) writes.add(Writes.deleteOf(table, key, member.member()));
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
    public Changed change(
            MemberKey member, Identity before, Identity after, @Nullable StoredAccount moved, Instant now) {
        List<LookUp> old = LookUp.of(before);
        List<LookUp> ways = LookUp.of(after);
        List<LookUp> claimed = ways.stream().filter(l -> !old.contains(l)).toList();
        Holders holders = holders(member.program(), claimed);
        Optional<LookUp> taken = holders.notOf(member);
        if (taken.isPresent()) return new Changed.Taken(taken.get());
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(Writes.replace(table, item(member, after), before.version()));
        for (LookUp lookUp : claimed) writes.addAll(claim(member, lookUp, holders.of(lookUp)));
        List<LookUp> givenUp = old.stream().filter(l -> !ways.contains(l)).toList();
        Holders released = holders(member.program(), givenUp);
        for (LookUp lookUp : givenUp) writes.addAll(giveUp(member, lookUp, released.of(lookUp), now));
        if (moved != null) writes.add(Writes.account(table, member, moved, moved.version() - 1));
        try {
            dynamo.transactWriteItems(t -> t.transactItems(writes));
            return new Changed.Written();
        } catch (TransactionCanceledException cancelled) {
            LOG.debugf("a change of %s is tried again: part %d", member, Writes.refused(cancelled));
            return new Changed.LostRace();
        }
    }

    /** Where orders wait that could not be credited, the way stays for whoever takes it next. */
    private List<TransactWriteItem> giveUp(MemberKey member, LookUp lookUp, Holder holder, Instant now) {
        List<TransactWriteItem> writes = new ArrayList<>();
        AttributeValue until = Items.number(now.plus(WAITS_ON).getEpochSecond());
        for (var key : keys(member.program(), lookUp)) {
            boolean newest = writes.isEmpty() && !holder.waiting().isEmpty();
            writes.add(
                    newest
                            ? Writes.release(table, key, member.member(), until)
                            : Writes.deleteOf(table, key, member.member()));
        }
        return writes;
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
    private List<Map<String, AttributeValue>> keys(String program, LookUp lookUp) {
        return pepper.hashes(lookUp.value()).stream()
                .map(hash -> Entity.LOOKUP.key(program, lookUp.kind(), hash))
                .toList();
    }

    private List<Map<String, AttributeValue>> keys(String program, List<LookUp> lookUps) {
        List<Map<String, AttributeValue>> keys = new ArrayList<>();
        for (LookUp lookUp : lookUps) keys.addAll(keys(program, lookUp));
        return keys;
    }
}
