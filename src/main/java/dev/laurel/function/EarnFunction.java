package dev.laurel.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.laurel.domain.decision.AdjustPoints;
import dev.laurel.domain.decision.EarnForPurchase;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.PurchaseJson;
import dev.laurel.store.Accounts;
import dev.laurel.store.Commit;
import dev.laurel.store.MemberKey;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Stored.StoredEntry;
import dev.laurel.store.Stored.StoredOrder;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.joda.money.Money;

/** Purchases and actions earn, refunds and reversals take back; quotes say what a purchase would; a merchant adjusts by hand. */
@Singleton
public class EarnFunction {
    private final Http http;
    private final Flow flow;
    private final Actions actions;
    private final Quotes quotes;
    private final Undoing undoing;
    private final Accounts accounts;
    private final Clock clock;

    EarnFunction(
            Http http, Flow flow, Actions actions, Quotes quotes, Undoing undoing, Accounts accounts, Clock clock) {
        this.actions = actions;
        this.quotes = quotes;
        this.http = http;
        this.flow = flow;
        this.undoing = undoing;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Funq
    public APIGatewayV2HTTPResponse earn(APIGatewayV2HTTPEvent event) {
        return http.answer(
                event,
                Map.of(
                        "POST /members/{id}/purchases", this::purchase,
                        "GET /members/{id}/purchases/{orderId}", this::explain,
                        "POST /members/{id}/actions", actions::act,
                        "POST /members/{id}/refunds", undoing::refund,
                        "POST /members/{id}/reversals", undoing::reverse,
                        "POST /members/{id}/adjustments", this::adjust,
                        "POST /quotes", quotes::quote));
    }

    private Reply purchase(Call call) {
        MemberKey member = call.member();
        Fields body = call.fields();
        Purchase purchase = PurchaseJson.read(body);
        Optional<String> location = body.optionalId("location");
        Optional<String> merchant = body.optionalId("merchant");
        body.end();
        Commit.Request request =
                call.request(RequestKey.order(member.program(), purchase.order()), body.node(), location, merchant);
        var command = new EarnForPurchase(purchase, call.isAdmin());
        var done = flow.run(
                member,
                request,
                () -> new Flow.Attempt(accounts.before(member, request.key()), command),
                (first, again) -> sameOrder(first, again, member, purchase));
        if (!done.first() && purchase.revision() > revision(done.entry())) {
            done = undoing.revise(member, purchase, request);
        }
        return done.reply(201, Answers.purchase(done.entry(), flow.words(call, done.entry())));
    }

    /** An order belongs to one member for ever; of two with the same revision the content is the same. */
    private static void sameOrder(StoredEntry first, Commit.Request again, MemberKey member, Purchase purchase) {
        if (!first.member().equals(member.member())) {
            throw Refusals.problem(new Refusal.OrderOfAnotherMember(purchase.order()));
        }
        boolean same = first.entry().input().equals(again.input());
        if (!same && purchase.revision() == revision(first)) {
            throw Refusals.problem(new Refusal.OrderDiffers(purchase.order()));
        }
    }

    private static long revision(StoredEntry first) {
        return first.entry().earned().orElseThrow().earning().sale().revision();
    }

    private Reply explain(Call call) {
        MemberKey member = call.member();
        var order = new OrderKey(id(call.query("source").orElse(PurchaseJson.API)), id(call.path("orderId")));
        StoredOrder known = accounts.purchase(member.program(), order)
                .filter(o -> o.entry().member().equals(member.member()))
                .orElseThrow(() -> Problem.unknown("order", "this member has no such order"));
        return Reply.ok(Answers.explained(known, flow.words(call, known.entry())));
    }

    /** What came in a path or query, if it can be an id at all. */
    private static String id(String text) {
        return Fields.of(Json.object().put("id", text))
                .optionalId("id")
                .orElseThrow(() -> Problem.unknown("order", "this member has no such order"));
    }

    private Reply adjust(Call call) {
        MemberKey member = call.member();
        Fields body = call.fields();
        Program program = flow.programs(member.program()).at(clock.instant()).program();
        var command = new AdjustPoints(
                body.whole("points", -Limits.POINTS, Limits.POINTS),
                body.code("reason"),
                body.optionalDate("expires").orElse(null),
                credits(body, program));
        if (command.points() == 0 && command.credits() == 0) throw body.fault("points", "nothing is adjusted");
        body.end();
        Commit.Request request =
                call.request(RequestKey.adjustment(member, Ids.derived("a", call.idempotencyKey())), body.node());
        var done = flow.run(member, request, command);
        return done.reply(201, Answers.adjustment(done.entry()));
    }

    /** In the ladder's unit: money, or a whole number of points or visits. */
    private static long credits(Fields body, Program program) {
        boolean money = program.ladder() == null || program.ladder().credits() == Ladder.Credits.SPEND;
        if (money) {
            return body.optionalSignedMoney("credits", program.currency())
                    .map(Money::getAmountMinorLong)
                    .orElse(0L);
        }
        return body.parsed("credits", EarnFunction::whole, "a whole number like \"100\" is expected")
                .orElse(0L);
    }

    private static long whole(String text) {
        if (!text.matches("-?\\d{1,12}")) throw new IllegalArgumentException(text);
        return Long.parseLong(text);
    }
}
