package dev.laurel.domain.fact;

import dev.laurel.domain.fact.Applied.Counted;

/** What was used of a limit: a rule's under its id. */
public record Used(String limit, Counted counted) {}
