package dev.laurel.function;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Who calls, by the verified claims of their token. Identity is never taken from a path or a body.
 *
 * @param scopes self, till, admin: those of ours that the token has
 * @param claims all of the token's claims
 */
record Caller(Set<String> scopes, Map<String, String> claims, String memberClaim) {
    static final String SELF = "self";
    static final String TILL = "till";
    static final String ADMIN = "admin";

    static Caller of(Map<String, String> claims, String memberClaim) {
        Set<String> scopes = new TreeSet<>();
        Arrays.stream(claims.getOrDefault("scope", "").split(" "))
                .filter(s -> s.startsWith("loyalty:") || s.startsWith("loyalty/"))
                .forEach(s -> scopes.add(s.substring("loyalty:".length())));
        return new Caller(scopes, claims, memberClaim);
    }

    /** What the caller acts as on a route for these scopes: the mightiest they have. */
    Optional<String> roleFor(Set<String> allowed) {
        return Stream.of(ADMIN, TILL, SELF)
                .filter(role -> scopes.contains(role) && allowed.contains(role))
                .findFirst();
    }

    /** The member that the token is of. */
    Optional<String> member() {
        return Optional.ofNullable(claims.get(memberClaim));
    }

    Optional<String> program() {
        return Optional.ofNullable(claims.get("program"));
    }

    /** Whether the token itself vouches for this contact: kind is email or phone_number. */
    boolean vouchesFor(String kind, String value, Function<String, Optional<String>> inOneForm) {
        boolean verified = "true".equals(claims.get(kind + "_verified"));
        return verified
                && Optional.ofNullable(claims.get(kind))
                        .flatMap(inOneForm)
                        .filter(value::equals)
                        .isPresent();
    }

    String subject() {
        return claims.getOrDefault("sub", "-");
    }
}
