package dev.laurel.domain.decision;

import dev.laurel.domain.decision.Decision.Accepted;
import dev.laurel.domain.decision.Decision.Refused;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Fact.ActivityNoted;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Book;
import dev.laurel.domain.program.Expiry;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.value.BeyondLimits;
import dev.laurel.domain.value.Codes;
import dev.laurel.domain.value.Limits;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What every decision has in common: the account is settled first, then the command writes its facts, then what is already past
 * its expiry ends, rewards come by themselves, and the tier is looked at again (law 6).
 */
public final class Deciding {
    /** How far the clocks of two machines may differ before we rather not decide. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    final Book book;
    final Programs programs;
    final Codes codes;
    final Programs.Version version;
    final Instant now;
    final LocalDate today;

    /** The account before the command. */
    final Account settled;

    /** When what the command tells of happened, and its local day; a command that tells of the past says so. */
    Instant happenedAt;

    LocalDate happenedOn;

    private Deciding(Book book, Programs programs, Codes codes, Instant now) {
        this.book = book;
        this.programs = programs;
        this.codes = codes;
        this.version = programs.at(now);
        this.now = now;
        this.today = version.program().day(now);
        this.settled = book.account();
        this.happenedAt = now;
        this.happenedOn = today;
    }

    static Decision decide(Account account, Programs programs, Codes codes, Instant clock, Command command) {
        if (clock.plus(CLOCKS_DIFFER).isBefore(account.settledTo())) {
            return new Refused(new Refusal.ClockBehind(clock, account.settledTo()));
        }
        if (account.erased()) return new Refused(new Refusal.Erased());
        Instant now = clock.isBefore(account.settledTo()) ? account.settledTo() : clock;
        try {
            Book book = new Book(account);
            Settling.settle(book, programs, codes, now);
            Deciding deciding = new Deciding(book, programs, codes, now);
            Optional<Refusal> refusal = command.take(deciding);
            if (refusal.isPresent()) return new Refused(refusal.get());
            Settling.endWhatIsOver(deciding);
            deciding.book.settledTo(now);
            Account after = deciding.book.account();
            return overLimit(account, after)
                    .<Decision>map(Refused::new)
                    .orElseGet(() -> new Accepted(
                            deciding.happenedAt,
                            now,
                            deciding.book.facts(),
                            after,
                            Settling.nextDue(after, programs).orElse(null)));
        } catch (BeyondLimits _) {
            return new Refused(new Refusal.BeyondLimits());
        }
    }

    /** Whether what is reached now shows without its delay: by a member's first order, where the ladder says so. */
    boolean showsAtOnce() {
        Ladder ladder = version.program().ladder();
        return ladder != null
                && ladder.firstOrderAtOnce()
                && !settled.hasOrdered()
                && book.account().hasOrdered();
    }

    /** Whether this decision took stamps off a rule's card. */
    boolean lostStamps(String rule) {
        return book.account().stamps(rule) < settled.stamps(rule);
    }

    /** Notes what keeps points alive, where it does. */
    void active(Expiry.Activity activity, Program program, LocalDate on) {
        if (program.expiry() instanceof Expiry.AfterActivity expiry
                && expiry.counts().contains(activity)) {
            activeFrom(program, on);
        }
    }

    /** Points without a date of their own live on from a day; never shorter than they did. */
    void activeFrom(Program program, LocalDate on) {
        activeFrom(book, program, on, now, today);
    }

    private static void activeFrom(Book book, Program program, LocalDate on, Instant at, LocalDate day) {
        if (!(program.expiry() instanceof Expiry.AfterActivity expiry)) return;
        Instant until = program.startOf(expiry.goneOn(on, program.availableOn(on)));
        Instant known = book.account().activeUntil();
        if (known == null || until.isAfter(known)) book.record(new ActivityNoted(at, day, until));
    }

    /** Points that come while nothing keeps any alive start that anew: otherwise they would never end. */
    static void alive(Book book, Program program, LocalDate on, Instant at, LocalDate day) {
        if (book.account().activeUntil() == null) activeFrom(book, program, on, at, day);
    }

    /** An earning comes into the books. */
    void earned(Earning earning, Program program) {
        if (earning.points() > 0) alive(book, program, earning.day(), now, today);
        book.record(new PointsEarned(now, today, earning.points(), earning));
    }

    /** Earning and spending are for members who are not blocked. */
    Optional<Refusal> unblocked() {
        return book.account().blocked() ? Optional.of(new Refusal.Blocked()) : Optional.empty();
    }

    /** Whether something may have happened then: not ahead of us, under a program, and not too long ago, unless any age will do. */
    Optional<Refusal> timely(Instant occurredAt, boolean anyAge) {
        if (occurredAt.isAfter(now.plus(CLOCKS_DIFFER))) return Optional.of(new Refusal.InTheFuture(occurredAt, now));
        var then = programs.inForce(occurredAt);
        if (then.isEmpty()) return Optional.of(new Refusal.BeforeTheProgram(occurredAt));
        int acceptDays = version.program().earning().acceptDays();
        LocalDate lastDay = then.get().program().day(occurredAt).plusDays(acceptDays);
        return lastDay.isBefore(today) && !anyAge
                ? Optional.of(new Refusal.TooLongAgo(occurredAt, acceptDays))
                : Optional.empty();
    }

    private static Optional<Refusal> overLimit(Account before, Account account) {
        var balance = account.balance();
        if (balance.spendable() > Limits.POINTS - balance.pending()) return Optional.of(new Refusal.BeyondLimits());
        boolean more = account.buckets().size() > before.buckets().size();
        if (more && account.buckets().size() > Limits.BUCKETS)
            return Optional.of(new Refusal.TooManyBuckets(Limits.BUCKETS));
        return account.openSlices() > Limits.OPEN_SLICES
                ? Optional.of(new Refusal.TooManySlices(Limits.OPEN_SLICES))
                : Optional.empty();
    }
}
