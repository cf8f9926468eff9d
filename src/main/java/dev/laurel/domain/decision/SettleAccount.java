package dev.laurel.domain.decision;

import dev.laurel.domain.decision.Decision.Accepted;
import dev.laurel.domain.decision.Decision.Refused;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.value.BeyondLimits;
import dev.laurel.domain.value.Codes;
import java.time.Instant;
import java.util.Optional;

/**
 * Nothing but time: what is due is written down, as it would have been with the next command. The account is settled to the last
 * instant at which something happened and no further, so that it does not matter when and how often that was looked for. Where
 * nothing happened there is nothing to write but when something is due next.
 */
public record SettleAccount() implements Command {
    @Override
    public Decision decide(Account account, Programs programs, Codes codes, Instant clock) {
        Instant now = clock.isBefore(account.settledTo()) ? account.settledTo() : clock;
        try {
            Settling.Work work = Settling.work(account, programs, codes, now);
            Account after = work.after();
            return new Accepted(
                    after.settledTo(), now, work.facts(), after, work.next().orElse(null));
        } catch (BeyondLimits _) {
            return new Refused(new Refusal.BeyondLimits());
        }
    }

    @Override
    public Optional<Refusal> take(Deciding deciding) {
        return Optional.empty();
    }
}
