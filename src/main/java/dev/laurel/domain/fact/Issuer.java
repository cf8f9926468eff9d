package dev.laurel.domain.fact;

import java.time.LocalDate;

/** What issued a reward that the member did not ask for, and what that rests on: by this alone it is withdrawn (law 9). */
public sealed interface Issuer {
    /** The balance reached the reward's cost. */
    record Balance() implements Issuer {}

    /** A card of stamps was full: one reward for each {@code every}. */
    record Card(String rule, long every) implements Issuer {}

    /**
     * A step of the ladder was reached.
     *
     * @param window first day of the window that reached it; {@code months} is how long that is, 0 is for ever
     * @param from credits that reach the step
     */
    record Step(String tier, LocalDate window, int months, long from) implements Issuer {}
}
