package dev.laurel.domain;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A second model of one member's way up and down a ladder, made from law 18 alone. */
public final class TierOracle {
    record Move(String from, String to) {}

    /** Months whose credits count together. */
    private record Window(YearMonth first, YearMonth last) {
        static final Window LIFE = new Window(YearMonth.of(1, 1), YearMonth.of(9999, 12));

        static Window year(int year) {
            return new Window(YearMonth.of(year, 1), YearMonth.of(year, 12));
        }

        boolean overlaps(Window other) {
            return !first.isAfter(other.last) && !last.isBefore(other.first);
        }
    }

    /** A step that the credits of a window reached, and until when it is kept; window null where it was left on the way down. */
    private record Hold(String step, Window window, Instant until) {}

    /** A step that the credits of a window reached on a day, and that does not show yet. */
    private record Rising(String step, Window window, LocalDate day, Instant shows) {}

    private final JsonNode tiers;
    private final LocalDays days;
    private final long unit;
    private final TreeMap<YearMonth, Long> credits = new TreeMap<>();
    private final List<Hold> holds = new ArrayList<>();
    private final List<Rising> rising = new ArrayList<>();
    private String tier;
    private List<Move> moves = new ArrayList<>();

    /** @param unit how many credits one of {@code from} is */
    TierOracle(JsonNode tiers, LocalDays days, long unit) {
        this.tiers = tiers;
        this.days = days;
        this.unit = unit;
        this.tier = tiers.isMissingNode() ? null : tiers.at("/ladder/0/id").textValue();
    }

    // What can be asked

    public String tier() {
        return tier;
    }

