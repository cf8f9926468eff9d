package dev.laurel.function;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits between attempts on a contended account: at random up to 400 ms first, then up to 1.5 s, never less than 25 ms. After 12 attempts, or when it
 * has waited for 3 s, it is enough. Shorter waits are lost to each other where many clients write to one account (docs/reliability.md).
 */
final class Backoff {
    private static final int ATTEMPTS = 12;
    private static final long IN_ALL_MS = 3000;
    private static final long LEAST_MS = 25;
    private static final long FIRST_MS = 400;
    private static final long LATER_MS = 1500;

    private final Waits waits;
    private int attempts = 0;
    private long waited = 0;

    Backoff(Waits waits) {
        this.waits = waits;
    }

    /** Waits and says whether another attempt is due; false when it has been enough. */
    boolean again() {
        attempts++;
        if (attempts >= ATTEMPTS || waited > IN_ALL_MS) return false;
        long ms = ThreadLocalRandom.current().nextLong(LEAST_MS, (attempts == 1 ? FIRST_MS : LATER_MS) + 1);
        waited += ms;
        return waits.sleep(ms);
    }

    static Problem tooContended() {
        return new Problem(429, "too-contended", "too many requests for this member at once; try again");
    }
}
