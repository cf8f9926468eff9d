package dev.laurel.domain.ledger;

import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Slice;
import java.util.List;

/**
 * A redemption that can still be used or cancelled, and the points that paid for it.
 *
 * @param withheld how many of them will not return, since a refund should have taken them (law 9)
 */
public record OpenRedemption(Redemption redemption, List<Slice> slices, long withheld) {}
