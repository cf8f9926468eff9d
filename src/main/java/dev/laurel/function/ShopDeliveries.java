package dev.laurel.function;

import dev.laurel.json.Malformed;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.ShopNews;
import dev.laurel.store.Shops.Shop;
import jakarta.enterprise.context.ApplicationScoped;

/** Takes what a genuine delivery says to whom it concerns. */
@ApplicationScoped
class ShopDeliveries {
    private final ShopOrders orders;
    private final ShopCustomers customers;
    private final ShopPrivacy privacy;

    ShopDeliveries(ShopOrders orders, ShopCustomers customers, ShopPrivacy privacy) {
        this.orders = orders;
        this.customers = customers;
        this.privacy = privacy;
    }

    /**
     * @param anyAge whether orders may be older than the program accepts: a merchant may say so
     * @throws Problem only where the same delivery may go better later
     */
    ShopOutcome take(String program, Shop shop, Dialect dialect, String topic, byte[] body, boolean anyAge) {
        try {
            return take(program, shop, dialect.read(shop.domain(), topic, body), anyAge);
        } catch (Malformed senseless) {
            return ShopOutcome.refused(Problem.malformed(senseless));
        } catch (Problem refused) {
            if (refused.isForNow()) throw refused;
            return ShopOutcome.refused(refused);
        }
    }

    private ShopOutcome take(String program, Shop shop, ShopNews news, boolean anyAge) {
        return switch (news) {
            case ShopNews.OrderTold order -> orders.order(program, shop, order, anyAge);
            case ShopNews.RefundTold refund -> orders.refund(program, shop, refund);
            case ShopNews.CustomerTold told -> customers.told(program, shop, told);
            case ShopNews.DataRequested(ShopNews.Customer customer) -> privacy.dataRequested(program, shop, customer);
            case ShopNews.CustomerRedacted(ShopNews.Customer customer) ->
                privacy.customerRedacted(program, shop, customer);
            case ShopNews.ShopLeft() -> privacy.shopLeft(program, shop);
            case ShopNews.ShopRedacted() -> privacy.shopRedacted(program, shop);
            case ShopNews.Nothing(String why) -> ShopOutcome.ignored(why);
        };
    }
}
