package dev.laurel.function;

import dev.laurel.domain.value.OrderKey;
import dev.laurel.function.ShopOutcome.Parts;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Orders;
import dev.laurel.store.Stored.WaitingOrder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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

    /**
     * Credits a member with what waits for whom these ways find, the oldest order first, one command each. One that is refused is tried again
     * whenever something else of theirs is told, until it goes by itself.
     */
    void credit(MemberKey member, List<LookUp> ways) {
        var holders = members.holders(member.program(), ways).only(member);
        Set<OrderKey> names = holders.waiting();
        if (names.isEmpty()) return;
        Set<OrderKey> done = new HashSet<>(names);
        orders.waiting(member.program(), names).stream()
                .sorted(Comparator.comparing(
                        w -> Objects.requireNonNull(w.purchase().occurredAt())))
                .filter(waiting -> !credited(member, waiting))
                .forEach(refused -> done.remove(refused.purchase().order()));
        members.pickedUp(member.program(), holders, done);
    }

    private boolean credited(MemberKey member, WaitingOrder waiting) {
        Parts parts = new Parts();
        parts.book("order " + waiting.purchase().order().id(), () -> {
            booking.order(member, waiting.shop(), waiting.purchase(), List.of(), true, parts);
            return true;
        });
        List<String> refused = parts.outcome().toSee();
        refused.forEach(why -> LOG.warnf("what waited for %s was passed over: %s", member, why));
        return refused.isEmpty();
    }

    /** Forgets the names of orders that went by themselves; false where there are none. */
    boolean prune(String program, List<LookUp> ways) {
        var holders = members.holders(program, ways);
        Set<OrderKey> gone = holders.waiting();
        orders.waiting(program, gone)
                .forEach(there -> gone.remove(there.purchase().order()));
        members.pickedUp(program, holders, gone);
        return !gone.isEmpty();
    }
}
