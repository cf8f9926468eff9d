package dev.laurel.domain;

import java.math.BigDecimal;
import java.math.BigInteger;

/** An exact share. {@code under} is positive. */
record Fraction(BigInteger over, BigInteger under) implements Comparable<Fraction> {
    static final Fraction ZERO = of(0);
    static final Fraction ONE = of(1);

    static Fraction of(long whole) {
        return new Fraction(BigInteger.valueOf(whole), BigInteger.ONE);
    }

    static Fraction of(BigDecimal decimal) {
        BigInteger under = BigInteger.TEN.pow(Math.max(0, decimal.scale()));
        return new Fraction(decimal.multiply(new BigDecimal(under)).toBigIntegerExact(), under);
    }

    Fraction plus(Fraction other) {
        return new Fraction(over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under))
                .reduced();
    }

    Fraction minus(Fraction other) {
        return plus(new Fraction(other.over.negate(), other.under));
    }

    Fraction times(Fraction other) {
        return new Fraction(over.multiply(other.over), under.multiply(other.under)).reduced();
    }

    Fraction dividedBy(Fraction positive) {
        return times(new Fraction(positive.under, positive.over));
    }

    private Fraction reduced() {
        BigInteger common = over.gcd(under);
        return new Fraction(over.divide(common), under.divide(common));
    }

    boolean isPositive() {
        return over.signum() > 0;
    }

    Fraction atLeastZero() {
        return isPositive() ? this : ZERO;
    }

    Fraction atMost(Fraction other) {
        return compareTo(other) > 0 ? other : this;
    }

    /** Of what is not negative. */
    long floor() {
        return over.divide(under).longValueExact();
    }

    long ceiling() {
        return over.add(under).subtract(BigInteger.ONE).divide(under).longValueExact();
    }

    long halfUp() {
        BigInteger two = BigInteger.TWO;
        return over.multiply(two).add(under).divide(under.multiply(two)).longValueExact();
    }

    @Override
    public int compareTo(Fraction other) {
        return over.multiply(other.under).compareTo(other.over.multiply(under));
    }
}
