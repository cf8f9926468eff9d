package dev.laurel.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Dice. */
public class Dice {
    protected final SplittableRandom random;

    public Dice(SplittableRandom random) {
        this.random = random;
    }

    protected boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    protected long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    protected <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    protected final <T> T one(T... of) {
        return of[random.nextInt(of.length)];
    }

    protected <T> List<T> some(List<T> of) {
        List<T> some = new ArrayList<>(of.stream().filter(_ -> chance(40)).toList());
        if (some.isEmpty()) some.add(one(of));
        return some;
    }
}
