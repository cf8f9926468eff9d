package dev.laurel.domain.decision;

import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.earning.Remaining;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.fact.Slices;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.value.Exact;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.numbers.fraction.BigFraction;
import org.joda.money.Money;

/** How much of the points that paid for an order has come back with its refunds, and how much in cash (law 10). */
final class PaidWithPoints {
    private final Order order;
    private final Sale sale;
    private final BigFraction givenBack;
    private final BigFraction share;

    PaidWithPoints(Order order) {
        this.order = order;
        this.sale = order.sale();
        Remaining remaining = Remaining.of(order.earning(), order.refunded());
        this.givenBack = remaining.givenBack();
        BigFraction total = Exact.of(sale.total());
        BigFraction all = remaining.goodsAreBack() ? BigFraction.ONE : BigFraction.ZERO;
        this.share = total.isZero() ? all : givenBack.divide(total);
    }

    /** Points that have gone back by now, by redemption, those withheld included: never fewer than went back before. */
    SortedMap<String, Long> points() {
        SortedMap<String, Long> points = new TreeMap<>();
        for (Sale.Tender tender : named()) {
            long due = Exact.floor(share.multiply(Slices.sum(tender.slices())));
            points.put(named(tender), Math.max(due, before(tender)));
        }
        return points;
    }

    private long before(Sale.Tender tender) {
        return order.refunded().points().getOrDefault(named(tender), 0L);
    }

    private static String named(Sale.Tender tender) {
        return Objects.requireNonNull(tender.redemption());
    }

    /** All that was given back, less what the points that went back had paid; half up to the minor unit. */
    Money cash() {
        SortedMap<String, Long> points = points();
        BigFraction cash = givenBack;
        for (Sale.Tender tender : named()) {
            BigFraction paid = Exact.of(tender.amount());
            cash = cash.subtract(paid.multiply(points.get(named(tender))).divide(Slices.sum(tender.slices())));
        }
        return Exact.money(sale.currency(), cash, RoundingMode.HALF_UP);
    }

    /**
     * What comes back now: the last taken first, those withheld not at all, nor what refunds could not take back since it came to
     * pay for the order.
     */
    List<PointsReturned> returns(Deciding deciding) {
        Account account = deciding.book.account();
        SortedMap<String, Long> points = points();
        List<PointsReturned> returns = new ArrayList<>();
        long covered = 0;
        for (Sale.Tender tender : named()) {
            long from = Math.max(0, before(tender) - tender.withheld());
            long to = Math.max(0, points.get(named(tender)) - tender.withheld());
            if (to > from) {
                List<Slice> lastTakenFirst =
                        Slices.withoutFirst(tender.slices(), tender.withheld()).reversed();
                List<Slice> slices = Slices.first(Slices.withoutFirst(lastTakenFirst, from), to - from);
                long shortfall = Math.max(0, account.shortfallSince(paidAt(tender)) - covered);
                var returned = Returning.of(
                        named(tender), slices.reversed(), shortfall, account, deciding.version.program(), deciding.now);
                covered += returned.withheld();
                returns.add(returned);
            }
        }
        return returns;
    }

    /** When a redemption came to pay for the order. */
    Instant paidAt(String redemption) {
        return paidAt(named().stream()
                .filter(t -> named(t).equals(redemption))
                .findFirst()
                .orElseThrow());
    }

    private static Instant paidAt(Sale.Tender tender) {
        return Objects.requireNonNull(tender.paidAt());
    }

    /** What points paid without naming their redemption. */
    static Money unnamed(Sale sale) {
        return sale.tenders().stream()
                .filter(t -> t.kind().equals(Purchase.POINTS) && t.redemption() == null)
                .map(Sale.Tender::amount)
                .reduce(Money.zero(sale.currency()), Money::plus);
    }

    private List<Sale.Tender> named() {
        return sale.tenders().stream()
                .filter(t -> t.redemption() != null && !t.slices().isEmpty())
                .toList();
    }
}
