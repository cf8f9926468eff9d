package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.outside.Contacts;
import dev.laurel.store.Identity;
import dev.laurel.store.Identity.Contact;
import java.time.LocalDate;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What somebody says about a member: read from a join or a change, where a field that is null takes away what was known. */
final class Profile {
    private static final int SHOPS_MOST = 20;
    private static final int CONSENTS_MOST = 50;

    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9][a-z0-9.-]{0,126}");

    private final Call call;
    private final Fields json;
    private final LocalDate today;

    Profile(Call call, Fields json, LocalDate today) {
        this.call = call;
        this.json = json;
        this.today = today;
    }

    /** The identity with everything that the body says. A member's own token says nothing of shops: that would be claiming. */
    Identity over(Identity before) {
        if (call.isSelf() && json.node().has("shopCustomers")) {
            throw Problem.forbidden("members do not tell their shops' customer ids themselves");
        }
        return new Identity(
                before.version(),
                before.joinInput(),
                before.joinedAt(),
                says("email") ? email(before.email()) : before.email(),
                says("phone") ? phone(before.phone()) : before.phone(),
                says("name") ? json.optionalText("name").orElse(null) : before.name(),
                says("birthday") ? birthday() : before.birthday(),
                says("locale") ? locale() : before.locale(),
                says("shopCustomers") ? shopCustomers() : before.shopCustomers(),
                says("consents") ? consents(before.consents()) : before.consents(),
                before.referralCode(),
                before.referredBy());
    }

    private boolean says(String name) {
        boolean named = json.node().has(name);
        json.has(name);
        return named;
    }

    private @Nullable Contact email(@Nullable Contact before) {
        Optional<String> mail = json.parsed("email", t -> t, "a mail address is expected")
                .map(t -> Contacts.mail(t).orElseThrow(() -> json.fault("email", "this is not a mail address")));
        return contact(mail, before, call.caller().vouchesFor("email", Contacts::mail));
    }

    private @Nullable Contact phone(@Nullable Contact before) {
        Optional<String> phone = json.parsed("phone", t -> t, "a phone number is expected")
                .map(t -> Contacts.phone(t)
                        .orElseThrow(() -> json.fault(
                                "phone", "this is not a phone number in international form, like +49 30 123456")));
        return contact(phone, before, call.caller().vouchesFor("phone_number", Contacts::phone));
    }

    /** A till or an admin has seen it; a member's own token must vouch for it; what was verified before stays so. */
    private @Nullable Contact contact(Optional<String> value, @Nullable Contact before, Optional<String> vouched) {
        return value.map(v -> {
                    boolean known = before != null
                            && before.verified()
                            && before.value().equals(v);
                    return new Contact(v, known || !call.isSelf() || vouched.equals(value));
                })
                .orElse(null);
    }

    private @Nullable LocalDate birthday() {
        Optional<LocalDate> birthday = json.optionalDate("birthday");
        if (birthday.filter(b -> b.isAfter(today) || b.getYear() < 1900).isPresent()) {
            throw json.fault("birthday", "a day between 1900 and today is expected");
        }
        return birthday.orElse(null);
    }

    private @Nullable String locale() {
        return json.parsed(
                        "locale",
                        t -> {
                            try {
                                return new Locale.Builder()
                                        .setLanguageTag(t)
                                        .build()
                                        .toLanguageTag();
                            } catch (IllformedLocaleException bad) {
                                throw new IllegalArgumentException(bad);
                            }
                        },
                        "a BCP 47 language tag is expected, like en-GB")
                .orElse(null);
    }

    private Map<String, String> shopCustomers() {
        Map<String, String> customers = new LinkedHashMap<>();
        json.map("shopCustomers", SHOPS_MOST, Fields::id).forEach((domain, customer) -> {
            String one = domain.toLowerCase(Locale.ROOT);
            if (!DOMAIN.matcher(one).matches() || customers.put(one, customer) != null) {
                throw json.fault("shopCustomers", "each shop is expected once, by its domain like shop.example");
            }
        });
        return customers;
    }

    /** Consents are given and taken back one by one: what is not named stays, what is null is forgotten. */
    private Map<String, Boolean> consents(Map<String, Boolean> before) {
        if (!json.has("consents")) return Map.of();
        Map<String, Boolean> consents = new LinkedHashMap<>(before);
        json.map(
                "consents",
                CONSENTS_MOST,
                (said, name) -> said.has(name) ? consents.put(name, said.flag(name)) : consents.remove(name));
        if (consents.size() > CONSENTS_MOST) throw json.fault("consents", "at most " + CONSENTS_MOST + " are kept");
        return consents;
    }

    /** A profile as it is shown. */
    static ObjectNode told(String member, Identity identity) {
        ObjectNode json = Json.object().put("memberId", member).put("referralCode", identity.referralCode());
        contact(json, "email", identity.email());
        contact(json, "phone", identity.phone());
        if (identity.name() != null) json.put("name", identity.name());
        if (identity.birthday() != null)
            json.put("birthday", identity.birthday().toString());
        if (identity.locale() != null) json.put("locale", identity.locale());
        ObjectNode shops = json.putObject("shopCustomers");
        identity.shopCustomers().forEach(shops::put);
        ObjectNode consents = json.putObject("consents");
        identity.consents().forEach(consents::put);
        return json.put("joinedAt", identity.joinedAt().toString());
    }

    private static void contact(ObjectNode json, String name, @Nullable Contact contact) {
        if (contact != null) json.put(name, contact.value()).put(name + "Verified", contact.verified());
    }
}
