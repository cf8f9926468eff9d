package dev.laurel.function;

import java.util.concurrent.ThreadLocalRandom;

/** Waits between attempts on a contended account: at random from 25 ms to 1 s, until there were 12 attempts or 3 s have passed. */
final class Backoff {
    private static final int ATTEMPTS = 12;
    private static final long IN_ALL_MS = 3000;
    private static final long LEAST_MS = 25;
    private static final long MOST_MS = 1000;

    private final Waits waits;
    private final long start;
    private int attempts = 0;

    Backoff(Waits waits) {
        this.waits = waits;
        start = waits.ms();
    }

    /** Waits and says whether another attempt is due; false when it has been enough. */
    boolean again() {
        attempts++;
        long left = IN_ALL_MS - (waits.ms() - start);
        if (attempts >= ATTEMPTS || left <= 0) return false;
        return waits.sleep(Math.min(left, ThreadLocalRandom.current().nextLong(LEAST_MS, MOST_MS + 1)));
    }

    static Problem tooContended() {
        return new Problem(429, "too-contended", "too many requests for this member at once; try again");
    }
}
