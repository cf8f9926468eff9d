package dev.laurel.function;

import dev.laurel.json.Json;
import dev.laurel.outside.Contacts;
import dev.laurel.outside.shop.ShopNews.Customer;
import dev.laurel.outside.shop.ShopNews.CustomerTold;
import dev.laurel.store.Commit;
import dev.laurel.store.Identity;
import dev.laurel.store.Identity.Contact;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Members.Changed;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Shops.Shop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Who a shop's customers are: members by the shop's customer id, or by what is verified of a member (law 24). */
@ApplicationScoped
class ShopCustomers {
    private final Flow flow;
    private final Joining joining;
    private final WaitingOrders waitingOrders;
    private final Members members;
    private final Clock clock;

    ShopCustomers(Flow flow, Joining joining, WaitingOrders waitingOrders, Members members, Clock clock) {
        this.flow = flow;
        this.joining = joining;
        this.waitingOrders = waitingOrders;
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
    MemberKey join(String program, Shop shop, Customer customer) {
        String id = Objects.requireNonNull(customer.id());
        MemberKey member = new MemberKey(program, Ids.derived("m", program, "shop", shop.domain(), id));
        String input = shop.domain() + "/" + id;
        Commit.Request request = ShopBooking.request(
                RequestKey.join(member), shop, Json.canonical(Json.object().put("join", member.member())));
        joining.join(member, request, input, null, blank -> completed(blank, shop, customer));
        return member;
    }

    /**
     * Somebody's data in the shop. A member is known by the shop's id; or is linked to it from now on, where the shop has seen that a mail
     * address is theirs which is verified of the member; or joins, where that is the program's way.
     */
    ShopOutcome told(String program, Shop shop, CustomerTold told) {
        Customer customer = told.customer();
        String id = Objects.requireNonNull(customer.id());
        var holders = members.holders(program, ways(shop, customer));
        Optional<String> linked =
                Optional.ofNullable(holders.get(LookUp.shop(shop.domain(), id)).member());
        Optional<String> verified = email(customer)
                .filter(_ -> told.emailVerified())
                .flatMap(mail ->
                        Optional.ofNullable(holders.get(LookUp.email(mail)).member()));
        Optional<MemberKey> known = linked.or(() -> verified).map(member -> new MemberKey(program, member));
        if (known.isPresent()) {
            return ShopOutcome.of(change(known.get(), before -> completed(before, shop, customer)));
        }
        if (flow.programs(program).at(clock.instant()).program().shops().autoJoin()) {
            join(program, shop, customer);
            return ShopOutcome.applied("the customer has joined");
        }
        return ShopOutcome.ignored("no member is known by this customer");
    }

    /** The customer's number means nobody from now on; the member stays, as nobody asked that they be forgotten. */
    ShopOutcome deleted(String program, Shop shop, String id) {
        LookUp way = LookUp.shop(shop.domain(), id);
        return Optional.ofNullable(
                        members.holders(program, List.of(way)).get(way).member())
                .map(member -> change(new MemberKey(program, member), before -> without(before, shop)))
                .map(ShopOutcome::of)
                .orElseGet(() -> ShopOutcome.ignored("no member is known by this customer"));
    }

    private static Identity without(Identity before, Shop shop) {
        Map<String, String> others = new LinkedHashMap<>(before.shopCustomers());
        others.remove(shop.domain());
        return before.known(before.email(), before.phone(), before.name(), others);
    }

    /** @return whether there was anything to change */
    private boolean change(MemberKey member, UnaryOperator<Identity> change) {
        Backoff backoff = new Backoff();
        do {
            Optional<Identity> before = members.identity(member);
            if (before.isEmpty()) return false;
            Identity after = change.apply(before.get());
            if (after.equals(before.get())) return false;
            if (members.change(member, before.get(), after, null) instanceof Changed.Written(List<LookUp> claimed)) {
                waitingOrders.credit(member, claimed);
                return true;
            }
        } while (backoff.again());
        throw Backoff.tooContended();
    }

    /** What is known already of a member stays; but contacts that nobody has verified are as the shop says. */
    private static Identity completed(Identity before, Shop shop, Customer customer) {
        Map<String, String> customers = new LinkedHashMap<>(before.shopCustomers());
        customers.putIfAbsent(shop.domain(), Objects.requireNonNull(customer.id()));
        return before.known(
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
