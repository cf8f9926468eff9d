package dev.laurel.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.program.Programs;
import dev.laurel.json.Json;
import dev.laurel.store.Accounts;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Parked;
import dev.laurel.store.Pepper;
import dev.laurel.store.ProgramStore;
import dev.laurel.store.Stored.StoredAccount;
import io.quarkus.funqy.Funq;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The nightly job: settles every account that is due. A state machine calls it with one of three steps: {@code plan} answers the
 * shards; {@code shard} works on one of them for a while and answers the input of its next call, until it is {@code done}; {@code report} adds
 * up what the shards came to. It may run twice, late, or not for a week: the books say the same.
 */
public class ExpireFunction {
    private static final Logger LOG = Logger.getLogger(ExpireFunction.class);

    /** A call ends well before Lambda would end it. */
    private static final Duration WORKS_FOR = Duration.ofMinutes(5);

    /** How far the schedule's clock may be ahead of ours. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private static final int PAGE = 100;

    private final Accounts accounts;
    private final ProgramStore programs;
    private final DueWork dueWork;
    private final Parked parked;
    private final Pepper pepper;
    private final Clock clock;

    ExpireFunction(
            Accounts accounts, ProgramStore programs, DueWork dueWork, Parked parked, Pepper pepper, Clock clock) {
        this.accounts = accounts;
        this.programs = programs;
        this.dueWork = dueWork;
        this.parked = parked;
        this.pepper = pepper;
        this.clock = clock;
    }

    @Funq
    public JsonNode expire(JsonNode event) {
        return switch (event.path("step").asText("plan")) {
            case "plan" -> plan();
            case "shard" -> shard(event);
            case "report" -> report(event);
            default -> throw new IllegalArgumentException("a step is plan, shard or report: " + event.path("step"));
        };
    }

    private ObjectNode plan() {
        Instant until = clock.instant();
        ObjectNode json = Json.object().put("step", "report").put("until", until.toString());
        List<Integer> shards = IntStream.range(0, Accounts.SHARDS).boxed().toList();
        json.set(
                "shards",
                Json.array(
                        shards,
                        n -> Json.object().put("step", "shard").put("shard", n).put("until", until.toString())));
        return json;
    }

    private ObjectNode shard(JsonNode event) {
        long stop = System.nanoTime() + WORKS_FOR.toNanos();
        int shard = event.path("shard").asInt(-1);
        Instant until = Instant.parse(event.path("until").asText());
        if (until.isAfter(clock.instant().plus(CLOCKS_DIFFER))) {
            throw new IllegalArgumentException("what is due is settled up to now, not up to " + until);
        }
        NightReport report = NightReport.of(event.path("report"));
        Optional<String> cursor = Optional.ofNullable(event.path("cursor").textValue());
        boolean done = false;
        while (!done && System.nanoTime() < stop) {
            Accounts.MemberPage page = accounts.due(shard, until, cursor.orElse(null), PAGE);
            settle(page.members(), until, report);
            cursor = page.next();
            done = cursor.isEmpty();
        }
        ObjectNode json = Json.object()
                .put("step", "shard")
                .put("shard", shard)
                .put("until", until.toString())
                .put("done", done);
        cursor.ifPresent(c -> json.put("cursor", c));
        json.set("report", report.json());
        return json;
    }

    private void settle(List<MemberKey> members, Instant until, NightReport report) {
        Map<MemberKey, StoredAccount> read = accounts.accounts(members);
        for (MemberKey member : members) {
            report.saw();
            StoredAccount account = read.get(member);
            try {
                if (account == null) park(member, "the account cannot be read", report);
                else settle(member, account, until, report);
            } catch (SdkException unavailable) {
                throw unavailable;
            } catch (RuntimeException broken) {
                LOG.errorf(broken, "%s cannot be settled", member);
                park(member, "the account cannot be settled", report);
            }
        }
    }

    private void settle(MemberKey member, StoredAccount first, Instant until, NightReport report) {
        Optional<Programs> versions = programs.programs(member.program());
        if (versions.isEmpty()) {
            park(member, "there is no such program", report);
            return;
        }
        Backoff backoff = new Backoff();
        StoredAccount before = first;
        boolean wrote = false;
        while (true) {
            switch (dueWork.settle(member, before, versions.get(), pepper.codes(member), until)) {
                case DueWork.Result.Written(var entry, boolean all) -> {
                    report.wrote(entry);
                    if (!wrote) report.settled();
                    wrote = true;
                    if (all) return;
                    backoff = new Backoff();
                }
                case DueWork.Result.Nothing _ -> {
                    return;
                }
                case DueWork.Result.Failed(var why) -> {
                    park(member, Refusals.problem(why).getMessage(), report);
                    return;
                }
                case DueWork.Result.LostRace _ -> {
                    if (!backoff.again()) {
                        report.skipped("too contended");
                        return;
                    }
                }
            }
            before = accounts.account(member).orElseThrow(() -> new IllegalStateException(member + " is gone"));
        }
    }

    /** What cannot be settled does not stop the others: it stays due, is listed with its reason, and is tried again. */
    private void park(MemberKey member, String reason, NightReport report) {
        parked.park(member, reason, clock.instant());
        report.skipped(reason);
    }

    private ObjectNode report(JsonNode event) {
        NightReport all = new NightReport();
        event.path("shards").forEach(shard -> all.add(NightReport.of(shard.path("report"))));
        Instant until = Instant.parse(event.path("until").asText());
        ObjectNode json = all.json().put("until", until.toString());
        return json.put("seconds", Duration.between(until, clock.instant()).toSeconds());
    }
}
