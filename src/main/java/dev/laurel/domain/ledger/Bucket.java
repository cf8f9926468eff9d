package dev.laurel.domain.ledger;

import dev.laurel.domain.fact.Slice;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Points that share one expiry and one availability.
 *
 * @param available when pending points become spendable; null once they are
 * @param expires first instant at which they are gone; null is never
 */
public record Bucket(
        long points, @Nullable Instant available, @Nullable Instant expires) {

    /** Spendable ones first, then by expiry with the never-ending last: the order in which points are spent (law 7). */
    static final Comparator<Bucket> SOONEST_FIRST = Comparator.comparing(
                    Bucket::available, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(Bucket::expires, Comparator.nullsLast(Comparator.<Instant>naturalOrder()));

    public Slice slice() {
        return new Slice(points, available, expires);
    }

    public boolean pending() {
        return available != null;
    }
}
