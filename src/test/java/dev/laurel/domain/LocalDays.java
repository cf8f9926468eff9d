package dev.laurel.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** The days of a zone. One starts at local midnight, or at its first instant where there is none. */
record LocalDays(ZoneId zone) {
    LocalDate day(Instant instant) {
        return instant.atZone(zone).toLocalDate();
    }

    Instant startOf(LocalDate day) {
        Instant probe = day.atTime(12, 0).atZone(zone).toInstant().minus(Duration.ofHours(30));
        while (day(probe).isBefore(day)) probe = probe.plus(Duration.ofMinutes(15));
        return probe;
    }
}
