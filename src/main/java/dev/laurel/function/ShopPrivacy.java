package dev.laurel.function;

import dev.laurel.domain.value.OrderKey;
import dev.laurel.outside.shop.ShopNews.Customer;
import dev.laurel.store.Inbox;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Members.Holders;
import dev.laurel.store.Orders;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Shops;
import dev.laurel.store.Shops.Shop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What shops pass on of their customers' right to know and to be forgotten. Only who is linked to the shop's customer is meant: by a mail
 * address alone, whoever types another's could have them erased, or their data.
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
        Holders holders = members.holders(program, ShopCustomers.ways(shop, customer));
        String what = linked(holders, shop, customer)
                .map(member -> "GET /v1/programs/" + program + "/members/" + member + "/export")
                .or(() -> holders.anyMember()
                        .map(member ->
                                "their contact is that of member " + member + ", whose export it is if it is they"))
                .orElse("no member is known by them");
        int waiting = holders.waiting().size();
        return ShopOutcome.applied(named(customer) + " asks for their data: " + what
                        + (waiting > 0 ? "; orders that wait for them to join: " + waiting : ""))
                .seen();
    }

    ShopOutcome customerRedacted(String program, Shop shop, Customer customer) {
        Holders holders = members.holders(program, ShopCustomers.ways(shop, customer));
        Optional<String> linked = linked(holders, shop, customer);
        boolean changed = linked.isPresent();
        if (customer.id() != null) changed |= forget(program, LookUp.shop(shop.domain(), customer.id()), holders);
        linked.ifPresent(member -> erase(program, shop, member));
        Optional<String> other = linked.isPresent() ? Optional.empty() : holders.anyMember();
        return other.map(member -> ShopOutcome.applied(named(customer)
                                + " is to be forgotten, and their contact is that of member " + member
                                + ": erase them if it is they")
                        .seen())
                .orElse(ShopOutcome.of(changed));
    }

    /** What waits for the shop's customer, and what the inbox has of them. */
    private boolean forget(String program, LookUp way, Holders holders) {
        Set<OrderKey> waiting = holders.only(way).waiting();
        orders.forget(program, waiting);
        if (!waiting.isEmpty()) holders.byWay().keySet().forEach(each -> orders.forget(program, each, waiting));
        return inbox.forget(program, List.of(way)) > 0 || !waiting.isEmpty();
    }

    private static String named(Customer customer) {
        return customer.id() == null ? "a customer" : "customer " + customer.id();
    }

    private static Optional<String> linked(Holders holders, Shop shop, Customer customer) {
        return Optional.ofNullable(customer.id()).flatMap(id -> holders.member(LookUp.shop(shop.domain(), id)));
    }

    private void erase(String program, Shop shop, String id) {
        MemberKey member = new MemberKey(program, id);
        leaving.erase(member, ShopRequests.of(RequestKey.erasure(member), shop, id));
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
