package dev.laurel.function;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;

/** How a call waits before it tries again: it sleeps. Where time is simulated, nobody does, and none passes. */
@ApplicationScoped
public class Waits {
    /** Whether it may go on afterwards: not where the process is to end. */
    public boolean sleep(long ms) {
        try {
            Thread.sleep(ms);
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Milliseconds since some instant. */
    public long ms() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** The waits of one call, from now on. */
    Backoff backoff() {
        return new Backoff(this);
    }
}
