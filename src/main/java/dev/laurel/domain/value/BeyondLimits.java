package dev.laurel.domain.value;

/** A number over {@link Limits}. Raised deep inside arithmetic; every decision turns it into a refusal. */
public final class BeyondLimits extends RuntimeException {
    private static final long serialVersionUID = 1;

    BeyondLimits(String number) {
        super(number + " is more than Laurel counts");
    }
}
