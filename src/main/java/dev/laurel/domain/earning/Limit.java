package dev.laurel.domain.earning;

import dev.laurel.domain.value.Period;
import java.util.Locale;

/**
 * How often, how many points, or how much money (in minor units) a rule counts in a period.
 *
 * @param most at least 1
 */
public record Limit(Measure measure, long most, Period per) {
    public enum Measure {
        TIMES,
        POINTS,
        AMOUNT
    }

    /** What is left when so much was used. */
    long left(long times, long points, long amount) {
        long used = switch (measure) {
            case TIMES -> times;
            case POINTS -> points;
            case AMOUNT -> amount;
        };
        return Math.max(0, most - used);
    }

    /** In words for an explanation: {@code points per month}. */
    public String inWords() {
        return (measure + " per " + per).toLowerCase(Locale.ROOT);
    }
}
