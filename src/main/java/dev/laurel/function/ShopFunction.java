package dev.laurel.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.laurel.json.Malformed;
import dev.laurel.outside.shop.Delivery;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.Dialects;
import dev.laurel.outside.shop.ShopNews;
import dev.laurel.store.Shops;
import io.quarkus.funqy.Funq;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * What shops deliver. Whoever knows the shop's secret is believed, and nobody else. What was delivered is answered 200 also where
 * nothing comes of it, since a shop that is refused delivers again and in the end no more.
 */
public class ShopFunction {
    private static final Logger LOG = Logger.getLogger(ShopFunction.class);
    private static final int BODY_MOST = 4 * 1024 * 1024;

    /** A merchant's old orders are told whenever anybody touches them: that they come too late is nothing to look at. */
    private static final List<String> OUT_OF_TIME = List.of("too-long-ago", "before-the-program");

    private final Http http;
    private final Shops shops;
    private final ShopSecrets secrets;
    private final ShopOrders orders;

    ShopFunction(Http http, Shops shops, ShopSecrets secrets, ShopOrders orders) {
        this.http = http;
        this.shops = shops;
        this.secrets = secrets;
        this.orders = orders;
    }

    @Funq
    public APIGatewayV2HTTPResponse shop(APIGatewayV2HTTPEvent event) {
        return http.answer(event, () -> delivered(event));
    }

    private Reply delivered(APIGatewayV2HTTPEvent event) {
        String path = event.getRouteKey();
        Dialect dialect = Dialects.of(path.substring(path.lastIndexOf('/') + 1)).orElseThrow();
        Delivery delivery =
                new Delivery(Objects.requireNonNullElse(event.getHeaders(), Map.of()), Call.rawBody(event, BODY_MOST));
        if (dialect.isPing(delivery))
            return Reply.ok(ShopOutcome.ignored("this is a ping").json());
        String program = Http.program(event);
        Shops.Shop shop = dialect.shop(delivery)
                .map(domain -> new Shops.Shop(dialect.platform(), domain.toLowerCase(Locale.ROOT)))
                .filter(known -> shops.has(program, known))
                .filter(known -> secrets.isGenuine(dialect, delivery, program, known))
                .orElseThrow(() -> new Problem(401, "bad-signature", "this is not signed by a shop of this program"));
        ShopOutcome outcome = outcome(program, shop, dialect, delivery);
        outcome.refused().forEach(why -> LOG.warnf("of a delivery of %s was passed over: %s", shop.domain(), why));
        return Reply.ok(outcome.json());
    }

    private ShopOutcome outcome(String program, Shops.Shop shop, Dialect dialect, Delivery delivery) {
        try {
            return switch (dialect.read(shop.domain(), delivery)) {
                case ShopNews.OrderTold order -> orders.order(program, shop, order);
                case ShopNews.RefundTold refund -> orders.refund(program, shop, refund);
                case ShopNews.Nothing(String why) -> ShopOutcome.ignored(why);
            };
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
}
