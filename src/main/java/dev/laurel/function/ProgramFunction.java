package dev.laurel.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Fault;
import dev.laurel.json.Json;
import dev.laurel.store.ProgramStore;
import dev.laurel.store.ProgramStore.Document;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Program versions: proposed, checked, listed, withdrawn. */
@Singleton
public class ProgramFunction {
    private final Http http;
    private final ProgramStore programs;
    private final ShopSetup shops;
    private final Clock clock;

    ProgramFunction(Http http, ProgramStore programs, ShopSetup shops, Clock clock) {
        this.http = http;
        this.shops = shops;
        this.programs = programs;
        this.clock = clock;
    }

    @Funq
    public APIGatewayV2HTTPResponse program(APIGatewayV2HTTPEvent event) {
        return http.answer(
                event,
                Map.of(
                        "GET /program",
                        this::inForce,
                        "GET /program/versions",
                        this::versions,
                        "POST /program/versions",
                        this::propose,
                        "DELETE /program/versions/{version}",
                        this::withdraw,
                        "POST /program/validation",
                        this::validate,
                        "GET /shops",
                        shops::list,
                        "POST /shops",
                        shops::setUp));
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
        Proposal proposal = Proposal.of(call, "");
        List<Document> known = programs.documentsNow(call.program());
        List<Fault> faults = proposal.faults(known);
        ObjectNode json = Json.object().put("valid", faults.isEmpty());
        json.set("faults", Json.array(faults, Proposal::told));
        if (!faults.isEmpty()) return Reply.ok(json);
        Document next = proposal.next(known, clock.instant());
        json.put("effectiveFrom", next.effectiveFrom().toString());
        json.set("changes", changes(next, known));
        return Reply.ok(json);
    }

    private Reply propose(Call call) {
        Proposal proposal = Proposal.of(call, call.idempotencyKey());
        for (int attempt = 0; attempt < 3; attempt++) {
            List<Document> known = programs.documentsNow(call.program());
            Optional<Document> done =
                    known.stream().filter(d -> d.key().equals(proposal.key())).findFirst();
            if (done.isPresent()) {
                if (!done.get().input().equals(proposal.input())) throw Problem.keyReused();
                return new Reply(200, proposed(done.get(), known));
            }
            Document next = proposal.next(known, clock.instant());
            if (programs.add(call.program(), next)) return Reply.created(proposed(next, known));
        }
        throw Backoff.tooContended();
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
            if (!document.effectiveFrom().isAfter(now.plus(Proposal.AHEAD))) {
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
            if (!programs.withdraw(call.program(), document.number(), now)) throw Backoff.tooContended();
        }
        Instant at = document.withdrawnAt() == null ? now : document.withdrawnAt();
        return Reply.ok(told(document).put("withdrawnAt", at.toString()));
    }
}
