package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.UseRedemption;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.json.Json;
import dev.laurel.store.Accounts;
import dev.laurel.store.Commit;
import dev.laurel.store.MemberKey;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Marks vouchers as used, whoever says so: once, and again for the same order. */
@ApplicationScoped
class VoucherUse {
    private final Flow flow;
    private final Accounts accounts;

    VoucherUse(Flow flow, Accounts accounts) {
        this.flow = flow;
        this.accounts = accounts;
    }

    /** What makes two uses for an order the same: the key is the redemption, whoever asks. */
    static ObjectNode input(OrderKey order) {
        return Json.object().put("source", order.source()).put("orderId", order.id());
    }

    /**
     * @param request under the redemption's key
     * @throws Problem where it was used otherwise, or has lapsed
     */
    Flow.Done use(MemberKey member, String redemption, @Nullable OrderKey order, Commit.Request request) {
        return flow.run(
                member,
                request,
                () -> new Flow.Attempt(accounts.before(member, request.key()), new UseRedemption(redemption, order)),
                (first, again) -> {
                    boolean same = first.entry().input().equals(again.input());
                    if (!same) throw Refusals.problem(new Refusal.RedemptionNotOpen(redemption));
                });
    }
}
