package dev.laurel.store;

import dev.laurel.store.Identity.Contact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One way to find a member. Only what is verified finds anybody: an address that somebody merely typed neither blocks its owner nor
 * leads to another's points (law 24).
 *
 * @param kind phone, email, shop or referral
 * @param value in its one form
 */
public record LookUp(String kind, String value) {
    static final String SHOP = "shop";
    private static final String REFERRAL = "referral";

    public static LookUp phone(String phone) {
        return new LookUp("phone", phone);
    }

    public static LookUp email(String mail) {
        return new LookUp("email", mail);
    }

    /** A customer of a shop; the shop's domain in any case. */
    public static LookUp shop(String domain, String customer) {
        return new LookUp(SHOP, domain.toLowerCase(Locale.ROOT) + "/" + customer);
    }

    /** What a member is known by to others: verified contacts, and shops' customer ids. */
    public static List<LookUp> ofOthers(Identity identity) {
        List<LookUp> all = new ArrayList<>();
        if (isVerified(identity.phone())) all.add(phone(identity.phone().value()));
        if (isVerified(identity.email())) all.add(email(identity.email().value()));
        identity.shopCustomers().forEach((domain, customer) -> all.add(shop(domain, customer)));
        return all;
    }

    /** All ways to find this member. */
    static List<LookUp> of(Identity identity) {
        List<LookUp> all = ofOthers(identity);
        all.add(new LookUp(REFERRAL, identity.referralCode()));
        return all;
    }

    private static boolean isVerified(@Nullable Contact contact) {
        return contact != null && contact.verified();
    }
}
