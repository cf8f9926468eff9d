package dev.laurel.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.value.OrderKey;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** Draws orders of a program, and when they happened, as far as the laws say what becomes of them. */
public final class PurchaseDice extends Dice {
    private final CurrencyUnit currency;
    private final ZoneId zone;
    private final List<String> foreign = new ArrayList<>();
    private final boolean onTheDay;

    /** A redemption of points that is open, and what it is worth: one minor unit for each point. */
    public record Payment(String redemption, long points) {}

    public PurchaseDice(SplittableRandom random, JsonNode program) {
        super(random);
        currency = CurrencyUnit.of(program.get("currency").textValue());
        zone = ZoneId.of(program.get("timeZone").textValue());
        program.at("/earning/rates").fieldNames().forEachRemaining(foreign::add);
        onTheDay = countsFromTheDay(program);
    }

    /** Whether a hold would count from the day of an order that comes late: how, the laws do not say. */
    public static boolean countsFromTheDay(JsonNode program) {
        return program.at("/tiers/kept").isObject()
                || program.at("/tiers/window").isObject()
                || program.at("/tiers").has("upgradeAfterDays");
    }

    /** @param open what can pay for it */
    public Purchase purchase(OrderKey order, Instant now, List<Payment> open) {
        CurrencyUnit paidIn = !foreign.isEmpty() && chance(20) ? CurrencyUnit.of(one(foreign)) : currency;
        boolean taxIncluded = chance(25);
        boolean discounts = !taxIncluded && chance(60);
        boolean giftCards = !taxIncluded && chance(30);
        List<Purchase.Line> lines = new ArrayList<>();
        Money goods = Money.zero(paidIn);
        Money charged = goods;
        long many = between(1, 5);
        for (int i = 0; i < many; i++) {
            boolean isGoods = i == 0 || chance(75);
            Money amount = money(paidIn, i > 0 && chance(5) ? 0 : between(200, chance(20) ? 90_000 : 9_000));
            Money off = discounts && chance(40) ? share(amount, between(0, 40)) : Money.zero(paidIn);
            boolean giftCard = !isGoods && giftCards;
            lines.add(new Purchase.Line(
                    "line" + i,
                    one(ProgramDice.SKUS),
                    BigDecimal.valueOf(between(1, 3)),
                    amount,
                    off,
                    chance(70) ? new TreeSet<>(some(ProgramDice.CATEGORIES)) : Set.of(),
                    giftCard,
                    !isGoods && !giftCard));
            if (isGoods) goods = goods.plus(amount);
            if (isGoods) charged = charged.plus(amount.minus(off));
        }
        Money discount = discounts && chance(50) ? share(charged, between(0, 30)) : Money.zero(paidIn);
        boolean own = paidIn.equals(currency);
        boolean free = discounts && own && chance(8);
        if (free) discount = charged;
        List<Purchase.Tender> tenders = new ArrayList<>();
        if (!free) tender(tenders, goods, own ? open : List.of(), own && !discounts && !taxIncluded);
        tenders.add(new Purchase.Tender("card", money(paidIn, between(0, 10_000)), null));
        return new Purchase(
                order,
                0,
                paidIn,
                occurred(now),
                lines,
                discount,
                chance(60) ? share(goods, between(0, 19)) : Money.zero(paidIn),
                taxIncluded,
                chance(40) ? money(paidIn, between(0, 1_500)) : Money.zero(paidIn),
                chance(30) ? money(paidIn, between(0, 900)) : Money.zero(paidIn),
                tenders);
    }

    private void tender(List<Purchase.Tender> tenders, Money goods, List<Payment> open, boolean whole) {
        Money most = share(goods, 20);
        if (most.isPositive() && !open.isEmpty() && chance(70)) {
            Payment payment = one(open);
            Money worth = money(currency, payment.points());
            tenders.add(new Purchase.Tender("points", worth.isGreaterThan(most) ? most : worth, payment.redemption()));
        } else if (whole && chance(8)) {
            tenders.add(new Purchase.Tender("points", goods, null));
        } else if (chance(20)) {
            tenders.add(new Purchase.Tender("points", share(goods, between(0, 10)), null));
            tenders.add(new Purchase.Tender("points", share(goods, between(0, 10)), null));
        }
    }

    /** Null for now, or up to 360 days ago; not where a hold would count from that day, nor as a day begins, when points end. */
    public Instant occurred(Instant now) {
        ZonedDateTime local = now.atZone(zone);
        boolean dayBegins = local.equals(local.toLocalDate().atStartOfDay(zone));
        if (chance(70) || dayBegins) return null;
        return onTheDay ? now : now.minusSeconds(between(1, 86_400L * one(3, 60, 360)));
    }

    /** Whether points that are named pay for more of an order than is drawn here: a fifth of its goods. */
    public static boolean isPaidWithTooMuch(Purchase changed) {
        Money goods = changed.lines().stream()
                .filter(l -> !l.voided() && !l.giftCard())
                .map(Purchase.Line::amount)
                .reduce(Money.zero(changed.currency()), Money::plus);
        return changed.tenders().stream()
                .anyMatch(t -> t.redemption() != null && t.amount().isGreaterThan(share(goods, 20)));
    }

    private static Money money(CurrencyUnit currency, long minor) {
        return Money.ofMinor(currency, minor);
    }

    private static Money share(Money of, long percent) {
        return of.multipliedBy(BigDecimal.valueOf(percent, 2), RoundingMode.DOWN);
    }
}
