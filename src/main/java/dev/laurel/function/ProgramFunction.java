package dev.laurel.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Fault;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.ProgramFaults;
import dev.laurel.store.ProgramStore;
import dev.laurel.store.ProgramStore.Document;
import io.quarkus.funqy.Funq;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Program versions: proposed, checked, listed, withdrawn. */
public class ProgramFunction {
    /** How far ahead a later version lies at the least, so that no instance still decides by the one before (caches keep 30 s). */
    private static final Duration AHEAD = Duration.ofSeconds(60);

    private final Http http;
    private final ProgramStore programs;
    private final Clock clock;

    ProgramFunction(Http http, ProgramStore programs, Clock clock) {
        this.http = http;
        this.programs = programs;
        this.clock = clock;
    }

    @Funq
    public APIGatewayV2HTTPResponse program(APIGatewayV2HTTPEvent event) {
        return http.answer(
                event,
                Map.of(
                        "GET /program", this::inForce,
                        "GET /program/versions", this::versions,
                        "POST /program/versions", this::propose,
                        "DELETE /program/versions/{version}", this::withdraw,
                        "POST /program/validation", this::validate));
    }

    private Reply inForce(Call call) {
        Instant now = clock.instant();
        return programs.documents(call.program()).stream()
                .filter(d -> d.stands() && !d.effectiveFrom().isAfter(now))
                .reduce((earlier, later) -> later)
                .map(d -> Reply.ok(told(d).set("program", d.program())))
                .orElseThrow(() -> Problem.unknown("program", "there is no program " + call.program() + " in force"));
    }

    private Reply versions(Call call) {
        List<Document> documents = programs.documentsNow(call.program());
        ObjectNode json = Json.object();
        json.set("versions", Json.array(documents, d -> {
            ObjectNode version = told(d).put("proposedAt", d.proposedAt().toString());
            if (d.correction() != null) version.put("correction", d.correction());
            if (d.withdrawnAt() != null)
                version.put("withdrawnAt", d.withdrawnAt().toString());
            version.set("changes", changes(d, documents));
            version.set("program", d.program());
            return version;
        }));
        return Reply.ok(json);
    }

    private static ObjectNode told(Document document) {
        return Json.object()
                .put("version", document.number())
                .put("effectiveFrom", document.effectiveFrom().toString());
    }

    private Reply validate(Call call) {
        Proposal proposal = Proposal.of(call.fields(), "");
        List<Document> known = programs.documentsNow(call.program());
        List<Fault> faults = faults(proposal.program(), call.program(), known);
        ObjectNode json = Json.object().put("valid", faults.isEmpty());
        json.set("faults", Json.array(faults, ProgramFunction::told));
        if (!faults.isEmpty()) return Reply.ok(json);
        Document next = next(known, proposal);
        json.put("effectiveFrom", next.effectiveFrom().toString());
        json.set("changes", changes(next, known));
        return Reply.ok(json);
    }

    private static JsonNode told(Fault fault) {
        return Json.object().put("pointer", fault.pointer()).put("detail", fault.why());
    }

    /** The document's own faults; else an id that is not the path's, and what cannot follow the last version that stands. */
    private static List<Fault> faults(JsonNode program, String id, List<Document> known) {
        List<Fault> faults = new ArrayList<>(ProgramFaults.of(program));
        if (!faults.isEmpty()) return faults;
        if (!program.path("id").asText().equals(id)) faults.add(new Fault("/id", "the program of this path is " + id));
        known.stream()
                .filter(Document::stands)
                .reduce((_, last) -> last)
                .ifPresent(last -> follows(last.program(), program, faults));
        return faults;
    }

    private Reply propose(Call call) {
        Proposal proposal = Proposal.of(call.fields(), call.idempotencyKey());
        for (int attempt = 0; attempt < 3; attempt++) {
            List<Document> known = programs.documentsNow(call.program());
            Optional<Document> done =
                    known.stream().filter(d -> d.key().equals(proposal.key())).findFirst();
            if (done.isPresent()) {
                if (!done.get().input().equals(proposal.input())) throw Problem.keyReused();
                return new Reply(200, proposed(done.get(), known));
            }
            List<Fault> faults = faults(proposal.program(), call.program(), known);
            if (!faults.isEmpty()) throw broken(faults);
            Document next = next(known, proposal);
            if (programs.add(call.program(), next)) return Reply.created(proposed(next, known));
        }
        throw Backoff.tooContended();
    }

