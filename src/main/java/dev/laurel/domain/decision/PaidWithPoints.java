package dev.laurel.domain.decision;

import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.earning.Remaining;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.fact.Slices;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.value.Exact;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.commons.numbers.fraction.BigFraction;
import org.joda.money.Money;

/** How much of the points that paid for an order has come back with its refunds, and how much in cash (law 10). */
final class PaidWithPoints {
    private final Sale sale;
    private final BigFraction givenBack;
    private final BigFraction share;

    /** @param remaining what is left of the order by then */
    PaidWithPoints(Sale sale, Remaining remaining) {
        this.sale = sale;
        this.givenBack = remaining.givenBack();
        BigFraction total = Exact.of(sale.total());
        BigFraction all = remaining.goodsAreBack() ? BigFraction.ONE : BigFraction.ZERO;
        this.share = total.isZero() ? all : givenBack.divide(total);
    }

    /** All that was given back, less what the points that came back had paid; half up to the minor unit. */
    Money cash() {
        BigFraction cash = givenBack;
        for (Sale.Tender tender : named()) {
            BigFraction paid = Exact.of(tender.amount());
            cash = cash.subtract(paid.multiply(returned(tender)).divide(Slices.sum(tender.slices())));
        }
        return Exact.money(sale.currency(), cash, RoundingMode.HALF_UP);
    }

    /** What comes back between an earlier state of the order and this one. */
    List<PointsReturned> since(PaidWithPoints before, Program program, Instant at) {
        List<PointsReturned> returns = new ArrayList<>();
        for (Sale.Tender tender : named()) {
            long from = Math.max(0, before.returned(tender) - tender.withheld());
            long to = Math.max(0, returned(tender) - tender.withheld());
            if (to > from) {
                List<Slice> lastTakenFirst =
                        Slices.withoutFirst(tender.slices(), tender.withheld()).reversed();
                List<Slice> slices = Slices.first(Slices.withoutFirst(lastTakenFirst, from), to - from);
                returns.add(Returning.of(Objects.requireNonNull(tender.redemption()), slices, 0, program, at));
            }
        }
        return returns;
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

    /** Points of the tender that go back for so much of the order, those withheld included. */
    private long returned(Sale.Tender tender) {
        return Exact.floor(share.multiply(Slices.sum(tender.slices())));
    }
}
