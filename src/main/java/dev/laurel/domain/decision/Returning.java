package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.fact.Slices;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.OpenRedemption;
import dev.laurel.domain.program.Program;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How a redemption's points come back (law 8). */
final class Returning {
    private Returning() {}

    /** What comes back, and what is lost. */
    record Back(List<Slice> slices, long lost) {
        long points() {
            return Slices.sum(slices);
        }
    }

    /** All points of an open redemption. */
    static PointsReturned of(OpenRedemption open, Account account, Program program, Instant at) {
        return of(open.redemption().id(), open.slices(), open.withheld(), account, program, at);
    }

    /** Some points of a redemption, soonest expiry first; the first of them are withheld. */
    static PointsReturned of(
            String redemption, List<Slice> slices, long withheld, Account account, Program program, Instant at) {
        List<Slice> rest = Slices.withoutFirst(slices, withheld);
        Back back = of(rest, account, program, at);
        long kept = Slices.sum(slices) - Slices.sum(rest);
        return new PointsReturned(at, program.day(at), back.points(), redemption, back.slices(), back.lost(), kept);
    }

    /**
     * Each slice comes back to the expiry that it would have now had it not been taken. Where that has passed it comes back until
     * {@code reinstateDays} local days after the return, or at 0 it is lost.
     */
    static Back of(List<Slice> slices, Account account, Program program, Instant at) {
        List<Slice> back = new ArrayList<>();
        long lost = 0;
        int days = program.refunds().reinstateDays();
        for (Slice slice : slices) {
            if (!account.isOver(slice.expires(), at)) back.add(slice);
            else if (days > 0) back.add(new Slice(slice.points(), program.after(program.day(at), days)));
            else lost += slice.points();
        }
        return new Back(back, lost);
    }
}
