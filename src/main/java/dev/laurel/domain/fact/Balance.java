package dev.laurel.domain.fact;

/** What a member has: points to spend, points on their way, and what is owed. Owing something implies having nothing to spend. */
public record Balance(long spendable, long pending, long deficit) {

    /** Points to spend, or what is owed as a negative number. */
    public long net() {
        return spendable - deficit;
    }
}
