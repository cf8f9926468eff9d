package dev.laurel.domain;

import dev.laurel.domain.PointsOracle.Lot;
import dev.laurel.domain.PointsOracle.Paid;
import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.earning.Purchase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.joda.money.Money;

/**
 * A second model of what is left of one order as it is given back bit by bit, made from laws 9 and 10 alone. It knows what each rule
 * gave and what it counted, and nothing of the rules. Money is in minor units of the order's currency.
 */
public final class RefundOracle {
    private static final int GOODS = 0;
    private static final int TAX = 1;
    private static final int SHIPPING = 2;
    private static final int TIP = 3;

    /** What a rule, or the ladder, counted for the points that it gave: the lines, and tax, shipping and tip. No lines are all of them. */
    record Gave(long points, long[] lines, long tax, long shipping, long tip) {
        boolean countsMoney() {
            return Arrays.stream(lines).sum() + tax + shipping + tip > 0;
        }
    }

    /** What the ladder counted: by what gave it, or visits, of which one goes only with the whole order. */
    record Credits(List<Gave> gave, long visits) {}

    /** What points paid of the order, and the redemption that they came from. */
    record Payment(String redemption, long tender, Paid paid) {}

    /** What a refund comes to, of points and money, beyond those before it. */
    record Part(long due, long credits, List<Lot> returned, long value, long cash, boolean goodsAreBack) {}

    private record Total(long kept, long credits, long worth, long value, long cash, boolean goodsAreBack) {}

    private final Purchase purchase;
    private final long[] nets;
    private final Fraction[] worth;
    private final boolean free;
    private final List<Gave> rules;
    private final Credits credits;
    private final Payment payment;
    private final long[] beside;

    private Fraction[] unpriced;
    private Fraction[] priced;
    private long[] moneys;
    private long[] amounts = new long[4];
    private long grossAtLeast;

    /**
     * @param nets of each line, what was charged for it
     * @param payment null where no redemption was named
     */
    RefundOracle(Purchase purchase, long[] nets, List<Gave> rules, Credits credits, Payment payment) {
        this.purchase = purchase;
        this.nets = nets;
        this.rules = rules;
        this.credits = credits;
        this.payment = payment;
        free = Arrays.stream(nets).sum() == 0;
        worth = each(i -> free ? quantity(i) : Fraction.of(nets[i]));
        unpriced = each(_ -> Fraction.ZERO);
        priced = each(_ -> Fraction.ZERO);
        moneys = new long[nets.length];
        beside = new long[] {
            0, purchase.taxIncluded() ? 0 : minor(purchase.tax()), minor(purchase.shipping()), minor(purchase.tip())
        };
    }

    /** The order as it was changed: what was given back of a line that it still has stays given back. */
    RefundOracle revised(Purchase purchase, long[] nets, List<Gave> rules, Credits credits, Payment payment) {
        RefundOracle after = new RefundOracle(purchase, nets, rules, credits, payment);
        for (int i = 0; i < nets.length; i++) {
            int before = index(purchase.lines().get(i).line());
            if (before < 0) continue;
            after.unpriced[i] = unpriced[before];
            after.priced[i] = priced[before];
            after.moneys[i] = moneys[before];
        }
        after.amounts = amounts.clone();
        after.grossAtLeast = total().worth;
        return after;
    }

    private int index(String line) {
        return IntStream.range(0, nets.length)
                .filter(i -> purchase.lines().get(i).line().equals(line))
                .findFirst()
                .orElse(-1);
    }

    private Fraction[] each(IntFunction<Fraction> line) {
        return IntStream.range(0, nets.length).mapToObj(line).toArray(Fraction[]::new);
    }

    private static long minor(Money money) {
        return money.getAmountMinorLong();
    }

    private Fraction quantity(int line) {
        Purchase.Line of = purchase.lines().get(line);
        return of.voided() ? Fraction.ZERO : Fraction.of(of.quantity());
    }

    // What can be asked

    boolean isFree() {
        return free;
    }

    long net(int line) {
        return nets[line];
    }

    Fraction piecesLeft(int line) {
        return quantity(line).minus(pieces(line));
    }

    private Fraction pieces(int line) {
        return unpriced[line].plus(priced[line]);
    }

    private Fraction returned(int line) {
        Fraction money = Fraction.of(moneys[line]);
        if (!unpriced[line].isPositive()) return money;
        return worth[line].times(unpriced[line]).dividedBy(quantity(line)).plus(money);
    }

    /** Whether anything of a line was given back by its name. */
    public boolean isTouched(String line) {
        int i = index(line);
        return i >= 0 && pieces(i).isPositive();
    }

    public boolean isTouched() {
        return Arrays.stream(amounts).anyMatch(a -> a != 0)
                || purchase.lines().stream().anyMatch(l -> isTouched(l.line()));
    }

