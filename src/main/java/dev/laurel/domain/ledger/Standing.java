package dev.laurel.domain.ledger;

import dev.laurel.domain.fact.Hold;
import dev.laurel.domain.fact.Rising;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a member stands on the ladder, and on what that rests besides the credits of the current window.
 *
 * @param rising steps that are reached and do not show yet
 * @param rewarded for each step whose reaching brought a reward the newest windows in which it did, oldest first
 */
public record Standing(
        @Nullable String tier,
        @Nullable Instant since,
        @Nullable Invitation invitation,
        List<Hold> holds,
        List<Rising> rising,
        SortedMap<String, List<LocalDate>> rewarded) {
    static final Standing NONE = new Standing(null, null, null, List.of(), List.of(), Collections.emptySortedMap());

    /** A tier given by the merchant; {@code until} null is for good. */
    public record Invitation(String tier, @Nullable Instant until) {
        public boolean liveAt(Instant instant) {
            return until == null || until.isAfter(instant);
        }
    }

    /** A step of a window that is reached and does not show yet. */
    public Optional<Rising> rising(String tier, LocalDate window) {
        return rising.stream()
                .filter(r -> r.tier().equals(tier) && r.window().equals(window))
                .findFirst();
    }

    /** Until when the tier is safe whatever the credits do; nothing where it rests on credits alone, or is for good. */
    public Optional<Instant> keptUntil() {
        List<Optional<Instant>> ends = Stream.concat(
                        holds.stream().filter(h -> h.tier().equals(tier)).map(Hold::until),
                        Stream.ofNullable(invitation)
                                .filter(i -> i.tier().equals(tier))
                                .map(Invitation::until))
                .map(Optional::ofNullable)
                .toList();
        if (ends.contains(Optional.<Instant>empty())) return Optional.empty();
        return ends.stream().flatMap(Optional::stream).max(Instant::compareTo);
    }

    Standing at(@Nullable String other, Instant since) {
        return new Standing(other, since, invitation, holds, rising, rewarded);
    }

    Standing invited(@Nullable Invitation other) {
        return new Standing(tier, since, other, holds, rising, rewarded);
    }

    Standing holding(List<Hold> other) {
        return new Standing(tier, since, invitation, List.copyOf(other), rising, rewarded);
    }

    Standing rising(List<Rising> other) {
        return new Standing(tier, since, invitation, holds, List.copyOf(other), rewarded);
    }

    /** The newest window in which reaching a step brought a reward. */
    public Optional<LocalDate> lastRewarded(String step) {
        return Optional.ofNullable(rewarded.get(step)).map(List::getLast);
    }

    Standing rewarded(String step, LocalDate window) {
        return rewarded(step, Stream.concat(windows(step), Stream.of(window)));
    }

    /** A step's reward for a window is gone: it may bring another. */
    Standing unrewarded(String step, LocalDate window) {
        return rewarded(step, windows(step).filter(w -> !w.equals(window)));
    }

    private Stream<LocalDate> windows(String step) {
        return rewarded.getOrDefault(step, List.of()).stream();
    }

    private Standing rewarded(String step, Stream<LocalDate> windows) {
        List<LocalDate> all = windows.distinct().sorted().toList();
        SortedMap<String, List<LocalDate>> other = new TreeMap<>(rewarded);
        if (all.isEmpty()) other.remove(step);
        else other.put(step, all.subList(Math.max(0, all.size() - Account.HOLDS_OF_A_STEP), all.size()));
        return new Standing(tier, since, invitation, holds, rising, other);
    }

    /** All that rests on a tier under another name. */
    Standing renamed(String old, String name) {
        UnaryOperator<String> renamed = t -> t.equals(old) ? name : t;
        Standing other = new Standing(
                tier,
                since,
                invitation == null ? null : new Invitation(renamed.apply(invitation.tier()), invitation.until()),
                holds.stream()
                        .map(h -> new Hold(renamed.apply(h.tier()), h.window(), h.months(), h.from(), h.until()))
                        .toList(),
                rising.stream()
                        .map(r -> new Rising(renamed.apply(r.tier()), r.window(), r.day(), r.shows()))
                        .toList(),
                rewarded);
        return other.rewarded(name, Stream.concat(windows(name), windows(old))).rewarded(old, Stream.empty());
    }
}
