package dev.laurel.local;

import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that runs like the machine's and can be set ahead or back, so that thirteen months pass in a second; or it follows another. */
@Singleton
@UnlessBuildProfile("prod")
public class MovableClock extends Clock {
    private final AtomicReference<InstantSource> time =
            Kept.orMake("clock", () -> new AtomicReference<>(InstantSource.system()));

    @Override
    public Instant instant() {
        return time.get().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    public void set(Instant now) {
        time.set(InstantSource.offset(InstantSource.system(), Duration.between(Instant.now(), now)));
    }

    /** It says what another clock says, until it is set otherwise. */
    public void follow(InstantSource other) {
        time.set(other);
    }

    /** Forward by a calendar period and a time, in UTC. */
    public void advance(Period days, Duration time) {
        set(instant().atZone(ZoneOffset.UTC).plus(days).plus(time).toInstant());
    }

    public void reset() {
        time.set(InstantSource.system());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("zones are the programs' own");
    }
}
