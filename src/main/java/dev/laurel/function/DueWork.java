package dev.laurel.function;

import dev.laurel.domain.decision.Decision.Accepted;
import dev.laurel.domain.decision.Decision.Refused;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.SettleAccount;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.value.Codes;
import dev.laurel.store.Accounts;
import dev.laurel.store.Commit;
import dev.laurel.store.Commit.Outcome;
import dev.laurel.store.MemberKey;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Stored.Before;
import dev.laurel.store.Stored.StoredAccount;
import dev.laurel.store.Stored.StoredEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes down what happened to an account by itself (law 6). Whoever does it, and when, the books say the same. */
@ApplicationScoped
class DueWork {
    private static final String ACTOR = "laurel";
    private static final String CHANNEL = "schedule";

    private final Accounts accounts;
    private final Commit commit;
    private final Waits waits;

    DueWork(Accounts accounts, Commit commit, Waits waits) {
        this.accounts = accounts;
        this.commit = commit;
        this.waits = waits;
    }

    /** How it went. */
    sealed interface Result {
        /** @param all whether that was everything; else the rest is too large for the same entry */
        record Written(StoredEntry entry, boolean all) implements Result {}

        /** Nothing had happened; when something will is noted where that was not known. */
        record Nothing() implements Result {}

        /** Somebody else wrote first: to be read again. */
        record LostRace() implements Result {}

        record Failed(Refusal why) implements Result {}
    }

    /** How it went with all that was due. */
    sealed interface End {
        record Settled() implements End {}

        record Failed(Refusal why) implements End {}

        /** Others wrote first, again and again. */
        record TooContended() implements End {}
    }

    /**
     * Writes all that is due, in as many entries as it takes.
     *
     * @param read the account as it was read last
     * @param wrote is told of each entry
     */
    End settleAll(
            MemberKey member,
            StoredAccount read,
            Programs programs,
            Codes codes,
            Instant until,
            Consumer<StoredEntry> wrote) {
        StoredAccount before = read;
        Backoff backoff = waits.backoff();
        while (true) {
            switch (settle(member, before, programs, codes, until)) {
                case Result.Written(StoredEntry entry, boolean all) -> {
                    wrote.accept(entry);
                    if (all) return new End.Settled();
                    backoff = waits.backoff();
                }
                case Result.Nothing _ -> {
                    return new End.Settled();
                }
                case Result.Failed(Refusal why) -> {
                    return new End.Failed(why);
                }
                case Result.LostRace _ -> {
                    if (!backoff.again()) return new End.TooContended();
                }
            }
            before = accounts.account(member).orElseThrow(() -> new IllegalStateException(member + " is gone"));
        }
    }

    /** One attempt, on top of what was read. */
    Result settle(MemberKey member, StoredAccount before, Programs programs, Codes codes, Instant until) {
        Instant to = until;
        while (true) {
            switch (new SettleAccount().decide(before.account(), programs, codes, to)) {
                case Refused(Refusal why) -> {
                    return new Result.Failed(why);
                }
                case Accepted accepted
                when accepted.facts().isEmpty() -> {
                    return noted(member, before, accepted);
                }
                case Accepted accepted -> {
                    Instant first = accepted.facts().getFirst().at();
                    var request = new Commit.Request(RequestKey.due(member, first), "", ACTOR, CHANNEL, null, null);
                    switch (commit.tryWrite(
                            member, new Before(Optional.of(before), Optional.empty()), request, accepted, List.of())) {
                        case Outcome.Written(StoredEntry entry) -> {
                            return new Result.Written(entry, to.equals(until));
                        }
                        case Outcome.LostRace _ -> {
                            return new Result.LostRace();
                        }
                        case Outcome.OutOfStock(String reward, long left) -> {
                            return new Result.Failed(new Refusal.OutOfStock(reward, left));
                        }
                        case Outcome.TooLarge _ -> {
                            Duration half = Duration.between(first, to).dividedBy(2);
                            if (half.isZero()) return new Result.Failed(new Refusal.BeyondLimits());
                            to = first.plus(half);
                        }
                        case Outcome.Taken taken ->
                            throw new IllegalStateException("nothing else was written: " + taken);
                    }
                }
            }
        }
    }

    private Result noted(MemberKey member, StoredAccount before, Accepted accepted) {
        if (Objects.equals(before.due(), accepted.due())) return new Result.Nothing();
        boolean written = commit.due(member, before.with(before.account(), accepted.due()));
        return written ? new Result.Nothing() : new Result.LostRace();
    }
}
