package dev.laurel.domain.ledger;

import java.time.Instant;

/**
 * Points that ended unused and that no refund has counted yet (law 9).
 *
 * @param expires the expiry that they had; {@code at} is when they ended
 * @param remembered first instant at which they are forgotten
 */
public record ExpiredUnused(Instant expires, Instant at, long points, Instant remembered) {}
