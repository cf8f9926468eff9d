package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.MemberBlocked;
import dev.laurel.domain.fact.Fact.MemberUnblocked;
import java.util.Optional;

/**
 * A merchant stops a member from earning and spending, or lets them again. Points still become spendable and expire meanwhile.
 *
 * @param blocked what the member shall be
 * @param reason a code
 */
public record BlockMember(boolean blocked, String reason) implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        if (deciding.book.account().blocked() == blocked) return Optional.of(new Refusal.AlreadySo(blocked));
        deciding.book.record(
                blocked
                        ? new MemberBlocked(deciding.now, deciding.today, reason)
                        : new MemberUnblocked(deciding.now, deciding.today, reason));
        return Optional.empty();
    }
}
