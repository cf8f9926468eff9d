package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.TierInvited;
import dev.laurel.domain.tier.Ladder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A merchant gives a member a tier that the ladder gives by invitation.
 *
 * @param reason a code
 * @param until the last local day of it; null is for good
 */
public record InviteToTier(
        String tier, String reason, @Nullable LocalDate until) implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        var program = deciding.version.program();
        Ladder ladder = program.ladder();
        var step = ladder == null ? Optional.<Ladder.Step>empty() : ladder.step(tier);
        if (step.isEmpty()) return Optional.of(new Refusal.UnknownTier(tier));
        if (!step.get().byInvitation()) return Optional.of(new Refusal.NotByInvitation(tier));
        Instant end = until == null ? null : program.startOf(until.plusDays(1));
        if (end != null && !end.isAfter(deciding.now)) return Optional.of(new Refusal.AlreadyOver(until));
        deciding.book.record(new TierInvited(deciding.now, deciding.today, tier, end, reason));
        return Optional.empty();
    }
}
