package dev.laurel;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** How much a test tries: a little in {@code verify}, and with {@code -Ptrust} as much as docs/reliability.md says. */
public final class Effort {
    public static final boolean IS_LONG = Boolean.getBoolean("laurel.trust");

    private Effort() {}

    public static int of(int inVerify, int inTrust) {
        return IS_LONG ? inTrust : inVerify;
    }

    /** Tries each seed from 0 on, as many at once as there are processors; the failure says which seed it was. */
    public static void eachSeed(int seeds, IntConsumer test) {
        IntStream.range(0, seeds).parallel().forEach(seed -> {
            try {
                test.accept(seed);
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
            }
        });
    }
}
