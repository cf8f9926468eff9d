package dev.laurel.domain.program;

/**
 * What happens when points come back, or should.
 *
 * @param owes whether what cannot be taken back is owed; else it is not recouped
 * @param reinstateDays local days for which points come back whose own expiry has passed; 0 is not at all
 * @param rememberDays local days for which points that ended unused count as taken when their order is refunded
 */
public record RefundPolicy(boolean owes, int reinstateDays, int rememberDays) {
    public static final RefundPolicy DEFAULT = new RefundPolicy(false, 0, 180);
}
