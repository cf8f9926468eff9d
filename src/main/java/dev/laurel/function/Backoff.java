package dev.laurel.function;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between attempts on a contended account: full jitter that grows from 25 ms to 1 s, at most 12 attempts or 3 s in all. */
final class Backoff {
    private static final int ATTEMPTS = 12;
    private static final Duration IN_ALL = Duration.ofSeconds(3);
    private static final long FIRST_MS = 25;
    private static final long GROWS_MS = 200;
    private static final long LONGEST_MS = 1000;

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
        long most = Math.min(LONGEST_MS, GROWS_MS << attempts);
        return waits.sleep(ThreadLocalRandom.current().nextLong(FIRST_MS, most + 1));
    }

    static Problem tooContended() {
        return new Problem(429, "too-contended", "too many requests for this member at once; try again");
    }
}