    Payment payment() {
        return payment;
    }

    boolean goodsAreBack() {
        return !goodsLeft().isPositive();
    }

    long kept() {
        return total().kept;
    }

    long credits() {
        return total().credits;
    }

    /** Whether the laws say what an order that was given back in part is once it is changed to this. */
    boolean isClearAfter(RefundOracle before) {
        if (!before.isTouched()) return true;
        if (free != before.free || !lineLeftEverywhere() || goodsLeft().compareTo(Fraction.ZERO) < 0) return false;
        if (left(TAX) < 0 || left(SHIPPING) < 0 || left(TIP) < 0) return false;
        for (int i = 0; i < nets.length; i++) {
            int then = before.index(purchase.lines().get(i).line());
            if (then >= 0 && (nets[i] == 0) != (before.nets[then] == 0)) return false;
        }
        if (payment == null) return true;
        return before.payment != null
                && before.purchase.lines().stream().allMatch(l -> index(l.line()) >= 0 || !before.isTouched(l.line()))
                && gross(value()) <= grossAtLeast;
    }

    private boolean lineLeftEverywhere() {
        return IntStream.range(0, nets.length)
                .allMatch(i -> piecesLeft(i).compareTo(Fraction.ZERO) >= 0
                        && lineLeft(i).compareTo(Fraction.ZERO) >= 0);
    }

    /** Of a line alone, in money; amounts of goods are not taken off. */
    Fraction lineLeft(int line) {
        return worth[line].minus(returned(line));
    }

    /** In money, or in pieces where the order was free. */
    Fraction goodsLeft() {
        return sum(worth).minus(returned()).minus(Fraction.of(amounts[GOODS]));
    }

    long taxLeft() {
        return left(TAX);
    }

    long shippingLeft() {
        return left(SHIPPING);
    }

    long tipLeft() {
        return left(TIP);
    }

    private long left(int part) {
        return beside[part] - amounts[part];
    }

    private Fraction returned() {
        return sum(each(this::returned));
    }

    private static Fraction sum(Fraction[] parts) {
        return Arrays.stream(parts).reduce(Fraction.ZERO, Fraction::plus);
    }

    // Giving back

    /** What a refund comes to; null where it is more than is left. */
    Part refund(Refund refund) {
        Fraction[] unpricedBefore = unpriced.clone();
        Fraction[] pricedBefore = priced.clone();
        long[] moneysBefore = moneys.clone();
        long[] amountsBefore = amounts.clone();
        Total before = total();
        if (!give(refund)) {
            unpriced = unpricedBefore;
            priced = pricedBefore;
            moneys = moneysBefore;
            amounts = amountsBefore;
            return null;
        }
        Total after = total();
        return new Part(
                before.kept - after.kept,
                before.credits - after.credits,
                returning(before.worth, after.worth),
                after.value - before.value,
                after.cash - before.cash,
                after.goodsAreBack && !before.goodsAreBack);
    }

    private boolean give(Refund refund) {
        if (refund.of() != null) {
            amounts[TAX] += minor(refund.of().tax());
            amounts[SHIPPING] += minor(refund.of().shipping());
            amounts[TIP] += minor(refund.of().tip());
            if (left(TAX) < 0 || left(SHIPPING) < 0 || left(TIP) < 0) return false;
        }
        if (!refund.lines().isEmpty()) return refund.lines().stream().allMatch(this::giveLine);
        if (refund.amount() != null) return giveAmount(refund);
        return refund.of() != null || giveAll();
    }

    private boolean giveLine(Refund.Line line) {
        int i = IntStream.range(0, nets.length)
                .filter(n -> isNamed(n, line))
                .findFirst()
                .orElseThrow();
        Fraction some = Fraction.of(line.quantity());
        if (some.compareTo(piecesLeft(i)) > 0) return false;
        boolean named = line.amount() != null;
        Fraction money =
                named ? Fraction.of(minor(line.amount())) : worth[i].times(some).dividedBy(quantity(i));
        if (isMore(money, lineLeft(i)) || isMore(money, goodsLeft())) return false;
        if (named) {
            priced[i] = priced[i].plus(some);
            moneys[i] += minor(line.amount());
        } else unpriced[i] = unpriced[i].plus(some);
        return true;
    }

    private boolean isNamed(int i, Refund.Line line) {
        Purchase.Line of = purchase.lines().get(i);
        return line.line() == null ? of.sku().equals(line.sku()) : of.line().equals(line.line());
    }

    /** An amount that was rounded may exceed what is left by less than a minor unit. */
    private static boolean isMore(Fraction money, Fraction left) {
        return money.compareTo(left.plus(Fraction.ONE)) >= 0;
    }

