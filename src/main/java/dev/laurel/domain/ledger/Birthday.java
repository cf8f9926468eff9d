package dev.laurel.domain.ledger;

import java.time.LocalDate;
import java.time.MonthDay;

/**
 * A member's birthday, without its year.
 *
 * @param from the first calendar year that it counts in: a changed date counts from the next
 */
public record Birthday(MonthDay day, int from) {

    /** The birthday of a year; 29 February is the 28th in other years. */
    public LocalDate in(int year) {
        return day.atYear(year);
    }
}
