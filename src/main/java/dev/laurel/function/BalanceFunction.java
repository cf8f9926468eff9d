package dev.laurel.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.earning.EarnRule;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Program;
import dev.laurel.json.Json;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a member has, and how it came about. */
@Singleton
public class BalanceFunction {
    private final Http http;
    private final Flow flow;
    private final Pages pages;
    private final Proof proof;

    BalanceFunction(Http http, Flow flow, Pages pages, Proof proof) {
        this.http = http;
        this.flow = flow;
        this.pages = pages;
        this.proof = proof;
    }

    @Funq
    public APIGatewayV2HTTPResponse balance(APIGatewayV2HTTPEvent event) {
        return http.answer(
                event,
                Map.of(
                        "GET /members/{id}/balance", this::balance,
                        "GET /members/{id}/history", this::history,
                        "GET /members/{id}/statement", this::statement,
                        "GET /proof", proof::prove,
                        "GET /parked", proof::parked));
    }

    private Reply balance(Call call) {
        var current = flow.current(call.member());
        Account account = current.account();
        Program program = current.program();
        var balance = account.balance();
        ObjectNode json = Json.object()
                .put("spendable", balance.spendable())
                .put("pending", balance.pending())
                .put("deficit", balance.deficit())
                .put("lifetime", account.lifetime());
        json.set("expiring", expiring(account, program));
        json.set("activating", activating(account));
        if (!account.open().isEmpty()) {
            json.set("open", Json.array(account.open(), o -> Answers.redemption(o.redemption())));
        }
        ArrayNode stamps = stamps(account, program);
        if (!stamps.isEmpty()) json.set("stamps", stamps);
        if (account.blocked()) json.put("blocked", true);
        if (account.standing().tier() != null)
            json.put("tier", account.standing().tier());
        return Reply.ok(json.put("asOf", current.at().toString()));
    }

    private static ArrayNode expiring(Account account, Program program) {
        SortedMap<Instant, Long> byInstant = new TreeMap<>();
        account.active().forEach(b -> {
            Instant ends = account.ends(b.expires());
            if (ends != null) byInstant.merge(ends, b.points(), Long::sum);
        });
        return Json.array(
                byInstant.entrySet(),
                e -> Json.object()
                        .put("at", e.getKey().toString())
                        .put("lastDay", program.day(e.getKey()).minusDays(1).toString())
                        .put("points", e.getValue()));
    }

    /** The cards that have stamps: how many lie on the one at hand, of how many. */
    private static ArrayNode stamps(Account account, Program program) {
        List<EarnRule.Stamps> cards = program.earning().rules().stream()
                .filter(EarnRule.Stamps.class::isInstance)
                .map(EarnRule.Stamps.class::cast)
                .filter(rule -> account.stamps(rule.id()) > 0)
                .toList();
        return Json.array(
                cards,
                rule -> Json.object()
                        .put("rule", rule.id())
                        .put("stamps", account.stamps(rule.id()) % rule.every())
                        .put("every", rule.every())
                        .put("reward", rule.reward()));
    }

    private static ArrayNode activating(Account account) {
        SortedMap<Instant, Long> byInstant = new TreeMap<>();
        account.pending().forEach(b -> byInstant.merge(Objects.requireNonNull(b.available()), b.points(), Long::sum));
        return Json.array(
                byInstant.entrySet(),
                e -> Json.object().put("at", e.getKey().toString()).put("points", e.getValue()));
    }

    private Reply history(Call call) {
        return pages.history(call, Json.object());
    }

    /** The entries as they are stored, for whoever wants to check them with code of their own. */
    private Reply statement(Call call) {
        ObjectNode json = Json.object()
                .put("program", call.program())
                .put("memberId", call.member().member());
        return pages.page(call, json, Answers::statement);
    }
}
