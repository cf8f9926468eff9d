package dev.laurel.domain.fact;

import java.util.ArrayList;
import java.util.List;

/** Lists of slices, in the order in which they are taken. */
public final class Slices {
    private Slices() {}

    public static long sum(List<Slice> slices) {
        return slices.stream().mapToLong(Slice::points).sum();
    }

    /** The first so many points; all of them where there are fewer. */
    public static List<Slice> first(List<Slice> slices, long points) {
        List<Slice> first = new ArrayList<>();
        long left = points;
        for (Slice slice : slices) {
            long some = Math.min(left, slice.points());
            if (some > 0) first.add(slice.of(some));
            left -= some;
        }
        return first;
    }

    /** Some slices, and after them what others have more than these: of each kind of points no more than the others have. */
    public static List<Slice> before(List<Slice> some, List<Slice> others) {
        List<Slice> all = new ArrayList<>(some);
        for (Slice other : others) {
            long taken = some.stream()
                    .filter(s -> s.of(0).equals(other.of(0)))
                    .mapToLong(Slice::points)
                    .sum();
            if (other.points() > taken) all.add(other.of(other.points() - taken));
        }
        return all;
    }

    /** What is left without the first so many points. */
    public static List<Slice> withoutFirst(List<Slice> slices, long points) {
        List<Slice> rest = new ArrayList<>();
        long gone = points;
        for (Slice slice : slices) {
            long some = Math.min(gone, slice.points());
            if (some < slice.points()) rest.add(slice.of(slice.points() - some));
            gone -= some;
        }
        return rest;
    }
}
