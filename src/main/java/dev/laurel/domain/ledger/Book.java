package dev.laurel.domain.ledger;

import dev.laurel.domain.fact.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What one decision writes: each fact is recorded and at once folded into the account, so that the next step sees it. */
public final class Book {
    private final List<Fact> facts = new ArrayList<>();
    private Account account;

    public Book(Account account) {
        this.account = account;
    }

    public void record(Fact fact) {
        facts.add(fact);
        account = Fold.after(account, fact);
    }

    /** Says that everything due by the instant has been recorded. */
    public void settledTo(Instant instant) {
        account = Fold.settledTo(account, instant);
    }

    public Account account() {
        return account;
    }

    /** How many facts there are. */
    public int size() {
        return facts.size();
    }

    public List<Fact> facts() {
        return List.copyOf(facts);
    }
}
