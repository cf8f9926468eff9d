package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.earning.Remaining;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.NotRecouped;
import dev.laurel.domain.fact.Fact.OrderRefunded;
import dev.laurel.domain.fact.Fact.OrderRevised;
import dev.laurel.domain.fact.Fact.PerkUsed;
import dev.laurel.domain.fact.Fact.PointsAdjusted;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Fact.PointsReversed;
import dev.laurel.domain.fact.Fact.RewardIssued;
import dev.laurel.domain.fact.Fact.RewardLapsed;
import dev.laurel.domain.fact.Fact.RewardWithdrawn;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.value.Exact;
import dev.laurel.json.EntryJson;
import dev.laurel.json.Json;
import dev.laurel.store.Stored.StoredEntry;
import dev.laurel.store.Stored.StoredOrder;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What clients are told, out of the entry alone: so that the first answer can be given again for ever (law 4). */
final class Answers {
    private static final String CAP = "balanceCap";

    private Answers() {}

    /** The member's receipt. */
    static ObjectNode receipt(StoredEntry stored) {
        return Json.object()
                .put("id", stored.entry().id())
                .put("seq", stored.entry().seq())
                .put("hash", HexFormat.of().formatHex(stored.hash()));
    }

    /** What an order came to, when it first came or was changed. */
    static ObjectNode purchase(StoredEntry stored, Words words) {
        ObjectNode json = Json.object();
        json.set("entry", receipt(stored));
        Optional<OrderRevised> revised = find(OrderRevised.class, stored.entry(), _ -> true);
        if (revised.isPresent()) {
            json.setAll(earned(revised.get().earning(), stored.entry().recordedAt(), words));
            json.put("difference", revised.get().difference());
        } else {
            json.setAll(earned(stored.entry().earned().orElseThrow(), words));
        }
        ArrayNode issued = issued(stored.entry());
        if (!issued.isEmpty()) json.set("issued", issued);
        return after(json, stored.entry());
    }

    /** What an order comes to by its latest revision, and the order itself. */
    static ObjectNode explained(StoredOrder known, Words words) {
        ObjectNode json = Json.object();
        json.set("entry", receipt(known.entry()));
        json.setAll(earned(known.order().earning(), known.order().recordedAt(), words));
        after(json, known.entry().entry());
        json.set("order", order(known.order()));
        return json;
    }

    static ObjectNode earned(PointsEarned earned, Words words) {
        return earned(earned.earning(), earned.at(), words);
    }

    /** Points, how many of them wait, and why. */
    private static ObjectNode earned(Earning earning, Instant at, Words words) {
        boolean waits = earning.waitsAt(at);
        ObjectNode json = Json.object().put("points", earning.points()).put("pending", waits ? earning.points() : 0);
        json.set("explanation", explanation(earning, words));
        return json;
    }

    private static ArrayNode explanation(Earning earning, Words words) {
        ArrayNode rows = Json.array(earning.applied(), a -> row(a, earning, words));
        long cut = earning.applied().stream().mapToLong(Applied::cut).sum();
        if (cut > 0) {
            rows.add(Json.object()
                    .put("rule", CAP)
                    .put("version", earning.version())
                    .put("points", -cut)
                    .put("why", words.cap(cut))
                    .put("limitedBy", CAP));
        }
        return rows;
    }

    private static ObjectNode row(Applied applied, Earning earning, Words words) {
        ObjectNode row = Json.object()
                .put("rule", applied.rule())
                .put("version", applied.version())
                .put("points", applied.earned())
                .put("why", words.why(applied, earning));
        if (applied.basis() != null)
            row.put("basis", Json.amount(applied.basis().total()));
        if (applied.factor() != null) row.put("factor", applied.factor().toPlainString());
        if (applied.limitedBy() != null) row.put("limitedBy", applied.limitedBy());
        return row;
    }

