package dev.laurel.domain.value;

/** A number of points over {@link Limits#POINTS}. Raised deep inside arithmetic; every decision turns it into a refusal. */
public final class TooManyPoints extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyPoints(String points) {
        super(points + " points are more than " + Limits.POINTS);
    }
}
