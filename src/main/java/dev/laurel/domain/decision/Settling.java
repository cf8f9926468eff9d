package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.PointsActivated;
import dev.laurel.domain.fact.Fact.PointsExpired;
import dev.laurel.domain.fact.Fact.RewardLapsed;
import dev.laurel.domain.fact.Fact.TierChanged;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Book;
import dev.laurel.domain.ledger.Bucket;
import dev.laurel.domain.ledger.OpenRedemption;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.tier.TierReview;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings an account up to an instant (law 6). Due instants are taken earliest first, each under the version then in force; at one
 * instant: activate, lapse, tier, expire, tier. Settling to t1 and then t2 equals settling to t2.
 */
public final class Settling {
    private Settling() {}

    /** The account as it is at an instant, for reading: nothing is written. An instant before the account's last changes nothing. */
    public static Account settled(Account account, Programs programs, Instant to) {
        Book book = new Book(account);
        settle(book, programs, to);
        return book.account();
    }

    static void settle(Book book, Programs programs, Instant to) {
        for (var due = nextDue(book.account(), programs);
                due.isPresent() && !due.get().isAfter(to);
                due = nextDue(book.account(), programs)) {
            settleAt(book, programs.at(due.get()).program(), due.get());
            book.settledTo(due.get());
        }
        if (to.isAfter(book.account().settledTo())) book.settledTo(to);
    }

    /** What the account itself is waiting for, and where there may be tiers, the next version of the program. */
    private static Optional<Instant> nextDue(Account account, Programs programs) {
        return Stream.of(account.nextDue(), programs.nextChange(account.settledTo()))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private static void settleAt(Book book, Program program, Instant at) {
        activate(book, program, at);
        lapse(book, program, at);
        review(book, program, at, program.day(at));
        if (expire(book, program, at)) review(book, program, at, program.day(at));
    }

    /** The last step of a command: what it left past its expiry ends at once, and the tier follows the credits. */
    static void endWhatIsOver(Book book, Program program, Instant now, LocalDate happenedOn) {
        expire(book, program, now);
        review(book, program, now, happenedOn);
    }

    private static void activate(Book book, Program program, Instant at) {
        Map<Optional<Instant>, Long> due = new LinkedHashMap<>();
        book.account()
                .pending()
                .filter(b -> !Objects.requireNonNull(b.available()).isAfter(at))
                .forEach(b -> due.merge(Optional.ofNullable(b.expires()), b.points(), Long::sum));
        due.forEach((expires, points) ->
                book.record(new PointsActivated(at, program.day(at), points, expires.orElse(null))));
    }

    private static void lapse(Book book, Program program, Instant at) {
        for (OpenRedemption open : book.account().open()) {
            var redemption = open.redemption();
            if (redemption.ofPoints()
                    || redemption.until() == null
                    || redemption.until().isAfter(at)) continue;
            book.record(new RewardLapsed(at, program.day(at), redemption.id()));
            if (redemption.returnsOnLapse()) book.record(Returning.of(open, program, at));
        }
    }

    private static boolean expire(Book book, Program program, Instant at) {
        var over = book.account()
                .active()
                .filter(b -> b.expires() != null && !b.expires().isAfter(at))
                .toList();
        for (Bucket bucket : over) {
            Instant expires = Objects.requireNonNull(bucket.expires());
            LocalDate lastValid = program.day(expires).minusDays(1);
            Instant remembered =
                    program.startOf(program.day(at).plusDays(program.refunds().rememberDays() + 1L));
            book.record(new PointsExpired(at, lastValid, -bucket.points(), expires, remembered));
        }
        return !over.isEmpty();
    }

    private static void review(Book book, Program program, Instant at, LocalDate happenedOn) {
        if (program.ladder() != null) {
            TierReview.review(book, program.ladder(), program.zone(), at, happenedOn);
        } else if (book.account().standing().tier() != null) {
            book.record(new TierChanged(
                    at, program.day(at), book.account().standing().tier(), null));
        }
    }
}
