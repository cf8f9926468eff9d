package dev.laurel.store;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Every kind of item in the one table, with its keys: the entity chart. {@code docs/table.md} is generated from here. */
public enum Entity {
    ACCOUNT("M#<program>#<member>", "A", "a member's folded state; no personal data, nothing that grows with history"),
    ENTRY("M#<program>#<member>", "E#<request>", "what one accepted command wrote, under its request key"),
    SUBJECT(
            "M#<program>#<member>",
            "C#<rule>#<subject>",
            "what one subject used of a rule's limit per reference: apart, since it grows with what there is to do"),
    PURCHASE(
            "O#<program>#<source>#<order>",
            "O",
            "a purchase's entry: an order belongs to one member for ever; beside it its refunds, also those that came before it; or the order as it was told, while it waits for its member"),
    IDENTITY("I#<program>#<member>", "I", "everything personal, in a partition of its own"),
    LOOKUP(
            "L#<program>#<kind>#<hmac>",
            "L",
            "a verified phone or mail address, a shop customer, a referral code: whose it is; or the orders that wait for whoever will be"),
    VOUCHER("U#<program>#<code>", "U", "a voucher: its redemption, member and state"),
    VERSION("P#<program>", "V#<number>", "one version of the program document"),
    STOCK("S#<program>", "S#<reward>", "how many of a limited reward are gone"),
    PARKED(
            "K#<program>",
            "K#<member>",
            "why the night could not settle an account; the account itself says since when"),
    SHOP("P#<program>", "W#<platform>#<domain>", "a shop whose orders earn; its secret lies elsewhere"),
    DELIVERY(
            "B#<program>",
            "B#<delivery>",
            "a shop's delivery that the merchant is to look at, with whatever it says of people; it goes by itself"),
    INBOX_DAY("B#<program>", "N#<day>", "how many deliveries were kept on a day: so many may be"),
    SWEEP(
            "P#<program>",
            "D#<version>#<shard>",
            "that a version takes effect, due in a shard whose members it may touch");

    private final String partition;
    private final String sort;
    private final String holds;

    /** What stands before, between and after the names in a key. */
    private final List<String> aroundPartition;

    private final List<String> aroundSort;

    Entity(String partition, String sort, String holds) {
        this.partition = partition;
        this.sort = sort;
        this.holds = holds;
        this.aroundPartition = aroundNames(partition);
        this.aroundSort = aroundNames(sort);
    }

    private static List<String> aroundNames(String pattern) {
        return List.of(pattern.split("<\\w+>", -1));
    }

    public String partition() {
        return partition;
    }

    public String sort() {
        return sort;
    }

    public String holds() {
        return holds;
    }

    /** The item's key; the names take the places of the placeholders, partition first. */
    Map<String, AttributeValue> key(String... names) {
        int first = Math.min(names.length, aroundPartition.size() - 1);
        return Map.of(
                Table.PARTITION, AttributeValue.fromS(partitionOf(Arrays.copyOf(names, first))),
                Table.SORT, AttributeValue.fromS(filled(aroundSort, Arrays.copyOfRange(names, first, names.length))));
    }

    /** What the partition keys of all of a program's items of this kind start with, where each member has one. */
    String prefixOf(String program) {
        if (aroundPartition.size() < 3) throw new IllegalArgumentException(this + " has one partition in a program");
        return filled(aroundPartition.subList(0, 2), program);
    }

    /** What the sort keys of all items of this kind start with. */
    String sortPrefix() {
        return aroundSort.getFirst();
    }

    /** The partition key alone. */
    String partitionOf(String... names) {
        return filled(aroundPartition, names);
    }

    private static String filled(List<String> around, String... names) {
        if (names.length != around.size() - 1)
            throw new IllegalArgumentException(names.length + " names for the key " + String.join("<>", around));
        StringBuilder filled = new StringBuilder(around.getFirst());
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            if (name.isEmpty() || name.indexOf('#') >= 0 || name.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("not fit for a key: " + name);
            }
            filled.append(name).append(around.get(i + 1));
        }
        return filled.toString();
    }
}
