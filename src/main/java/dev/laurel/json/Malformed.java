package dev.laurel.json;

import java.util.Objects;

/** Input that cannot be read: where (a JSON pointer, empty for the whole) and why, in words for whoever sent it. */
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String pointer;

    public Malformed(String pointer, String why) {
        super(why);
        this.pointer = pointer;
    }

    public String pointer() {
        return pointer;
    }

    /** What is wrong, in words. */
    public String why() {
        return Objects.requireNonNull(getMessage());
    }
}
