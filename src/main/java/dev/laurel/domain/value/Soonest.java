package dev.laurel.domain.value;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What comes first of what may never come. */
public final class Soonest {
    private Soonest() {}

    /** The earlier of two instants; null is never. */
    public static @Nullable Instant of(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) return a == null ? b : a;
        return b.isBefore(a) ? b : a;
    }
}
