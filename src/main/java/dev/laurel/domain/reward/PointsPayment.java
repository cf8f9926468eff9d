package dev.laurel.domain.reward;

import dev.laurel.domain.value.Limits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Points as a means of payment.
 *
 * @param pointValue what one point pays, in the program's currency
 * @param minimum the fewest points that can be redeemed, at least 1
 * @param step they are redeemed in multiples of this, at least 1
 * @param maxShareOfOrder the most of an order that points may pay, as a share of 1; null is all of it
 */
public record PointsPayment(
        CurrencyUnit currency,
        BigDecimal pointValue,
        long minimum,
        long step,
        @Nullable BigDecimal maxShareOfOrder) {

    /** What the points pay, rounded down to the currency's minor unit. */
    public Money worth(long points) {
        return Money.of(currency, pointValue.multiply(BigDecimal.valueOf(points)), RoundingMode.FLOOR);
    }

    /** The most points that an order takes, before steps are looked at; never more than there can be. */
    public long most(Money orderTotal) {
        BigDecimal share = maxShareOfOrder == null ? BigDecimal.ONE : maxShareOfOrder;
        BigDecimal most = orderTotal.getAmount().multiply(share).divide(pointValue, 0, RoundingMode.FLOOR);
        return most.min(BigDecimal.valueOf(Limits.POINTS)).longValueExact();
    }

    /** The fewest points that can be redeemed: in whole steps, not below the minimum, and worth at least one minor unit. */
    public long least() {
        BigDecimal minorUnit = BigDecimal.ONE.movePointLeft(currency.getDecimalPlaces());
        long worthSomething = minorUnit
                .divide(pointValue, 0, RoundingMode.CEILING)
                .min(BigDecimal.valueOf(Limits.POINTS))
                .longValueExact();
        long least = Math.max(minimum, worthSomething);
        return Math.ceilDiv(least, step) * step;
    }
}
