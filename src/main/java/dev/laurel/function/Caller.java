package dev.laurel.function;

import dev.laurel.outside.Contacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Who calls, by the verified claims of their token. Identity is never taken from a path or a body.
 *
 * @param scopes self, till, admin: those of ours that the token has
 * @param claims all of the token's claims
 */
record Caller(Set<String> scopes, Map<String, String> claims, String memberClaim) {
    private static final Pattern SUBJECT = Pattern.compile("[A-Za-z0-9_.|:-]{1,128}");
    private static final Pattern BETWEEN_PARTS = Pattern.compile("[|:.]");

    static final String SELF = "self";
    static final String TILL = "till";
    static final String ADMIN = "admin";
    private static final List<String> MIGHTIEST_FIRST = List.of(ADMIN, TILL, SELF);

    static Caller of(Map<String, String> claims, String memberClaim) {
        Set<String> scopes = new TreeSet<>();
        for (String scope : claims.getOrDefault("scope", "").split(" ")) {
            if (scope.startsWith("loyalty:") || scope.startsWith("loyalty/"))
                scopes.add(scope.substring("loyalty:".length()));
        }
        return new Caller(scopes, claims, memberClaim);
    }

    /** What the caller acts as on a route for these scopes: the mightiest they have. */
    Optional<String> roleFor(Set<String> allowed) {
        for (String role : MIGHTIEST_FIRST)
            if (scopes.contains(role) && allowed.contains(role)) return Optional.of(role);
        return Optional.empty();
    }

    /** The member that the token is of. */
    Optional<String> member() {
        return Optional.ofNullable(claims.get(memberClaim));
    }

    Optional<String> program() {
        return Optional.ofNullable(claims.get("program"));
    }

    /** The contact that the token itself vouches for: kind is email or phone_number. */
    Optional<String> vouchesFor(String kind, Function<String, Optional<String>> inOneForm) {
        boolean verified = "true".equals(claims.get(kind + "_verified"));
        return verified ? Optional.ofNullable(claims.get(kind)).flatMap(inOneForm) : Optional.empty();
    }

    /** The token's subject for the books, where it is an opaque id: a mail address or a phone number never goes there. */
    String subject() {
        String subject = claims.getOrDefault("sub", "");
        boolean opaque = SUBJECT.matcher(subject).matches()
                && BETWEEN_PARTS.splitAsStream(subject).noneMatch(Contacts::looksLikePhone);
        return opaque ? subject : "withheld";
    }
}
