package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.PointsAdjusted;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Program;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A merchant gives points, or takes them; both may move the credits that the ladder counts, too.
 *
 * @param points more than zero gives, less takes; zero moves credits only
 * @param reason a code
 * @param expires the last local day of points given; null is what points earned today would have
 * @param credits in the ladder's unit, either sign; ignored by a program without tiers
 */
public record AdjustPoints(
        long points, String reason, @Nullable LocalDate expires, long credits) implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        Account account = deciding.book.account();
        Program program = deciding.version.program();
        if (expires != null && expires.isBefore(deciding.today)) return Optional.of(new Refusal.AlreadyOver(expires));
        Optional<Refusal> refusal = points < 0 ? covered(account) : belowCap(account, program);
        if (refusal.isPresent()) return refusal;
        List<Slice> slices = points < 0
                ? Spending.soonestFirst(account, -points)
                : List.of(new Slice(points, expiry(deciding, account, program)));
        if (points > 0 && expires == null) {
            Deciding.alive(deciding.book, program, deciding.today, deciding.now, deciding.today);
        }
        long counted = program.ladder() == null ? 0 : credits;
        deciding.book.record(new PointsAdjusted(
                deciding.now,
                deciding.today,
                points,
                points == 0 ? List.of() : slices,
                counted,
                deciding.today,
                reason,
                null));
        return Optional.empty();
    }

    private @Nullable Instant expiry(Deciding deciding, Account account, Program program) {
        return expires == null
                ? program.expiryOf(account.standing().tier(), deciding.today, deciding.today, account.spell())
                : program.startOf(expires.plusDays(1));
    }

    private Optional<Refusal> covered(Account account) {
        long spendable = account.balance().spendable();
        return spendable < -points ? Optional.of(new Refusal.NotEnoughPoints(spendable, -points)) : Optional.empty();
    }

    /** What a merchant gives is never cut: it fits under the cap, or it is refused (law 14). */
    private Optional<Refusal> belowCap(Account account, Program program) {
        Long cap = program.earning().balanceCap();
        if (cap == null || points == 0) return Optional.empty();
        long room = Math.max(
                0, cap - account.balance().spendable() - account.balance().pending());
        return points > room ? Optional.of(new Refusal.OverTheCap(cap, room)) : Optional.empty();
    }
}