    /** An order as it lies in the books: its lines with what was charged for them, and what has been given back. */
    private static ObjectNode order(Order order) {
        Sale sale = order.sale();
        Remaining left = Remaining.of(order.earning(), order.refunded());
        ObjectNode json = Json.object()
                .put("orderId", sale.order().id())
                .put("source", sale.order().source())
                .put("revision", sale.revision())
                .put("occurredAt", order.earning().occurredAt().toString())
                .put("currency", sale.currency().getCode())
                .put("total", Json.amount(sale.total()))
                .put("refunded", Json.amount(Exact.money(sale.currency(), left.givenBack(), RoundingMode.HALF_UP)))
                .put("pointsLeft", left.points());
        json.set(
                "lines",
                Json.array(
                        sale.lines(),
                        l -> Json.object()
                                .put("line", l.line())
                                .put("sku", l.sku())
                                .put("quantity", l.quantity().toPlainString())
                                .put("net", Json.amount(l.net()))
                                .put(
                                        "returned",
                                        order.refunded().line(l.line()).all().toPlainString())));
        return json;
    }

    static ObjectNode refund(StoredEntry stored) {
        List<Fact> facts = stored.entry().facts();
        OrderRefunded refunded = the(OrderRefunded.class, stored.entry());
        List<Fact> own = facts.subList(facts.indexOf(refunded), facts.size());
        ObjectNode json = undone(stored, own);
        json.put("value", Json.amount(refunded.value())).put("cash", Json.amount(refunded.cash()));
        if (!refunded.unnamedPoints().isZero()) {
            json.put("unnamedPoints", Json.amount(refunded.unnamedPoints()));
        }
        return after(json, stored.entry());
    }

    /** @param entry the one that was undone */
    static ObjectNode reversal(StoredEntry stored, String entry) {
        List<Fact> facts = stored.entry().facts();
        int first = 0;
        while (!(facts.get(first) instanceof RewardWithdrawn) && !entry.equals(undone(facts.get(first)))) first++;
        List<Fact> own = facts.subList(first, facts.size());
        return after(undone(stored, own), stored.entry());
    }

    /** The entry that a fact undoes. */
    private static @Nullable String undone(Fact fact) {
        return switch (fact) {
            case PointsReversed f -> f.entry();
            case NotRecouped f -> f.entry();
            case PointsAdjusted f -> f.corrects();
            default -> null;
        };
    }

    /** What was taken and given back by an entry's own facts, settling apart. */
    private static ObjectNode undone(StoredEntry stored, List<Fact> own) {
        long taken = -sum(PointsReversed.class, own, Fact::points);
        long returned = sum(PointsReturned.class, own, Fact::points) + sum(PointsAdjusted.class, own, Fact::points);
        ObjectNode json = Json.object();
        json.set("entry", receipt(stored));
        json.put("taken", taken)
                .put("returned", returned)
                .put("notRecouped", sum(NotRecouped.class, own, NotRecouped::missing))
                .put("points", returned - taken);
        long expired = sum(PointsReversed.class, own, PointsReversed::alreadyExpired);
        if (expired > 0) json.put("alreadyExpired", expired);
        long lost = sum(PointsReturned.class, own, PointsReturned::lost);
        return lost > 0 ? json.put("lost", lost) : json;
    }

    private static <F extends Fact> long sum(Class<F> kind, List<Fact> facts, ToLongFunction<F> what) {
        return facts.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .mapToLong(what)
                .sum();
    }

    static ObjectNode redemption(StoredEntry stored) {
        String id = keyed(stored.entry());
        return redemption(
                stored,
                the(RewardIssued.class, stored.entry(), f -> f.redemption().id().equals(id))
                        .redemption());
    }

    /** The redemption that came out of an exchange. */
    static ObjectNode exchange(StoredEntry stored) {
        String id = keyed(stored.entry());
        return redemption(
                stored,
                the(
                                RewardIssued.class,
                                stored.entry(),
                                f -> id.equals(f.redemption().replaces()))
                        .redemption());
    }

    private static ObjectNode redemption(StoredEntry stored, Redemption redemption) {
        ObjectNode json = Json.object();
        json.set("entry", receipt(stored));
        return after(json.setAll(redemption(redemption)), stored.entry());
    }

    /** What a redemption is of, and the voucher that is shown for it. */
    static ObjectNode redemption(Redemption redemption) {
        ObjectNode json = Json.object().put("redemptionId", redemption.id()).put("points", redemption.points());
        if (redemption.reward() != null) json.put("reward", redemption.reward());
        if (redemption.value() != null) json.put("value", Json.amount(redemption.value()));
        if (redemption.voucher() != null) {
            ObjectNode voucher = json.putObject("voucher").put("code", redemption.voucher());
            if (redemption.until() != null)
                voucher.put("expires", redemption.until().toString());
        }
        return json;
    }

