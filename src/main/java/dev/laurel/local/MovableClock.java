package dev.laurel.local;

import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that runs like the machine's and can be set ahead or back, so that thirteen months pass in a second. */
@Singleton
@UnlessBuildProfile("prod")
public class MovableClock extends Clock {
    private final AtomicReference<Duration> ahead = Kept.orMake("clock", () -> new AtomicReference<>(Duration.ZERO));

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead.get()).truncatedTo(ChronoUnit.MILLIS);
    }

    public void set(Instant now) {
        ahead.set(Duration.between(Instant.now(), now));
    }

    /** Forward by a calendar period and a time, in UTC. */
    public void advance(Period days, Duration time) {
        set(instant().atZone(ZoneOffset.UTC).plus(days).plus(time).toInstant());
    }

    public void reset() {
        ahead.set(Duration.ZERO);
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
