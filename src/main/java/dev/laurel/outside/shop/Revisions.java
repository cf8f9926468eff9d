package dev.laurel.outside.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.laurel.domain.earning.Purchase;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Revisions of orders out of clocks that tell seconds. Of two states of the same second one has to come after the other, and the same
 * one whichever is delivered first: so the second is followed by a check sum of what the state says.
 */
final class Revisions {
    private static final int SUM_BITS = 20;

    private Revisions() {}

    /** A state that was told then, with its revision. */
    static Purchase at(Instant changed, Purchase state) {
        CRC32 sum = new CRC32();
        sum.update(content(state).getBytes(UTF_8));
        return state.revised(changed.getEpochSecond() << SUM_BITS | sum.getValue() & (1 << SUM_BITS) - 1);
    }

    /** What can change of an order. */
    private static String content(Purchase state) {
        return List.of(state.sold(), state.tax(), state.taxIncluded(), state.shipping(), state.tip())
                .toString();
    }
}
