package dev.laurel.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Dice. */
class Dice {
    final SplittableRandom random;

    Dice(SplittableRandom random) {
        this.random = random;
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    final <T> T one(T... of) {
        return of[random.nextInt(of.length)];
    }

    <T> List<T> some(List<T> of) {
        List<T> some = new ArrayList<>(of.stream().filter(_ -> chance(40)).toList());
        if (some.isEmpty()) some.add(one(of));
        return some;
    }
}
