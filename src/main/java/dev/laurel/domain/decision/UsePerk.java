package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.PerkUsed;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.tier.Ladder;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A member uses a perk of their tier.
 *
 * @param reference what names this use
 */
public record UsePerk(String perk, String reference) implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        Account account = deciding.book.account();
        Ladder ladder = deciding.version.program().ladder();
        var found = Optional.ofNullable(ladder)
                .flatMap(l -> l.step(account.standing().tier()))
                .flatMap(
                        s -> s.perks().stream().filter(p -> p.id().equals(perk)).findFirst());
        if (found.isEmpty()) return Optional.of(new Refusal.UnknownPerk(perk));
        Long left = left(found.get(), account, deciding.today);
        Optional<Refusal> refusal = deciding.unblocked()
                .or(() -> left != null && left == 0 ? Optional.of(new Refusal.PerkUsedUp(perk)) : Optional.empty());
        if (refusal.isPresent()) return refusal;
        deciding.book.record(
                new PerkUsed(deciding.now, deciding.today, perk, reference, left == null ? null : left - 1));
        return Optional.empty();
    }

    /** How often the perk may still be used in the year of a day; null is without limit. */
    public static @Nullable Long left(Ladder.Perk perk, Account account, LocalDate today) {
        return perk.perYear() == null ? null : Math.max(0, perk.perYear() - account.perkUses(perk.id(), today));
    }
}
