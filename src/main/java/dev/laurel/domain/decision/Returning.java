package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.program.Program;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How a redemption's points come back (law 8). */
final class Returning {
    private Returning() {}

    /**
     * Each slice comes back to the expiry that it would have now had it not been spent. Where that has passed it comes back until
     * {@code reinstateDays} local days after the return, or at 0 it is lost.
     */
    static PointsReturned of(String redemption, List<Slice> slices, Program program, Instant at) {
        List<Slice> back = new ArrayList<>();
        long lost = 0;
        for (Slice slice : slices) {
            boolean over = slice.expires() != null && !slice.expires().isAfter(at);
            if (!over) {
                back.add(slice);
            } else if (program.reinstateDays() > 0) {
                var until = program.startOf(program.day(at).plusDays(program.reinstateDays() + 1L));
                back.add(new Slice(slice.points(), until));
            } else {
                lost += slice.points();
            }
        }
        long points = back.stream().mapToLong(Slice::points).sum();
        return new PointsReturned(at, program.day(at), points, redemption, back, lost);
    }
}
