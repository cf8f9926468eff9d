package dev.laurel.function;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits between attempts on a contended account: at random up to 400 ms, then up to 1.5 s, and from 25 ms on; at most 12 attempts or 3 s in
 * all. Shorter ones are lost to each other where many clients write to one account (docs/reliability.md).
 */
final class Backoff {
    private static final int ATTEMPTS = 12;
    private static final Duration IN_ALL = Duration.ofSeconds(3);
    private static final long FIRST_MS = 25;
    private static final long GROWS_MS = 100;
    private static final long LONGEST_MS = 1500;

    private final Waits waits;
    private final long start = System.nanoTime();
    private int attempts = 0;

    Backoff(Waits waits) {
        this.waits = waits;
    }

    /** Waits and says whether another attempt is due; false when it has been enough. */
    boolean again() {
        attempts++;
        if (attempts >= ATTEMPTS || System.nanoTime() - start > IN_ALL.toNanos()) return false;
        long most = Math.min(LONGEST_MS, GROWS_MS << (2 * attempts));
        return waits.sleep(ThreadLocalRandom.current().nextLong(FIRST_MS, most + 1));
    }

    static Problem tooContended() {
        return new Problem(429, "too-contended", "too many requests for this member at once; try again");
    }
}
