package dev.laurel.domain.decision;

import dev.laurel.domain.earning.EarnRule;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Fact.RewardIssued;
import dev.laurel.domain.fact.Fact.RewardWithdrawn;
import dev.laurel.domain.fact.Fact.StepRewarded;
import dev.laurel.domain.fact.Hold;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Used;
import dev.laurel.domain.ledger.Book;
import dev.laurel.domain.ledger.OpenRedemption;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.reward.Reward;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.value.Codes;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
            long full = owed().fullCards(stamps);
            for (var newest = newestOpen(issuedBy);
                    newest.isPresent() && owed().issued(issuedBy) > full;
                    newest = newestOpen(issuedBy)) {
                withdraw(newest.get());
            }
        }
    }

    /** Issues what is due, in program order. */
    void issue() {
        for (EarnRule rule : program.earning().rules()) if (rule instanceof EarnRule.Stamps stamps) stamps(stamps);
        program.rewards().forEach(this::automatic);
    }

    /** One more comes only when the full cards exceed those that a reward was issued for. */
    private void stamps(EarnRule.Stamps rule) {
        Reward reward = owed().reward(rule.reward());
        while (owed().stamps(rule) && owed().mayHave(reward)) issue(reward, 0, Used.stampsOf(rule.id()));
    }

    /** Rewards for steps of the ladder: one for each window that reaches them; open ones go with the credits that led to them. */
    void steps(Ladder ladder, List<Hold> ended) {
        for (Ladder.Step step : ladder.steps()) {
            if (step.onReach() == null) continue;
            String issuedBy = Redemption.BY_STEP + step.id();
            var rewarded = book.account().standing().lastRewarded(step.id());
            LocalDate reached = owed().reachedIn(ladder, step);
            boolean gone = ladder.holds()
                    ? ended.stream()
                            .anyMatch(h -> h.tier().equals(step.id())
                                    && h.window() != null
                                    && rewarded.filter(h.window()::equals).isPresent())
                    : rewarded.isPresent() && reached == null;
            if (gone) newestOpen(issuedBy).ifPresent(this::withdraw);
            Reward reward = owed().reward(step.onReach());
            if (reached != null && owed().step(ladder, step) && owed().mayHave(reward)) {
                book.record(new StepRewarded(at, day, step.id(), reached));
                issue(reward, 0, issuedBy);
            }
        }
    }

    private void automatic(Reward reward) {
        while (owed().automatic(reward) && owed().mayHave(reward))
            issue(reward, reward.offer().cost(), AUTOMATIC);
    }

    private Owed owed() {
        return new Owed(program, book.account(), at);
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