    /** @param correction why a version need not wait for the notice; a code */
    private record Proposal(
            JsonNode program,
            Optional<Instant> wanted,
            @Nullable String correction,
            String key,
            String input) {
        static Proposal of(Fields body, String key) {
            JsonNode program = body.object("program").node();
            Optional<Instant> wanted = body.optionalInstant("effectiveFrom");
            String correction = body.has("correction") ? body.code("correction") : null;
            body.end();
            return new Proposal(program, wanted, correction, key, Call.hash(Json.canonical(body.node())));
        }

        Document document(int number, Instant now, Instant effectiveFrom) {
            return new Document(number, now, effectiveFrom, key, input, correction, null, program);
        }
    }

    private Document next(List<Document> known, Proposal proposal) {
        Instant now = clock.instant();
        int number = known.size() + 1;
        List<Document> standing = known.stream().filter(Document::stands).toList();
        if (standing.isEmpty())
            return proposal.document(number, now, proposal.wanted().orElse(now));
        Document last = standing.getLast();

        boolean announced =
                proposal.correction() == null && Changes.makeWorse(Changes.between(last.program(), proposal.program()));
        int noticeDays = announced ? noticeDays(standing, now) : 0;
        Instant earliest = noticeDays > 0 ? now.plus(Duration.ofDays(noticeDays)) : now.plus(AHEAD);
        if (!earliest.isAfter(last.effectiveFrom()))
            earliest = last.effectiveFrom().plusSeconds(1);
        if (proposal.wanted().isPresent() && proposal.wanted().get().isBefore(earliest)) {
            throw new Problem(
                    422,
                    "too-soon",
                    noticeDays > 0
                            ? "this makes something worse for members: it is announced " + noticeDays + " days ahead"
                            : "a later version takes effect at least 60 s ahead, and after every version already announced",
                    Json.object().put("earliest", earliest.toString()).put("noticeDays", noticeDays));
        }
        return proposal.document(number, now, proposal.wanted().orElse(earliest));
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
        data.set("faults", Json.array(faults, ProgramFunction::told));
        Fault first = faults.getFirst();
        return new Problem(422, "broken-program", first.pointer() + ": " + first.why(), data);
    }

    private static ObjectNode proposed(Document document, List<Document> known) {
        ObjectNode json = told(document);
        json.set("changes", changes(document, known));
        return json;
    }

    /** What a version changes of the one before it that stands. */
    private static ArrayNode changes(Document document, List<Document> known) {
        JsonNode before = known.stream()
                .filter(d -> d.stands() && d.number() < document.number())
                .reduce((earlier, later) -> later)
                .map(Document::program)
                .orElse(Json.object());
        return Changes.between(before, document.program());
    }

    /** A version that still waits is taken back; again, it is the same answer. */
    private Reply withdraw(Call call) {
        Instant now = clock.instant();
        List<Document> documents = programs.documentsNow(call.program());
        Document document = documents.stream()
                .filter(d -> String.valueOf(d.number()).equals(call.path("version")))
                .findFirst()
                .orElseThrow(() -> Problem.unknown("version", "there is no such version"));
        if (document.stands()) {
            if (!document.effectiveFrom().isAfter(now.plus(AHEAD))) {
                throw new Problem(
                        409,
                        "in-force",
                        "a version can be withdrawn until 60 s before it takes effect",
                        Json.object()
                                .put("effectiveFrom", document.effectiveFrom().toString()));
            }
            if (documents.stream().anyMatch(d -> d.stands() && d.number() > document.number())) {
                throw new Problem(
                        409,
                        "not-the-last",
                        "a later version was announced as what follows this one: withdraw that first",
                        Json.object());
            }
            programs.withdraw(call.program(), document.number(), now);
        }
        Instant at = document.withdrawnAt() == null ? now : document.withdrawnAt();
        return Reply.ok(told(document).put("withdrawnAt", at.toString()));
    }
}
