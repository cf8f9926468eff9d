package dev.laurel.domain.ledger;

import java.time.LocalDate;

/** What a member has used of one limit in one period: times, points, and money in minor units. */
public record Counter(LocalDate window, long times, long points, long amount) {}
