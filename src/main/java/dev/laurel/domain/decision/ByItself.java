package dev.laurel.domain.decision;

import dev.laurel.domain.earning.EarnRule;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Fact.RewardIssued;
import dev.laurel.domain.fact.Fact.RewardWithdrawn;
import dev.laurel.domain.fact.Fact.StepRewarded;
import dev.laurel.domain.fact.Issuer;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Book;
import dev.laurel.domain.ledger.OpenRedemption;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.reward.Reward;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.value.Codes;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** Rewards that nobody asks for: for stamps, for steps of the ladder, and wherever the balance reaches one that issues itself (laws 8 and 9). */
final class ByItself {
    private static final String PREFIX = "a_";

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

    /** Withdraws what rests on cards that have lost stamps, as far as the stamps left do not lead to it, newest first. */
    void withdrawCards(Predicate<String> lostStamps) {
        withdraw(issuer -> issuer instanceof Issuer.Card card && lostStamps.test(card.rule()));
    }

    private void withdraw(Predicate<Issuer> which) {
        Predicate<Issuer> gone = issuer -> which.test(issuer) && owed().isGone(issuer);
        for (var newest = newestOpen(gone); newest.isPresent(); newest = newestOpen(gone)) withdraw(newest.get());
    }

    /** Issues what is due, in program order. */
    void issue() {
        for (EarnRule rule : program.earning().rules()) if (rule instanceof EarnRule.Stamps stamps) stamps(stamps);
        program.rewards().forEach(this::automatic);
    }

    /** One more comes only when the full cards exceed those that a reward was issued for. */
    private void stamps(EarnRule.Stamps rule) {
        Reward reward = owed().reward(rule.reward());
        while (owed().stamps(rule) && owed().mayHave(reward))
            issue(reward, 0, new Issuer.Card(rule.id(), rule.every()));
    }

    /** Rewards for steps of the ladder: one for each window that reaches them; open ones go with the credits that led to them. */
    void steps(Ladder ladder) {
        withdraw(Issuer.Step.class::isInstance);
        for (Ladder.Step step : ladder.steps()) {
            LocalDate reached = owed().reachedIn(ladder, step);
            if (reached == null || !owed().step(ladder, step)) continue;
            Reward reward = owed().reward(Objects.requireNonNull(step.onReach()));
            if (!owed().mayHave(reward)) continue;
            long from = Objects.requireNonNull(step.from());
            book.record(new StepRewarded(at, day, step.id(), reached));
            issue(reward, 0, new Issuer.Step(step.id(), reached, ladder.window().months(), from));
        }
    }

    private void automatic(Reward reward) {
        while (owed().automatic(reward) && owed().mayHave(reward))
            issue(reward, reward.offer().cost(), new Issuer.Balance());
    }

    private Owed owed() {
        return new Owed(program, book.account(), at);
    }

    private void issue(Reward reward, long cost, Issuer issuedBy) {
        String id = nextId();
        Spending.record(
                book, Spending.redemption(id, reward, 1, cost, version, at, codes.of(id), issuedBy, null), at, day);
    }

    /** Like no id that a request leads to, and the next of this member. */
    private String nextId() {
        return PREFIX + String.format(Locale.ROOT, "%022d", book.account().issued() + 1);
    }

    /** Whether an id is one of what came to the member by itself, ever. */
    static boolean issued(Account account, String id) {
        return id.matches(PREFIX + "0{4}\\d{18}") && Long.parseLong(id.substring(PREFIX.length())) <= account.issued();
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

    /** The newest open one that an issuer of this kind issued. */
    Optional<OpenRedemption> newestOpen(Predicate<Issuer> which) {
        for (OpenRedemption open : book.account().open().reversed()) {
            Issuer issuer = open.redemption().issuedBy();
            if (issuer != null && which.test(issuer)) return Optional.of(open);
        }
        return Optional.empty();
    }

    /** Ends an open reward that should not be there; its points come back. */
    void withdraw(OpenRedemption open) {
        PointsReturned returned = Returning.of(open, book.account(), program, at);
        book.record(new RewardWithdrawn(at, day, open.redemption().id(), null));
        if (open.redemption().points() > 0) book.record(returned);
    }
}
