package dev.laurel.domain.fact;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Some points of an account.
 *
 * @param available when they become spendable; null where they are
 * @param expires when they end; null is never
 */
public record Slice(
        long points, @Nullable Instant available, @Nullable Instant expires) {

    /** Points that can be spent. */
    public Slice(long points, @Nullable Instant expires) {
        this(points, null, expires);
    }

    /** So many points of the same kind. */
    Slice of(long some) {
        return new Slice(some, available, expires);
    }
}
