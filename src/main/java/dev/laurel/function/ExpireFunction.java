package dev.laurel.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.program.Programs;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.store.Accounts;
import dev.laurel.store.Consumed;
import dev.laurel.store.DueIndex;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Parked;
import dev.laurel.store.Pepper;
import dev.laurel.store.ProgramStore;
import dev.laurel.store.Stored.StoredAccount;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The nightly job: settles every account that is due. A state machine calls it with one of three steps: {@code plan} answers the
 * shards; {@code shard} works on one of them for a while and answers the input of its next call, until it is {@code done}; {@code report} adds
 * up what the shards came to. It may run twice, late, or not for a week: the books say the same.
 */
@Singleton
public class ExpireFunction {
    private static final Logger LOG = Logger.getLogger(ExpireFunction.class);

    /** How far the schedule's clock may be ahead of ours. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final Accounts accounts;
    private final DueIndex index;
    private final ProgramStore programs;
    private final DueWork dueWork;
    private final Parked parked;
    private final Pepper pepper;
    private final Clock clock;
    private final CallLog calls;
    private final Duration worksFor;
    private final int page;

    /**
     * @param worksFor how long one call works before it answers where to go on: well before Lambda would end it
     * @param page how many accounts are read at once, 1 to 100
     */
    ExpireFunction(
            Accounts accounts,
            DueIndex index,
            ProgramStore programs,
            DueWork dueWork,
            Parked parked,
            Pepper pepper,
            Clock clock,
            CallLog calls,
            @ConfigProperty(name = "laurel.night.works-for", defaultValue = "PT5M") Duration worksFor,
            @ConfigProperty(name = "laurel.night.page", defaultValue = "100") int page) {
        this.accounts = accounts;
        this.index = index;
        this.programs = programs;
        this.dueWork = dueWork;
        this.parked = parked;
        this.pepper = pepper;
        this.clock = clock;
        this.calls = calls;
        this.worksFor = worksFor;
        this.page = page;
    }

    @Funq
    public JsonNode expire(JsonNode event) {
        String step = event.path("step").asText("plan");
        Map<String, String> context = new HashMap<>(Map.of("function", "expire"));
        for (String name : List.of("until", "shard")) {
            if (event.has(name)) context.put(name, event.path(name).asText());
        }
        return calls.of(new CallLog.Woken(step, context), () -> switch (step) {
            case "plan" -> ended(plan());
            case "shard" -> ended(shard(event));
            case "report" -> reported(event);
            default -> throw new IllegalArgumentException("a step is plan, shard or report: " + step);
        });
    }

    private static CallLog.Ended<JsonNode> ended(JsonNode answer) {
        return new CallLog.Ended<>(answer, CallLog.OK);
    }

    private ObjectNode plan() {
        Instant until = clock.instant();
        ObjectNode json = Json.object().put("step", "report").put("until", until.toString());
        List<Integer> shards = IntStream.range(0, DueIndex.SHARDS).boxed().toList();
        json.set("shards", Json.array(shards, n -> input(n, until, List.of(Walk.THROUGH_WHAT_IS_DUE))));
        return json;
    }

    private ObjectNode shard(JsonNode event) {
        long stop = System.nanoTime() + worksFor.toNanos();
        Fields fields = Fields.stored(event);
        int shard = (int) fields.whole("shard", 0, DueIndex.SHARDS - 1L);
        Instant until = Fields.of(event).instant("until");
        if (until.isAfter(clock.instant().plus(CLOCKS_DIFFER))) {
            throw new IllegalArgumentException("what is due is settled up to now, not up to " + until);
        }
        NightReport report = NightReport.of(event.path("report"));
        Deque<Walk> walks = new ArrayDeque<>(fields.objects("walks", Walk::read));
        if (walks.isEmpty()) throw fields.fault("walks", "at least one is expected");
        try {
            do goOn(walks, shard, until, report);
            while (!walks.isEmpty() && System.nanoTime() < stop);
        } catch (RuntimeException failed) {
            if (!report.hasNews() || !Http.isOfAws(failed)) throw failed;
            LOG.warn("the shard stops here, so that what it wrote is reported", failed);
        }
        report.consumed(Consumed.soFar());
        ObjectNode json = input(shard, until, walks).put("done", walks.isEmpty());
        json.set("report", report.json());
        return json;
    }

