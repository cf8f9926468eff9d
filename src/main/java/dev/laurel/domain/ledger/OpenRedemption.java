package dev.laurel.domain.ledger;

import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Slice;
import java.util.List;

/** A redemption that can still be used or cancelled, and the points that paid for it. */
public record OpenRedemption(Redemption redemption, List<Slice> slices) {}
