package dev.laurel.domain.decision;

import dev.laurel.domain.earning.Pricing;
import dev.laurel.domain.fact.Celebration;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.MemberInactive;
import dev.laurel.domain.fact.Fact.PointsActivated;
import dev.laurel.domain.fact.Fact.PointsEarned;
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
import dev.laurel.domain.value.Codes;
import dev.laurel.domain.value.Inactivity;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.Soonest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Brings an account up to an instant (law 6). Due instants are taken earliest first, each under the version then in force; at one
 * instant: birthday, activate, lapse, automatic rewards, tier, expire, tier, warnings. Settling to t1 and then t2 equals settling to t2.
 */
public final class Settling {
    private final Account settled;
    private final Book book;
    private final Programs.Version version;
    private final Program program;
    private final Codes codes;
    private final Instant at;
    private final LocalDate day;

    private Settling(Book book, Programs.Version version, Codes codes, Instant at) {
        this(book.account(), book, version, codes, at);
    }

    /** @param settled the account before what is being booked */
    private Settling(Account settled, Book book, Programs.Version version, Codes codes, Instant at) {
        this.settled = settled;
        this.book = book;
        this.version = version;
        this.program = version.program();
        this.codes = codes;
        this.at = at;
        this.day = program.day(at);
    }

    /** The account as it is at an instant, for reading: nothing is written. An instant before the account's last changes nothing. */
    public static Account settled(Account account, Programs programs, Codes codes, Instant to) {
        Book book = new Book(account);
        settle(book, programs, codes, to);
        return book.account();
    }

    static void settle(Book book, Programs programs, Codes codes, Instant to) {
        boolean more = true;
        while (more) more = settleNext(book, programs, codes, to);
        if (to.isAfter(book.account().settledTo())) book.settledTo(to);
    }

    /** Takes the next instant at which something is due, where that is not after {@code to}; false where it is. */
    private static boolean settleNext(Book book, Programs programs, Codes codes, Instant to) {
        Optional<Instant> due = nextDue(book.account(), programs, true);
        if (due.isEmpty() || due.get().isAfter(to)) return false;
        Instant at = due.get();
        new Settling(book, programs.at(at), codes, at).settle();
        book.settledTo(at);
        return true;
    }

    /**
     * What happened by itself.
     *
     * @param after the account right after the last of the facts, however much later it was looked at
     * @param next when something happens next
     */
    record Work(List<Fact> facts, Account after, Optional<Instant> next) {}

    /** All that happens by itself up to an instant. */
    static Work work(Account account, Programs programs, Codes codes, Instant to) {
        Book book = new Book(account);
        Account after = account;
        int known = 0;
        while (settleNext(book, programs, codes, to)) {
            if (book.size() > known) after = book.account();
            known = book.size();
        }
        if (to.isAfter(book.account().settledTo())) book.settledTo(to);
        return new Work(book.facts(), after, nextDue(book.account(), programs));
    }

    /** The next instant at which something happens to the account by itself. */
    public static Optional<Instant> nextDue(Account account, Programs programs) {
        return nextDue(account, programs, false);
    }

    /** The same, and where it matters how the account gets there, the next version of the program. */
    private static Optional<Instant> nextDue(Account account, Programs programs, boolean versions) {
        if (account.erased()) return Optional.empty();
        Program program = programs.at(account.settledTo()).program();
        Instant next = Soonest.of(account.nextDue(), birthday(account, programs));
        next = Soonest.of(next, new Warnings(program, account).next());
        next = Soonest.of(next, new Owed(program, account, account.settledTo()).next());
        if (versions) next = Soonest.of(next, programs.nextChange(account.settledTo()));
        return Optional.ofNullable(next);
    }

    /** The start of the member's next birthday, where any version gives something for it. */
    private static @Nullable Instant birthday(Account account, Programs programs) {
        if (account.birthday() == null) return null;
        boolean given = programs.versions().stream().anyMatch(v -> v.program().givesOnBirthdays());
        if (!given) return null;
        Program program = programs.at(account.settledTo()).program();
        LocalDate today = program.day(account.settledTo());
        int from = Math.max(today.getYear(), account.birthday().from());
        return IntStream.rangeClosed(from, from + 1)
                .mapToObj(account.birthday()::in)
                .flatMap(Optional::stream)
                .filter(d -> d.isAfter(today))
                .findFirst()
                .map(program::startOf)
                .orElse(null);
    }

