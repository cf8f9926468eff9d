package dev.laurel.store;

import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.ledger.Account;
import dev.laurel.store.Shops.Shop;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the table knew before a decision. */
public final class Stored {
    private Stored() {}

    /**
     * An account and its place in the table.
     *
     * @param due the next instant at which something happens to it by itself; null is never
     * @param version how often it was written: a write on top of an older one loses the race
     * @param seq number of the newest entry, {@code head} its hash
     */
    public record StoredAccount(Account account, @Nullable Instant due, long version, long seq, byte[] head) {

        /** The same with another account in it, to be written on top of this one; no entry comes with it. */
        public StoredAccount with(Account other, @Nullable Instant due) {
            return new StoredAccount(other, due, version + 1, seq, head);
        }

        /** An account that is about to be written for the first time. Its chain starts from whose it is, so that no two can be swapped. */
        public static StoredAccount unwritten(MemberKey member, Account account) {
            return new StoredAccount(account, null, 0, 0, Chain.start(member));
        }
    }

    /** An entry with its member and its hash: what a receipt shows. {@code body} is what the hash covers, after {@code previous}. */
    public record StoredEntry(String member, Entry entry, byte[] body, byte[] previous, byte[] hash) {}

    /**
     * An order's entry, and what has become of it since.
     *
     * @param told the latest revision that was told, whether or not that changed anything
     */
    public record StoredOrder(StoredEntry entry, Order order, long told) {}

    /**
     * An order that is nobody's yet, as its shop told it last. Its refunds wait beside it, as those do that come before their order.
     *
     * @param ways the hashes by which its customer can be found
     */
    public record WaitingOrder(Shop shop, Purchase purchase, Set<String> ways) {}

    /**
     * What was told of an order before it came into the books.
     *
     * @param refunds by their ids
     * @param seen the latest revision of it that was told; 0 where none was. Without an order, it was cancelled then
     */
    public record Waiting(Optional<WaitingOrder> order, Map<String, Refund> refunds, long seen) {
        public boolean isNothing() {
            return order.isEmpty() && refunds.isEmpty();
        }
    }

    /**
     * One read before a decision: the account, and what this request wrote when it came before.
     *
     * @param laid how often something was laid down where the entry will be
     */
    public record Before(Optional<StoredAccount> account, Optional<StoredEntry> done, long laid) {
        public Before(Optional<StoredAccount> account, Optional<StoredEntry> done) {
            this(account, done, 0);
        }
    }
}
