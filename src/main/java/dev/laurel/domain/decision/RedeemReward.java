package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Counters;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.reward.Reward;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.VoucherCode;
import dev.laurel.domain.value.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A member takes a reward; what it costs is the program's word, never the caller's.
 *
 * @param id the redemption's id, the same for the same request
 * @param quantity how many, on one voucher; at least 1
 * @param voucher a fresh code that nobody can guess
 */
public record RedeemReward(String id, String reward, int quantity, VoucherCode voucher) implements Command {
    @Override
    public Decision decide(Account account, Programs programs, Instant now) {
        return Deciding.decide(account, programs, now, this::take);
    }

    private Optional<Refusal> take(Deciding deciding) {
        var program = deciding.version.program();
        Optional<Reward> found = program.reward(reward);
        if (found.isEmpty()) return Optional.of(new Refusal.UnknownReward(reward));
        Reward.Offer offer = found.get().offer();
        @Nullable
        Window window =
                offer.perMember() == null ? null : Window.of(offer.perMember().per(), deciding.today);
        Account account = deciding.book.account();
        Optional<Refusal> refusal = deciding.unblocked()
                .or(() -> allowed(offer, account, deciding.today, quantity))
                .or(() -> Spending.room(account));
        if (refusal.isPresent()) return refusal;

        long cost = Limits.points(BigDecimal.valueOf(offer.cost()).multiply(BigDecimal.valueOf(quantity)));
        var value = found.get().value();
        Instant until =
                offer.validDays() == null ? null : program.startOf(deciding.today.plusDays(offer.validDays() + 1L));
        return Spending.spend(
                deciding,
                new Redemption(
                        id,
                        reward,
                        deciding.version.number(),
                        quantity,
                        cost,
                        value == null ? null : value.multipliedBy(quantity),
                        voucher.text(),
                        until,
                        offer.returnsOnLapse(),
                        offer.stock(),
                        window,
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
