package dev.laurel.domain.value;

import java.math.BigDecimal;
import org.joda.money.Money;

/** The bounds that keep every operation small and every sum exact (law 21). Over one: a refusal, nothing written. */
public final class Limits {
    /** The most points that any rule, order, bucket or balance may hold. */
    public static final long POINTS = 1_000_000_000_000L;

    /** The most minor units that any sum of money may have: far above every order, far below where a {@code long} ends. */
    public static final long MINOR_UNITS = 1_000_000_000_000_000_000L;

    /** The most that a client in JavaScript counts exactly: seconds or milliseconds of a clock fit. */
    public static final long REVISION = (1L << 53) - 1;

    public static final int LINES = 250;
    public static final int TENDERS = 20;
    public static final int RULES = 100;
    public static final int COUNTED_RULES = 50;
    public static final int REWARDS = 200;
    public static final int TIERS = 20;
    public static final int BUCKETS = 400;
    public static final int OPEN_REDEMPTIONS = 50;
    public static final int OPEN_SLICES = 400;
    public static final int TEXT = 200;
    public static final int ID = 128;
    public static final int PAGE = 100;

    /** Money of no more digits has fewer minor units: its amount has as many decimals as its currency. */
    private static final int DIGITS = 18;

    private static final BigDecimal MOST = BigDecimal.valueOf(POINTS);

    private Limits() {}

    /** A whole number of points, refused over {@link #POINTS}. */
    public static long points(BigDecimal points) {
        if (points.abs().compareTo(MOST) > 0) throw new BeyondLimits(points.toPlainString());
        return points.longValueExact();
    }

    /** The sum of two numbers of points, refused over {@link #POINTS}. */
    public static long sum(long a, long b) {
        return bounded(a, b, POINTS);
    }

    /** The sum of two numbers of minor units, refused over {@link #MINOR_UNITS}. */
    public static long minorSum(long a, long b) {
        return bounded(a, b, MINOR_UNITS);
    }

    private static long bounded(long a, long b, long most) {
        if (Math.abs(a) > most || Math.abs(b) > most || Math.abs(a + b) > most) throw new BeyondLimits(a + " + " + b);
        return a + b;
    }

    /** The same money, refused over {@link #MINOR_UNITS}. */
    public static Money money(Money money) {
        boolean few = money.getAmount().precision() <= DIGITS;
        if (!few && money.getAmountMinor().abs().compareTo(BigDecimal.valueOf(MINOR_UNITS)) > 0) {
            throw new BeyondLimits(money.toString());
        }
        return money;
    }
}
