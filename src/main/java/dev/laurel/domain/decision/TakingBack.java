package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Fact.NotRecouped;
import dev.laurel.domain.fact.Fact.PointsReversed;
import dev.laurel.domain.fact.Issuer;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.fact.Slices;
import dev.laurel.domain.fact.Used;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Bucket;
import dev.laurel.domain.ledger.OpenRedemption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How points that an entry had earned are taken back (law 9). */
final class TakingBack {
    private final Deciding deciding;
    private final Given given;

    TakingBack(Deciding deciding, Given given) {
        this.deciding = deciding;
        this.given = given;
    }

    /**
     * What an entry gave.
     *
     * @param recordedAt when that came into the books
     * @param available when its points became spendable, {@code expires} when they end; its bucket
     * @param day the local day in whose month its credits lie
     */
    record Given(
            String entry,
            Instant recordedAt,
            Instant available,
            @Nullable Instant expires,
            LocalDate day) {
        static Given by(String entry, Earning earning, Instant recordedAt) {
            return new Given(entry, recordedAt, earning.available(), earning.expires(), earning.day());
        }
    }

    /**
     * Takes {@code due} points: what ended unused in their own bucket counts as taken; then from their own bucket, other spendable
     * points, other pending ones; then automatic rewards that are open give theirs back; what is still missing is owed or not recouped, as the program says.
     */
    void take(long due, long credits, List<Used> used) {

        long expired = Math.min(due, deciding.book.account().expiredUnusedSince(given.recordedAt(), given.expires()));
        List<Slice> before = slices(deciding.book.account());
        withdrawFor(due - expired);
        Account account = deciding.book.account();
        List<Slice> slices = Slices.first(Slices.before(before, slices(account)), due - expired);
        long missing = due - expired - Slices.sum(slices);
        boolean owes = deciding.version.program().refunds().owes();
        long taken = Slices.sum(slices) + (owes ? missing : 0);
        deciding.book.record(new PointsReversed(
                deciding.now,
                deciding.today,
                -taken,
                given.entry(),
                due,
                expired,
                given.recordedAt(),
                given.expires(),
                slices,
                given.day(),
                credits,
                used));
        if (missing > 0 && !owes) {
            var withheld = withheld(account, missing);
            long rest = missing
                    - withheld.values().stream().mapToLong(Long::longValue).sum();
            deciding.book.record(new NotRecouped(
                    deciding.now,
                    deciding.today,
                    given.entry(),
                    missing,
                    withheld,
                    rest,
                    deciding.version.program().rememberedFrom(deciding.today)));
        }
    }

    /** Ends automatic rewards, the newest first, until there are so many points again. */
    private void withdrawFor(long points) {
        var byItself = new ByItself(deciding.book, deciding.version, deciding.codes, deciding.now);
        Predicate<Issuer> automatic = Issuer.Balance.class::isInstance;
        for (var newest = byItself.newestOpen(automatic);
                newest.isPresent() && points > deciding.book.account().points();
                newest = byItself.newestOpen(automatic)) {
            byItself.withdraw(newest.get());
        }
    }

    /** All points that there are: their own bucket, other spendable ones by their end, other pending ones. */
    private List<Slice> slices(Account account) {
        @Nullable Instant available = given.available().isAfter(deciding.now) ? given.available() : null;
        Predicate<Bucket> own =
                b -> Objects.equals(b.available(), available) && Objects.equals(b.expires(), given.expires());
        return Stream.concat(account.active(), account.pending())
                .sorted(Comparator.comparing((Bucket b) -> !own.test(b)))
                .map(Bucket::slice)
                .toList();
    }

    /** What open redemptions, the newest first, will not give back: up to their points. */
    private static SortedMap<String, Long> withheld(Account account, long missing) {
        SortedMap<String, Long> withheld = new TreeMap<>();
        long left = missing;
        for (OpenRedemption open : account.open().reversed()) {
            long more = Math.min(left, Slices.sum(open.slices()) - open.withheld());
            if (more > 0) withheld.put(open.redemption().id(), more);
            left -= more;
        }
        return withheld;
    }
}
