package dev.laurel.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.laurel.domain.fact.Entry;
import dev.laurel.json.EntryJson;
import dev.laurel.store.Stored.StoredEntry;
import java.security.MessageDigest;

/** A member's entries, each with a hash that covers the one before it and its own stored bytes (law 22). */
public final class Chain {
    private Chain() {}

    /** What a member's first entry comes after: SHA-256 of {@code program#member}. */
    public static byte[] start(MemberKey member) {
        return Items.sha256().digest((member.program() + "#" + member.member()).getBytes(UTF_8));
    }

    /** The entry as the next link after a hash. */
    static StoredEntry link(MemberKey member, Entry entry, byte[] previous) {
        byte[] body = Packed.pack(EntryJson.write(entry));
        return new StoredEntry(member.member(), entry, body, previous, hash(previous, body));
    }

    /** Whether an entry is the next link after a hash. */
    public static boolean follows(StoredEntry entry, byte[] previous) {
        return MessageDigest.isEqual(entry.previous(), previous)
                && MessageDigest.isEqual(entry.hash(), hash(previous, entry.body()));
    }

    private static byte[] hash(byte[] previous, byte[] body) {
        MessageDigest digest = Items.sha256();
        digest.update(previous);
        return digest.digest(body);
    }
}
