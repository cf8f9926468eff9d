package dev.laurel.domain.earning;

import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Refunded;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.value.Exact;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * What is left of an order after all that was given back of it (law 9). It depends on the sums given back alone, so the same
 * amounts in any split leave the same, and nothing of it is judged by a rule of today.
 */
public final class Remaining {
    private final Earning earning;
    private final Sale sale;
    private final Refunded refunded;
    private final BigFraction nets;
    private final BigFraction returned;
    private final boolean goodsAreBack;
    private final List<BigFraction> weights;
    private final List<BigFraction> shares;
    private final Map<Optional<Counting>, BigFraction> sharesOfBases = new HashMap<>();

    private Remaining(Earning earning, Refunded refunded) {
        this.earning = earning;
        this.sale = earning.sale();
        this.refunded = refunded;
        this.nets = Exact.of(sale.goods());
        this.returned = sale.lines().stream().map(this::returned).reduce(BigFraction.ZERO, BigFraction::add);
        BigFraction byAmount = Exact.of(refunded.goods());
        this.goodsAreBack = nets.isZero()
                ? sale.lines().stream()
                        .allMatch(l -> l.voided() || quantityLeft(l).signum() <= 0)
                : Exact.compare(returned.add(byAmount), nets) >= 0;
        BigFraction ofAll =
                byAmount.isZero() || goodsAreBack ? BigFraction.ONE : left(nets.subtract(returned), byAmount);
        this.weights = sale.lines().stream().map(this::weight).toList();
        this.shares = sale.lines().stream().map(l -> share(l).multiply(ofAll)).toList();
    }

    public static Remaining of(Earning earning, Refunded refunded) {
        return new Remaining(earning, refunded);
    }

    /** Points that the order keeps: for each rule the floor of its points times the share of its basis that is left. */
    public long points() {
        return earning.applied().stream().mapToLong(this::kept).sum();
    }

    private long kept(Applied applied) {
        return kept(applied.points(), applied.basis());
    }

    /** Credits that the order keeps, rounded down to the ladder's unit; a visit stays one until all goods are back. */
    public long credits() {
        if (sale.creditBasis() != null) return kept(earning.credits(), sale.creditBasis());
        return earning.applied().stream().mapToLong(this::credits).sum();
    }

    private long credits(Applied applied) {
        if (applied.rule().equals(Applied.VISIT)) return goodsAreBack ? 0 : applied.credits();
        return kept(applied.credits(), applied.basis());
    }

    private long kept(long whole, @Nullable Counting basis) {
        if (whole == 0) return 0;
        BigFraction share = sharesOfBases.computeIfAbsent(Optional.ofNullable(basis), b -> shareOf(b.orElse(null)));
        return Exact.floor(share.multiply(whole));
    }

    /** The share of what a rule counted that is left, between 0 and 1; rules that counted the same have the same. */
    private BigFraction shareOf(@Nullable Counting basis) {
        List<BigFraction> counted = new ArrayList<>(weights);
        List<BigFraction> kept = new ArrayList<>(shares);
        if (basis != null && !basis.total().isZero()) {
            counted = new ArrayList<>(basis.lines().stream().map(Exact::of).toList());
            extra(basis.tax(), sale.tax(), refunded.tax(), counted, kept);
            extra(basis.shipping(), sale.shipping(), refunded.shipping(), counted, kept);
            extra(basis.tip(), sale.tip(), refunded.tip(), counted, kept);
        }
        BigFraction all = BigFraction.ZERO;
        BigFraction left = BigFraction.ZERO;
        for (int i = 0; i < counted.size(); i++) {
            all = all.add(counted.get(i));
            left = left.add(counted.get(i).multiply(kept.get(i)));
        }
        return all.isZero() ? BigFraction.ONE : left.divide(all);
    }

    private static void extra(
            Money basis, Money charged, Money givenBack, List<BigFraction> counted, List<BigFraction> kept) {
        if (basis.isZero()) return;
        counted.add(Exact.of(basis));
        kept.add(Exact.of(Exact.atLeastZero(charged.minus(givenBack))).divide(Exact.of(charged)));
    }

    /** What a line weighs for a rule that counts no money: what was charged for it, or where nothing was charged at all its quantity. */
    private BigFraction weight(Sale.Line line) {
        if (line.voided()) return BigFraction.ZERO;
        return nets.isZero() ? Exact.of(line.quantity()) : Exact.of(line.net());
    }

    /** The share of a line that its own refunds left, between 0 and 1. */
    private BigFraction share(Sale.Line line) {
        if (line.voided() || goodsAreBack) return BigFraction.ZERO;
        return line.net().isZero()
                ? left(
                        Exact.of(line.quantity()),
                        Exact.of(refunded.line(line.line()).all()))
                : left(Exact.of(line.net()), returned(line));
    }

    private static BigFraction left(BigFraction whole, BigFraction gone) {
        return Exact.compare(gone, whole) >= 0
                ? BigFraction.ZERO
                : whole.subtract(gone).divide(whole);
    }

    /** What the line's own refunds gave back: an amount, or what was charged times quantity by quantity. */
    private BigFraction returned(Sale.Line line) {
        Refunded.OfLine of = refunded.line(line.line());
        return Exact.of(line.net())
                .multiply(Exact.of(of.quantity()))
                .divide(Exact.of(line.quantity()))
                .add(Exact.of(of.amount()));
    }

    /** Whether nothing of the goods is left: then limits that the order used are free again. */
    public boolean goodsAreBack() {
        return goodsAreBack;
    }

    /** How many of a line have not come back. */
    public BigDecimal quantityLeft(Sale.Line line) {
        return line.quantity().subtract(refunded.line(line.line()).all());
    }

    /** What has not been given back of a line, in minor units, exactly; what {@code amount}s gave back lies on no line. */
    public BigFraction leftOf(Sale.Line line) {
        return Exact.of(line.net()).subtract(returned(line));
    }

    /** What has not been given back of the goods, in minor units, exactly; never less than zero. */
    public BigFraction goodsLeft() {
        BigFraction left = nets.subtract(returned).subtract(Exact.of(refunded.goods()));
        return left.signum() < 0 ? BigFraction.ZERO : left;
    }

    /** Whether more was given back of the goods than there was, by a minor unit or more. */
    public boolean isOverdrawn() {
        BigFraction over = returned.add(Exact.of(refunded.goods())).subtract(nets);
        return Exact.compare(over, BigFraction.ONE) >= 0;
    }

    public Money taxLeft() {
        return Exact.atLeastZero(sale.extraTax().minus(refunded.tax()));
    }

    public Money shippingLeft() {
        return Exact.atLeastZero(sale.shipping().minus(refunded.shipping()));
    }

    public Money tipLeft() {
        return Exact.atLeastZero(sale.tip().minus(refunded.tip()));
    }

    /** All that was given back, in minor units, exactly. */
    public BigFraction givenBack() {
        return Exact.of(sale.total())
                .subtract(goodsLeft())
                .subtract(Exact.of(taxLeft().plus(shippingLeft()).plus(tipLeft())));
    }
}
