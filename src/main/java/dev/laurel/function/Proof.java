package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.fact.Balance;
import dev.laurel.domain.journal.RollForward;
import dev.laurel.domain.ledger.Replay;
import dev.laurel.domain.value.Limits;
import dev.laurel.json.Json;
import dev.laurel.outside.Contacts;
import dev.laurel.store.Accounts;
import dev.laurel.store.Chain;
import dev.laurel.store.DueIndex;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Parked;
import dev.laurel.store.Stored.StoredAccount;
import dev.laurel.store.Stored.StoredEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Makes accounts anew from their entries and holds them against what is stored (laws 3 and 22). */
@ApplicationScoped
class Proof {
    private static final int MEMBERS = 25;

    private final Flow flow;
    private final Accounts accounts;
    private final DueIndex index;
    private final Parked parked;

    Proof(Flow flow, Accounts accounts, DueIndex index, Parked parked) {
        this.flow = flow;
        this.accounts = accounts;
        this.index = index;
        this.parked = parked;
    }

    /** Some members of the program, or the one that is named; {@code next} is the cursor of those after them. */
    Reply prove(Call call) {
        flow.programs(call.program());
        Optional<String> named = call.query("member");
        List<MemberKey> members;
        Optional<String> next = Optional.empty();
        if (named.isPresent()) {
            members = List.of(call.member(named.get()));
        } else {
            int limit = call.wholeQuery("limit", 1, Limits.PAGE)
                    .orElse((long) MEMBERS)
                    .intValue();
            var page = members(index, call, limit);
            members = page.members();
            next = page.next();
        }
        RollForward books = new RollForward();
        ArrayNode differences = Json.array(List.<String>of(), Json::text);
        for (MemberKey member : members) {
            difference(member, books)
                    .ifPresent(what -> differences.add(
                            Json.object().put("memberId", member.member()).put("what", what)));
        }
        ObjectNode json = Json.object().put("members", members.size());
        json.set("differences", differences);
        json.set("months", months(books.months()));
        next.ifPresent(cursor -> json.put("next", cursor));
        return Reply.ok(json);
    }

    /** Accounts that the last night could not settle, with the reason. One that has been settled since is not among them. */
    Reply parked(Call call) {
        int limit =
                call.wholeQuery("limit", 1, Limits.PAGE).orElse((long) MEMBERS).intValue();
        Optional<String> after = call.query("cursor");
        if (after.filter(cursor -> !Contacts.isMemberId(cursor)).isPresent()) throw noCursor();
        Parked.Page page = parked.accounts(call.program(), after.orElse(null), limit);
        ObjectNode json = Json.object();
        json.set(
                "parked",
                Json.array(
                        page.accounts(),
                        p -> Json.object()
                                .put("memberId", p.member().member())
                                .put("reason", p.reason())
                                .put("since", p.since().toString())));
        page.next().ifPresent(next -> json.put("next", next));
        return Reply.ok(json);
    }

    /** Some members of the program, from the call's cursor on. */
    static DueIndex.Page members(DueIndex index, Call call, int limit) {
        try {
            return index.members(call.program(), call.query("cursor").orElse(null), limit);
        } catch (IllegalArgumentException _) {
            throw noCursor();
        }
    }

    private static Problem noCursor() {
        return Problem.badRequest("cursor: what an earlier answer gave as next is expected");
    }

    /** What is wrong with a member's books; nothing where they are sound. Their movements are added to the program's. */
    private Optional<String> difference(MemberKey member, RollForward books) {
        StoredAccount stored = accounts.account(member).orElseThrow(Flow::unknownMember);
        List<StoredEntry> entries = entries(member, stored.seq());
        Replay replay = new Replay();
        byte[] head = Chain.start(member);
        long expected = 1;
        for (StoredEntry entry : entries) {
            long seq = entry.entry().seq();
            if (seq != expected++) return Optional.of("entry " + (expected - 1) + " is missing");
            if (!Chain.follows(entry, head)) return Optional.of("entry " + seq + " does not follow the one before it");
            head = entry.hash();
            replay.add(entry.entry());
            entry.entry().facts().forEach(books::add);
            Balance balance = replay.account().balance();
            if (!balance.equals(entry.entry().after())) {
                return Optional.of("entry " + seq + " says another balance than its facts");
            }
        }
        if (expected - 1 != stored.seq()) return Optional.of("the account counts " + stored.seq() + " entries");
        if (!Arrays.equals(head, stored.head())) return Optional.of("the account names another last entry");
        return replay.gives(stored.account())
                ? Optional.empty()
                : Optional.of("the account is not what its entries make of it");
    }

    /** A member's entries up to a number, oldest first. */
    private List<StoredEntry> entries(MemberKey member, long last) {
        List<StoredEntry> entries = new ArrayList<>();
        long before = last + 1;
        while (before > 1) {
            List<StoredEntry> page = accounts.history(member, before, Limits.PAGE);
            if (page.isEmpty()) break;
            entries.addAll(page);
            before = page.getLast().entry().seq();
        }
        return entries.reversed();
    }

    private static ArrayNode months(SortedMap<YearMonth, RollForward.Moves> months) {
        long[] balance = {0};
        return Json.array(months.entrySet(), month -> {
            RollForward.Moves moves = month.getValue();
            ObjectNode json =
                    Json.object().put("month", month.getKey().toString()).put("opening", balance[0]);
            balance[0] += moves.sum();
            return json.put("earned", moves.earned())
                    .put("returned", moves.returned())
                    .put("adjusted", moves.adjusted())
                    .put("spent", moves.spent())
                    .put("expired", moves.expired())
                    .put("reversed", moves.reversed())
                    .put("forfeited", moves.forfeited())
                    .put("closing", balance[0]);
        });
    }
}
