package dev.laurel.json;

/** What is wrong with a document: where, as a JSON pointer, and why, in words. */
public record Fault(String pointer, String why) {}
