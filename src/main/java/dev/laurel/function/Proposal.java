package dev.laurel.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Fault;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.ProgramFaults;
import dev.laurel.store.ProgramStore.Document;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program's next version, as a merchant proposes it.
 *
 * @param id the program's, by the path
 * @param wanted from when, where that was said
 * @param correction why it need not wait for the notice; a code
 * @param key the idempotency key, {@code input} the hash of the body
 */
record Proposal(
        String id,
        JsonNode program,
        Optional<Instant> wanted,
        @Nullable String correction,
        String key,
        String input) {
    /** How far ahead a later version lies at the least, so that no instance still decides by the one before (caches keep 30 s). */
    static final Duration AHEAD = Duration.ofSeconds(60);

    static Proposal of(Call call, String key) {
        Fields body = call.fields();
        JsonNode program = body.object("program").node();
        Optional<Instant> wanted = body.optionalInstant("effectiveFrom");
        String correction = body.has("correction") ? body.code("correction") : null;
        body.end();
        return new Proposal(call.program(), program, wanted, correction, key, Call.hash(Json.canonical(body.node())));
    }

    /** The document's own faults; else an id that is not the path's, and what cannot follow the last version that stands. */
    List<Fault> faults(List<Document> known) {
        List<Fault> faults = new ArrayList<>(ProgramFaults.of(program));
        if (!faults.isEmpty()) return faults;
        if (!program.path("id").asText().equals(id)) faults.add(new Fault("/id", "the program of this path is " + id));
        known.stream()
                .filter(Document::stands)
                .reduce((_, last) -> last)
                .ifPresent(last -> follows(last.program(), program, faults));
        return faults;
    }

    /**
     * The version that it would become.
     *
     * @throws Problem where it is broken, or takes effect too soon
     */
    Document next(List<Document> known, Instant now) {
        List<Fault> faults = faults(known);
        if (!faults.isEmpty()) throw broken(faults);
        int number = known.size() + 1;
        List<Document> standing = known.stream().filter(Document::stands).toList();
        if (standing.isEmpty()) return document(number, now, wanted.orElse(now));
        Document last = standing.getLast();

        boolean announced = correction == null && Changes.makeWorse(Changes.between(last.program(), program));
        int noticeDays = announced ? noticeDays(standing, now) : 0;
        Instant earliest = noticeDays > 0 ? now.plus(Duration.ofDays(noticeDays)) : now.plus(AHEAD);
        if (!earliest.isAfter(last.effectiveFrom()))
            earliest = last.effectiveFrom().plusSeconds(1);
        if (wanted.isPresent() && wanted.get().isBefore(earliest)) {
            throw new Problem(
                    422,
                    "too-soon",
                    noticeDays > 0
                            ? "this makes something worse for members: it is announced " + noticeDays + " days ahead"
                            : "a later version takes effect at least 60 s ahead, and after every version already announced",
                    Json.object().put("earliest", earliest.toString()).put("noticeDays", noticeDays));
        }
        return document(number, now, wanted.orElse(earliest));
    }

    private Document document(int number, Instant now, Instant effectiveFrom) {
        return new Document(number, now, effectiveFrom, key, input, correction, null, program);
    }

    /** The longest notice that the version in force or one that is announced has promised. */
    private static int noticeDays(List<Document> standing, Instant now) {
        int inForce = 0;
        int longest = 0;
        for (Document document : standing) {
            int days = document.program().path("noticeDays").asInt(0);
            if (document.effectiveFrom().isAfter(now)) longest = Math.max(longest, days);
            else inForce = days;
        }
        return Math.max(inForce, longest);
    }

    /** What a later version cannot change: the currency, and tiers that nothing replaces. */
    private static void follows(JsonNode last, JsonNode program, List<Fault> faults) {
        if (!last.path("currency").equals(program.path("currency"))) {
            faults.add(new Fault("/currency", "a program's currency never changes"));
        }
        String counts = last.at("/tiers/credits").asText("spend");
        if (last.has("tiers") && !program.at("/tiers/credits").asText("spend").equals(counts)) {
            faults.add(new Fault("/tiers/credits", "what a ladder counts never changes: it counts " + counts));
        }
        for (JsonNode step : last.at("/tiers/ladder")) {
            String tier = step.path("id").asText();
            boolean stays = program.at("/tiers/ladder")
                    .valueStream()
                    .anyMatch(s -> s.path("id").asText().equals(tier));
            if (!stays && !program.at("/tiers/replacedBy").has(tier)) {
                faults.add(new Fault(
                        "/tiers/replacedBy", "the tier " + tier + " is gone: its successor has to be named here"));
            }
        }
    }

    private static Problem broken(List<Fault> faults) {
        ObjectNode data = Json.object();
        data.set("faults", Json.array(faults, Proposal::told));
        Fault first = faults.getFirst();
        return new Problem(422, "broken-program", first.pointer() + ": " + first.why(), data);
    }

    static JsonNode told(Fault fault) {
        return Json.object().put("pointer", fault.pointer()).put("detail", fault.why());
    }
}
