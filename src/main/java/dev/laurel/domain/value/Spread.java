package dev.laurel.domain.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.joda.money.Money;

/** Divides money over parts so that the shares sum to the whole, to the minor unit. */
public final class Spread {
    private Spread() {}

    /**
     * {@code total} over the parts in proportion to their weights, by largest remainder (the earlier part wins a tie). No share
     * exceeds its cap: what does not fit goes to the other parts in the same way. Where all caps together hold less than the
     * total, the shares are the caps.
     */
    public static List<Money> over(Money total, List<Money> weights, List<Money> caps) {
        long[] shares = new long[weights.size()];
        boolean[] full = new boolean[weights.size()];
        long left = minor(total);
        while (left > 0) {
            long[] round = proportional(left, weights, full);
            long given = 0;
            boolean anyFull = false;
            for (int i = 0; i < round.length; i++) {
                long room = minor(caps.get(i)) - shares[i];
                if (!full[i] && round[i] >= room) {
                    full[i] = true;
                    anyFull = true;
                }
                long share = Math.min(round[i], room);
                shares[i] += share;
                given += share;
            }
            left -= given;
            if (given == 0 && !anyFull) break;
        }
        List<Money> spread = new ArrayList<>(shares.length);
        for (long share : shares) spread.add(Money.ofMinor(total.getCurrencyUnit(), share));
        return spread;
    }

    private static long[] proportional(long total, List<Money> weights, boolean[] leftOut) {
        long[] shares = new long[weights.size()];
        long[] remainders = new long[weights.size()];
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < shares.length; i++) {
            if (!leftOut[i]) sum = sum.add(BigInteger.valueOf(minor(weights.get(i))));
        }
        if (sum.signum() == 0) return shares;
        long given = 0;
        for (int i = 0; i < shares.length; i++) {
            if (leftOut[i]) continue;
            var exact = BigInteger.valueOf(total)
                    .multiply(BigInteger.valueOf(minor(weights.get(i))))
                    .divideAndRemainder(sum);
            shares[i] = exact[0].longValueExact();
            remainders[i] = exact[1].longValueExact();
            given += shares[i];
        }
        long rest = total - given;
        var byRemainder = IntStream.range(0, shares.length)
                .filter(i -> !leftOut[i])
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> -remainders[i]))
                .limit(rest)
                .toList();
        for (int i : byRemainder) shares[i]++;
        return shares;
    }

    private static long minor(Money money) {
        return money.getAmountMinorLong();
    }
}
