package dev.laurel.domain.fact;

import dev.laurel.domain.value.Exact;
import dev.laurel.domain.value.Limits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/**
 * What of an order counts for something, line by line and beside the lines, in the program's currency. Kept with the order, so that
 * a refund takes back by the order's own basis and never by a rule of its day.
 */
public record Counting(List<Money> lines, Money tax, Money shipping, Money tip) {

    /** Nothing of so many lines. */
    public static Counting none(CurrencyUnit currency, int lines) {
        Money zero = Money.zero(currency);
        return new Counting(Collections.nCopies(lines, zero), zero, zero, zero);
    }

    public Money total() {
        return Limits.money(Exact.sum(tax.getCurrencyUnit(), lines).plus(extras()));
    }

    /** What counts beside the lines. */
    public Money extras() {
        return tax.plus(shipping).plus(tip);
    }

    /** Some of the lines, and nothing beside them. */
    public Counting only(IntPredicate covered) {
        Money zero = Money.zero(tax.getCurrencyUnit());
        List<Money> some = new ArrayList<>(lines);
        for (int i = 0; i < some.size(); i++) if (!covered.test(i)) some.set(i, zero);
        return new Counting(some, zero, zero, zero);
    }

    public Counting plus(Counting other) {
        List<Money> sums = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) sums.add(lines.get(i).plus(other.lines.get(i)));
        return new Counting(sums, tax.plus(other.tax), shipping.plus(other.shipping), tip.plus(other.tip));
    }
}
