package dev.laurel.domain.program;

import dev.laurel.domain.earning.TierFactor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All versions of one program, in the order in which they take effect. */
public record Programs(List<Version> versions) {

    /** A version and the first instant at which it is in force. */
    public record Version(int number, Instant effectiveFrom, Program program) {

        /** The factor that a member of this tier earns with; null where there is none. */
        public @Nullable TierFactor factorOf(@Nullable String tier) {
            if (program.ladder() == null) return null;
            return program.ladder()
                    .step(tier)
                    .map(s -> new TierFactor(s.id(), s.factor(), number))
                    .orElse(null);
        }
    }

    /** The version in force at an instant; before the first one there is none. */
    public Optional<Version> inForce(Instant at) {
        for (Version version : versions.reversed())
            if (!version.effectiveFrom().isAfter(at)) return Optional.of(version);
        return Optional.empty();
    }

    /** The version in force at an instant at which there must be one. */
    public Version at(Instant at) {
        return inForce(at).orElseThrow(() -> new IllegalStateException("no version is in force at " + at));
    }

    /** The next instant after {@code after} at which another version takes effect; null where none does. */
    public @Nullable Instant nextChange(Instant after) {
        for (Version version : versions) if (version.effectiveFrom().isAfter(after)) return version.effectiveFrom();
        return null;
    }
}
