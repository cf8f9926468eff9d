package dev.laurel.domain.ledger;

import java.time.Instant;

/**
 * Points of an entry that a refund at an instant could not take back.
 *
 * @param remembered first instant at which they are forgotten
 */
public record Shortfall(Instant at, String entry, long points, Instant remembered) {
    Shortfall less(long some) {
        return new Shortfall(at, entry, points - some, remembered);
    }
}
