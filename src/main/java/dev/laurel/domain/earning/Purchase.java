package dev.laurel.domain.earning;

import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.value.Exact;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.domain.value.Spread;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * An order as a shop reports it. All money is in {@code currency}, none negative.
 *
 * @param occurredAt when it was placed; null is now
 * @param discount the order's own, over and above what each line's discount took
 * @param tax in all; {@code taxIncluded} says that the lines' amounts contain it
 */
public record Purchase(
        OrderKey order,
        long revision,
        CurrencyUnit currency,
        @Nullable Instant occurredAt,
        List<Line> lines,
        Money discount,
        Money tax,
        boolean taxIncluded,
        Money shipping,
        Money tip,
        List<Tender> tenders) {

    /** An order without anything in it. */
    static Purchase ofNothing(CurrencyUnit currency) {
        Money zero = Money.zero(currency);
        return new Purchase(
                new OrderKey("", ""), 0, currency, null, List.of(), zero, zero, false, zero, zero, List.of());
    }

    /** The same as of another revision. */
    public Purchase revised(long other) {
        return new Purchase(
                order, other, currency, occurredAt, lines, discount, tax, taxIncluded, shipping, tip, tenders);
    }

    /** The kind of tender that points paid. */
    public static final String POINTS = "points";

    /**
     * One line. {@code amount} is the whole line before any discount, not a unit price; {@code discount} is the line's own.
     *
     * @param line its name within the order
     */
    public record Line(
            String line,
            String sku,
            BigDecimal quantity,
            Money amount,
            Money discount,
            Set<String> categories,
            boolean giftCard,
            boolean voided) {

        /** What was charged before the order's own discount; nothing where the line was voided. */
        public Money charged() {
            if (voided) return Money.zero(amount.getCurrencyUnit());
            return discount.isZero() ? amount : amount.minus(discount);
        }

        /** Whether the order's discount, its tax and what points paid fall on it. */
        boolean isGoods() {
            return !voided && !giftCard;
        }
    }

    /** A means of payment; {@code redemption} where it is of points and names the redemption that it spends. */
    public record Tender(
            String kind, Money amount, @Nullable String redemption) {}

    /** Each line's amount after its own discount and its share of the order's, in a list of its own: what a refund of it gives back at most. */
    public List<Money> nets() {
        List<Money> charged = new ArrayList<>(lines.size());
        for (Line line : lines) charged.add(line.charged());
        return discount.isZero() ? charged : minus(charged, spread(discount, charged));
    }

    /** Its lines as the books keep them. */
    public List<Sale.Line> sold() {
        List<Money> nets = nets();
        List<Sale.Line> sold = new ArrayList<>();
        for (int i = 0; i < nets.size(); i++) {
            Line line = lines.get(i);
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

    /** Divides money over the goods of the order in proportion to their amounts; no line takes more than {@code caps} allow. */
    List<Money> spread(Money total, List<Money> caps) {
        Money zero = Money.zero(currency);
        List<Money> weights = new ArrayList<>();
        List<Money> room = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean goods = lines.get(i).isGoods();
            weights.add(goods ? lines.get(i).amount() : zero);
            room.add(goods ? caps.get(i) : zero);
        }
        return Spread.over(total, weights, room);
    }

    /** What points paid. */
    public Money paidWithPoints() {
        Money paid = Money.zero(currency);
        for (Tender tender : tenders) if (tender.kind().equals(POINTS)) paid = paid.plus(tender.amount());
        return Limits.money(paid);
    }

    /** All that was to be paid: lines, shipping, tip, and tax unless the lines contain it. */
    public Money total() {
        Money all = Exact.sum(currency, nets()).plus(shipping).plus(tip);
        return taxIncluded ? all : all.plus(tax);
    }

    /** The most that the order's own discount can be. */
    public Money discountable() {
        return Exact.sum(
                currency,
                lines.stream().filter(Line::isGoods).map(Line::charged).toList());
    }

    /** All money in another currency; each amount is rounded half up to its minor unit (law 15). */
    public Purchase in(CurrencyUnit other, BigDecimal rate) {
        return new Purchase(
                order,
                revision,
                other,
                occurredAt,
                lines.stream()
                        .map(l -> new Line(
                                l.line,
                                l.sku,
                                l.quantity,
                                in(other, rate, l.amount),
                                in(other, rate, l.discount),
                                l.categories,
                                l.giftCard,
                                l.voided))
                        .toList(),
                in(other, rate, discount),
                in(other, rate, tax),
                taxIncluded,
                in(other, rate, shipping),
                in(other, rate, tip),
                tenders.stream()
                        .map(t -> new Tender(t.kind, in(other, rate, t.amount), t.redemption))
                        .toList());
    }

    private static Money in(CurrencyUnit other, BigDecimal rate, Money money) {
        return Limits.money(money.convertedTo(other, rate, RoundingMode.HALF_UP));
    }

    static List<Money> minus(List<Money> from, List<Money> what) {
        List<Money> left = new ArrayList<>(from.size());
        for (int i = 0; i < from.size(); i++) left.add(from.get(i).minus(what.get(i)));
        return left;
    }
}
