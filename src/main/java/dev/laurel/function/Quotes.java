package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.Decision.Accepted;
import dev.laurel.domain.decision.Decision.Refused;
import dev.laurel.domain.decision.EarnForPurchase;
import dev.laurel.domain.decision.JoinProgram;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.Settling;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.value.Codes;
import dev.laurel.json.Fields;
import dev.laurel.json.PurchaseJson;
import dev.laurel.store.MemberKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** What an order would earn, and what could be redeemed on it: the very decision that a purchase is, with nothing written. */
@ApplicationScoped
class Quotes {
    private final Flow flow;
    private final Clock clock;

    Quotes(Flow flow, Clock clock) {
        this.flow = flow;
        this.clock = clock;
    }

    Reply quote(Call call) {
        Fields body = call.fields();
        Optional<String> named = body.optionalText("memberId");
        Fields order = body.object("purchase");
        Purchase purchase = PurchaseJson.read(order);
        order.optionalId("location");
        order.optionalId("merchant");
        order.end();
        body.end();
        Programs programs = flow.programs(call.program());
        Optional<MemberKey> member =
                call.isSelf() ? Optional.of(call.member(named.orElse("me"))) : named.map(call::member);
        Codes codes = flow.codes(member.orElse(new MemberKey(call.program(), "somebody")));
        Account account = member.map(m -> flow.account(m).account()).orElseGet(() -> somebodyNew(programs, codes));
        var command = new EarnForPurchase(purchase, call.isAdmin());
        return switch (command.decide(account, programs, codes, clock.instant())) {
            case Refused(Refusal why) -> throw Refusals.problem(why);
            case Accepted accepted -> Reply.ok(quoted(accepted, programs, codes, account, purchase, call.language()));
        };
    }

    /** @throws Problem where a purchase could not earn for anybody */
    void earnable(String program, Purchase purchase, boolean anyAge) {
        Programs programs = flow.programs(program);
        Codes codes = flow.codes(new MemberKey(program, "somebody"));
        var command = new EarnForPurchase(purchase, anyAge);
        if (command.decide(somebodyNew(programs, codes), programs, codes, clock.instant())
                instanceof Refused(Refusal why)) throw Refusals.problem(why);
    }

    /** An account as it is right after joining. */
    private Account somebodyNew(Programs programs, Codes codes) {
        Instant now = clock.instant();
        return switch (new JoinProgram().decide(Account.opened(now, null), programs, codes, now)) {
            case Accepted joined -> joined.after();
            case Refused refused -> throw new IllegalStateException("joining was refused: " + refused);
        };
    }

    private static ObjectNode quoted(
            Accepted accepted, Programs programs, Codes codes, Account account, Purchase purchase, Language language) {
        PointsEarned earned = Entry.earned(accepted.facts()).orElseThrow();
        var then = programs.at(earned.earning().occurredAt()).program();
        ObjectNode json = Answers.earned(earned, new Words(then, language));
        Instant at = accepted.decidedAt();
        var member = new Flow.Current(
                Settling.settled(account, programs, codes, at), programs.at(at).program(), at);
        json.set("redeemable", Offers.redeemable(member, purchase.total()));
        return json;
    }
}
