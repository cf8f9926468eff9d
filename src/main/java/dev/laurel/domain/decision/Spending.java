package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.PointsSpent;
import dev.laurel.domain.fact.Fact.RewardIssued;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.fact.Slices;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Bucket;
import dev.laurel.domain.value.Limits;
import java.util.List;
import java.util.Optional;

/** Points for a redemption, whatever it is of: soonest expiry first (law 7). */
final class Spending {
    private Spending() {}

    /** Whether one more redemption may be open. */
    static Optional<Refusal> room(Account account) {
        int open = account.open().size();
        return open < Limits.OPEN_REDEMPTIONS
                ? Optional.empty()
                : Optional.of(new Refusal.TooManyOpenRedemptions(open, Limits.OPEN_REDEMPTIONS));
    }

    /** Opens the redemption and takes its points. */
    static Optional<Refusal> spend(Deciding deciding, Redemption redemption) {
        long available = deciding.book.account().balance().spendable();
        if (available < redemption.points()) {
            return Optional.of(new Refusal.NotEnoughPoints(available, redemption.points()));
        }
        deciding.book.record(new RewardIssued(deciding.now, deciding.today, redemption));
        if (redemption.points() > 0) {
            List<Slice> slices = soonestFirst(deciding.book.account(), redemption.points());
            deciding.book.record(
                    new PointsSpent(deciding.now, deciding.today, -redemption.points(), redemption.id(), slices));
        }
        return Optional.empty();
    }

    /** So many of the spendable points, as slices. */
    static List<Slice> soonestFirst(Account account, long points) {
        return Slices.first(account.active().map(Bucket::slice).toList(), points);
    }
}
