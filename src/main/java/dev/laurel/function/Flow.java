package dev.laurel.function;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.domain.decision.Command;
import dev.laurel.domain.decision.Decision.Accepted;
import dev.laurel.domain.decision.Decision.Refused;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.Settling;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.value.Codes;
import dev.laurel.store.Accounts;
import dev.laurel.store.Commit;
import dev.laurel.store.Commit.Outcome;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Pepper;
import dev.laurel.store.ProgramStore;
import dev.laurel.store.Stored.Before;
import dev.laurel.store.Stored.StoredAccount;
import dev.laurel.store.Stored.StoredEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Load, decide, commit: the loop that every command goes through. What was done is answered again before anything is decided; a lost race
 * is decided again, never merged.
 */
@ApplicationScoped
class Flow {
    private final Accounts accounts;
    private final ProgramStore programs;
    private final Commit commit;
    private final DueWork dueWork;
    private final Pepper pepper;
    private final Waits waits;
    private final Clock clock;

    Flow(
            Accounts accounts,
            ProgramStore programs,
            Commit commit,
            DueWork dueWork,
            Pepper pepper,
            Waits waits,
            Clock clock) {
        this.accounts = accounts;
        this.programs = programs;
        this.commit = commit;
        this.dueWork = dueWork;
        this.pepper = pepper;
        this.waits = waits;
        this.clock = clock;
    }

    /** What was written, now or when the same request came before. */
    record Done(StoredEntry entry, boolean first) {
        Reply reply(int firstStatus, JsonNode body) {
            return new Reply(first ? firstStatus : 200, body);
        }
    }

    /**
     * What is read before a decision, and the command that it leads to.
     *
     * @param own writes of the caller's own that belong to it
     * @param taken is told which of them was refused: it throws the problem, or returns to have it decided again
     */
    record Attempt(Before before, Command command, List<TransactWriteItem> own, IntConsumer taken) {
        Attempt(Before before, Command command) {
            this(before, command, List.of(), refused -> {
                throw new IllegalStateException("nothing of the caller's own was written: " + refused);
            });
        }
    }

    /** Runs a command whose only question is the account and the request's own entry. */
    Done run(MemberKey member, Commit.Request request, Command command) {
        return run(member, request, () -> new Attempt(accounts.before(member, request.key()), command), Flow::same);
    }

    /**
     * @param load reads anew for each attempt
     * @param repeated judges a request whose key was used before: the first entry may be answered, or it is a problem
     */
    Done run(
            MemberKey member,
            Commit.Request request,
            Supplier<Attempt> load,
            BiConsumer<StoredEntry, Commit.Request> repeated) {
        Programs versions = programs(member.program());
        Codes codes = codes(member);
        Backoff backoff = waits.backoff();
        do {
            Attempt attempt = load.get();
            var done = attempt.before().done();
            if (done.isPresent()) {
                repeated.accept(done.get(), request);
                return new Done(done.get(), false);
            }
            StoredAccount before = attempt.before().account().orElseThrow(Flow::unknownMember);
            switch (attempt.command().decide(before.account(), versions, codes, clock.instant())) {
                case Refused(Refusal why) -> throw Refusals.problem(why);
                case Accepted accepted -> {
                    switch (commit.tryWrite(member, attempt.before(), request, accepted, attempt.own())) {
                        case Outcome.Written(StoredEntry entry) -> {
                            return new Done(entry, true);
                        }
                        case Outcome.OutOfStock(String reward, long left) ->
                            throw Refusals.problem(new Refusal.OutOfStock(reward, left));
                        case Outcome.TooLarge _ -> {
                            if (!settledApart(member, before, versions, codes)) {
                                throw Refusals.problem(new Refusal.BeyondLimits());
                            }
                            backoff = waits.backoff();
                        }
                        case Outcome.LostRace _ -> {}
                        case Outcome.Taken(int refused) -> attempt.taken().accept(refused);
                    }
                }
            }
        } while (backoff.again());
        throw Backoff.tooContended();
    }

    /**
     * Writes what is due, or a part of it, as an entry of its own: so much can happen by itself to somebody who was away for years that
     * it is too large for the command's.
     *
     * @return false where nothing is due
     */
    private boolean settledApart(MemberKey member, StoredAccount before, Programs versions, Codes codes) {
        return switch (dueWork.settle(member, before, versions, codes, clock.instant())) {
            case DueWork.Result.Written _, DueWork.Result.LostRace _ -> true;
            case DueWork.Result.Nothing _, DueWork.Result.Failed _ -> false;
        };
    }

    /** The account with everything that is due in the books. */
    StoredAccount settled(MemberKey member) {
        StoredAccount before = account(member);
        if (before.account().erased()) throw Refusals.problem(new Refusal.Erased());
        Programs versions = programs(member.program());
        return switch (dueWork.settleAll(member, before, versions, codes(member), clock.instant(), _ -> {})) {
            case DueWork.End.Settled _ -> account(member);
            case DueWork.End.Failed(Refusal why) -> throw Refusals.problem(why);
            case DueWork.End.TooContended _ -> throw Backoff.tooContended();
        };
    }

    /** All versions of a program of which one is in force. */
    Programs programs(String program) {
        return programs.programs(program)
                .filter(p -> p.inForce(clock.instant()).isPresent())
                .orElseThrow(() -> Problem.unknown("program", "there is no program " + program + " in force"));
    }

    /** An entry is told in the words of the program as it was when the entry was decided. */
    Words words(Call call, StoredEntry entry) {
        return words(call, programs(call.program()), entry);
    }

    static Words words(Call call, Programs programs, StoredEntry entry) {
        return new Words(programs.at(entry.entry().recordedAt()).program(), call.language());
    }

    StoredAccount account(MemberKey member) {
        return accounts.account(member).orElseThrow(Flow::unknownMember);
    }

    /** A member's account as it is now, and the program that it is read under. */
    record Current(Account account, Program program, Instant at) {}

    /** Settles in memory for a read; where our clock is a little behind the account's, the account's counts. */
    Current current(MemberKey member) {
        Programs versions = programs(member.program());
        Account account = account(member).account();
        if (account.erased()) throw Refusals.problem(new Refusal.Erased());
        Instant now = clock.instant();
        Instant at = account.settledTo().isAfter(now) ? account.settledTo() : now;
        return new Current(
                Settling.settled(account, versions, codes(member), at),
                versions.at(at).program(),
                at);
    }

    /** Codes for a member's vouchers. */
    Codes codes(MemberKey member) {
        return pepper.codes(member);
    }

    static Problem unknownMember() {
        return Problem.unknown("member", "there is no such member");
    }

    /** The same key must mean the same request. */
    static void same(StoredEntry first, Commit.Request again) {
        if (!first.entry().input().equals(again.input())) throw Problem.keyReused();
    }
}
