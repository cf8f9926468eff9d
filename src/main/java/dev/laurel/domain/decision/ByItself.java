package dev.laurel.domain.decision;

import dev.laurel.domain.earning.EarnRule;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Fact.RewardIssued;
import dev.laurel.domain.fact.Fact.RewardWithdrawn;
import dev.laurel.domain.fact.Fact.StepRewarded;
import dev.laurel.domain.fact.Hold;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Used;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Book;
import dev.laurel.domain.ledger.Counters;
import dev.laurel.domain.ledger.OpenRedemption;
import dev.laurel.domain.ledger.Standing;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.reward.Reward;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.tier.TierReview;
import dev.laurel.domain.value.Codes;
import dev.laurel.domain.value.Limits;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rewards that nobody asks for: for stamps, for steps of the ladder, and wherever the balance reaches one that issues itself (laws 8 and 9). */
final class ByItself {
    /** Names a reward that issued itself for its cost. */
    static final String AUTOMATIC = "autoIssue";

    private final Book book;
    private final Programs.Version version;
    private final Program program;
    private final Codes codes;
    private final Instant at;
    private final LocalDate day;

    ByItself(Book book, Programs.Version version, Codes codes, Instant at) {
        this.book = book;
        this.version = version;
        this.program = version.program();
        this.codes = codes;
        this.at = at;
        this.day = program.day(at);
    }

    /** Takes back what the stamps of these rules no longer lead to, while it is open. */
    void withdrawFor(Set<String> rules) {
        for (EarnRule rule : program.earning().rules()) {
            if (!(rule instanceof EarnRule.Stamps stamps) || !rules.contains(rule.id())) continue;
            String issuedBy = Used.stampsOf(rule.id());
            long full = book.account().stamps(rule.id()) / stamps.every();
            for (var newest = newestOpen(issuedBy);
                    newest.isPresent() && issued(issuedBy) > full;
                    newest = newestOpen(issuedBy)) {
                withdraw(newest.get());
            }
        }
    }

    /** Issues what is due, in program order. */
    void issue() {
        for (EarnRule rule : program.earning().rules()) if (rule instanceof EarnRule.Stamps stamps) stamps(stamps);
        for (Reward reward : program.rewards()) if (reward.offer().autoIssue()) automatic(reward);
    }

    /** One more comes only when the full cards exceed those that a reward was issued for. */
    private void stamps(EarnRule.Stamps rule) {
        String issuedBy = Used.stampsOf(rule.id());
        Reward reward = program.reward(rule.reward()).orElseThrow();
        long full = book.account().stamps(rule.id()) / rule.every();
        while (issued(issuedBy) < full && mayHave(reward)) issue(reward, 0, issuedBy);
    }

    /** Rewards for steps of the ladder: one for each window that reaches them; open ones go with the credits that led to them. */
    void steps(Ladder ladder, List<Hold> ended) {
        for (Ladder.Step step : ladder.steps()) {
            if (step.onReach() == null) continue;
            String issuedBy = Redemption.BY_STEP + step.id();
            Standing standing = book.account().standing();
            LocalDate rewarded = standing.rewarded().get(step.id());
            LocalDate reached = reachedIn(ladder, step);
            boolean gone = ladder.holds()
                    ? ended.stream()
                            .anyMatch(
                                    h -> h.tier().equals(step.id()) && rewarded != null && rewarded.equals(h.window()))
                    : rewarded != null && reached == null;
            if (gone) newestOpen(issuedBy).ifPresent(this::withdraw);
            Reward reward = program.reward(step.onReach()).orElseThrow();
            boolean isNew = rewarded == null
                    || (reached != null && !reached.isBefore(ladder.window().after(rewarded)));
            if (reached != null && isNew && mayHave(reward)) {
                book.record(new StepRewarded(at, day, step.id(), reached));
                issue(reward, 0, issuedBy);
            }
        }
    }

    /** The newest window whose credits keep the step; null where none does. */
    private @Nullable LocalDate reachedIn(Ladder ladder, Ladder.Step step) {
        if (!ladder.holds()) {
            boolean reached = step.from() != null && TierReview.credits(book.account(), ladder, day) >= step.from();
            return reached ? ladder.window().startOf(day) : null;
        }
        return book.account().standing().holds().stream()
                .filter(h -> h.tier().equals(step.id()) && h.liveAt(at))
                .flatMap(h -> Stream.ofNullable(h.window()))
                .max(LocalDate::compareTo)
                .orElse(null);
    }

    private long issued(String issuedBy) {
        return Counters.issued(book.account(), issuedBy);
    }

    private void automatic(Reward reward) {
        long cost = reward.offer().cost();
        while (book.account().balance().spendable() >= cost && mayHave(reward) && slicesFit(cost)) {
            issue(reward, cost, AUTOMATIC);
        }
    }

    private boolean mayHave(Reward reward) {
        Account account = book.account();
        return !account.blocked()
                && Spending.room(account).isEmpty()
                && RedeemReward.allowed(reward.offer(), account, day, 1).isEmpty();
    }

    private boolean slicesFit(long cost) {
        int open =
                book.account().open().stream().mapToInt(o -> o.slices().size()).sum();
        return open + Spending.soonestFirst(book.account(), cost).size() <= Limits.OPEN_SLICES;
    }

    private void issue(Reward reward, long cost, String issuedBy) {
        String id = nextId();
        Spending.record(
                book, Spending.redemption(id, reward, 1, cost, version, at, codes.of(id), issuedBy, null), at, day);
    }

    /** Like no id that a request leads to, and the next of this member. */
    private String nextId() {
        return "a_%022d".formatted(book.account().issued() + 1);
    }

    /** An open automatic reward becomes another one: its points pass on. */
    void exchange(OpenRedemption old, Reward alternative) {
        String id = nextId();
        Redemption was = old.redemption();
        book.record(new RewardIssued(
                at,
                day,
                Spending.redemption(
                        id, alternative, 1, was.points(), version, at, codes.of(id), was.issuedBy(), was.id())));
        book.record(new RewardWithdrawn(at, day, was.id(), id));
    }

    Optional<OpenRedemption> newestOpen(String issuedBy) {
        return book.account().open().reversed().stream()
                .filter(o -> issuedBy.equals(o.redemption().issuedBy()))
                .findFirst();
    }

    /** Ends an open reward that should not be there; its points come back. */
    void withdraw(OpenRedemption open) {
        PointsReturned returned = Returning.of(open, book.account(), program, at);
        book.record(new RewardWithdrawn(at, day, open.redemption().id(), null));
        if (open.redemption().points() > 0) book.record(returned);
    }
}
