package dev.laurel.domain.value;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How the exact number of points becomes a whole number. Each rule names its own. */
public enum Rounding {
    FLOOR,
    HALF_UP,
    CEILING,
    /** Only whole units count: 3 points per 10.00 on 19.99 are 3, not 5. */
    FULL_UNITS;

    /**
     * {@code points} for each {@code per} of {@code basis}: the exact product, rounded once.
     *
     * @throws BeyondLimits where the result is over {@link Limits#POINTS}
     */
    public long points(long points, BigDecimal basis, BigDecimal per) {
        BigDecimal rate = BigDecimal.valueOf(points);
        return Limits.points(
                this == FULL_UNITS
                        ? basis.divide(per, 0, RoundingMode.FLOOR).multiply(rate)
                        : basis.multiply(rate).divide(per, 0, mode()));
    }

    /** {@code base} × {@code share}, rounded; {@code share} is what a factor adds, so 0.5 for a factor of 1.5. */
    public long share(long base, BigDecimal share) {
        return Limits.points(BigDecimal.valueOf(base).multiply(share).setScale(0, mode()));
    }

    private RoundingMode mode() {
        return switch (this) {
            case FLOOR, FULL_UNITS -> RoundingMode.FLOOR;
            case HALF_UP -> RoundingMode.HALF_UP;
            case CEILING -> RoundingMode.CEILING;
        };
    }
}