    long credits(YearMonth first, YearMonth last) {
        return credits.subMap(first, true, last, true).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    List<Move> takeMoves() {
        List<Move> taken = moves;
        moves = new ArrayList<>();
        return taken;
    }

    /** All instants at which a hold ends or a step shows. */
    Stream<Instant> dues() {
        return Stream.concat(holds.stream().map(Hold::until), rising.stream().map(Rising::shows))
                .filter(i -> i.isBefore(Instant.MAX));
    }

    // What changes

    void add(long more, LocalDate day, Instant now) {
        add(more, day, false, now);
    }

    /** @param atOnce whether what is reached, now or before, shows without a wait */
    void add(long more, LocalDate day, boolean atOnce, Instant now) {
        Window window = window(isRolling() ? days.day(now) : day);
        long before = credits(window);
        credits.merge(YearMonth.from(day), more, Long::sum);
        if (tier == null) return;
        for (JsonNode step : tiers.get("ladder")) {
            boolean reached = before < from(step) && from(step) <= credits(window);
            boolean held = isRolling() && isHeldByWindow(id(step), now);
            if (reached && !held && isRecent(window, now)) reach(id(step), window, day, now);
        }
        if (atOnce) List.copyOf(rising).forEach(r -> show(r, now));
        move(now);
    }

    /** What goes back changes the window of its day: the current and the last one no longer hold what they no longer reach. */
    void take(long less, LocalDate day, Instant now) {
        credits.merge(YearMonth.from(day), -less, Long::sum);
        if (tier == null) return;
        List<Hold> ended = holds.stream()
                .filter(h -> h.window != null && isRecent(h.window, now))
                .filter(h -> credits(h.window) < from(step(h.step)))
                .toList();
        holds.removeAll(ended);

        if (isRolling()) ended.forEach(h -> holdAnew(h.step, now));
        rising.removeIf(r -> isRecent(r.window, now) && credits(r.window) < from(step(r.step)));
        move(now);
    }

    /** Shows what has waited long enough, and ends what is over. */
    void end(Instant at) {
        rising.stream().filter(r -> !r.shows.isAfter(at)).toList().forEach(r -> show(r, at));
        List<Hold> over = holds.stream().filter(h -> !h.until.isAfter(at)).toList();
        holds.removeAll(over);
        Set<String> lost = over.stream().map(Hold::step).collect(Collectors.toCollection(TreeSet::new));
        lost.forEach(step -> holdAnew(step, at));
        lost.removeAll(held());
        if (tiers.path("downgrade").asText().equals("oneStep") && lost.contains(tier)) fall(at);
    }

    /** A step whose hold has ended counts as reached anew where the current window reaches it. */
    private void holdAnew(String step, Instant at) {
        Window current = window(days.day(at));
        boolean held = holds.stream()
                .anyMatch(h -> h.step.equals(step) && (isRolling() ? h.window != null : current.equals(h.window)));
        if (!held && credits(current) >= from(step(step))) hold(step, current, days.day(at), at);
    }

    private boolean isHeldByWindow(String step, Instant now) {
        return holds.stream().anyMatch(h -> h.step.equals(step) && h.window != null && h.until.isAfter(now));
    }

    private void reach(String step, Window window, LocalDate day, Instant now) {
        int wait = tiers.path("upgradeAfterDays").asInt();
        Instant shows = days.startOf(day.plusDays(wait + 1L));
        if (wait == 0 || has(step)) hold(step, window, day, now);
        else rising.add(new Rising(step, window, day, shows));
    }

    /** Whether the member shows the step, or a higher one. */
    private boolean has(String step) {
        return from(step(step)) <= from(step(tier));
    }

    private void show(Rising reached, Instant at) {
        if (!rising.remove(reached)) return;
        hold(reached.step, reached.window, reached.day, at);
        if (!held(reached.step).isAfter(at)) return;
        rising.stream()
                .filter(r -> from(step(r.step)) <= from(step(reached.step)))
                .toList()
                .forEach(r -> show(r, at));
    }

    private boolean isRising(String step) {
        return rising.stream().anyMatch(r -> r.step.equals(step));
    }

    /** Goes down one step, unless a higher one is held or earned. */
    private void fall(Instant at) {
        String below = null;
        for (JsonNode step : tiers.get("ladder")) {
            if (id(step).equals(tier)) break;
            below = id(step);
        }
        if (below == null || from(step(below)) == 0) return;
        Instant until = heldUntil(window(days.day(at)), days.day(at));

        holds.add(new Hold(below, null, until));
    }

    void move(Instant at) {
        if (tier == null) return;
        String highest = null;
        for (JsonNode step : tiers.get("ladder")) {
            if (held(id(step)).isAfter(at) || isEarned(step, at)) highest = id(step);
        }
        if (!Objects.equals(highest, tier)) moves.add(new Move(tier, highest));
        tier = highest;
    }

    private boolean isEarned(JsonNode step, Instant at) {
        return credits(window(days.day(at))) >= from(step) && !isRising(id(step));
    }

    private void hold(String step, Window window, LocalDate reached, Instant now) {
        if (window.equals(Window.LIFE)) return;
        boolean forGood = tiers.path("downgrade").asText().equals("never");
        Instant until = forGood ? Instant.MAX : heldUntil(window, reached);
        if (until.isAfter(now)) holds.add(new Hold(step, window, until));
    }

    /** The first instant at which a step is no longer held. Both ends are included, of months too. */
    private Instant heldUntil(Window window, LocalDate reached) {
        JsonNode kept = tiers.path("kept");
        LocalDate last = kept.isObject()
                ? reached.plusMonths(kept.get("months").intValue())
                : switch (kept.asText()) {
                    case "endOfNextYear" -> LocalDate.of(window.last.getYear() + 1, 12, 31);
                    default -> window.last.atEndOfMonth();
                };
        return days.startOf(last.plusDays(1 + tiers.path("graceDays").asLong()));
    }

    private Set<String> held() {
        return holds.stream().map(Hold::step).collect(Collectors.toCollection(TreeSet::new));
    }

    /** A step is held until the last of its holds. */
    private Instant held(String step) {
        return holds.stream()
                .filter(h -> h.step.equals(step))
                .map(Hold::until)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    // The ladder and its windows

    private boolean isRolling() {
        return tiers.path("window").isObject();
    }

    private static String id(JsonNode step) {
        return step.get("id").textValue();
    }

    private JsonNode step(String id) {
        for (JsonNode step : tiers.get("ladder")) if (id(step).equals(id)) return step;
        throw new IllegalArgumentException(id);
    }

    private long from(JsonNode step) {
        return Math.multiplyExact(step.get("from").longValue(), unit);
    }

    private long credits(Window window) {
        return credits(window.first, window.last);
    }

    private Window window(LocalDate day) {
        YearMonth month = YearMonth.from(day);
        if (isRolling())
            return new Window(month.minusMonths(tiers.at("/window/months").intValue() - 1), month);
        return switch (tiers.path("window").asText()) {
            case "month" -> new Window(month, month);
            case "lifetime" -> Window.LIFE;
            default -> Window.year(day.getYear());
        };
    }

    boolean isCurrent(LocalDate day, Instant now) {
        return window(day).equals(window(days.day(now)));
    }

    /** Whether a window is the current or the last one. */
    private boolean isRecent(Window window, Instant now) {
        Window current = window(days.day(now));
        if (window.equals(Window.LIFE) || window.equals(current)) return true;
        if (isRolling()) return window.overlaps(current);
        return window.equals(window(current.first.minusMonths(1).atDay(1)));
    }
}
