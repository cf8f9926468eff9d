package dev.laurel.domain.decision;

import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Fact.RewardUsed;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Expiry;
import dev.laurel.domain.program.Program;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A member bought something. The order is priced by the version in force when it was placed, at the tier held now, before the
 * order's own credits move it.
 *
 * @param anyAge whether the order may be older than the program accepts; only an admin may say so
 */
public record EarnForPurchase(Purchase purchase, boolean anyAge) implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        Instant occurredAt = Objects.requireNonNullElse(purchase.occurredAt(), deciding.now);
        Optional<Refusal> refusal = deciding.unblocked().or(() -> deciding.timely(occurredAt, anyAge));
        if (refusal.isPresent()) return refusal;
        Account account = deciding.book.account();
        OrderBooking booking = new OrderBooking(purchase, deciding.programs.at(occurredAt), account, Map.of());
        refusal = booking.refusal();
        if (refusal.isPresent()) return refusal;
        Program program = booking.version().program();
        deciding.happenedAt = occurredAt;
        deciding.happenedOn = program.day(occurredAt);
        deciding.active(Expiry.Activity.PURCHASE, program, deciding.happenedOn);
        String tier = account.standing().tier();
        var rooms = new Granting(booking.version(), account, occurredAt, deciding.now, tier).rooms(deciding.today);
        Earning earning = booking.earning(occurredAt, deciding.now, tier, deciding.version.factorOf(tier), rooms);
        deciding.earned(earning, program);
        for (String used : booking.newlyUsed()) {
            deciding.book.record(new RewardUsed(deciding.now, deciding.today, used, purchase.order()));
        }
        return Optional.empty();
    }
}
