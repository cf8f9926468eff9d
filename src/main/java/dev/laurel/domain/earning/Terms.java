package dev.laurel.domain.earning;

import java.util.Set;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * What every rule has, of whatever kind.
 *
 * @param priority higher comes first where an order among rules matters
 * @param exclusive where it applies it earns alone
 * @param tiers who earns by it; empty is everybody
 * @param minimum the smallest basis that earns; null is any
 * @param selfReported whether members may report the action themselves
 * @param bookedAs how accounts class its points: sale, promotion or goodwill
 */
public record Terms(
        String id,
        int priority,
        boolean exclusive,
        Set<String> tiers,
        During during,
        Only only,
        Basis basis,
        @Nullable Money minimum,
        @Nullable Limit limit,
        Gives gives,
        boolean selfReported,
        String bookedAs) {

    /** What a rule gives: points to spend, credits for the ladder where that counts points, or both. */
    public enum Gives {
        BOTH,
        POINTS,
        CREDITS
    }
}
