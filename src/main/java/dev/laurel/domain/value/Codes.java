package dev.laurel.domain.value;

/** Codes for one member's vouchers: drawn outside, the same for the same redemption, and not to be guessed. */
@FunctionalInterface
public interface Codes {
    VoucherCode of(String redemption);
}
