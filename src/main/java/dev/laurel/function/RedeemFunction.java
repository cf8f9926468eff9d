package dev.laurel.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.CancelRedemption;
import dev.laurel.domain.decision.Command;
import dev.laurel.domain.decision.ExchangeReward;
import dev.laurel.domain.decision.RedeemPoints;
import dev.laurel.domain.decision.RedeemReward;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.domain.value.VoucherCode;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.PurchaseJson;
import dev.laurel.outside.Contacts;
import dev.laurel.store.Accounts;
import dev.laurel.store.Commit;
import dev.laurel.store.MemberKey;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Vouchers;
import dev.laurel.store.Vouchers.Voucher;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Points become rewards, or pay; redemptions are cancelled, vouchers checked and used. */
@Singleton
public class RedeemFunction {
    private static final int QUANTITY_MOST = 100;

    private final Http http;
    private final Flow flow;
    private final Accounts accounts;
    private final Vouchers vouchers;
    private final VoucherUse voucherUse;

    private final Clock clock;

    RedeemFunction(Http http, Flow flow, Accounts accounts, Vouchers vouchers, VoucherUse voucherUse, Clock clock) {
        this.http = http;
        this.flow = flow;
        this.accounts = accounts;
        this.vouchers = vouchers;
        this.voucherUse = voucherUse;
        this.clock = clock;
    }

    @Funq
    public APIGatewayV2HTTPResponse redeem(APIGatewayV2HTTPEvent event) {
        return http.answer(
                event,
                Map.of(
                        "GET /rewards", this::rewards,
                        "POST /members/{id}/redemptions", this::redeem,
                        "POST /members/{id}/redemptions/{redemptionId}/cancellation", this::cancel,
                        "POST /members/{id}/redemptions/{redemptionId}/exchange", this::exchange,
                        "GET /vouchers/{code}", this::check,
                        "POST /vouchers/{code}/use", this::use));
    }

    private Reply rewards(Call call) {
        var member = call.isSelf() ? flow.current(call.member(Contacts.ME)) : null;
        Program program = flow.programs(call.program()).at(clock.instant()).program();
        ObjectNode json = Json.object();
        json.set("rewards", Offers.rewards(program, member));
        return Reply.ok(json);
    }

    private Reply redeem(Call call) {
        MemberKey member = call.member();
        Fields body = call.fields();
        String id = redemptionId(member, call.idempotencyKey());
        Command command = body.has("reward") ? reward(id, body) : points(id, body, member);
        var location = body.optionalId("location");
        var merchant = body.optionalId("merchant");
        body.end();
        Commit.Request request = call.request(RequestKey.redemption(member, id), body.node(), location, merchant);
        var done = flow.run(member, request, command);
        return done.reply(201, Answers.redemption(done.entry()));
    }

    /** The same for the same request, so that a repetition finds what the first one did. */
    private static String redemptionId(MemberKey member, String idempotencyKey) {
        return Ids.derived("r", member.program(), member.member(), idempotencyKey);
    }

    private RedeemReward reward(String id, Fields body) {
        if (body.has("points")) throw body.fault("points", "either a reward or points can be redeemed, not both");
        String reward = body.id("reward");
        int quantity = body.wholeOr("quantity", 1, 1, QUANTITY_MOST);
        body.optionalDecimal("orderTotal");
        return new RedeemReward(id, reward, quantity);
    }

    private RedeemPoints points(String id, Fields body, MemberKey member) {
        if (!body.has("points")) throw body.fault("reward", "a reward, or a number of points, is required");
        var currency =
                flow.programs(member.program()).at(clock.instant()).program().currency();
        return new RedeemPoints(
                id,
                body.whole("points", 1, Limits.POINTS),
                body.optionalMoney("orderTotal", currency).orElse(null));
    }

    private Reply cancel(Call call) {
        MemberKey member = call.member();
        String redemption = call.path("redemptionId");
        if (!Ids.isDerived(redemption)) throw Refusals.problem(new Refusal.UnknownRedemption(redemption));
        JsonNode nothing = Json.object().put("cancel", redemption);
        Commit.Request request = call.request(RequestKey.cancellation(member, redemption), nothing);
        var done = flow.run(
                member,
                request,
                () -> {
                    var before = accounts.beforeCancellation(member, redemption);
                    return new Flow.Attempt(before.before(), new CancelRedemption(redemption, before.known()));
                },
                Flow::same);
        return done.reply(200, Answers.cancellation(done.entry()));
    }

    private Reply exchange(Call call) {
        MemberKey member = call.member();
        String redemption = call.path("redemptionId");
        if (!Ids.isDerived(redemption)) throw Refusals.problem(new Refusal.UnknownRedemption(redemption));
        Fields body = call.fields();
        var command = new ExchangeReward(redemption, body.id("reward"));
        body.end();
        Commit.Request request = call.request(RequestKey.exchange(member, redemption), body.node());
        var done = flow.run(member, request, command);
        return done.reply(201, Answers.exchange(done.entry()));
    }

    private Reply check(Call call) {
        Voucher voucher = voucher(call);
        return Reply.ok(told(voucher, voucher.stateAt(clock.instant())));
    }

    private Reply use(Call call) {
        Voucher voucher = voucher(call);
        MemberKey member = new MemberKey(call.program(), voucher.member());
        Fields body = call.optionalFields();
        Optional<OrderKey> order = body.optionalId("orderId").map(o -> new OrderKey(PurchaseJson.source(body), o));
        if (order.isEmpty() && body.has("source")) throw body.fault("source", "a source needs its orderId");
        var location = body.optionalId("location");
        var merchant = body.optionalId("merchant");
        body.end();
        ObjectNode input =
                order.map(VoucherUse::input).orElseGet(() -> Json.object().put("key", call.idempotencyKey()));
        Commit.Request request = call.request(RequestKey.use(member, voucher.redemption()), input, location, merchant);
        voucherUse.use(member, voucher.redemption(), order.orElse(null), request);
        return Reply.ok(told(voucher, "used"));
    }

    private Voucher voucher(Call call) {
        return VoucherCode.typed(call.path("code"))
                .flatMap(code -> vouchers.find(call.program(), code))
                .orElseThrow(() -> Problem.unknown("voucher", "there is no such voucher"));
    }

    private static ObjectNode told(Voucher voucher, String state) {
        ObjectNode json = Json.object()
                .put("code", voucher.code())
                .put("redemptionId", voucher.redemption())
                .put("memberId", voucher.member())
                .put("reward", voucher.reward())
                .put("state", state);
        if (voucher.until() != null) json.put("expires", voucher.until().toString());
        return json;
    }
}
