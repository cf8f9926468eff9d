package dev.laurel.domain.fact;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A tier kept from an earlier period.
 *
 * @param window first day of the window whose credits reached the step; null where it rests on no credits (a step kept on the way down)
 * @param months how long that window is; 0 is for ever
 * @param from credits that reached the step when the hold began: it ends at once only where its window has fewer
 * @param until first instant that is no longer held; null is for good
 */
public record Hold(
        String tier,
        @Nullable LocalDate window,
        int months,
        long from,
        @Nullable Instant until) {

    public boolean liveAt(Instant instant) {
        return until == null || until.isAfter(instant);
    }
}
