package dev.laurel.function;

import dev.laurel.domain.decision.RefundOrder;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.ReverseEntry;
import dev.laurel.domain.decision.ReviseOrder;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.json.Fields;
import dev.laurel.json.PurchaseJson;
import dev.laurel.json.RefundJson;
import dev.laurel.store.Accounts;
import dev.laurel.store.Commit;
import dev.laurel.store.MemberKey;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Stored.Before;
import dev.laurel.store.Stored.StoredOrder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What was earned is undone: orders are refunded or changed, actions and adjustments reversed. */
@ApplicationScoped
class Undoing {
    private final Flow flow;
    private final Accounts accounts;

    Undoing(Flow flow, Accounts accounts) {
        this.flow = flow;
        this.accounts = accounts;
    }

    Reply refund(Call call) {
        MemberKey member = call.member();
        Fields body = call.fields();
        OrderKey order = new OrderKey(PurchaseJson.source(body), body.id("orderId"));
        var key = RequestKey.refund(member, order, body.id("refundId"));
        var done = flow.run(
                member, call.request(key, body.node()), () -> attempt(call, member, body, order, key), Flow::same);
        return done.reply(201, Answers.refund(done.entry()));
    }

    Reply reverse(Call call) {
        MemberKey member = call.member();
        Fields body = call.fields();
        String entry = body.entryId("entry");
        String reason = body.code("reason");
        body.end();
        var key = RequestKey.reversal(member, entry);
        var done = flow.run(
                member,
                call.request(key, body.node()),
                () -> {
                    var read = accounts.beforeReversal(member, entry, key);
                    if (read.before().account().isEmpty()) throw Flow.unknownMember();
                    if (entry.startsWith(RequestKey.ORDER)) throw Refusals.problem(new Refusal.NotReversible(entry));
                    var known = read.entry()
                            .orElseThrow(() -> Problem.unknown("entry", "this member has no such entry to undo"));
                    return new Flow.Attempt(read.before(), new ReverseEntry(known.entry(), reason));
                },
                Flow::same);
        return done.reply(201, Answers.reversal(done.entry(), entry));
    }

    private Flow.Attempt attempt(Call call, MemberKey member, Fields body, OrderKey order, RequestKey key) {
        var read = accounts.beforeUndoing(member, order, key);
        StoredOrder known = known(read, member, order);
        var refund = RefundJson.read(body, known.order().sale().currency());
        body.end();
        return new Flow.Attempt(
                read.before(), new RefundOrder(known.entry().entry().id(), known.order(), refund, call.isAdmin()));
    }

    private static StoredOrder known(Accounts.BeforeUndoing read, MemberKey member, OrderKey order) {
        if (read.before().account().isEmpty()) throw Flow.unknownMember();
        StoredOrder known = read.order()
                .orElseThrow(
                        () -> Problem.unknown("order", "there is no order " + order.id() + " of " + order.source()));
        if (!known.entry().member().equals(member.member())) {
            throw Refusals.problem(new Refusal.OrderOfAnotherMember(order));
        }
        return known;
    }

    /** An order that the books have in an earlier revision; one that has been overtaken changes nothing and is answered as the first. */
    Flow.Done revise(MemberKey member, Purchase purchase, Commit.Request again) {
        var key = RequestKey.revision(member, purchase.order(), purchase.revision());
        return flow.run(
                member,
                again.under(key),
                () -> {
                    var read = accounts.beforeUndoing(member, purchase.order(), key);
                    StoredOrder known = known(read, member, purchase.order());
                    boolean overtaken = read.before().done().isEmpty() && known.told() > purchase.revision();
                    Before before =
                            overtaken ? new Before(read.before().account(), Optional.of(known.entry())) : read.before();
                    return new Flow.Attempt(
                            before, new ReviseOrder(known.entry().entry().id(), known.order(), purchase));
                },
                (done, request) -> {
                    boolean isRevision = done.entry().id().equals(key.id());
                    if (isRevision && !done.entry().input().equals(request.input())) {
                        throw Refusals.problem(new Refusal.OrderDiffers(purchase.order()));
                    }
                });
    }
}
