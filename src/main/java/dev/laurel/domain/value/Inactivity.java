package dev.laurel.domain.value;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The expiry of points that have no date of their own, and end when their member has not been active for long enough. In the books it is
 * an instant in the year 9999 that stands for no date: the member's spell of activity, counted in seconds from its start. Points of
 * an older spell have ended with it.
 */
public final class Inactivity {
    private static final Instant FIRST = Instant.parse("9999-01-01T00:00:00Z");

    private Inactivity() {}

    /** What points earned in a spell have as their expiry. */
    public static Instant of(int spell) {
        return FIRST.plusSeconds(spell);
    }

    public static boolean ends(@Nullable Instant expires) {
        return expires != null && !expires.isBefore(FIRST);
    }
}
