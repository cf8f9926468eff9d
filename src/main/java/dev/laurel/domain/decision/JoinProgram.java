package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.MemberJoined;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Programs;
import java.time.Instant;
import java.util.Optional;

/** Somebody becomes a member, which performs the action {@code join}; the account is the one that was opened for them. */
public record JoinProgram() implements Command {
    @Override
    public Decision decide(Account account, Programs programs, Instant now) {
        return Deciding.decide(account, programs, now, deciding -> {
            deciding.book.record(new MemberJoined(deciding.now, deciding.today));
            EarnForAction.joining(deciding);
            return Optional.empty();
        });
    }
}
