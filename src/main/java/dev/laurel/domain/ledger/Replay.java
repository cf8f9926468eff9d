package dev.laurel.domain.ledger;

import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.fact.Fact;
import java.time.Instant;

/** An account made anew from its entries, first to last (law 3). */
public final class Replay {
    private Account account = Account.opened(Instant.EPOCH, null);

    public void add(Entry entry) {
        for (Fact fact : entry.facts()) {
            if (fact.at().isAfter(account.settledTo())) account = Fold.settledTo(account, fact.at());
            account = Fold.after(account, fact);
        }
        account = Fold.settledTo(account, entry.settledTo());
    }

    /** The account as its entries say; a stored one is the same but for the copy of the birthday, which no entry has. */
    public Account account() {
        return account;
    }

    public boolean gives(Account stored) {
        return account.equals(stored.withBirthday(null));
    }
}
