package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.Settling;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.tier.Ladder;
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
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What a proposal would make of the members: where each stands as it takes effect, with it and without. Nothing is written. */
@ApplicationScoped
class TierPreview {
    private static final Logger LOG = Logger.getLogger(TierPreview.class);
    private static final int MEMBERS = 1000;

    /** Each member is settled day by day up to then. */
    private static final Duration FURTHEST = Duration.ofDays(1100);

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
        Instant now = clock.instant();
        Document next = proposal.next(known, now);
        if (next.effectiveFrom().isAfter(now.plus(FURTHEST))) {
            throw new Problem(
                    422,
                    "too-far",
                    "where members stand is computed at most " + FURTHEST.toDays() + " days ahead",
                    Json.object().put("latest", now.plus(FURTHEST).toString()));
        }
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
            } catch (RuntimeException broken) {
                LOG.errorf(broken, "a member cannot be looked at");
                skipped++;
                return;
            }
            members++;
            if (Objects.equals(from, to)) return;
            moves.merge(new Move(from, to), 1, Integer::sum);
            int places = places(
                    without.at(at).program().ladder(), with.at(at).program().ladder(), from, to);
            if (places > 0) up++;
            if (places < 0) down++;
        }

        /** How many places a move goes up: on the ladder before where that has both, else on the new one. */
        private static int places(
                @Nullable Ladder before, @Nullable Ladder after, @Nullable String from, @Nullable String to) {
            boolean knew = before != null && before.indexOf(from) >= 0 && before.indexOf(to) >= 0;
            Ladder ladder = Objects.requireNonNull(knew ? before : after, "no version can take a ladder away");
            return ladder.placeOf(to) - ladder.placeOf(from);
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
