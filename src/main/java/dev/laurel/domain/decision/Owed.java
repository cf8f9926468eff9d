package dev.laurel.domain.decision;

import dev.laurel.domain.earning.EarnRule;
import dev.laurel.domain.fact.Hold;
import dev.laurel.domain.fact.Issuer;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Counters;
import dev.laurel.domain.ledger.OpenRedemption;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.reward.Reward;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.tier.TierReview;
import dev.laurel.domain.value.Limits;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which rewards an account should have got by itself at an instant, and when the next may come (laws 8 and 9). */
record Owed(Program program, Account account, Instant at) {

    /** Whether stamps have filled more cards than rewards were issued for. */
    boolean stamps(EarnRule.Stamps rule) {
        return Counters.issued(account, rule.id()) < account.stamps(rule.id()) / rule.every();
    }

    /** Whether what a reward rests on is gone: the stamps of its card, or the credits of its window, as long as that is recomputed. */
    boolean isGone(Issuer issuer) {
        return switch (issuer) {
            case Issuer.Balance _ -> false;
            case Issuer.Card card -> Counters.issued(account, card.rule()) > account.stamps(card.rule()) / card.every();
            case Issuer.Step step -> isRecomputed(step) && credits(step) < step.from();
        };
    }

    /** The current window and the one before it are; of older ones not every month is known any more (law 18). */
    private boolean isRecomputed(Issuer.Step step) {
        return step.months() == 0
                || step.window().plusMonths(2L * step.months()).isAfter(program.day(at));
    }

    private long credits(Issuer.Step step) {
        if (step.months() == 0) return account.lifetimeCredits();
        YearMonth first = YearMonth.from(step.window());
        return account.credits(first, first.plusMonths(step.months() - 1L));
    }

    /** Whether a step is reached in a window that it has not been rewarded in. */
    boolean step(Ladder ladder, Ladder.Step step) {
        LocalDate reached = reachedIn(ladder, step);
        if (step.onReach() == null || reached == null) return false;
        return account.standing()
                .lastRewarded(step.id())
                .map(ladder.window()::after)
                .filter(reached::isBefore)
                .isEmpty();
    }

    /** The newest window whose credits keep the step; null where none does. */
    @Nullable
    LocalDate reachedIn(Ladder ladder, Ladder.Step step) {
        if (!ladder.holds()) {
            LocalDate day = program.day(at);
            boolean reached = step.from() != null && TierReview.credits(account, ladder, day) >= step.from();
            return reached ? ladder.window().startOf(day) : null;
        }
        return account.standing().holds().stream()
                .filter(h -> h.tier().equals(step.id()) && h.liveAt(at))
                .map(Hold::window)
                .filter(Objects::nonNull)
                .max(LocalDate::compareTo)
                .orElse(null);
    }

    /** Whether the balance pays for an automatic reward. */
    boolean automatic(Reward reward) {
        long cost = reward.offer().cost();
        if (!reward.offer().autoIssue() || account.balance().spendable() < cost) return false;
        return account.openSlices() + Spending.soonestFirst(account, cost).size() <= Limits.OPEN_SLICES;
    }

    /** Whether the member may have one more of it now. */
    boolean mayHave(Reward reward) {
        return !account.blocked()
                && Spending.room(account, at).isEmpty()
                && RedeemReward.allowed(reward.offer(), account, program.day(at), 1)
                        .isEmpty();
    }

    /** The next instant, null for never, at which one may come that only a limit holds back: its own for a member, or that of open redemptions. */
    @Nullable
    Instant next() {
        if (account.blocked()) return null;
        List<Reward> owed = all();
        if (owed.isEmpty()) return null;
        if (Spending.room(account, at).isPresent()) return nextRoom();
        return owed.stream()
                .flatMap(r -> limitEnds(r).stream())
                .min(LocalDate::compareTo)
                .map(program::startOf)
                .orElse(null);
    }

    /** When points that wait to pay count as used, and leave their place among the open ones. */
    private @Nullable Instant nextRoom() {
        return account.open().stream()
                .map(OpenRedemption::redemption)
                .filter(Redemption::ofPoints)
                .flatMap(r -> Stream.ofNullable(r.until()))
                .min(Instant::compareTo)
                .orElse(null);
    }

    /** Those of full cards, of steps reached, and those that the balance pays for. */
    private List<Reward> all() {
        List<Reward> owed = new ArrayList<>();
        for (EarnRule rule : program.earning().rules())
            if (rule instanceof EarnRule.Stamps stamps && stamps(stamps)) owed.add(reward(stamps.reward()));
        Ladder ladder = program.ladder();
        if (ladder != null)
            for (Ladder.Step step : ladder.steps())
                if (step(ladder, step)) owed.add(reward(Objects.requireNonNull(step.onReach())));
        for (Reward reward : program.rewards()) if (automatic(reward)) owed.add(reward);
        return owed;
    }

    Reward reward(String id) {
        return program.reward(id).orElseThrow();
    }

    /** The first day on which a limit that is used up counts anew. */
    private Optional<LocalDate> limitEnds(Reward reward) {
        LocalDate day = program.day(at);
        return RedeemReward.allowed(reward.offer(), account, day, 1)
                .filter(Refusal.MemberLimitReached.class::isInstance)
                .flatMap(_ ->
                        Objects.requireNonNull(reward.offer().perMember()).per().next(day));
    }
}
