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
