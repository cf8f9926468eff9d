package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.ExpiryNear;
import dev.laurel.domain.fact.Fact.TierEndNear;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.tier.TierReview;
import dev.laurel.domain.value.Soonest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a member is to be told before it happens: points that end, a tier that is no longer kept. Each at the start of a local day. */
record Warnings(Program program, Account account) {

    /** The next instant at which there is something to tell; null where there is not. */
    @Nullable
    Instant next() {
        Instant next = null;
        List<Instant> expiries = expiries();
        for (int days : program.warnDays()) next = Soonest.of(next, firstAhead(expiries, days));
        LocalDate tierEnds = tierEnds();
        if (tierEnds == null) return next;
        for (int days : program.ladder().warnDays()) {
            Instant told = before(tierEnds, days);
            if (isAhead(told)) next = Soonest.of(next, told);
        }
        return next;
    }

    /** When spendable points end, as it looks now, the soonest first. */
    private List<Instant> expiries() {
        if (program.warnDays().isEmpty()) return List.of();
        return account.active()
                .map(b -> account.ends(b.expires()))
                .takeWhile(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    /** When the first that has not been told yet is told, so many days before: what ends later is told later. */
    private @Nullable Instant firstAhead(List<Instant> expiries, int days) {
        for (Instant ends : expiries) {
            Instant told = before(lastDay(ends), days);
            if (isAhead(told)) return told;
        }
        return null;
    }

    private boolean isAhead(Instant told) {
        return told.isAfter(account.settledTo());
    }

    /** What is to be told at an instant. */
    List<Fact> at(Instant at) {
        LocalDate today = program.day(at);
        if (!program.startOf(today).equals(at)) return List.of();
        List<Fact> facts = new ArrayList<>();
        lastDays().forEach((day, points) -> {
            if (program.warnDays().stream().anyMatch(n -> day.minusDays(n).equals(today))) {
                facts.add(new ExpiryNear(at, today, points, day));
            }
        });
        LocalDate ends = tierEnds();
        boolean near = ends != null
                && program.ladder().warnDays().stream()
                        .anyMatch(n -> ends.minusDays(n).equals(today));
        if (near && !isReached(ends.plusDays(1))) {
            facts.add(new TierEndNear(
                    at, today, Objects.requireNonNull(account.standing().tier()), ends));
        }
        return facts;
    }

    private Instant before(LocalDate day, int days) {
        return program.startOf(day.minusDays(days));
    }

    private LocalDate lastDay(Instant ends) {
        return program.day(ends).minusDays(1);
    }

    /** Spendable points by the last day on which they can be. */
    private Map<LocalDate, Long> lastDays() {
        Map<LocalDate, Long> days = new TreeMap<>();
        if (program.warnDays().isEmpty()) return days;
        account.active().forEach(b -> {
            Instant ends = account.ends(b.expires());
            if (ends != null) days.merge(lastDay(ends), b.points(), Long::sum);
        });
        return days;
    }

    /** The last day on which the member's tier is kept; null where it rests on credits alone or is for good. */
    private @Nullable LocalDate tierEnds() {
        if (program.ladder() == null || program.ladder().warnDays().isEmpty()) return null;
        return account.standing().keptUntil().map(this::lastDay).orElse(null);
    }

    /** Whether the credits that a day will count, as it looks now, lead to the tier again. */
    private boolean isReached(LocalDate day) {
        Ladder ladder = Objects.requireNonNull(program.ladder());
        return ladder.reachedBy(TierReview.credits(account, ladder, day))
                >= ladder.indexOf(account.standing().tier());
    }
}
