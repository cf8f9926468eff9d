package dev.laurel.domain;

import dev.laurel.domain.earning.Purchase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** Draws what an order is changed to: lines that cost something else, go or come, and other money beside them. */
public final class RevisionDice extends Dice {
    private final Purchase purchase;
    private final CurrencyUnit currency;
    private final boolean mayBeFree;
    private final long revision;

    public RevisionDice(SplittableRandom random, Purchase purchase, boolean mayBeFree) {
        super(random);
        this.purchase = purchase;
        this.currency = purchase.currency();
        this.mayBeFree = mayBeFree;
        this.revision = purchase.revision() + (int) between(1, 3);
    }

    /** @param pays a tender that names its redemption; null for none */
    public Purchase changed(Purchase.Tender pays) {
        List<Purchase.Line> lines = lines();
        Money goods = Money.zero(currency);
        Money charged = goods;
        for (Purchase.Line line : lines) {
            if (line.voided() || line.giftCard()) continue;
            goods = goods.plus(line.amount());
            charged = charged.plus(line.amount().minus(line.discount()));
        }
        boolean free = mayBeFree && !purchase.taxIncluded() && pays == null && chance(5);
        List<Purchase.Tender> tenders = new ArrayList<>();
        if (pays != null) tenders.add(pays);
        else if (!free && chance(20)) tenders.add(new Purchase.Tender("points", share(goods, between(0, 10)), null));
        return new Purchase(
                purchase.order(),
                revision,
                currency,
                chance(50) ? purchase.occurredAt() : null,
                lines,
                free ? charged : discount(charged),
                changed(purchase.tax(), share(goods, between(0, 19)), share(goods, 19)),
                purchase.taxIncluded(),
                changed(purchase.shipping(), money(between(0, 1_500)), null),
                changed(purchase.tip(), money(between(0, 900)), null),
                tenders);
    }

    private Money discount(Money charged) {
        Money most = share(charged, purchase.taxIncluded() ? 0 : 30);
        return changed(purchase.discount(), chance(50) ? share(charged, between(0, 30)) : most, most);
    }

    private Money changed(Money before, Money other, Money most) {
        Money after = chance(60) ? before : other;
        return most != null && after.isGreaterThan(most) ? most : after;
    }

    private List<Purchase.Line> lines() {
        List<Purchase.Line> lines = new ArrayList<>();
        for (Purchase.Line line : purchase.lines()) {
            if (lines.isEmpty() || chance(88)) lines.add(changed(line, lines.isEmpty()));
        }
        if (chance(25)) lines.add(added());
        return lines;
    }

    private Purchase.Line changed(Purchase.Line line, boolean first) {
        boolean same = chance(45);
        boolean voided = !line.giftCard() && (line.voided() ? chance(80) : chance(5));
        boolean goods = first || !voided;
        Money amount =
                same && line.amount().isPositive() ? line.amount() : money(between(200, chance(20) ? 90_000 : 9_000));
        return new Purchase.Line(
                line.line(),
                line.sku(),
                chance(75) ? line.quantity() : BigDecimal.valueOf(between(1, 4)),
                amount,
                same ? line.discount() : ownDiscount(amount),
                chance(85) ? line.categories() : new TreeSet<>(some(ProgramDice.CATEGORIES)),
                line.giftCard() && !first,
                !goods);
    }

    private Purchase.Line added() {
        Money amount = money(between(200, 9_000));
        return new Purchase.Line(
                "added" + revision,
                one(ProgramDice.SKUS),
                BigDecimal.valueOf(between(1, 3)),
                amount,
                ownDiscount(amount),
                new TreeSet<>(some(ProgramDice.CATEGORIES)),
                false,
                false);
    }

    private Money ownDiscount(Money amount) {
        return purchase.taxIncluded() || chance(60) ? money(0) : share(amount, between(0, 40));
    }

    private Money money(long minor) {
        return Money.ofMinor(currency, minor);
    }

    private static Money share(Money of, long percent) {
        return of.multipliedBy(BigDecimal.valueOf(percent, 2), RoundingMode.DOWN);
    }
}
