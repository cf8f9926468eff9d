package dev.laurel.domain.fact;

/** What points were earned for. */
public sealed interface Cause permits Sale, Performed, Celebration {}
