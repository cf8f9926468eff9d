package dev.laurel.domain.earning;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.joda.money.CurrencyUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a program's members earn.
 *
 * @param pendingDays full local days before points become spendable; 0 is at once
 * @param acceptDays how far back an order may lie
 * @param balanceCap the most that spendable and pending points may be after an earning; null is no cap
 * @param rates what one unit of a foreign currency is in the program's
 */
public record EarningPolicy(
        Stacking stacking,
        int pendingDays,
        int acceptDays,
        @Nullable Long balanceCap,
        Map<CurrencyUnit, BigDecimal> rates,
        List<EarnRule> rules) {

    /** How several factors act together: each on the base, each on what the one before made of it, or only the largest. */
    public enum Stacking {
        ADD,
        COMPOUND,
        BEST
    }
}
