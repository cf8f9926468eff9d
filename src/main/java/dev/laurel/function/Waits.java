package dev.laurel.function;

import jakarta.enterprise.context.ApplicationScoped;

/** How a call waits before it tries again: it sleeps. Where time is simulated, nobody does. */
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

    /** The waits of one call, from now on. */
    Backoff backoff() {
        return new Backoff(this);
    }
}
