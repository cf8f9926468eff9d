package dev.laurel.domain.decision;

import dev.laurel.domain.earning.Pricing;
import dev.laurel.domain.earning.Rooms;
import dev.laurel.domain.earning.TierFactor;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Cause;
import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.value.Limits;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An earning under the version in force when it happened: what it was priced at becomes an {@link Earning} with its dates and credits.
 *
 * @param account as it is when it is decided
 * @param now when it was decided first
 */
record Granting(
        Programs.Version version,
        Account account,
        Instant occurredAt,
        Instant now,
        @Nullable String tier) {

    Program program() {
        return version.program();
    }

    LocalDate day() {
        return program().day(occurredAt);
    }

    Pricing.Situation situation(@Nullable TierFactor factor) {
        Ladder ladder = program().ladder();
        boolean pointsAreCredits = ladder != null && ladder.credits() == Ladder.Credits.POINTS;
        return new Pricing.Situation(
                version.number(), occurredAt.atZone(program().zone()), tier, factor, pointsAreCredits);
    }

    /** What the rules gave; the ladder counts what is in their rows. */
    Earning earning(Cause cause, Pricing.Priced priced) {
        long credits = priced.applied().stream().mapToLong(Applied::credits).reduce(0, Limits::sum);
        return earning(cause, priced, credits);
    }

    /** What the rules gave for an order of which the ladder counts so much spending. */
    Earning spending(Cause cause, Pricing.Priced priced, Counting counted) {
        return earning(cause, priced, Limits.money(counted.total()).getAmountMinorLong());
    }

    private Earning earning(Cause cause, Pricing.Priced priced, long credits) {
        LocalDate day = day();
        LocalDate available = program().availableOn(day);
        return new Earning(
                cause,
                occurredAt,
                day,
                version.number(),
                tier,
                priced.applied(),
                priced.capRoom(),
                priced.rooms(),
                priced.celebrated(),
                available.equals(day) ? earlier(occurredAt, now) : program().startOf(available),
                program().expiryOf(tier, day, available, account.spell()),
                credits);
    }

    /** At once, also where another clock is a little ahead of ours. */
    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /** What is left of limits and the cap. */
    Rooms rooms(LocalDate today) {
        return Rooms.of(account, program().earning().balanceCap(), day(), today);
    }
}