    private void settle() {
        celebrate();
        activate();
        lapse();
        rewardsAndTier(day, false);
        if (expire()) review(day, false);
        new Warnings(program, book.account()).at(at).forEach(book::record);
    }

    /** The last step of a command: what it left past its expiry ends at once, rewards come by themselves, the tier follows the credits. */
    static void endWhatIsOver(Deciding deciding) {
        if (deciding.book.account().erased()) return;
        Settling last = new Settling(deciding.settled, deciding.book, deciding.version, deciding.codes, deciding.now);
        last.expire();
        new ByItself(last.book, last.version, last.codes, last.at).withdrawCards(deciding::lostStamps);
        last.rewardsAndTier(deciding.happenedOn, deciding.showsAtOnce());
    }

    /** Points for the birthday, once a calendar year; none beyond what Laurel counts, since settling cannot be refused. */
    private void celebrate() {
        Account account = book.account();
        var birthday = account.birthday();
        boolean today = birthday != null
                && birthday.in(day.getYear()).filter(day::equals).isPresent()
                && account.celebrated() < day.getYear();
        if (!today || account.blocked() || !program.givesOnBirthdays()) return;
        String tier = account.standing().tier();
        Granting granting = new Granting(version, account, at, at, tier);
        Celebration cause = new Celebration(day.getYear());
        var situation = granting.situation(version.factorOf(tier));
        var priced = Pricing.price(cause, program.currency(), program.earning(), granting.rooms(day), situation);
        var earning = granting.earning(cause, priced);
        long room = Limits.POINTS - Math.max(account.points(), account.lifetime());
        if (earning.points() > room) return;
        if (earning.points() > 0) Deciding.alive(book, program, day, at, day);
        book.record(new PointsEarned(at, day, earning.points(), earning));
    }

    private void activate() {
        Map<Optional<Instant>, Long> due = new LinkedHashMap<>();
        for (Bucket bucket : book.account().buckets())
            if (bucket.available() != null && !bucket.available().isAfter(at))
                due.merge(Optional.ofNullable(bucket.expires()), bucket.points(), Long::sum);
        due.forEach((expires, points) -> {
            if (expires.filter(Inactivity::ends).isPresent()) Deciding.alive(book, program, day, at, day);
            book.record(new PointsActivated(at, day, points, expires.orElse(null)));
        });
    }

    private void lapse() {
        Account account = book.account();
        for (OpenRedemption open : account.open()) {
            var redemption = open.redemption();
            boolean over = redemption.until() != null && !redemption.until().isAfter(at);
            if (redemption.ofPoints() || !over) continue;
            book.record(new RewardLapsed(at, day, redemption.id()));
            if (redemption.returnsOnLapse()) book.record(Returning.of(open, account, program, at));
        }
    }

    /** Rewards may be for a tier, and reaching a tier may bring rewards: until neither changes. */
    private void rewardsAndTier(LocalDate happenedOn, boolean atOnce) {
        String tier;
        do {
            tier = book.account().standing().tier();
            new ByItself(book, version, codes, at).issue();
            review(happenedOn, atOnce);
        } while (!Objects.equals(tier, book.account().standing().tier()));
    }

    private boolean expire() {
        Account account = book.account();
        List<Bucket> over = account.over(at);
        for (Bucket bucket : over) {
            Instant ended = Objects.requireNonNull(account.ends(bucket.expires()));
            boolean longAgo = ended.equals(Instant.EPOCH);
            LocalDate lastValid = (longAgo ? day : program.day(ended)).minusDays(1);
            Instant remembered = program.rememberedFrom(day);
            Instant expires = Objects.requireNonNull(bucket.expires());
            book.record(new PointsExpired(at, lastValid, -bucket.points(), expires, remembered));
        }
        boolean inactive =
                account.activeUntil() != null && !account.activeUntil().isAfter(at);
        if (inactive) book.record(new MemberInactive(at, day));
        return !over.isEmpty();
    }

    private void review(LocalDate happenedOn, boolean atOnce) {
        if (program.ladder() != null) {
            TierReview.review(settled, book, program.ladder(), program.zone(), at, happenedOn, atOnce);
            new ByItself(book, version, codes, at).steps(program.ladder());
        } else if (book.account().standing().tier() != null) {
            book.record(new TierChanged(at, day, book.account().standing().tier(), null));
        }
    }
}
