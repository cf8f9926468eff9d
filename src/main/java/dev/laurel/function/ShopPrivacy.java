package dev.laurel.function;

import dev.laurel.domain.value.OrderKey;
import dev.laurel.outside.shop.ShopNews.Customer;
import dev.laurel.store.Inbox;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Members.Holder;
import dev.laurel.store.Orders;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Shops;
import dev.laurel.store.Shops.Shop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What shops pass on of their customers' right to know and to be forgotten. Only who is linked to the shop's customer is erased: by a mail
 * address alone, whoever types another's could have them erased.
 */
@ApplicationScoped
class ShopPrivacy {
    private final Members members;
    private final Orders orders;
    private final Inbox inbox;
    private final Shops shops;
    private final Leaving leaving;
    private final Clock clock;

    ShopPrivacy(Members members, Orders orders, Inbox inbox, Shops shops, Leaving leaving, Clock clock) {
        this.members = members;
        this.orders = orders;
        this.inbox = inbox;
        this.shops = shops;
        this.leaving = leaving;
        this.clock = clock;
    }

    /** The merchant has to answer their customer; the inbox says with what. */
    ShopOutcome dataRequested(String program, Shop shop, Customer customer) {
        var holders = members.holders(program, ShopCustomers.ways(shop, customer));
        String who = "customer " + customer.id() + " asks for their data: ";
        String what = anybody(holders)
                .map(member -> "GET /v1/programs/" + program + "/members/" + member + "/export")
                .orElse("no member is known by them");
        long waiting = waiting(holders).size();
        return ShopOutcome.applied(who + what + (waiting > 0 ? "; orders that wait for them to join: " + waiting : ""))
                .seen();
    }

    ShopOutcome customerRedacted(String program, Shop shop, Customer customer) {
        List<LookUp> ways = ShopCustomers.ways(shop, customer);
        var holders = members.holders(program, ways);
        Optional<String> linked = Optional.ofNullable(customer.id())
                .flatMap(id -> Optional.ofNullable(
                        holders.get(LookUp.shop(shop.domain(), id)).member()));
        Set<OrderKey> waiting = waiting(holders);
        orders.forget(program, waiting);
        members.forgetWaiting(program, ways);
        long kept = inbox.forget(program, ways);
        linked.ifPresent(member -> erase(program, shop, member));
        Optional<String> other = linked.isPresent() ? Optional.empty() : anybody(holders);
        if (other.isPresent()) {
            String who = "customer " + customer.id() + " is to be forgotten, and their contact is that of member ";
            return ShopOutcome.applied(who + other.get() + ": erase them if it is they")
                    .seen();
        }
        return ShopOutcome.of(linked.isPresent() || kept > 0 || !waiting.isEmpty());
    }

    private void erase(String program, Shop shop, String id) {
        MemberKey member = new MemberKey(program, id);
        leaving.erase(member, ShopBooking.request(RequestKey.erasure(member), shop, id));
    }

    private static Optional<String> anybody(Map<LookUp, Holder> holders) {
        return holders.values().stream()
                .flatMap(h -> Optional.ofNullable(h.member()).stream())
                .findFirst();
    }

    private static Set<OrderKey> waiting(Map<LookUp, Holder> holders) {
        Set<OrderKey> waiting = new HashSet<>();
        holders.values().forEach(h -> waiting.addAll(h.waiting()));
        return waiting;
    }

    /** The shop stays set up, since what it delivered late still counts; the merchant sees that it left. */
    ShopOutcome shopLeft(String program, Shop shop) {
        return ShopOutcome.of(shops.leave(program, shop, clock.instant()));
    }

    /** Members are the program's, not the shop's: only what was kept of its deliveries goes. */
    ShopOutcome shopRedacted(String program, Shop shop) {
        boolean left = shops.leave(program, shop, clock.instant());
        return ShopOutcome.of(inbox.removeAll(program, kept -> kept.shop().equals(shop)) > 0 || left);
    }
}
