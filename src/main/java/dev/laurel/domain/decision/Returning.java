package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.fact.Slices;
import dev.laurel.domain.ledger.OpenRedemption;
import dev.laurel.domain.program.Program;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How a redemption's points come back (law 8). */
final class Returning {
    private Returning() {}

    /** All points of an open redemption. */
    static PointsReturned of(OpenRedemption open, Program program, Instant at) {
        return of(open.redemption().id(), open.slices(), open.withheld(), program, at);
    }

    /**
     * Each slice comes back to the expiry that it would have now had it not been spent. Where that has passed it comes back until
     * {@code reinstateDays} local days after the return, or at 0 it is lost. Of what comes back so much is withheld, soonest
     * expiry first.
     */
    static PointsReturned of(String redemption, List<Slice> slices, long withheld, Program program, Instant at) {
        List<Slice> back = new ArrayList<>();
        long lost = 0;
        for (Slice slice : slices) {
            boolean over = slice.expires() != null && !slice.expires().isAfter(at);
            int days = program.refunds().reinstateDays();
            if (!over) back.add(slice);
            else if (days > 0)
                back.add(new Slice(
                        slice.points(), program.startOf(program.day(at).plusDays(days + 1L))));
            else lost += slice.points();
        }
        List<Slice> kept = Slices.withoutFirst(back, withheld);
        long points = Slices.sum(kept);
        return new PointsReturned(at, program.day(at), points, redemption, kept, lost, Slices.sum(back) - points);
    }
}
