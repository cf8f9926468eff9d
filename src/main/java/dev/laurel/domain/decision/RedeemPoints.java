package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.reward.PointsPayment;
import dev.laurel.domain.value.Limits;
import java.time.Duration;
import java.util.Optional;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A member pays with points.
 *
 * @param orderTotal what is to be paid, in the program's currency; needed where the program limits the share that points may pay
 */
public record RedeemPoints(String id, long points, @Nullable Money orderTotal) implements Command {
    /** How long it waits for its order; after that it counts as used (law 10). */
    static final Duration OPEN = Duration.ofDays(7);

    @Override
    public Optional<Refusal> take(Deciding deciding) {
        PointsPayment payment = deciding.version.program().payment();
        if (payment == null) return Optional.of(new Refusal.PointsDoNotPay());
        if (payment.maxShareOfOrder() != null && orderTotal == null) return Optional.of(new Refusal.OrderTotalNeeded());
        if (orderTotal != null && !orderTotal.getCurrencyUnit().equals(payment.currency())) {
            return Optional.of(new Refusal.CurrencyNotAccepted(orderTotal.getCurrencyUnit(), payment.currency()));
        }
        long most = orderTotal == null ? Limits.POINTS : payment.most(orderTotal);
        if (points < payment.least() || points % payment.step() != 0 || points > most) {
            return Optional.of(
                    new Refusal.PointsNotAllowed(payment.least(), most - most % payment.step(), payment.step()));
        }
        return deciding.unblocked()
                .or(() -> Spending.room(deciding.book.account(), deciding.now))
                .or(() -> Spending.spend(
                        deciding,
                        new Redemption(
                                id,
                                null,
                                deciding.version.number(),
                                1,
                                points,
                                payment.worth(points),
                                null,
                                deciding.now.plus(OPEN),
                                false,
                                null,
                                null,
                                orderTotal,
                                null,
                                null)));
    }
}
