package dev.laurel.domain.reward;

import dev.laurel.domain.value.Period;
import java.math.BigDecimal;
import java.util.Set;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Something to be had for points. A new kind is a record here, a case in the program reader, and a test. */
public sealed interface Reward {
    Offer offer();

    default String id() {
        return offer().id();
    }

    /** What one of it is worth in money, where it is worth a fixed amount. */
    default @Nullable Money value() {
        return null;
    }

    /**
     * What every reward has, of whatever kind.
     *
     * @param cost in points, 0 or more
     * @param validDays local days after the day of issue on which its voucher can be used; null is for ever
     * @param returnsOnLapse whether an unused one gives its points back when it lapses
     * @param stock how many there are in all; null is without limit
     * @param perMember how many one member may have in a period; null is without limit
     * @param tiers who may have it; empty is everybody
     * @param autoIssue whether it is issued by itself whenever the balance reaches its cost
     * @param alternatives what an open one that issued itself may be exchanged for
     */
    record Offer(
            String id,
            long cost,
            @Nullable Integer validDays,
            boolean returnsOnLapse,
            @Nullable Long stock,
            @Nullable PerMember perMember,
            Set<String> tiers,
            boolean autoIssue,
            Set<String> alternatives) {}

    record PerMember(long times, Period per) {}

    record AmountOff(Offer offer, Money amount) implements Reward {
        @Override
        public Money value() {
            return amount;
        }
    }

    /** {@code percent} of an order, {@code upTo} at most; null is without limit. */
    record PercentOff(
            Offer offer, BigDecimal percent, @Nullable Money upTo) implements Reward {}

    /** One of {@code skus} (empty is any), worth {@code upTo} at most. */
    record FreeProduct(
            Offer offer, Set<String> skus, @Nullable Money upTo) implements Reward {}

    record FreeShipping(Offer offer) implements Reward {}

    /** {@code amount} goes to a partner in the member's name. */
    record Donation(Offer offer, Money amount, String partner) implements Reward {
        @Override
        public Money value() {
            return amount;
        }
    }

    /** Something to live through: an event, a tasting. What it is, its id says. */
    record Experience(Offer offer) implements Reward {}

    record GiftCard(Offer offer, Money amount) implements Reward {
        @Override
        public Money value() {
            return amount;
        }
    }
}
