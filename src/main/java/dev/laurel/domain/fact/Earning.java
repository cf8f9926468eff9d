package dev.laurel.domain.fact;

import dev.laurel.domain.value.OrderKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * All that an order's refund, its explanation and its accounts will ever need, so that none of them asks a rule of their own day.
 *
 * @param occurredAt when the order was placed; {@code day} is that in the program's zone
 * @param version the program version in force then
 * @param currency the order's own; {@code lines}, {@code discount} (its own), {@code tax}, {@code shipping}, {@code tip} and {@code tenders} are in it
 * @param rate what one of the order's currency is in the program's; null where they are the same
 * @param tier the tier that the order earned at
 * @param capRoom what the balance cap left when the order was priced; null without a cap
 * @param rooms what was left of each limit when the order was priced, by rule: times, points or minor units, as the limit measures
 * @param available when the points became or become spendable
 * @param expires when they end; null is never
 * @param credits what the tier ladder counted, in its own unit (minor units of money), and {@code creditBasis} of what; null without tiers
 */
public record Earning(
        OrderKey order,
        int revision,
        Instant occurredAt,
        LocalDate day,
        int version,
        CurrencyUnit currency,
        @Nullable BigDecimal rate,
        List<SoldLine> lines,
        Money discount,
        Money tax,
        boolean taxIncluded,
        Money shipping,
        Money tip,
        List<Paid> tenders,
        @Nullable String tier,
        List<Applied> applied,
        @Nullable Long capRoom,
        SortedMap<String, Long> rooms,
        Instant available,
        @Nullable Instant expires,
        long credits,
        @Nullable Counting creditBasis) {

    /** A line as it was sold: its amount is before any discount, its net what was charged for it after every discount. */
    public record SoldLine(
            String line,
            String sku,
            BigDecimal quantity,
            Money amount,
            Money net,
            Set<String> categories,
            boolean giftCard,
            boolean voided) {}

    /** A means of payment; where it names a redemption, a copy of the slices that paid for that. */
    public record Paid(String kind, Money amount, @Nullable String redemption, List<Slice> slices) {}
}
