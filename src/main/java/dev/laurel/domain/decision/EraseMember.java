package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.MemberErased;
import dev.laurel.domain.fact.Fact.PointsForfeited;
import dev.laurel.domain.fact.Fact.RewardCancelled;
import dev.laurel.domain.ledger.OpenRedemption;
import java.util.Optional;

/** A member is forgotten, and the books are kept (law 23): what they had is forfeited, open redemptions end, a debt is written off. */
public record EraseMember() implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        for (OpenRedemption open : deciding.book.account().open()) {
            deciding.book.record(new RewardCancelled(
                    deciding.now, deciding.today, open.redemption().id()));
        }
        var balance = deciding.book.account().balance();
        long forfeited = balance.spendable() + balance.pending();
        if (forfeited > 0 || balance.deficit() > 0) {
            deciding.book.record(new PointsForfeited(
                    deciding.now, deciding.today, balance.deficit() - forfeited, balance.deficit()));
        }
        deciding.book.record(new MemberErased(deciding.now, deciding.today));
        return Optional.empty();
    }
}
