package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.value.Limits;
import dev.laurel.json.Json;
import dev.laurel.json.Malformed;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.Dialects;
import dev.laurel.store.Inbox;
import dev.laurel.store.Inbox.Kept;
import dev.laurel.store.Shops.Shop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Deliveries of which something could not be booked, or that ask for something that only the merchant can do: to be seen, taken again, discarded. */
@ApplicationScoped
class ShopInbox {
    static final String FULL = "inbox-full";

    private static final Logger LOG = Logger.getLogger(ShopInbox.class);
    private static final int PAGE = 25;

    private final Inbox inbox;
    private final ShopDeliveries deliveries;
    private final Waits waits;
    private final Clock clock;

    ShopInbox(Inbox inbox, ShopDeliveries deliveries, Waits waits, Clock clock) {
        this.inbox = inbox;
        this.deliveries = deliveries;
        this.waits = waits;
        this.clock = clock;
    }

    Map<String, Http.Handler> routes() {
        return Map.of(
                "GET /inbox", this::list,
                "GET /inbox/{delivery}", this::show,
                "POST /inbox/{delivery}/replay", this::replay,
                "DELETE /inbox/{delivery}", this::discard);
    }

    /**
     * @return the delivery's id in the inbox; nothing where the day has had its share
     * @throws Problem where it has, and the delivery asks for something: the shop is to deliver it again
     */
    Optional<String> keep(String program, Shop shop, String topic, byte[] body, ShopOutcome outcome) {
        String text = new String(body, UTF_8);
        String id = Ids.derived("d", shop.platform(), shop.domain(), topic, text);
        Kept kept = new Kept(id, shop, topic, clock.instant(), String.join("; ", outcome.toSee()), text);
        Backoff backoff = waits.backoff();
        do {
            switch (inbox.keep(program, kept)) {
                case NOW, BEFORE -> {
                    return Optional.of(id);
                }
                case FULL -> {
                    if (outcome.result() == ShopOutcome.Result.APPLIED)
                        throw new Problem(429, FULL, "the inbox is full for today; deliver this again later");
                    LOG.errorf("the inbox of %s is full for today: a delivery of %s is lost", program, shop.domain());
                    return Optional.empty();
                }
                case LOST_RACE -> {}
            }
        } while (backoff.again());
        throw Backoff.tooContended();
    }

    private Reply list(Call call) {
        int limit = call.wholeQuery("limit", 1, Limits.PAGE).orElse((long) PAGE).intValue();
        var page = inbox.list(
                call.program(), call.query("cursor").map(ShopInbox::known).orElse(null), limit);
        ObjectNode json = Json.object();
        json.set("deliveries", Json.array(page.deliveries(), ShopInbox::told));
        page.next().ifPresent(next -> json.put("next", next));
        return Reply.ok(json);
    }

    private static String known(String cursor) {
        if (!Ids.isDerived(cursor)) throw Problem.badRequest("cursor: the next of an earlier answer is expected");
        return cursor;
    }

    private Reply show(Call call) {
        Kept kept = kept(call);
        ObjectNode json = told(kept);
        if (kept.body() == null) return Reply.ok(json);
        try {
            json.set("body", Json.parse(kept.body().getBytes(UTF_8)));
        } catch (Malformed _) {
            json.put("body", kept.body());
        }
        return Reply.ok(json);
    }

    /** Takes a delivery as if it came now; where nothing is left to look at, it leaves the inbox. */
    private Reply replay(Call call) {
        Kept kept = kept(call);
        if (kept.body() == null) throw new Problem(409, "not-kept", "this delivery was too large to keep its body");
        Dialect dialect = Dialects.of(kept.shop().platform()).orElseThrow();
        byte[] body = kept.body().getBytes(UTF_8);
        ShopOutcome outcome = deliveries.take(call.program(), kept.shop(), dialect, kept.topic(), body, true);
        if (outcome.toSee().isEmpty()) inbox.remove(call.program(), kept.id());
        return Reply.ok(outcome.json(outcome.toSee().isEmpty() ? null : kept.id()));
    }

    private Reply discard(Call call) {
        Kept kept = kept(call);
        inbox.remove(call.program(), kept.id());
        return Reply.ok(told(kept));
    }

    private Kept kept(Call call) {
        return Optional.of(call.path("delivery"))
                .filter(Ids::isDerived)
                .flatMap(id -> inbox.find(call.program(), id))
                .orElseThrow(() -> Problem.unknown("delivery", "there is no such delivery in the inbox"));
    }

    private static ObjectNode told(Kept kept) {
        return Json.object()
                .put("id", kept.id())
                .put("platform", kept.shop().platform())
                .put("domain", kept.shop().domain())
                .put("topic", kept.topic())
                .put("receivedAt", kept.receivedAt().toString())
                .put("goesAt", kept.goesAt().toString())
                .put("why", kept.why());
    }
}
