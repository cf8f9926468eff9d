package dev.laurel.domain.decision;

import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Counters;
import dev.laurel.domain.reward.Reward;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.Window;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * A member takes a reward; what it costs is the program's word, never the caller's.
 *
 * @param id the redemption's id, the same for the same request
 * @param quantity how many, on one voucher; at least 1
 */
public record RedeemReward(String id, String reward, int quantity) implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        Optional<Reward> found = deciding.version.program().reward(reward);
        if (found.isEmpty()) return Optional.of(new Refusal.UnknownReward(reward));
        Reward.Offer offer = found.get().offer();
        if (deciding.version.program().comesByItself(found.get()))
            return Optional.of(new Refusal.IssuedByItself(reward));
        Account account = deciding.book.account();
        Optional<Refusal> refusal = deciding.unblocked()
                .or(() -> allowed(offer, account, deciding.today, quantity))
                .or(() -> Spending.room(account, deciding.now));
        if (refusal.isPresent()) return refusal;
        long cost = Limits.points(BigDecimal.valueOf(offer.cost()).multiply(BigDecimal.valueOf(quantity)));
        return Spending.spend(
                deciding,
                Spending.redemption(
                        id,
                        found.get(),
                        quantity,
                        cost,
                        deciding.version,
                        deciding.now,
                        deciding.codes.of(id),
                        null,
                        null));
    }

    /** Whether the member may have so many of it today, points and stock apart. */
    public static Optional<Refusal> allowed(Reward.Offer offer, Account account, LocalDate today, int quantity) {
        String tier = account.standing().tier();
        boolean ofTier =
                offer.tiers().isEmpty() || (tier != null && offer.tiers().contains(tier));
        if (!ofTier) return Optional.of(new Refusal.RewardNotForTier(offer.id(), offer.tiers()));
        var limit = offer.perMember();
        if (limit == null) return Optional.empty();
        long used = account.used(Counters.ofReward(offer.id()), Window.of(limit.per(), today))
                .times();
        return used + quantity > limit.times()
                ? Optional.of(new Refusal.MemberLimitReached(
                        offer.id(), limit.times(), limit.per().name().toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }
}
