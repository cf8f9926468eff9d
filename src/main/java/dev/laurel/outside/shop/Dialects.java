package dev.laurel.outside.shop;

import java.util.List;
import java.util.Optional;

/** The kinds of shops that there are. */
public final class Dialects {
    private static final List<Dialect> ALL = List.of(new Shopify(), new WooCommerce());

    private Dialects() {}

    public static Optional<Dialect> of(String platform) {
        return ALL.stream().filter(d -> d.platform().equals(platform)).findFirst();
    }

    public static List<String> platforms() {
        return ALL.stream().map(Dialect::platform).toList();
    }
}
