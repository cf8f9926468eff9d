package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.PerkUsed;
import dev.laurel.domain.fact.Fact.PointsAdjusted;
import dev.laurel.domain.fact.Fact.PointsEarned;
import dev.laurel.domain.fact.Fact.PointsReturned;
import dev.laurel.domain.fact.Fact.RewardIssued;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.program.Program;
import dev.laurel.json.EntryJson;
import dev.laurel.json.Json;
import dev.laurel.store.Stored.StoredEntry;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Predicate;

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

    static ObjectNode purchase(StoredEntry stored, Program program) {
        PointsEarned earned = the(PointsEarned.class, stored.entry());
        ObjectNode json = Json.object();
        json.set("entry", receipt(stored));
        json.setAll(earned(earned, program));
        return after(json, stored.entry());
    }

    /** Points, how many of them wait, and why. */
    static ObjectNode earned(PointsEarned earned, Program program) {
        Earning earning = earned.earning();
        boolean waits = earning.available().isAfter(earned.at());
        ObjectNode json = Json.object().put("points", earned.points()).put("pending", waits ? earned.points() : 0);
        json.set("explanation", explanation(earning, program));
        return json;
    }

    private static ArrayNode explanation(Earning earning, Program program) {
        ArrayNode rows = Json.array(earning.applied(), a -> row(a, earning, program));
        long cut = earning.applied().stream().mapToLong(Applied::cut).sum();
        if (cut > 0) {
            rows.add(Json.object()
                    .put("rule", CAP)
                    .put("version", earning.version())
                    .put("points", -cut)
                    .put("why", Words.cap(cut, program))
                    .put("limitedBy", CAP));
        }
        return rows;
    }

    private static ObjectNode row(Applied applied, Earning earning, Program program) {
        ObjectNode row = Json.object()
                .put("rule", applied.rule())
                .put("version", applied.version())
                .put("points", applied.earned())
                .put("why", Words.why(applied, earning, program));
        if (applied.basis() != null)
            row.put("basis", Json.amount(applied.basis().total()));
        if (applied.factor() != null) row.put("factor", applied.factor().toPlainString());
        if (applied.limitedBy() != null) row.put("limitedBy", applied.limitedBy());
        return row;
    }

    /** An order as it lies in the books: its lines with what was charged for them. */
    static ObjectNode order(Earning earning) {
        Sale sale = earning.sale();
        ObjectNode json = Json.object()
                .put("orderId", sale.order().id())
                .put("source", sale.order().source())
                .put("revision", sale.revision())
                .put("occurredAt", earning.occurredAt().toString())
                .put("currency", sale.currency().getCode());
        json.set(
                "lines",
                Json.array(
                        sale.lines(),
                        l -> Json.object()
                                .put("line", l.line())
                                .put("sku", l.sku())
                                .put("quantity", l.quantity().toPlainString())
                                .put("net", Json.amount(l.net()))));
        return json;
    }

    static ObjectNode redemption(StoredEntry stored) {
        String id = keyed(stored.entry());
        Redemption redemption = the(
                        RewardIssued.class,
                        stored.entry(),
                        f -> f.redemption().id().equals(id))
                .redemption();
        ObjectNode json = Json.object();
        json.set("entry", receipt(stored));
        json.put("redemptionId", redemption.id()).put("points", redemption.points());
        if (redemption.reward() != null) json.put("reward", redemption.reward());
        if (redemption.value() != null) json.put("value", Json.amount(redemption.value()));
        if (redemption.voucher() != null) {
            ObjectNode voucher = json.putObject("voucher").put("code", redemption.voucher());
            if (redemption.until() != null)
                voucher.put("expires", redemption.until().toString());
        }
        return after(json, stored.entry());
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

    static ObjectNode history(StoredEntry stored, Program program) {
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
                .put("why", Words.why(entry, program));
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
        return entry.facts().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(which)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(entry.id() + " has no " + kind.getSimpleName()));
    }
}
