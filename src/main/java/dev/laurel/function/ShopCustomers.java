package dev.laurel.function;

import dev.laurel.outside.Contacts;
import dev.laurel.outside.shop.ShopNews.Customer;
import dev.laurel.outside.shop.ShopNews.CustomerTold;
import dev.laurel.store.Identity;
import dev.laurel.store.Identity.Contact;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Shops.Shop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who a shop's customers are: members by the shop's customer id, or by what is verified of a member (law 24). */
@ApplicationScoped
class ShopCustomers {
    private static final ShopOutcome NOBODYS = ShopOutcome.ignored("no member is known by this customer");

    private final Flow flow;
    private final Joining joining;
    private final Changing changing;
    private final Members members;
    private final Clock clock;

    ShopCustomers(Flow flow, Joining joining, Changing changing, Members members, Clock clock) {
        this.flow = flow;
        this.joining = joining;
        this.changing = changing;
        this.members = members;
        this.clock = clock;
    }

    /** How a customer may be found, the shop's own id first. */
    static List<LookUp> ways(Shop shop, Customer customer) {
        List<LookUp> ways = new ArrayList<>();
        if (customer.id() != null) ways.add(LookUp.shop(shop.domain(), customer.id()));
        email(customer).map(LookUp::email).ifPresent(ways::add);
        phone(customer).map(LookUp::phone).ifPresent(ways::add);
        return ways;
    }

    /**
     * A customer becomes a member: by the shop's id, which names the member too, so that it is the same however often it is told. What the
     * shop says of contacts nobody has verified.
     */
    MemberKey join(String program, Shop shop, String id, Customer customer) {
        MemberKey member = new MemberKey(program, Ids.derived("m", program, "shop", shop.domain(), id));
        String input = shop.domain() + "/" + id;
        var request = ShopRequests.of(RequestKey.join(member), shop, input);
        joining.join(member, request, input, null, blank -> completed(blank, shop, id, customer));
        return member;
    }

    /**
     * Somebody's data in the shop. A member is known by the shop's id; or is linked to it from now on, where the shop has seen that a mail
     * address is theirs which is verified of the member; or joins, where that is the program's way and no member has their contact: their orders
     * are that member's.
     */
    ShopOutcome told(String program, Shop shop, CustomerTold told) {
        Customer customer = told.customer();
        var holders = members.holders(program, ways(shop, customer));
        Optional<MemberKey> known = holders.member(LookUp.shop(shop.domain(), told.id()))
                .or(() -> email(customer)
                        .filter(_ -> told.emailVerified())
                        .flatMap(mail -> holders.member(LookUp.email(mail))))
                .map(member -> new MemberKey(program, member));
        if (known.isPresent()) {
            return ShopOutcome.of(changing.change(known.get(), before -> completed(before, shop, told.id(), customer))
                    .changed());
        }
        Optional<String> sameContact = holders.anyMember();
        if (sameContact.isPresent()) return ShopOutcome.ignored("their contact is that of member " + sameContact.get());
        if (flow.programs(program).at(clock.instant()).program().shops().autoJoin()) {
            join(program, shop, told.id(), customer);
            return ShopOutcome.applied("the customer has joined");
        }
        return NOBODYS;
    }

    /** What is known already of a member stays; but contacts that nobody has verified are as the shop says. */
    private static Identity completed(Identity before, Shop shop, String id, Customer customer) {
        Map<String, String> customers = new LinkedHashMap<>(before.shopCustomers());
        customers.putIfAbsent(shop.domain(), id);
        return before.with(
                unlessVerified(before.email(), email(customer)),
                unlessVerified(before.phone(), phone(customer)),
                before.name() == null ? customer.name() : before.name(),
                customers);
    }

    private static @Nullable Contact unlessVerified(@Nullable Contact before, Optional<String> told) {
        boolean stays = told.isEmpty()
                || (before != null && (before.verified() || before.value().equals(told.get())));
        return stays ? before : new Contact(told.get(), false);
    }

    private static Optional<String> email(Customer customer) {
        return Optional.ofNullable(customer.email()).flatMap(Contacts::mail);
    }

    private static Optional<String> phone(Customer customer) {
        return Optional.ofNullable(customer.phone()).flatMap(Contacts::phone);
    }
}
