package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.ledger.OpenRedemption;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.reward.Reward;
import java.util.Optional;
import java.util.Set;

/** A member exchanges an open automatic reward for one of its alternatives. */
public record ExchangeReward(String redemption, String reward) implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        Program program = deciding.version.program();
        Optional<OpenRedemption> open = deciding.book.account().open(redemption);
        if (open.isEmpty()) return Optional.of(new Refusal.RedemptionNotOpen(redemption));
        Redemption was = open.get().redemption();
        Set<String> alternatives = was.issuedBy() == null || was.replaces() != null
                ? Set.of()
                : program.reward(String.valueOf(was.reward()))
                        .map(r -> r.offer().alternatives())
                        .orElse(Set.of());
        Optional<Reward> wanted = program.reward(reward).filter(r -> alternatives.contains(r.id()));
        if (wanted.isEmpty()) return Optional.of(new Refusal.NoAlternative(reward, alternatives));
        Optional<Refusal> refusal = deciding.unblocked()
                .or(() -> RedeemReward.allowed(wanted.get().offer(), deciding.book.account(), deciding.today, 1));
        if (refusal.isPresent()) return refusal;
        new ByItself(deciding.book, deciding.version, deciding.codes, deciding.now).exchange(open.get(), wanted.get());
        return Optional.empty();
    }
}
