package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.Dialects;
import dev.laurel.store.Shops;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Locale;
import java.util.regex.Pattern;

/** A merchant's shop comes to a program, or changes its secret; and the list of them. */
@ApplicationScoped
class ShopSetup {
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{4,120}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,63}");
    private static final Pattern SECRET = Pattern.compile("[!-~]{8,200}");

    private final Flow flow;
    private final Shops shops;
    private final ShopSecrets secrets;
    private final Clock clock;

    ShopSetup(Flow flow, Shops shops, ShopSecrets secrets, Clock clock) {
        this.flow = flow;
        this.shops = shops;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** The shop's domain is the request's key: the same again is the same, another secret replaces the one before. */
    Reply setUp(Call call) {
        flow.programs(call.program());
        Fields body = call.fields();
        String platform = body.text("platform");
        Dialect dialect = Dialects.of(platform)
                .orElseThrow(() -> body.fault("platform", "one of " + Dialects.platforms() + " is expected"));
        String domain = body.text("domain").toLowerCase(Locale.ROOT);
        if (!DOMAIN.matcher(domain).matches()) throw body.fault("domain", "a domain like shop.example is expected");
        String secret = body.text("secret");
        if (!SECRET.matcher(secret).matches())
            throw body.fault("secret", "8 to 200 visible ASCII characters are expected");
        body.end();
        Shops.Shop shop = new Shops.Shop(platform, domain);
        boolean elsewhere = shops.registered(call.program()).stream()
                .map(Shops.Registered::shop)
                .anyMatch(other -> other.domain().equals(domain) && !other.equals(shop));
        if (elsewhere) throw body.fault("domain", "this domain is a shop of another platform already");
        secrets.use(call.program(), shop, secret);
        shops.add(call.program(), shop, clock.instant());
        return Reply.created(Json.object()
                .put("webhookUrl", call.origin() + "/v1/shops/" + call.program() + "/" + platform)
                .set("topics", Json.array(dialect.topics(), Json::text)));
    }

    /** The program's shops, and what they told of that never earns. */
    Reply list(Call call) {
        flow.programs(call.program());
        return Reply.ok(Json.object().set("shops", Json.array(shops.registered(call.program()), ShopSetup::told)));
    }

    private static ObjectNode told(Shops.Registered registered) {
        ObjectNode json = Json.object()
                .put("platform", registered.shop().platform())
                .put("domain", registered.shop().domain())
                .put("since", registered.since().toString())
                .put("ordersWithoutContact", registered.withoutContact());
        return registered.leftAt() == null
                ? json
                : json.put("leftAt", registered.leftAt().toString());
    }
}
