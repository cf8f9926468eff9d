package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.MemberJoined;
import java.util.Optional;

/** Somebody becomes a member, which performs the action {@code join}; the account is the one that was opened for them. */
public record JoinProgram() implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        deciding.book.record(new MemberJoined(deciding.now, deciding.today));
        EarnForAction.joining(deciding);
        return Optional.empty();
    }
}