    /** Rewards that came by themselves with an entry, and were there after it. */
    private static ArrayNode issued(Entry entry) {
        Map<String, Redemption> issued = new LinkedHashMap<>();
        for (Fact fact : entry.facts()) {
            switch (fact) {
                case RewardIssued f -> issued.put(f.redemption().id(), f.redemption());
                case RewardWithdrawn f -> issued.remove(f.redemption());
                case RewardLapsed f -> issued.remove(f.redemption());
                default -> {}
            }
        }
        return Json.array(issued.values(), Answers::redemption);
    }

    static ObjectNode cancellation(StoredEntry stored) {
        String id = keyed(stored.entry());
        PointsReturned returned =
                the(PointsReturned.class, stored.entry(), f -> f.redemption().equals(id));
        ObjectNode json = Json.object();
        json.set("entry", receipt(stored));
        json.put("points", returned.points());
        if (returned.lost() > 0) json.put("lost", returned.lost());
        return after(json, stored.entry());
    }

    static ObjectNode perk(StoredEntry stored) {
        ObjectNode json = receiptAndBalance(stored);
        Long left = the(PerkUsed.class, stored.entry()).left();
        return left == null ? json : json.put("left", left);
    }

    static ObjectNode adjustment(StoredEntry stored) {
        ObjectNode json = receiptAndBalance(stored);
        return json.put("points", the(PointsAdjusted.class, stored.entry()).points());
    }

    /** The receipt and what the member has after it. */
    static ObjectNode receiptAndBalance(StoredEntry stored) {
        ObjectNode json = Json.object();
        json.set("entry", receipt(stored));
        return after(json, stored.entry());
    }

    private static ObjectNode after(ObjectNode json, Entry entry) {
        json.put("balance", entry.after().net());
        if (entry.tier() != null) json.put("tier", entry.tier());
        return json;
    }

    static ObjectNode history(StoredEntry stored, Words words) {
        Entry entry = stored.entry();
        ObjectNode json = Json.object()
                .put("seq", entry.seq())
                .put("id", entry.id())
                .put("at", entry.at().toString())
                .put("recordedAt", entry.recordedAt().toString())
                .put("kind", entry.id().replaceFirst("/.*", ""))
                .put("points", entry.points())
                .put("spendable", entry.after().spendable())
                .put("pending", entry.after().pending())
                .put("why", words.why(entry));
        if (entry.after().deficit() > 0) json.put("deficit", entry.after().deficit());
        json.set("facts", EntryJson.write(entry).get("facts"));
        return json.put("hash", HexFormat.of().formatHex(stored.hash()));
    }

    /** An entry's stored bytes and its place in the chain. */
    static ObjectNode statement(StoredEntry stored) {
        return Json.object()
                .put("seq", stored.entry().seq())
                .put("previous", HexFormat.of().formatHex(stored.previous()))
                .put("hash", HexFormat.of().formatHex(stored.hash()))
                .put("body", Base64.getEncoder().encodeToString(stored.body()));
    }

    /** The redemption that an entry is about: what stands behind the kind in its id. */
    private static String keyed(Entry entry) {
        return entry.id().substring(entry.id().indexOf('/') + 1);
    }

    /** An entry's fact of a kind of which it has one. */
    static <F extends Fact> F the(Class<F> kind, Entry entry) {
        return the(kind, entry, _ -> true);
    }

    private static <F extends Fact> F the(Class<F> kind, Entry entry, Predicate<F> which) {
        return find(kind, entry, which)
                .orElseThrow(() -> new IllegalStateException(entry.id() + " has no " + kind.getSimpleName()));
    }

    private static <F extends Fact> Optional<F> find(Class<F> kind, Entry entry, Predicate<F> which) {
        for (Fact fact : entry.facts()) {
            if (kind.isInstance(fact) && which.test(kind.cast(fact))) return Optional.of(kind.cast(fact));
        }
        return Optional.empty();
    }
}
