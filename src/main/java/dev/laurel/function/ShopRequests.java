package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.laurel.store.Commit;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Shops.Shop;

/** What shops ask of the books, as the books name it. */
final class ShopRequests {
    private ShopRequests() {}

    /** @param content what makes two requests under a key the same */
    static Commit.Request of(RequestKey key, Shop shop, String content) {
        String input = Call.hash(content.getBytes(UTF_8));
        return new Commit.Request(key, input, "shop:" + shop.domain(), shop.platform(), null, null);
    }
}
