package dev.laurel.domain.journal;

import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.OrderRevised;
import dev.laurel.domain.fact.Fact.PointsAdjusted;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Fact.PointsExpired;
import dev.laurel.domain.fact.Fact.PointsForfeited;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Fact.PointsReversed;
import dev.laurel.domain.fact.Fact.PointsSpent;
import java.time.YearMonth;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How points moved, by accounting month (law 3): opening + earned + returned + adjusted - spent - expired - reversed - forfeited =
 * closing.
 */
public final class RollForward {
    private final SortedMap<YearMonth, Moves> months = new TreeMap<>();

    /** One month's movements. Those that take are positive here; adjusted and forfeited may be of either sign. */
    public record Moves(
            long earned, long returned, long adjusted, long spent, long expired, long reversed, long forfeited) {
        static final Moves NONE = new Moves(0, 0, 0, 0, 0, 0, 0);

        Moves plus(Moves more) {
            return new Moves(
                    earned + more.earned,
                    returned + more.returned,
                    adjusted + more.adjusted,
                    spent + more.spent,
                    expired + more.expired,
                    reversed + more.reversed,
                    forfeited + more.forfeited);
        }

        /** What the month adds to the books. */
        public long sum() {
            return earned + returned + adjusted - spent - expired - reversed - forfeited;
        }

        private static Moves of(Fact fact) {
            long points = fact.points();
            return switch (fact) {
                case PointsEarned _, OrderRevised _ -> new Moves(points, 0, 0, 0, 0, 0, 0);
                case PointsReturned _ -> new Moves(0, points, 0, 0, 0, 0, 0);
                case PointsAdjusted _ -> new Moves(0, 0, points, 0, 0, 0, 0);
                case PointsSpent _ -> new Moves(0, 0, 0, -points, 0, 0, 0);
                case PointsExpired _ -> new Moves(0, 0, 0, 0, -points, 0, 0);
                case PointsReversed _ -> new Moves(0, 0, 0, 0, 0, -points, 0);
                case PointsForfeited _ -> new Moves(0, 0, 0, 0, 0, 0, -points);
                default -> {
                    if (points != 0) throw new IllegalStateException(fact + " moves points and has no place here");
                    yield NONE;
                }
            };
        }
    }

    public void add(Fact fact) {
        Moves moves = Moves.of(fact);
        if (!moves.equals(Moves.NONE)) months.merge(YearMonth.from(fact.accountingDay()), moves, Moves::plus);
    }

    public SortedMap<YearMonth, Moves> months() {
        return new TreeMap<>(months);
    }
}
