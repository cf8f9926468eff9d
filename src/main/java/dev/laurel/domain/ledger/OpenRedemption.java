package dev.laurel.domain.ledger;

import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * A redemption that can still be used or cancelled, and the points that paid for it.
 *
 * @param shortfalls what refunds could not take back, of these points: so many will not return (law 9)
 */
public record OpenRedemption(Redemption redemption, List<Slice> slices, List<Shortfall> shortfalls) {

    /** How many of the points will not return. */
    public long withheld() {
        return shortfalls.stream().mapToLong(Shortfall::points).sum();
    }

    /** The same points, paying for another redemption. */
    OpenRedemption of(Redemption other) {
        return new OpenRedemption(other, slices, shortfalls);
    }

    OpenRedemption withholding(Shortfall more) {
        List<Shortfall> all = new ArrayList<>(shortfalls);
        all.add(more);
        return new OpenRedemption(redemption, slices, List.copyOf(all));
    }

    OpenRedemption withholding(List<Shortfall> other) {
        return new OpenRedemption(redemption, slices, other);
    }
}
