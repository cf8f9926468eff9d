package dev.laurel.domain.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.commons.numbers.fraction.BigFraction;
import org.joda.money.CurrencyMismatchException;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** Exact money, and exact fractions of it: shares of an order are thirds and sevenths before anything is rounded. */
public final class Exact {
    private Exact() {}

    public static BigFraction of(BigDecimal number) {
        BigDecimal whole = number.scale() < 0 ? number.setScale(0) : number;
        return BigFraction.of(whole.unscaledValue(), BigInteger.TEN.pow(whole.scale()));
    }

    /** In minor units. */
    public static BigFraction of(Money money) {
        return BigFraction.of(money.getAmountMinorLong());
    }

    /** Less than zero, zero or more: as a is to b. {@link BigFraction#compareTo} of release 1.2 is wrong where both are negative. */
    public static int compare(BigFraction a, BigFraction b) {
        return a.subtract(b).signum();
    }

    /** The largest whole number that is not more. */
    public static long floor(BigFraction number) {
        return number.bigDecimalValue(0, RoundingMode.FLOOR).longValueExact();
    }

    /** Their sum, all of them in one currency; none are nothing. */
    public static Money sum(CurrencyUnit currency, Iterable<Money> parts) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Money part : parts) {
            if (!part.getCurrencyUnit().equals(currency))
                throw new CurrencyMismatchException(currency, part.getCurrencyUnit());
            sum = sum.add(part.getAmount());
        }
        return Money.of(currency, sum);
    }

    public static Money min(Money a, Money b) {
        return a.isLessThan(b) ? a : b;
    }

    public static Money atLeastZero(Money money) {
        return money.isNegative() ? Money.zero(money.getCurrencyUnit()) : money;
    }

    /** An amount in minor units as money, rounded to them. */
    public static Money money(CurrencyUnit currency, BigFraction minorUnits, RoundingMode rounding) {
        return Money.ofMinor(currency, minorUnits.bigDecimalValue(0, rounding).longValueExact());
    }
}
