package dev.laurel.function;

import dev.laurel.json.Json;
import dev.laurel.outside.Contacts;
import dev.laurel.outside.shop.ShopNews.Customer;
import dev.laurel.store.Commit;
import dev.laurel.store.Identity;
import dev.laurel.store.Identity.Contact;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Shops.Shop;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Who a shop's customers are: members by the shop's customer id, or by what is verified of a member (law 24). */
@ApplicationScoped
class ShopCustomers {
    private final Joining joining;

    ShopCustomers(Joining joining) {
        this.joining = joining;
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
        joining.join(member, request, input, null, blank -> told(blank, shop, customer));
        return member;
    }

    private static Identity told(Identity blank, Shop shop, Customer customer) {
        return new Identity(
                blank.version(),
                blank.joinInput(),
                blank.joinedAt(),
                email(customer).map(mail -> new Contact(mail, false)).orElse(null),
                phone(customer).map(phone -> new Contact(phone, false)).orElse(null),
                customer.name(),
                null,
                null,
                Map.of(shop.domain(), Objects.requireNonNull(customer.id())),
                Map.of(),
                blank.referralCode(),
                null);
    }

    private static Optional<String> email(Customer customer) {
        return Optional.ofNullable(customer.email()).flatMap(Contacts::mail);
    }

    private static Optional<String> phone(Customer customer) {
        return Optional.ofNullable(customer.phone()).flatMap(Contacts::phone);
    }
}
