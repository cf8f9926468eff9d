package dev.laurel.domain.fact;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one accepted command wrote. Its place in the member's chain (previous hash, own hash) lies beside it, in the receipt.
 *
 * @param id the request key: what makes a repetition recognisable
 * @param input hash of the request as it was sent
 * @param seq 1 for a member's first entry, then without a gap
 * @param at when it happened; {@code recordedAt} when it was decided
 * @param actor who asked: the role and the token's subject
 * @param after the balance when all its facts had happened
 * @param tier the tier then; null in a program without tiers
 */
public record Entry(
        String id,
        String input,
        long seq,
        Instant at,
        Instant recordedAt,
        String actor,
        String channel,
        @Nullable String location,
        @Nullable String merchant,
        List<Fact> facts,
        Balance after,
        @Nullable String tier) {

    /** The sum of its facts' points. */
    public long points() {
        return facts.stream().mapToLong(Fact::points).sum();
    }
}
