package dev.laurel;

/** How much a test tries: a little in {@code verify}, and with {@code -Ptrust} as much as docs/reliability.md says. */
public final class Effort {
    public static final boolean IS_LONG = Boolean.getBoolean("laurel.trust");

    private Effort() {}

    public static int of(int inVerify, int inTrust) {
        return IS_LONG ? inTrust : inVerify;
    }
}
