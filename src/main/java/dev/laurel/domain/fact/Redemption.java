package dev.laurel.domain.fact;

import dev.laurel.domain.value.Window;
import java.time.Instant;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * What was exchanged for points.
 *
 * @param reward the reward's id; null where points themselves are the means of payment
 * @param version the program version that it was decided under
 * @param points what it cost, positive
 * @param value what it is worth in money, where it is worth money
 * @param voucher its code; a points redemption has none
 * @param until first instant at which it is no longer open: a voucher lapses, a points redemption counts as used
 * @param returnsOnLapse whether its points come back when it lapses
 * @param stock how many of the reward there are in all, where its stock is limited
 * @param countedIn where it used up a limit per member; null where there is none
 * @param orderTotal of the order that points were allowed for, where it was told
 * @param issuedBy what issued it, where the member did not ask for it
 * @param replaces the redemption that it was exchanged for, whose points it has
 */
public record Redemption(
        String id,
        @Nullable String reward,
        int version,
        int quantity,
        long points,
        @Nullable Money value,
        @Nullable String voucher,
        @Nullable Instant until,
        boolean returnsOnLapse,
        @Nullable Long stock,
        @Nullable Window countedIn,
        @Nullable Money orderTotal,
        @Nullable Issuer issuedBy,
        @Nullable String replaces) {

    /** The same, issued by something else. */
    public Redemption issuedBy(Issuer other) {
        return new Redemption(
                id,
                reward,
                version,
                quantity,
                points,
                value,
                voucher,
                until,
                returnsOnLapse,
                stock,
                countedIn,
                orderTotal,
                other,
                replaces);
    }

    /** Whether points themselves pay here, so that there is no voucher and no lapse. */
    public boolean ofPoints() {
        return reward == null;
    }
}