    /** What {@code of} names, and of the rest goods first, then tax, shipping and tip. */
    private boolean giveAmount(Refund refund) {
        long amount = minor(refund.amount());
        if (refund.of() != null) {
            for (Money named : List.of(
                    refund.of().tax(), refund.of().shipping(), refund.of().tip())) amount -= minor(named);
        }
        if (amount < 0) return false;
        long ofGoods = free ? 0 : Math.min(amount, goodsLeft().atLeastZero().ceiling());
        amounts[GOODS] += ofGoods;
        amount -= ofGoods;
        for (int part : new int[] {TAX, SHIPPING, TIP}) {
            long some = Math.min(amount, left(part));
            amounts[part] += some;
            amount -= some;
        }
        return amount == 0;
    }

    private boolean giveAll() {
        boolean anything = goodsLeft().isPositive() || left(TAX) + left(SHIPPING) + left(TIP) > 0;
        if (!free) amounts[GOODS] += goodsLeft().atLeastZero().ceiling();
        for (int i = 0; i < nets.length; i++)
            if (nets[i] == 0) unpriced[i] = quantity(i).minus(priced[i]);
        for (int part : new int[] {TAX, SHIPPING, TIP}) amounts[part] = beside[part];
        return anything;
    }

    // What is left

    private Total total() {
        long kept = rules.stream().mapToLong(this::kept).sum();
        Fraction value = value();
        long gross = payment == null ? 0 : Math.max(grossAtLeast, gross(value));
        Fraction cash = value;
        if (payment != null) {
            Fraction one = Fraction.of(payment.tender).dividedBy(Fraction.of(payment.paid.points()));
            cash = value.minus(Fraction.of(gross).times(one));
        }
        return new Total(kept, keptCredits(), gross, value.halfUp(), cash.halfUp(), goodsAreBack());
    }

    private long keptCredits() {
        long visits = goodsAreBack() ? 0 : credits.visits;
        return visits + credits.gave.stream().mapToLong(this::kept).sum();
    }

    private long kept(Gave rule) {
        boolean money = rule.countsMoney();
        Fraction all = Fraction.ZERO;
        Fraction left = Fraction.ZERO;
        for (int i = 0; i < nets.length; i++) {
            Fraction counted = money ? Fraction.of(rule.lines[i]) : worth[i];
            all = all.plus(counted);
            left = left.plus(counted.times(shareLeft(i)));
        }
        if (money) {
            long[] counted = {0, rule.tax, rule.shipping, rule.tip};
            for (int part : new int[] {TAX, SHIPPING, TIP}) {
                if (counted[part] == 0) continue;
                all = all.plus(Fraction.of(counted[part]));
                Fraction share = Fraction.of(left(part)).dividedBy(Fraction.of(beside[part]));
                left = left.plus(Fraction.of(counted[part]).times(share));
            }
        }
        return all.isPositive()
                ? Fraction.of(rule.points).times(left).dividedBy(all).floor()
                : 0;
    }

    private Fraction shareLeft(int line) {
        Fraction goods = sum(worth).minus(returned());
        if (!goods.isPositive()) return Fraction.ZERO;
        Fraction others = goodsLeft().atLeastZero().dividedBy(goods);
        if (worth[line].isPositive())
            return lineLeft(line).atLeastZero().dividedBy(worth[line]).times(others);
        Fraction quantity = quantity(line);
        return quantity.isPositive() ? piecesLeft(line).dividedBy(quantity).times(others) : Fraction.ZERO;
    }

    /** All value that was given back. */
    private Fraction value() {
        long extras = amounts[TAX] + amounts[SHIPPING] + amounts[TIP];
        if (free) return Fraction.of(extras);
        Fraction goods = returned().plus(Fraction.of(amounts[GOODS])).atMost(sum(worth));
        return goods.plus(Fraction.of(extras));
    }

    // Points that paid (law 10)

    /** How many of the points that paid, those withheld included, what was given back is worth. */
    private long gross(Fraction value) {
        long total = Arrays.stream(nets).sum() + beside[TAX] + beside[SHIPPING] + beside[TIP];
        return Fraction.of(payment.paid.points())
                .times(value)
                .dividedBy(Fraction.of(total))
                .floor();
    }

    /** The slices between two numbers of points, counted from those that were taken last; the first ones are those withheld. */
    private List<Lot> returning(long before, long after) {
        List<Lot> returning = new ArrayList<>();
        if (payment == null) return returning;
        long from = Math.max(0, before - payment.paid.withheld());
        long to = Math.max(0, after - payment.paid.withheld());
        long passed = 0;
        for (Lot slice : payment.paid.returning().reversed()) {
            long first = Math.max(from, passed);
            passed += slice.points();
            long some = Math.min(to, passed) - first;
            if (some > 0) returning.add(new Lot(some, slice.available(), slice.expires()));
        }
        return returning;
    }
}
