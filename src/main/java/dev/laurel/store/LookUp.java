package dev.laurel.store;

import java.util.ArrayList;
import java.util.List;

/**
 * One way to find a member.
 *
 * @param kind phone, email, shop or referral
 * @param value in its one form
 */
public record LookUp(String kind, String value, boolean verified) {
    public static final String PHONE = "phone";
    public static final String EMAIL = "email";
    public static final String SHOP = "shop";
    public static final String REFERRAL = "referral";

    public static LookUp phone(Identity.Contact phone) {
        return new LookUp(PHONE, phone.value(), phone.verified());
    }

    public static LookUp email(Identity.Contact email) {
        return new LookUp(EMAIL, email.value(), email.verified());
    }

    public static LookUp shop(String domain, String customer) {
        return new LookUp(SHOP, domain + "/" + customer, true);
    }

    public static LookUp referral(String code) {
        return new LookUp(REFERRAL, code, true);
    }

    /** All ways to find this member. */
    static List<LookUp> of(Identity identity) {
        List<LookUp> all = new ArrayList<>();
        if (identity.phone() != null) all.add(phone(identity.phone()));
        if (identity.email() != null) all.add(email(identity.email()));
        identity.shopCustomers().forEach((domain, customer) -> all.add(shop(domain, customer)));
        all.add(referral(identity.referralCode()));
        return all;
    }
}
