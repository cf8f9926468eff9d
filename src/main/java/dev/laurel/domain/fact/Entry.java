package dev.laurel.domain.fact;

import dev.laurel.domain.fact.Fact.PointsEarned;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    /** What the id of an entry starts with that nobody asked for: what happened by itself. */
    public static final String DUE = "due/";

    /** Up to when everything due is in the books: what happened by itself is written without a word about the time after it. */
    public Instant settledTo() {
        return id.startsWith(DUE) ? at : recordedAt;
    }

    /** What it was written for, where that earned: the last earning, since what was due before it comes first. */
    public Optional<PointsEarned> earned() {
        return earned(facts);
    }

    /** The same of facts that are no entry yet. */
    public static Optional<PointsEarned> earned(List<Fact> facts) {
        return facts.stream()
                .filter(PointsEarned.class::isInstance)
                .map(PointsEarned.class::cast)
                .reduce((_, last) -> last);
    }

    /** The sum of its facts' points. */
    public long points() {
        return facts.stream().mapToLong(Fact::points).sum();
    }
}
