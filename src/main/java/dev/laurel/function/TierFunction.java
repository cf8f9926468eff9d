package dev.laurel.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.InviteToTier;
import dev.laurel.domain.decision.UsePerk;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Standing;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.tier.TierReview;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.store.Commit;
import dev.laurel.store.MemberKey;
import dev.laurel.store.RequestKey;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;
import org.joda.money.Money;

/** Where members stand, what is missing to the next tier, and what another ladder would make of them. */
@Singleton
public class TierFunction {
    private final Http http;
    private final Flow flow;
    private final TierPreview preview;

    TierFunction(Http http, Flow flow, TierPreview preview) {
        this.http = http;
        this.flow = flow;
        this.preview = preview;
    }

    @Funq
    public APIGatewayV2HTTPResponse tier(APIGatewayV2HTTPEvent event) {
        return http.answer(
                event,
                Map.of(
                        "GET /members/{id}/tier", this::standing,
                        "POST /members/{id}/tier", this::invite,
                        "POST /members/{id}/perks/{perk}/uses", this::usePerk,
                        "POST /tiers/preview", preview::preview));
    }

    private Reply standing(Call call) {
        var current = flow.current(call.member());
        Program program = current.program();
        Account account = current.account();
        Ladder ladder = program.ladder();
        if (ladder == null) throw Problem.unknown("tier", "this program has no tiers");
        Standing standing = account.standing();
        long credits = TierReview.credits(account, ladder, program.day(current.at()));
        ObjectNode json = Json.object().put("tier", standing.tier());
        if (standing.since() != null) json.put("since", standing.since().toString());
        standing.keptUntil()
                .ifPresent(
                        end -> json.put("until", program.day(end).minusDays(1).toString()));
        json.put("credits", credits(program, credits));
        ladder.next(standing.tier()).ifPresent(next -> {
            long from = Objects.requireNonNull(next.from());
            json.putObject("next")
                    .put("tier", next.id())
                    .put("from", credits(program, from))
                    .put("missing", credits(program, Math.max(0, from - credits)));
        });
        json.set(
                "perks",
                Json.array(ladder.step(standing.tier()).map(Ladder.Step::perks).orElseThrow(), p -> {
                    ObjectNode perk = Json.object().put("id", p.id());
                    Long left = UsePerk.left(p, account, program.day(current.at()));
                    return left == null ? perk : perk.put("left", left);
                }));
        return Reply.ok(json);
    }

    /** In the ladder's unit: money, points or visits. */
    private static String credits(Program program, long credits) {
        return Objects.requireNonNull(program.ladder()).credits() == Ladder.Credits.SPEND
                ? Json.amount(Money.ofMinor(program.currency(), credits))
                : String.valueOf(credits);
    }

    private Reply invite(Call call) {
        MemberKey member = call.member();
        Fields body = call.fields();
        var command = new InviteToTier(
                body.id("tier"), body.code("reason"), body.optionalDate("until").orElse(null));
        body.end();
        Commit.Request request =
                call.request(RequestKey.invitation(member, Ids.derived("t", call.idempotencyKey())), body.node());
        var done = flow.run(member, request, command);
        return done.reply(201, Answers.receiptAndBalance(done.entry()));
    }

    private Reply usePerk(Call call) {
        MemberKey member = call.member();
        Fields body = call.fields();
        Fields path = Fields.of(Json.object().put("perk", call.path("perk")));
        String perk = path.optionalId("perk").orElseThrow();
        var command = new UsePerk(perk, body.id("reference"));
        body.end();
        var key = RequestKey.perk(member, perk, command.reference());
        var done = flow.run(member, call.request(key, body.node()), command);
        return done.reply(201, Answers.perk(done.entry()));
    }
}
