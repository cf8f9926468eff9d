package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.Settling;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.value.BeyondLimits;
import dev.laurel.domain.value.Codes;
import dev.laurel.json.Json;
import dev.laurel.store.Accounts;
import dev.laurel.store.DueIndex;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Pepper;
import dev.laurel.store.ProgramStore;
import dev.laurel.store.ProgramStore.Document;
import dev.laurel.store.Stored.StoredAccount;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a proposal would make of the members: where each stands as it takes effect, with it and without. Nothing is written. */
@ApplicationScoped
class TierPreview {
    private static final int MEMBERS = 1000;

    private final ProgramStore programs;
    private final DueIndex index;
    private final Accounts accounts;
    private final Pepper pepper;
    private final Clock clock;

    TierPreview(ProgramStore programs, DueIndex index, Accounts accounts, Pepper pepper, Clock clock) {
        this.programs = programs;
        this.index = index;
        this.accounts = accounts;
        this.pepper = pepper;
        this.clock = clock;
    }

    /** From one tier to another; null is none. */
    private record Move(@Nullable String from, @Nullable String to) {}

    Reply preview(Call call) {
        Proposal proposal = Proposal.of(call, "");
        int limit = call.wholeQuery("limit", 1, MEMBERS).orElse((long) MEMBERS).intValue();
        List<Document> known = programs.documentsNow(call.program());
        Document next = proposal.next(known, clock.instant());
        Programs without = ProgramStore.programs(known);
        Programs with = ProgramStore.programs(
                Stream.concat(known.stream(), Stream.of(next)).toList());
        DueIndex.Page page = Proof.members(index, call, limit);
        Tally tally = new Tally();
        var read = accounts.accounts(page.members());
        for (MemberKey member : page.members()) {
            StoredAccount stored = read.get(member);
            if (stored == null) tally.skipped++;
            else tally.add(stored.account(), without, with, pepper.codes(member), next.effectiveFrom());
        }
        ObjectNode json = tally.json().put("effectiveFrom", next.effectiveFrom().toString());
        page.next().ifPresent(cursor -> json.put("next", cursor));
        return Reply.ok(json);
    }

    /** How many go where. */
    private static final class Tally {
        private final Map<Move, Integer> moves = new LinkedHashMap<>();
        private int members;
        private int up;
        private int down;
        private int skipped;

        void add(Account account, Programs without, Programs with, Codes codes, Instant at) {
            if (account.erased()) return;
            String from;
            String to;
            try {
                from = Settling.settled(account, without, codes, at).standing().tier();
                to = Settling.settled(account, with, codes, at).standing().tier();
            } catch (BeyondLimits _) {
                skipped++;
                return;
            }
            members++;
            if (Objects.equals(from, to)) return;
            moves.merge(new Move(from, to), 1, Integer::sum);
            Ladder ladder = Objects.requireNonNull(with.at(at).program().ladder(), "no version can take a ladder away");
            int places = ladder.placeOf(to) - ladder.placeOf(from);
            if (places > 0) up++;
            if (places < 0) down++;
        }

        ObjectNode json() {
            ObjectNode json =
                    Json.object().put("members", members).put("up", up).put("down", down);
            json.set("moves", Json.array(moves.entrySet(), move -> {
                ObjectNode one = Json.object();
                if (move.getKey().from() != null) one.put("from", move.getKey().from());
                if (move.getKey().to() != null) one.put("to", move.getKey().to());
                return one.put("members", move.getValue());
            }));
            return json.put("skipped", skipped);
        }
    }
}
