package dev.laurel.domain.fact;

import dev.laurel.domain.fact.Applied.Counted;
import dev.laurel.domain.value.Period;
import dev.laurel.domain.value.Window;
import java.time.LocalDate;

/** What was used of a limit: a rule's under its id. Stamps on a card are counted in the same way, for ever. */
public record Used(String limit, Counted counted) {
    public static final Window FOR_EVER = Window.of(Period.MEMBERSHIP, LocalDate.EPOCH);

    public static String stampsOf(String rule) {
        return "stamps:" + rule;
    }

    static Used stamps(String rule, long stamps) {
        return new Used(stampsOf(rule), new Counted(FOR_EVER, stamps, 0, 0));
    }
}
