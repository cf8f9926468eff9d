package dev.laurel.outside.shop;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request that a shop sent, as it came. */
public final class Delivery {
    private final Map<String, String> headers = new TreeMap<>();
    private final byte[] body;

    /**
     * @param headers in any letter case
     * @param body the very bytes that were signed
     */
    public Delivery(Map<String, String> headers, byte[] body) {
        headers.forEach((name, value) -> this.headers.put(name.toLowerCase(Locale.ROOT), value));
        this.body = body.clone();
    }

    /** A header that is not empty. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))).filter(value -> !value.isEmpty());
    }

    public byte[] body() {
        return body.clone();
    }
}
