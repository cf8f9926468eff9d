package dev.laurel.domain;

import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.earning.Purchase;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** Draws refunds of an order, most of them within what is left of it. */
public final class RefundDice extends Dice {
    private final Purchase purchase;
    private final CurrencyUnit currency;
    private final RefundOracle left;
    private final String id;

    public RefundDice(SplittableRandom random, Purchase purchase, RefundOracle left, String id) {
        super(random);
        this.purchase = purchase;
        this.currency = purchase.currency();
        this.left = left;
        this.id = id;
    }

    public Refund refund() {
        int kind = random.nextInt(100);
        if (kind < 20) return refund(null, null, List.of());
        if (kind < 28) return refund(null, extras(), List.of());
        if (kind < 55) return amount();
        return refund(null, chance(30) ? extras() : null, lines());
    }

    private Refund refund(Money amount, Refund.Extras of, List<Refund.Line> lines) {
        return new Refund(id, null, currency, amount, of, lines);
    }

    private Money money(long minor) {
        return Money.ofMinor(currency, minor);
    }

    /** Mostly some of it, sometimes all, and seldom more. */
    private long some(long most) {
        if (chance(4)) return most + between(1, 500);
        return chance(15) ? most : between(0, most);
    }

    private Refund.Extras extras() {
        return new Refund.Extras(
                money(some(left.taxLeft())), money(some(left.shippingLeft())), money(some(left.tipLeft())));
    }

    private long goods() {
        return left.isFree() ? 0 : left.goodsLeft().atLeastZero().ceiling();
    }

    private Refund amount() {
        if (chance(30)) {
            Refund.Extras of = extras();
            Money amount = of.tax().plus(of.shipping()).plus(of.tip()).plus(money(some(goods())));
            if (amount.isPositive()) return refund(amount, of, List.of());
        }
        long all = goods() + left.taxLeft() + left.shippingLeft() + left.tipLeft();
        return refund(money(Math.max(1, some(all))), null, List.of());
    }

    private List<Refund.Line> lines() {
        List<Integer> all = IntStream.range(0, purchase.lines().size()).boxed().toList();
        List<Refund.Line> lines = new ArrayList<>();
        for (int i : some(all)) {
            Purchase.Line line = purchase.lines().get(i);
            boolean bySku = chance(40)
                    && purchase.lines().stream()
                                    .filter(l -> l.sku().equals(line.sku()))
                                    .count()
                            == 1;
            lines.add(new Refund.Line(bySku ? null : line.line(), bySku ? line.sku() : null, quantity(i), price(i)));
        }
        return lines;
    }

    private BigDecimal quantity(int line) {
        if (chance(5)) return new BigDecimal("0.5");
        long whole = left.piecesLeft(line).floor();
        return BigDecimal.valueOf(Math.max(1, chance(4) ? whole + 1 : between(1, Math.max(1, whole))));
    }

    private Money price(int line) {
        if (left.isFree() || left.net(line) == 0 || chance(65)) return null;
        long most = left.lineLeft(line).atMost(left.goodsLeft()).atLeastZero().floor();
        return money(some(most));
    }
}
