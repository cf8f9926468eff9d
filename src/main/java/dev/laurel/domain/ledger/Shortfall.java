package dev.laurel.domain.ledger;

import java.time.Instant;

/**
 * Points that a refund at an instant could not take back, and that no open redemption will keep.
 *
 * @param remembered first instant at which they are forgotten
 */
public record Shortfall(Instant at, long points, Instant remembered) {}
