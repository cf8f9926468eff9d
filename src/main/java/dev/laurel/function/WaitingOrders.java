package dev.laurel.function;

import dev.laurel.domain.value.OrderKey;
import dev.laurel.function.ShopOutcome.Parts;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Orders;
import dev.laurel.store.Stored.WaitingOrder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Comparator;
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
    private final Clock clock;

    WaitingOrders(ShopBooking booking, Members members, Orders orders, Clock clock) {
        this.clock = clock;
        this.booking = booking;
        this.members = members;
        this.orders = orders;
    }

    /**
     * Credits a member with what waits for whom these ways find, the oldest order first, one command each; but not where the shop has named
     * another customer since. One that is refused is tried again
     * whenever something else of theirs is told, until it goes by itself.
     */
    void credit(MemberKey member, List<LookUp> ways) {
        var holders = members.holders(member.program(), ways).only(member);
        Set<OrderKey> names = holders.waiting();
        if (names.isEmpty()) return;
        Set<String> theirs = orders.allHashes(List.copyOf(holders.byWay().keySet()));
        List<OrderKey> left = orders.waiting(member.program(), names, clock.instant()).stream()
                .filter(waiting -> waiting.ways().stream().anyMatch(theirs::contains))
                .sorted(Comparator.comparing(
                        w -> Objects.requireNonNull(w.purchase().occurredAt())))
                .filter(waiting -> !credited(member, waiting))
                .map(refused -> refused.purchase().order())
                .toList();
        left.forEach(names::remove);
        if (!names.isEmpty()) holders.byWay().keySet().forEach(way -> orders.forget(member.program(), way, names));
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

    /** Forgets the names of orders that went by themselves. */
    void prune(String program, LookUp way) {
        Set<OrderKey> gone = members.holders(program, List.of(way)).waiting();
        orders.waiting(program, gone, clock.instant())
                .forEach(there -> gone.remove(there.purchase().order()));
        if (!gone.isEmpty()) orders.forget(program, way, gone);
    }
}
