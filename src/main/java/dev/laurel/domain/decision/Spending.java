package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.PointsSpent;
import dev.laurel.domain.fact.Fact.RewardIssued;
import dev.laurel.domain.fact.Issuer;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.fact.Slices;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Book;
import dev.laurel.domain.ledger.Bucket;
import dev.laurel.domain.program.Expiry;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.reward.Reward;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.VoucherCode;
import dev.laurel.domain.value.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Points for a redemption, whatever it is of: soonest expiry first (law 7). */
final class Spending {
    private Spending() {}

    /** Whether one more redemption may be open; points that have waited too long to pay are not open any more. */
    static Optional<Refusal> room(Account account, Instant at) {
        int open = (int) account.open().stream()
                .map(o -> o.redemption())
                .filter(r -> !r.ofPoints() || r.until() == null || r.until().isAfter(at))
                .count();
        return open < Limits.OPEN_REDEMPTIONS
                ? Optional.empty()
                : Optional.of(new Refusal.TooManyOpenRedemptions(open, Limits.OPEN_REDEMPTIONS));
    }

    /** A reward as it is issued, with its voucher and for as long as that is good. */
    static Redemption redemption(
            String id,
            Reward reward,
            int quantity,
            long cost,
            Programs.Version version,
            Instant at,
            VoucherCode code,
            @Nullable Issuer issuedBy,
            @Nullable String replaces) {
        Reward.Offer offer = reward.offer();
        Program program = version.program();
        LocalDate day = program.day(at);
        var value = reward.value();
        return new Redemption(
                id,
                reward.id(),
                version.number(),
                quantity,
                cost,
                value == null ? null : value.multipliedBy(quantity),
                code.text(),
                offer.validDays() == null ? null : program.after(day, offer.validDays()),
                offer.returnsOnLapse(),
                offer.stock(),
                offer.perMember() == null ? null : Window.of(offer.perMember().per(), day),
                null,
                issuedBy,
                replaces);
    }

    /** Opens the redemption and takes its points, where there are enough. */
    static Optional<Refusal> spend(Deciding deciding, Redemption redemption) {
        long available = deciding.book.account().balance().spendable();
        if (available < redemption.points()) {
            return Optional.of(new Refusal.NotEnoughPoints(available, redemption.points()));
        }
        deciding.active(Expiry.Activity.REDEMPTION, deciding.version.program(), deciding.today);
        record(deciding.book, redemption, deciding.now, deciding.today);
        return Optional.empty();
    }

    static void record(Book book, Redemption redemption, Instant at, LocalDate day) {
        book.record(new RewardIssued(at, day, redemption));
        if (redemption.points() == 0) return;
        List<Slice> slices = soonestFirst(book.account(), redemption.points());
        book.record(new PointsSpent(at, day, -redemption.points(), redemption.id(), slices));
    }

    /** So many of the spendable points, as slices. */
    static List<Slice> soonestFirst(Account account, long points) {
        return Slices.first(account.active().map(Bucket::slice).toList(), points);
    }
}
