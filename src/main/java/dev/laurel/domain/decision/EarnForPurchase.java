package dev.laurel.domain.decision;

import dev.laurel.domain.earning.Pricing;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Fact.RewardUsed;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.OpenRedemption;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.value.Limits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.joda.money.Money;

/**
 * A member bought something. The order is priced by the version in force when it was placed, at the tier held now, before the
 * order's own credits move it.
 *
 * @param anyAge whether the order may be older than the program accepts; only an admin may say so
 */
public record EarnForPurchase(Purchase purchase, boolean anyAge) implements Command {
    @Override
    public Decision decide(Account account, Programs programs, Instant now) {
        return Deciding.decide(account, programs, now, this::take);
    }

    private Optional<Refusal> take(Deciding deciding) {
        Instant occurredAt = Objects.requireNonNullElse(purchase.occurredAt(), deciding.now);
        var version = deciding.programs.inForce(occurredAt);
        Optional<Refusal> refusal = deciding.unblocked()
                .or(() -> deciding.timely(occurredAt, anyAge))
                .or(() -> discount())
                .or(() -> currency(version.orElseThrow().program()))
                .or(() -> redemptions(
                        deciding.book.account(), version.orElseThrow().program()));
        if (refusal.isPresent()) return refusal;
        deciding.happenedAt = occurredAt;
        deciding.happenedOn = version.orElseThrow().program().day(occurredAt);
        earn(deciding, version.orElseThrow(), occurredAt);
        return Optional.empty();
    }

    private Optional<Refusal> discount() {
        var most = purchase.discountable();
        return purchase.discount().isGreaterThan(most)
                ? Optional.of(new Refusal.DiscountTooLarge(purchase.discount(), most))
                : Optional.empty();
    }

    private Optional<Refusal> currency(Program program) {
        boolean accepted = purchase.currency().equals(program.currency())
                || program.earning().rates().containsKey(purchase.currency());
        return accepted
                ? Optional.empty()
                : Optional.of(new Refusal.CurrencyNotAccepted(purchase.currency(), program.currency()));
    }

    /** Each redemption that pays here must be open and of points, pays once, and no more than it is worth. */
    private Optional<Refusal> redemptions(Account account, Program program) {
        Set<String> seen = new HashSet<>();
        for (var tender : purchase.tenders()) {
            String named = tender.redemption();
            if (named == null) continue;
            var open = account.open(named);
            if (open.isEmpty() || !seen.add(named)) return Optional.of(new Refusal.RedemptionNotOpen(named));
            Money worth = worth(open.get().redemption(), program);
            if (tender.amount().isGreaterThan(worth)) return Optional.of(new Refusal.TenderDoesNotFit(named, worth));
        }
        return Optional.empty();
    }

    /** What a redemption of points pays in the order's currency, rounded up to its minor unit; any other pays nothing. */
    private Money worth(Redemption redemption, Program program) {
        Money value = redemption.value();
        if (!redemption.ofPoints() || value == null) return Money.zero(purchase.currency());
        if (!isForeign(program)) return value;
        BigDecimal rate = Objects.requireNonNull(program.earning().rates().get(purchase.currency()));
        int decimals = purchase.currency().getDecimalPlaces();
        return Money.of(purchase.currency(), value.getAmount().divide(rate, decimals, RoundingMode.CEILING));
    }

    private boolean isForeign(Program program) {
        return !purchase.currency().equals(program.currency());
    }

    /** The order in the program's currency. */
    private Purchase ours(Program program) {
        if (!isForeign(program)) return purchase;
        return purchase.in(
                program.currency(),
                Objects.requireNonNull(program.earning().rates().get(purchase.currency())));
    }

    private void earn(Deciding deciding, Programs.Version version, Instant occurredAt) {
        Program program = version.program();
        Account account = deciding.book.account();
        Purchase ours = ours(program);
        BigDecimal rate = isForeign(program) ? program.earning().rates().get(purchase.currency()) : null;
        String tier = account.standing().tier();
        var situation = new Pricing.Situation(
                version.number(), program.zone(), occurredAt, deciding.today, tier, deciding.version.factorOf(tier));
        var priced = Pricing.price(ours, program.earning(), account, situation);

        LocalDate day = program.day(occurredAt);
        LocalDate available = program.earning().pendingDays() == 0
                ? day
                : day.plusDays(program.earning().pendingDays() + 1L);
        Counting credits =
                program.ladder() == null ? null : program.creditBasis().of(ours);
        Sale sale = new Sale(
                purchase.order(),
                purchase.revision(),
                purchase.currency(),
                rate,
                sold(),
                purchase.discount(),
                purchase.tax(),
                purchase.taxIncluded(),
                purchase.shipping(),
                purchase.tip(),
                paid(account),
                credits);
        Earning earning = new Earning(
                sale,
                occurredAt,
                day,
                version.number(),
                tier,
                priced.applied(),
                priced.capRoom(),
                priced.rooms(),
                program.earning().pendingDays() == 0 ? earlier(occurredAt, deciding.now) : program.startOf(available),
                program.expiryOf(tier, day, available),
                credits == null ? 0 : Limits.money(credits.total()).getAmountMinorLong());
        deciding.book.record(new PointsEarned(deciding.now, deciding.today, priced.points(), earning));
        for (var tender : purchase.tenders()) {
            if (tender.redemption() != null) {
                deciding.book.record(
                        new RewardUsed(deciding.now, deciding.today, tender.redemption(), purchase.order()));
            }
        }
    }

    /** At once, also where the shop's clock is a little ahead of ours. */
    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private List<Sale.Line> sold() {
        var nets = purchase.nets();
        List<Sale.Line> sold = new ArrayList<>();
        for (int i = 0; i < nets.size(); i++) {
            var line = purchase.lines().get(i);
            sold.add(new Sale.Line(
                    line.line(),
                    line.sku(),
                    line.quantity(),
                    line.amount(),
                    nets.get(i),
                    line.categories(),
                    line.giftCard(),
                    line.voided()));
        }
        return sold;
    }

    private List<Sale.Tender> paid(Account account) {
        return purchase.tenders().stream().map(t -> paid(t, account)).toList();
    }

    private static Sale.Tender paid(Purchase.Tender tender, Account account) {
        String named = tender.redemption();
        if (named == null) return new Sale.Tender(tender.kind(), tender.amount(), null, List.of(), 0);
        OpenRedemption open = account.open(named).orElseThrow();
        return new Sale.Tender(tender.kind(), tender.amount(), named, open.slices(), open.withheld());
    }
}
