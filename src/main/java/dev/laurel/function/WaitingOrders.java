package dev.laurel.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.function.ShopOutcome.Parts;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.PurchaseJson;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Members.Holder;
import dev.laurel.store.Orders;
import dev.laurel.store.Shops.Shop;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;

/** Orders that were nobody's when they were told wait for whoever will be found by their customer's contacts, and are credited then. */
@ApplicationScoped
class WaitingOrders {
    private static final Logger LOG = Logger.getLogger(WaitingOrders.class);

    private final ShopBooking booking;
    private final Members members;
    private final Orders orders;

    WaitingOrders(ShopBooking booking, Members members, Orders orders) {
        this.booking = booking;
        this.members = members;
        this.orders = orders;
    }

    /** An order as it waits. Its refunds wait beside it, as those do that come before their order. */
    record Waiting(Shop shop, Purchase purchase) {
        ObjectNode json() {
            return Json.object().put("platform", shop.platform()).set("order", PurchaseJson.write(purchase));
        }

        static Waiting read(JsonNode json) {
            Fields waiting = Fields.stored(json);
            Purchase purchase = PurchaseJson.read(waiting.object("order"));
            return new Waiting(
                    new Shop(waiting.text("platform"), purchase.order().source()), purchase);
        }
    }

    /**
     * Credits a member with what waits for whom these ways find, the oldest order first, one command each. What is refused goes on
     * waiting until it goes by itself.
     */
    void credit(MemberKey member, List<LookUp> ways) {
        Map<LookUp, Holder> holders = members.holders(member.program(), ways);
        Set<OrderKey> names = new HashSet<>();
        holders.values().stream()
                .filter(h -> Objects.equals(h.member(), member.member()))
                .forEach(h -> names.addAll(h.waiting()));
        if (names.isEmpty()) return;
        Set<OrderKey> done = new HashSet<>(names);
        orders.waiting(member.program(), names).stream()
                .map(Waiting::read)
                .sorted(Comparator.comparing(
                        w -> Objects.requireNonNull(w.purchase().occurredAt())))
                .filter(waiting -> !credited(member, waiting))
                .forEach(refused -> done.remove(refused.purchase().order()));
        holders.forEach((way, holder) -> {
            Set<OrderKey> settled = new HashSet<>(holder.waiting());
            settled.retainAll(done);
            if (!settled.isEmpty()) members.noLongerAwaited(member.program(), way, settled);
        });
    }

    private boolean credited(MemberKey member, Waiting waiting) {
        Parts parts = new Parts();
        parts.book("order " + waiting.purchase().order().id(), () -> {
            booking.order(member, waiting.shop(), waiting.purchase(), List.of(), true, parts);
            return true;
        });
        List<String> refused = parts.outcome().toSee();
        refused.forEach(why -> LOG.warnf("what waited for %s was passed over: %s", member, why));
        return refused.isEmpty();
    }
}
