package dev.laurel.domain.fact;

/** A member's birthday in a calendar year. The day itself is personal, and the entry's instant tells no more than it has to. */
public record Celebration(int year) implements Cause {}
