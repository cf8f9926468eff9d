package dev.laurel.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.laurel.outside.shop.Delivery;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.Dialects;
import dev.laurel.store.Shops;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What shops deliver, and the merchant's inbox of it. Whoever knows the shop's secret is believed, and nobody else. What was delivered is
 * answered 200 also where nothing comes of it, since a shop that is refused delivers again and in the end no more.
 */
@Singleton
public class ShopFunction {
    private static final int BODY_MOST = 4 * 1024 * 1024;

    private final Http http;
    private final Shops shops;
    private final ShopSecrets secrets;
    private final ShopDeliveries deliveries;
    private final ShopInbox inbox;

    ShopFunction(Http http, Shops shops, ShopSecrets secrets, ShopDeliveries deliveries, ShopInbox inbox) {
        this.http = http;
        this.shops = shops;
        this.secrets = secrets;
        this.deliveries = deliveries;
        this.inbox = inbox;
    }

    @Funq
    public APIGatewayV2HTTPResponse shop(APIGatewayV2HTTPEvent event) {
        return Functions.isSigned(event.getRouteKey())
                ? http.answer(event, () -> delivered(event))
                : http.answer(event, inbox.routes());
    }

    private Reply delivered(APIGatewayV2HTTPEvent event) {
        String path = event.getRouteKey();
        Dialect dialect = Dialects.of(path.substring(path.lastIndexOf('/') + 1)).orElseThrow();
        Delivery delivery =
                new Delivery(Objects.requireNonNullElse(event.getHeaders(), Map.of()), Call.rawBody(event, BODY_MOST));
        if (dialect.isPing(delivery))
            return Reply.ok(ShopOutcome.ignored("this is a ping").json(null));
        String program = Http.program(event);
        Shops.Shop shop = dialect.shop(delivery)
                .map(domain -> new Shops.Shop(dialect.platform(), domain.toLowerCase(Locale.ROOT)))
                .filter(known -> shops.has(program, known))
                .filter(known -> secrets.isGenuine(dialect, delivery, program, known))
                .orElseThrow(() -> new Problem(401, "bad-signature", "this is not signed by a shop of this program"));
        String topic = dialect.topic(delivery);
        ShopOutcome outcome = deliveries.take(program, shop, dialect, topic, delivery.body(), false);
        if (outcome.toSee().isEmpty()) return Reply.ok(outcome.json(null));
        return inbox.keep(program, shop, topic, delivery.body(), outcome)
                .map(kept -> Reply.ok(outcome.json(kept)))
                .orElseGet(() -> new Reply(200, outcome.json(null), ShopInbox.FULL));
    }
}
