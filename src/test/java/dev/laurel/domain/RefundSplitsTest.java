package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.Effort;
import dev.laurel.domain.earning.Remaining;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Refunded;
import dev.laurel.domain.fact.Sale;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Law 9: the same amounts in any split take back the same. */
@Tag("long")
class RefundSplitsTest {
    private static final CurrencyUnit USD = CurrencyUnit.USD;
    private static final Money ZERO = Money.zero(USD);
    private static final int ORDERS = 500;
    private static final int SPLITS = 200;

    @Test
    void one_hundred_thousand_random_splits_take_back_the_same_total() {
        Effort.eachSeed(ORDERS, RefundSplitsTest::splitAnOrder);
    }

    private static void splitAnOrder(int seed) {
        Random random = new Random(seed);
        Earning order = order(random);
        Refunded whole = parts(order.sale(), random, 1).getFirst();
        long atOnce = Remaining.of(order, Refunded.nothing(USD)).points()
                - Remaining.of(order, whole).points();
        for (int split = 0; split < SPLITS; split++) {
            long inParts = 0;
            Refunded soFar = Refunded.nothing(USD);
            long left = Remaining.of(order, soFar).points();
            for (Refunded part : split(whole, random)) {
                soFar = soFar.plus(part);
                long due = left - Remaining.of(order, soFar).points();
                assertThat(due).as("a refund does not give points").isNotNegative();
                inParts += due;
                left -= due;
            }
            assertThat(inParts).as("split %d", split).isEqualTo(atOnce);
        }
    }

    @Test
    void whatever_the_split_nothing_is_left_of_an_order_that_is_all_given_back() {
        Random random = new Random(10);
        for (int i = 0; i < ORDERS; i++) {
            Earning order = order(random);
            Sale sale = order.sale();
            TreeMap<String, Refunded.OfLine> lines = new TreeMap<>();
            sale.lines().forEach(l -> lines.put(l.line(), new Refunded.OfLine(l.quantity(), BigDecimal.ZERO, ZERO)));
            Remaining left = Remaining.of(order, new Refunded(lines, ZERO, sale.tax(), sale.shipping(), sale.tip()));
            assertThat(left.points()).isZero();
            assertThat(left.credits()).isZero();
            assertThat(Remaining.of(order, Refunded.nothing(USD)).points())
                    .isEqualTo(
                            order.applied().stream().mapToLong(a -> a.points()).sum());
        }
    }

    private static Earning order(Random random) {
        Life life = Life.under("""
                earning:
                  rules:
                    - {id: base, kind: perAmount, points: 7, per: '0.90'}
                    - {id: all, kind: perAmount, points: 1, per: '1.00', basis: {tax: true, shipping: true, tips: true, discounts: ignored}}
                    - {id: some, kind: perAmount, points: 3, per: '1.00', only: {categories: [tea]}}
                    - {id: visit, kind: perOrder, points: 17}
                    - {id: more, kind: multiplier, factor: '1.37'}
                tiers: {ladder: [{id: all, from: 0}]}
                """, "2026-03-02");
        List<String> lines = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            String category = random.nextBoolean() ? "tea" : "milk";
            int cents = random.nextInt(10) == 0 ? 0 : random.nextInt(10_000);
            lines.add("{sku: s" + i + ", quantity: " + (1 + random.nextInt(7)) + ", amount: '" + dollars(cents)
                    + "', categories: [" + category + "]}");
        }
        return life.buys("{tax: '" + dollars(random.nextInt(900)) + "', shipping: '" + dollars(random.nextInt(900))
                        + "', tip: '" + dollars(random.nextInt(900)) + "', lines: [" + String.join(",", lines) + "]}")
                .earning();
    }

    private static String dollars(long cents) {
        return BigDecimal.valueOf(cents, 2).toPlainString();
    }

    /** A random refund that the order has. */
    private static List<Refunded> parts(Sale sale, Random random, int count) {
        List<Refunded> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TreeMap<String, Refunded.OfLine> lines = new TreeMap<>();
            Money left = sale.goods();
            for (Sale.Line line : sale.lines()) {
                int most = line.quantity().intValueExact();
                int some = random.nextInt(most + 1);
                if (some == 0) continue;
                lines.put(line.line(), new Refunded.OfLine(BigDecimal.valueOf(some), BigDecimal.ZERO, ZERO));
                left = left.minus(line.net().multipliedBy(some).dividedBy(most, java.math.RoundingMode.CEILING));
            }
            Money goods = left.isPositive() ? cents(random, left) : ZERO;
            parts.add(new Refunded(
                    lines,
                    goods,
                    cents(random, sale.tax()),
                    cents(random, sale.shipping()),
                    cents(random, sale.tip())));
        }
        return parts;
    }

    private static Money cents(Random random, Money most) {
        return Money.ofMinor(USD, random.nextLong(most.getAmountMinorLong() + 1));
    }

    /** The same in several parts and any order: single pieces, and amounts cut anywhere. */
    private static List<Refunded> split(Refunded whole, Random random) {
        List<Refunded> parts = new ArrayList<>();
        whole.lines().forEach((line, of) -> {
            for (int left = of.quantity().intValueExact(); left > 0; ) {
                int some = 1 + random.nextInt(left);
                var one = new Refunded.OfLine(BigDecimal.valueOf(some), BigDecimal.ZERO, ZERO);
                parts.add(new Refunded(new TreeMap<>(java.util.Map.of(line, one)), ZERO, ZERO, ZERO, ZERO));
                left -= some;
            }
        });
        Money goods = cents(random, whole.goods());
        Money tax = cents(random, whole.tax());
        Money shipping = cents(random, whole.shipping());
        Money tip = cents(random, whole.tip());
        parts.add(new Refunded(new TreeMap<>(), goods, tax, ZERO, tip));
        parts.add(new Refunded(new TreeMap<>(), whole.goods().minus(goods), ZERO, shipping, ZERO));
        parts.add(new Refunded(
                new TreeMap<>(),
                ZERO,
                whole.tax().minus(tax),
                whole.shipping().minus(shipping),
                whole.tip().minus(tip)));
        Collections.shuffle(parts, random);
        return parts;
    }
}
