package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.RewardCancelled;
import java.util.Optional;

/**
 * A redemption is given back before it was used; its points return (law 8).
 *
 * @param known whether the member ever made it, so that an unknown one and one that is no longer open are told apart
 */
public record CancelRedemption(String redemption, boolean known) implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        var open = deciding.book.account().open(redemption);
        if (open.isEmpty()) {
            boolean existed = known || ByItself.issued(deciding.book.account(), redemption);
            return Optional.of(
                    existed ? new Refusal.RedemptionNotOpen(redemption) : new Refusal.UnknownRedemption(redemption));
        }
        if (open.get().redemption().issuedBy() != null) return Optional.of(new Refusal.NotCancellable(redemption));
        var returned = Returning.of(open.get(), deciding.book.account(), deciding.version.program(), deciding.now);
        deciding.book.record(new RewardCancelled(deciding.now, deciding.today, redemption));
        deciding.book.record(returned);
        return Optional.empty();
    }
}
