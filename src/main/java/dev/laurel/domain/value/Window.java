package dev.laurel.domain.value;

import java.time.LocalDate;
import java.util.Locale;

/** One stretch of time that a limit counts in: the period's kind and its first local day. Written as {@code month:2026-11-01}. */
public record Window(Period per, LocalDate first) {

    /** The stretch that a day lies in; of a period that counts at all. */
    public static Window of(Period per, LocalDate day) {
        LocalDate first = per.startOf(day);
        if (first == null) throw new IllegalArgumentException(per + " needs no window");
        return new Window(per, first);
    }

    public static Window parse(String text) {
        int colon = text.indexOf(':');
        return new Window(
                Period.valueOf(text.substring(0, colon).toUpperCase(Locale.ROOT)),
                LocalDate.parse(text.substring(colon + 1)));
    }

    /** Whether it is the window of {@code today}, the one before it, or a later one: older ones are not counted any more. */
    public boolean isCountedOn(LocalDate today) {
        Window before = of(per, of(per, today).first.minusDays(1));
        return !first.isBefore(before.first);
    }

    @Override
    public String toString() {
        return per.name().toLowerCase(Locale.ROOT) + ":" + first;
    }
}
