package dev.laurel.domain.value;

import java.math.BigDecimal;

/** The bounds that keep every operation small and every sum exact (law 21). Over one: a refusal, nothing written. */
public final class Limits {
    /** The most points that any rule, order, bucket or balance may hold. */
    public static final long POINTS = 1_000_000_000_000L;

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

    private static final BigDecimal MOST = BigDecimal.valueOf(POINTS);

    private Limits() {}

    /** A whole number of points, refused over {@link #POINTS}. */
    public static long points(BigDecimal points) {
        if (points.abs().compareTo(MOST) > 0) throw new TooManyPoints(points.toPlainString());
        return points.longValueExact();
    }

    /** The sum of two numbers of points, refused over {@link #POINTS}. */
    public static long sum(long a, long b) {
        long sum = Math.addExact(a, b);
        if (Math.abs(sum) > POINTS) throw new TooManyPoints(Long.toString(sum));
        return sum;
    }
}
