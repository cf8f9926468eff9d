package dev.laurel.domain.earning;

import java.math.BigDecimal;

/** The factor that a member's tier puts on what {@code perAmount} rules give, by a program version; its bonus is rounded down. */
public record TierFactor(String tier, BigDecimal factor, int version) {}
