package dev.laurel.domain.program;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All versions of one program, in the order in which they take effect. */
public record Programs(List<Version> versions) {

    /** A version and the first instant at which it is in force. */
    public record Version(int number, Instant effectiveFrom, Program program) {}

    /** The version in force at an instant; before the first one there is none. */
    public Optional<Version> inForce(Instant at) {
        return versions.stream().filter(v -> !v.effectiveFrom().isAfter(at)).reduce((earlier, later) -> later);
    }

    /** The version in force at an instant at which there must be one. */
    public Version at(Instant at) {
        return inForce(at).orElseThrow(() -> new IllegalStateException("no version is in force at " + at));
    }

    /** The next instant after {@code after} at which another version takes effect. */
    public Optional<Instant> nextChange(Instant after) {
        return versions.stream()
                .map(Version::effectiveFrom)
                .filter(i -> i.isAfter(after))
                .findFirst();
    }
}
