package dev.laurel.json;

/** Input that cannot be read: where (a JSON pointer, empty for the whole) and why, in words for whoever sent it. */
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String pointer;
    private final String why;

    public Malformed(String pointer, String why) {
        super(pointer.isEmpty() ? why : pointer + ": " + why);
        this.pointer = pointer;
        this.why = why;
    }

    public String pointer() {
        return pointer;
    }

    /** What is wrong, in words. */
    public String why() {
        return why;
    }
}
