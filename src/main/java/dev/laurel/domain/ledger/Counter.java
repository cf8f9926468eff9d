package dev.laurel.domain.ledger;

import dev.laurel.domain.value.Window;

/** What a member has used of one limit in one stretch of time: times, points, and money in minor units. */
public record Counter(Window window, long times, long points, long amount) {}
