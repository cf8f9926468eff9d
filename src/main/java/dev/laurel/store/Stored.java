package dev.laurel.store;

import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.ledger.Account;
import java.util.Optional;

/** What the table knew before a decision. */
public final class Stored {
    private Stored() {}

    /**
     * An account and its place in the table.
     *
     * @param version how often it was written: a write on top of an older one loses the race
     * @param seq number of the newest entry, {@code head} its hash
     */
    public record StoredAccount(Account account, long version, long seq, byte[] head) {

        /** An account that is about to be written for the first time. Its chain starts from whose it is, so that no two can be swapped. */
        public static StoredAccount unwritten(MemberKey member, Account account) {
            return new StoredAccount(account, 0, 0, Items.genesis(member));
        }
    }

    /** An entry with its member and its hash: what a receipt shows. {@code body} is what the hash covers, after {@code previous}. */
    public record StoredEntry(String member, Entry entry, byte[] body, byte[] previous, byte[] hash) {}

    /** An order's entry, and what has become of it since. */
    public record StoredOrder(StoredEntry entry, Order order) {}

    /** One read before a decision: the account, and what this request wrote when it came before. */
    public record Before(Optional<StoredAccount> account, Optional<StoredEntry> done) {}
}
