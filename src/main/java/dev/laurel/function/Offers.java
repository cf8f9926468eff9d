package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.RedeemReward;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.reward.PointsPayment;
import dev.laurel.domain.reward.Reward;
import dev.laurel.domain.reward.Reward.AmountOff;
import dev.laurel.domain.reward.Reward.Donation;
import dev.laurel.domain.reward.Reward.Experience;
import dev.laurel.domain.reward.Reward.FreeProduct;
import dev.laurel.domain.reward.Reward.FreeShipping;
import dev.laurel.domain.reward.Reward.GiftCard;
import dev.laurel.domain.reward.Reward.PercentOff;
import dev.laurel.json.Json;
import java.math.BigDecimal;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** What is offered for points, and to a member what of it they can afford. */
final class Offers {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private Offers() {}

    /** All rewards; for a member also which they could have now (stock apart), and how many points are missing. */
    static ArrayNode rewards(Program program, Flow.@Nullable Current member) {
        return Json.array(program.rewards(), reward -> {
            boolean byItself = program.comesByItself(reward);
            ObjectNode json = reward(reward);
            if (byItself) json.put("autoIssue", true);
            if (member != null) {
                Account account = member.account();
                long missing =
                        Math.max(0, reward.offer().cost() - account.balance().spendable());
                boolean allowed = RedeemReward.allowed(reward.offer(), account, program.day(member.at()), 1)
                        .isEmpty();
                json.put("affordable", missing == 0 && allowed && !byItself).put("missing", missing);
            }
            return json;
        });
    }

    private static ObjectNode reward(Reward reward) {
        Reward.Offer offer = reward.offer();
        ObjectNode json = Json.object().put("reward", offer.id());
        switch (reward) {
            case AmountOff r -> json.put("kind", "amountOff").put("amount", Json.amount(r.amount()));
            case PercentOff r -> {
                json.put("kind", "percentOff")
                        .put(
                                "percent",
                                r.percent()
                                        .multiply(HUNDRED)
                                        .stripTrailingZeros()
                                        .toPlainString());
                upTo(json, r.upTo());
            }
            case FreeProduct r -> {
                json.put("kind", "freeProduct").set("skus", Json.array(r.skus(), Json::text));
                upTo(json, r.upTo());
            }
            case FreeShipping _ -> json.put("kind", "freeShipping");
            case Donation r ->
                json.put("kind", "donation")
                        .put("amount", Json.amount(r.amount()))
                        .put("partner", r.partner());
            case Experience _ -> json.put("kind", "experience");
            case GiftCard r -> json.put("kind", "giftCard").put("amount", Json.amount(r.amount()));
        }
        json.put("cost", offer.cost());

        if (!offer.alternatives().isEmpty()) json.set("alternatives", Json.array(offer.alternatives(), Json::text));
        if (offer.validDays() != null) json.put("validDays", offer.validDays());
        if (!offer.tiers().isEmpty()) json.set("tiers", Json.array(offer.tiers(), Json::text));
        return json;
    }

    private static void upTo(ObjectNode json, @Nullable Money upTo) {
        if (upTo != null) json.put("upTo", Json.amount(upTo));
    }

    /** What could be redeemed on an order of this total, with the points that are there before it. */
    static ObjectNode redeemable(Flow.Current member, Money total) {
        Program program = member.program();
        long spendable = member.account().balance().spendable();
        ObjectNode json = Json.object();
        PointsPayment payment = program.payment();
        if (payment != null && total.getCurrencyUnit().equals(payment.currency())) {
            long most = Math.min(spendable, payment.most(total));
            long points = most - most % payment.step();
            long allowed = points < payment.least() ? 0 : points;
            json.putObject("points").put("most", allowed).put("value", Json.amount(payment.worth(allowed)));
        }
        json.set("rewards", rewards(program, member));
        return json;
    }
}
