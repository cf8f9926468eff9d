package dev.laurel.domain.decision;

import dev.laurel.domain.earning.Pricing;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.earning.Rooms;
import dev.laurel.domain.earning.TierFactor;
import dev.laurel.domain.earning.Visits;
import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.value.Exact;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A purchase on its way into the books, under the version in force when the order was placed: whether it can be, and what is
 * written of it.
 *
 * @param paid tenders of an earlier revision, by their redemption: what has paid stays as it was
 */
record OrderBooking(Purchase purchase, Programs.Version version, Account account, Map<String, Sale.Tender> paid) {

    /** Why the order cannot be as it was told; nothing where it can. */
    Optional<Refusal> refusal() {
        return discount().or(this::currency).or(this::redemptions);
    }

    private Program program() {
        return version.program();
    }

    private Optional<Refusal> discount() {
        if (purchase.discount().isZero()) return Optional.empty();
        var most = purchase.discountable();
        return purchase.discount().isGreaterThan(most)
                ? Optional.of(new Refusal.DiscountTooLarge(purchase.discount(), most))
                : Optional.empty();
    }

    private Optional<Refusal> currency() {
        boolean accepted = purchase.currency().equals(program().currency())
                || program().earning().rates().containsKey(purchase.currency());
        return accepted
                ? Optional.empty()
                : Optional.of(new Refusal.CurrencyNotAccepted(
                        purchase.currency(), program().currency()));
    }

    /** Each redemption that pays here must be open and of points, pays once, and no more than it is worth, nor than the order costs. */
    private Optional<Refusal> redemptions() {
        Set<String> seen = new HashSet<>();
        Money named = Money.zero(purchase.currency());
        for (var tender : purchase.tenders()) {
            String id = tender.redemption();
            if (id == null) continue;
            if (!seen.add(id)) return Optional.of(new Refusal.RedemptionNotOpen(id));
            Sale.Tender before = paid.get(id);
            var open = account.open(id);
            if (before == null && open.isEmpty()) return Optional.of(new Refusal.RedemptionNotOpen(id));
            Money left = paid.isEmpty() ? purchase.total().minus(named) : tender.amount();
            Money worth =
                    Exact.min(left, before == null ? worth(open.orElseThrow().redemption()) : before.amount());
            if (tender.amount().isGreaterThan(worth)) return Optional.of(new Refusal.TenderDoesNotFit(id, worth));
            named = named.plus(tender.amount());
        }
        return paid.keySet().stream().filter(p -> !seen.contains(p)).findFirst().map(Refusal.RedemptionMissing::new);
    }

    /** What a redemption of points pays in the order's currency, rounded up to its minor unit; any other pays nothing. */
    private Money worth(Redemption redemption) {
        Money value = redemption.value();
        if (!redemption.ofPoints() || value == null) return Money.zero(purchase.currency());
        if (!isForeign()) return value;
        int decimals = purchase.currency().getDecimalPlaces();
        return Money.of(purchase.currency(), value.getAmount().divide(rate(), decimals, RoundingMode.CEILING));
    }

    private boolean isForeign() {
        return !purchase.currency().equals(program().currency());
    }

    private BigDecimal rate() {
        return Objects.requireNonNull(program().earning().rates().get(purchase.currency()));
    }

    /** What the order earns. */
    Earning earning(Instant occurredAt, Instant now, @Nullable String tier, @Nullable TierFactor factor, Rooms rooms) {
        Program program = program();
        Granting granting = new Granting(version, account, occurredAt, now, tier);
        Purchase ours = isForeign() ? purchase.in(program.currency(), rate()) : purchase;
        var priced = Pricing.price(ours, program.earning(), rooms, granting.situation(factor));
        Ladder ladder = program.ladder();
        if (ladder == null) return granting.earning(sale(null), priced);
        Counting counted = program.creditBasis().of(ours);
        return switch (ladder.credits()) {
            case SPEND -> granting.spending(sale(counted), priced, counted);
            case POINTS -> granting.earning(sale(null), priced);
            case VISITS -> {
                Visits visits =
                        new Visits(ladder.visit().minimum(), ladder.visit().perDay());
                yield granting.earning(sale(null), visits.on(priced, ours, counted, rooms, version.number()));
            }
        };
    }

    private Sale sale(@Nullable Counting creditBasis) {
        return new Sale(
                purchase.order(),
                purchase.revision(),
                purchase.currency(),
                isForeign() ? rate() : null,
                purchase.sold(),
                purchase.discount(),
                purchase.tax(),
                purchase.taxIncluded(),
                purchase.shipping(),
                purchase.tip(),
                purchase.tenders().stream().map(this::tender).toList(),
                creditBasis);
    }

    private Sale.Tender tender(Purchase.Tender tender) {
        String named = tender.redemption();
        if (named == null) return Sale.Tender.unnamed(tender.kind(), tender.amount());
        if (paid.containsKey(named)) return paid.get(named).of(tender.amount());
        var open = account.open(named).orElseThrow();
        return new Sale.Tender(
                tender.kind(), tender.amount(), named, open.slices(), open.withheld(), account.settledTo());
    }

    /** Redemptions that pay with this order for the first time. */
    List<String> newlyUsed() {
        return purchase.tenders().stream()
                .map(Purchase.Tender::redemption)
                .filter(r -> r != null && !paid.containsKey(r))
                .map(Objects::requireNonNull)
                .toList();
    }
}