    /** The next page of the first walk; versions that it finds are walked through after it. */
    private void goOn(Deque<Walk> walks, int shard, Instant until, NightReport report) {
        Walk walk = walks.getFirst();
        DueIndex.Page page = page(walk, shard, until);
        settle(page.members(), until, report);
        report.saw(page.members().size());
        if (walk.sweep() != null) {
            report.swept(walk.sweep(), page.members().size());
            if (page.next().isEmpty()) index.done(walk.sweep(), shard);
        }
        page.sweeps().forEach(sweep -> walks.addLast(Walk.through(sweep)));
        walks.removeFirst();
        page.next().map(walk::from).ifPresent(walks::addFirst);
    }

    private static ObjectNode input(int shard, Instant until, Collection<Walk> walks) {
        ObjectNode json = Json.object().put("step", "shard").put("shard", shard).put("until", until.toString());
        json.set("walks", Json.array(walks, Walk::json));
        return json;
    }

    private DueIndex.Page page(Walk walk, int shard, Instant until) {
        return walk.sweep() == null
                ? index.due(shard, until, walk.cursor(), page)
                : index.members(walk.sweep().program(), shard, walk.cursor(), page);
    }

    private void settle(List<MemberKey> members, Instant until, NightReport report) {
        Map<MemberKey, StoredAccount> read = accounts.accounts(members);
        for (MemberKey member : members) {
            StoredAccount account = read.get(member);
            try {
                if (account == null) park(member, "the account cannot be read", report);
                else settle(member, account, until, report);
            } catch (RuntimeException broken) {
                if (Http.isOfAws(broken)) throw broken;
                LOG.errorf(broken, "%s cannot be settled", member);
                park(member, "the account cannot be settled", report);
            }
        }
    }

    private void settle(MemberKey member, StoredAccount account, Instant until, NightReport report) {
        Optional<Programs> versions = programs.programs(member.program());
        if (versions.isEmpty()) {
            park(member, "there is no such program", report);
            return;
        }
        boolean[] wrote = {false};
        var end = dueWork.settleAll(member, account, versions.get(), pepper.codes(member), until, entry -> {
            report.wrote(entry);
            wrote[0] = true;
        });
        if (wrote[0]) report.settled();
        switch (end) {
            case DueWork.End.Settled _ -> {}
            case DueWork.End.Failed(var why) ->
                park(member, Refusals.problem(why).getMessage(), report);
            case DueWork.End.TooContended _ -> {
                report.skipped("too contended");
                index.tryAgain(member, clock.instant());
            }
        }
    }

    /** What cannot be settled does not stop the others: it is due, listed with its reason, and tried again. */
    private void park(MemberKey member, String reason, NightReport report) {
        parked.park(member, reason, clock.instant());
        report.skipped(reason);
    }

    private CallLog.Ended<JsonNode> reported(JsonNode event) {
        NightReport all = new NightReport();
        int unfinished = 0;
        for (JsonNode shard : event.path("shards")) {
            all.add(NightReport.of(shard.path("report")));
            if (!shard.path("done").asBoolean()) unfinished++;
        }
        Instant until = Fields.of(event).instant("until");
        ObjectNode json = Json.object().put("until", until.toString()).put("unfinished", unfinished);
        json.put("seconds", Duration.between(until, clock.instant()).toSeconds());
        json.setAll(all.json());
        return new CallLog.Ended<>(
                json, unfinished == 0 ? CallLog.OK : "unfinished", Map.of("SkippedAccounts", all.skippedAccounts()));
    }
}
