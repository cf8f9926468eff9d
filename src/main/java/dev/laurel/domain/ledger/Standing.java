package dev.laurel.domain.ledger;

import dev.laurel.domain.fact.Hold;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a member stands on the ladder, and on what that rests besides the credits of the current window. */
public record Standing(
        @Nullable String tier,
        @Nullable Instant since,
        @Nullable Invitation invitation,
        List<Hold> holds) {
    static final Standing NONE = new Standing(null, null, null, List.of());

    /** A tier given by the merchant; {@code until} null is for good. */
    public record Invitation(String tier, @Nullable Instant until) {
        public boolean liveAt(Instant instant) {
            return until == null || until.isAfter(instant);
        }
    }
}
