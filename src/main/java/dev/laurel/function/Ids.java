package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** Ids that follow from a request, so that its repetition means the same thing. */
final class Ids {
    private static final int LENGTH = 22;
    private static final Pattern DERIVED = Pattern.compile("[a-z]_[A-Za-z0-9_-]{" + LENGTH + "}");

    private Ids() {}

    /** 132 bits of the parts' hash behind a letter that says of what the id is. */
    static String derived(String kind, String... parts) {
        return kind + "_" + Call.hash(String.join("\n", parts).getBytes(UTF_8)).substring(0, LENGTH);
    }

    static boolean isDerived(String id) {
        return DERIVED.matcher(id).matches();
    }
}
