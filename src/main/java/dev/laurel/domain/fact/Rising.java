package dev.laurel.domain.fact;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A step that credits reach and that does not show yet.
 *
 * @param window first day of the window whose credits reach it
 * @param day the local day on which it was reached
 * @param shows first instant at which it does, if it is still reached
 */
public record Rising(String tier, LocalDate window, LocalDate day, Instant shows) {}
