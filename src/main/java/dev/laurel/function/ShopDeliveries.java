package dev.laurel.function;

import dev.laurel.json.Malformed;
import dev.laurel.outside.shop.Delivery;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.ShopNews;
import dev.laurel.store.Shops.Shop;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Takes what a genuine delivery says to whom it concerns. */
@ApplicationScoped
class ShopDeliveries {
    /** A merchant's old orders are told whenever anybody touches them: that they come too late is nothing to look at. */
    private static final List<String> OUT_OF_TIME = List.of("too-long-ago", "before-the-program");

    private final ShopOrders orders;
    private final ShopCustomers customers;
    private final ShopPrivacy privacy;

    ShopDeliveries(ShopOrders orders, ShopCustomers customers, ShopPrivacy privacy) {
        this.orders = orders;
        this.customers = customers;
        this.privacy = privacy;
    }

    /** @throws Problem only where the same delivery may go better later */
    ShopOutcome take(String program, Shop shop, Dialect dialect, Delivery delivery) {
        try {
            return take(program, shop, dialect.read(shop.domain(), delivery));
        } catch (Malformed senseless) {
            return ShopOutcome.refused(senseless.pointer() + ": " + senseless.why());
        } catch (Problem refused) {
            if (refused.isForNow()) throw refused;
            String why = String.valueOf(refused.getMessage());
            return OUT_OF_TIME.stream().anyMatch(refused::isOfType)
                    ? ShopOutcome.ignored(why)
                    : ShopOutcome.refused(why);
        }
    }

    private ShopOutcome take(String program, Shop shop, ShopNews news) {
        return switch (news) {
            case ShopNews.OrderTold order -> orders.order(program, shop, order);
            case ShopNews.RefundTold refund -> orders.refund(program, shop, refund);
            case ShopNews.CustomerTold told -> customers.told(program, shop, told);
            case ShopNews.CustomerDeleted(String id) -> customers.deleted(program, shop, id);
            case ShopNews.DataRequested(ShopNews.Customer customer) -> privacy.dataRequested(program, shop, customer);
            case ShopNews.CustomerRedacted(ShopNews.Customer customer) ->
                privacy.customerRedacted(program, shop, customer);
            case ShopNews.ShopLeft() -> privacy.shopLeft(program, shop);
            case ShopNews.ShopRedacted() -> privacy.shopRedacted(program, shop);
            case ShopNews.Nothing(String why) -> ShopOutcome.ignored(why);
        };
    }
}
