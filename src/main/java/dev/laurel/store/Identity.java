package dev.laurel.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything personal about a member.
 *
 * @param version how often it was written
 * @param joinInput keyed hash of the request that joined, so that its repetition is recognised
 * @param shopCustomers the member's customer id in each shop, by the shop's domain
 * @param referredBy the referral code that they came with
 */
public record Identity(
        long version,
        String joinInput,
        Instant joinedAt,
        @Nullable Contact email,
        @Nullable Contact phone,
        @Nullable String name,
        @Nullable LocalDate birthday,
        @Nullable String locale,
        Map<String, String> shopCustomers,
        Map<String, Boolean> consents,
        String referralCode,
        @Nullable String referredBy) {

    /** A mail address or phone number in its one form; only a verified one is ever matched by a webhook (law 24). */
    public record Contact(String value, boolean verified) {}

    /** Somebody of whom nothing is known yet. */
    public static Identity blank(String joinInput, Instant joinedAt, String referralCode, @Nullable String referredBy) {
        return new Identity(
                0, joinInput, joinedAt, null, null, null, null, null, Map.of(), Map.of(), referralCode, referredBy);
    }

    /** The same with other contacts, name and shops. */
    public Identity with(
            @Nullable Contact otherEmail,
            @Nullable Contact otherPhone,
            @Nullable String otherName,
            Map<String, String> otherShopCustomers) {
        return new Identity(
                version,
                joinInput,
                joinedAt,
                otherEmail,
                otherPhone,
                otherName,
                birthday,
                locale,
                otherShopCustomers,
                consents,
                referralCode,
                referredBy);
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("joinInput", joinInput)
                .put("joinedAt", joinedAt.toString())
                .put("name", name)
                .put("birthday", birthday == null ? null : birthday.toString())
                .put("locale", locale)
                .put("referralCode", referralCode)
                .put("referredBy", referredBy);
        json.set("email", contact(email));
        json.set("phone", contact(phone));
        ObjectNode shops = json.putObject("shopCustomers");
        shopCustomers.forEach(shops::put);
        ObjectNode given = json.putObject("consents");
        consents.forEach(given::put);
        return json;
    }

    private static @Nullable ObjectNode contact(@Nullable Contact contact) {
        return contact == null
                ? null
                : Json.object().put("value", contact.value()).put("verified", contact.verified());
    }

    static Identity read(long version, Fields json) {
        return new Identity(
                version,
                json.text("joinInput"),
                json.instant("joinedAt"),
                contact(json.optionalObject("email")),
                contact(json.optionalObject("phone")),
                json.optionalText("name").orElse(null),
                json.optionalDate("birthday").orElse(null),
                json.optionalText("locale").orElse(null),
                json.map("shopCustomers", Fields::text),
                json.map("consents", Fields::flag),
                json.text("referralCode"),
                json.optionalText("referredBy").orElse(null));
    }

    private static @Nullable Contact contact(Optional<Fields> json) {
        return json.map(c -> new Contact(
                        c.parsed("value", v -> v, "a contact is expected").orElseThrow(), c.flag("verified")))
                .orElse(null);
    }
}
