package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.PointsAdjusted;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Fact.ShortfallCovered;
import dev.laurel.domain.fact.Performed;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.fact.Slices;
import dev.laurel.domain.ledger.Account;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An action or an adjustment is undone, as a whole.
 *
 * @param reason a code
 */
public record ReverseEntry(Entry entry, String reason) implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        for (Fact fact : entry.facts()) {
            if (fact instanceof PointsAdjusted adjusted) return adjusted(deciding, adjusted);
            if (fact instanceof PointsEarned earned && earned.earning().cause() instanceof Performed done) {
                if (!done.action().equals(Performed.JOIN)) return earned(deciding, earned);
            }
        }
        return Optional.of(new Refusal.NotReversible(entry.id()));
    }

    private Optional<Refusal> earned(Deciding deciding, PointsEarned earned) {
        var earning = earned.earning();
        new TakingBack(deciding, TakingBack.Given.by(entry.id(), earning, earned.at()))
                .take(earned.points(), earning.credits(), earning.used());
        return Optional.empty();
    }

    private Optional<Refusal> adjusted(Deciding deciding, PointsAdjusted adjusted) {
        if (adjusted.corrects() != null) return Optional.of(new Refusal.NotReversible(entry.id()));
        if (adjusted.points() > 0) {
            @Nullable Instant expires = adjusted.slices().getFirst().expires();
            var given = new TakingBack.Given(entry.id(), adjusted.at(), adjusted.at(), expires, adjusted.day());
            new TakingBack(deciding, given).take(adjusted.points(), adjusted.credits(), List.of());
            return Optional.empty();
        }
        Account account = deciding.book.account();
        long kept = Math.min(-adjusted.points(), account.shortfallSince(adjusted.at()));
        List<Slice> slices = Slices.withoutFirst(adjusted.slices(), kept);
        var back = Returning.of(slices, account, deciding.version.program(), deciding.now);
        deciding.book.record(new PointsAdjusted(
                deciding.now,
                deciding.today,
                back.points(),
                back.slices(),
                -adjusted.credits(),
                adjusted.day(),
                reason,
                entry.id()));
        if (kept > 0) {
            deciding.book.record(new ShortfallCovered(deciding.now, deciding.today, kept, adjusted.at()));
        }
        return Optional.empty();
    }
}
