package dev.laurel.domain.value;

/** An order's name: the shop or system that it comes from, and its id there. An order belongs to one member for ever. */
public record OrderKey(String source, String id) {}
