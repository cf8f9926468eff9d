package dev.laurel.domain.fact;

import java.time.Instant;

/**
 * An order as the books have it now.
 *
 * @param earning by its latest revision
 * @param recordedAt when it first came into the books
 * @param refunded what of it has been given back
 */
public record Order(Earning earning, Instant recordedAt, Refunded refunded) {

    public static Order fresh(Earning earning, Instant recordedAt) {
        return new Order(earning, recordedAt, Refunded.nothing(earning.sale().currency()));
    }

    public Order refunded(Refunded refunded) {
        return new Order(earning, recordedAt, refunded);
    }

    public Order revised(Earning revised) {
        return new Order(revised, recordedAt, refunded);
    }

    public Sale sale() {
        return earning.sale();
    }
}
