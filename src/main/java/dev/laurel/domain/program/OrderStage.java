package dev.laurel.domain.program;

/** How far a shop's order has come. */
public enum OrderStage {
    CREATED,
    PAID,
    FULFILLED
}
