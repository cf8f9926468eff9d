package dev.laurel.json;

import static dev.laurel.json.FactJson.count;
import static dev.laurel.json.FactJson.text;
import static dev.laurel.json.FactJson.withoutNulls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.fact.Fact.OrderRefunded;
import dev.laurel.domain.fact.Fact.OrderRevised;
import dev.laurel.domain.fact.Fact.PointsReversed;
import dev.laurel.domain.fact.Refunded;
import dev.laurel.domain.fact.Used;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.OrderKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** Refunds as clients send them, and what the books keep of them. */
public final class RefundJson {
    private RefundJson() {}

    /**
     * A refund as a client sends it.
     *
     * @param orders the order's currency, which it is in where it does not say
     * @throws Malformed with the place of the first fault
     */
    public static Refund read(Fields json, CurrencyUnit orders) {
        CurrencyUnit currency = json.has("currency") ? json.currency("currency") : orders;
        List<Refund.Line> lines = json.objects("lines", Limits.LINES, l -> line(l, currency));
        if (json.has("lines") && lines.isEmpty()) throw json.fault("lines", "at least one line is required");
        if (json.has("amount") && !lines.isEmpty()) {
            throw json.fault("amount", "either lines or an amount is refunded, not both");
        }
        var amount = json.optionalMoney("amount", currency);
        if (amount.filter(Money::isZero).isPresent()) throw json.fault("amount", "more than zero is expected");
        return new Refund(
                json.id("refundId"),
                json.optionalInstant("occurredAt").orElse(null),
                currency,
                amount.orElse(null),
                json.optionalObject("of").map(of -> extras(of, currency)).orElse(null),
                lines);
    }

    /** A refund as {@link #read} reads it. */
    public static ObjectNode write(Refund refund) {
        ObjectNode json = Json.object()
                .put("refundId", refund.id())
                .put("occurredAt", text(refund.occurredAt()))
                .put("currency", refund.currency().getCode());
        if (refund.amount() != null) json.put("amount", Json.amount(refund.amount()));
        if (refund.of() != null) {
            ObjectNode of = json.putObject("of");
            EarningJson.amount(of, "tax", refund.of().tax());
            EarningJson.amount(of, "shipping", refund.of().shipping());
            EarningJson.amount(of, "tip", refund.of().tip());
        }
        if (!refund.lines().isEmpty()) json.set("lines", Json.array(refund.lines(), RefundJson::line));
        return withoutNulls(json);
    }

    private static ObjectNode line(Refund.Line line) {
        ObjectNode json = Json.object()
                .put("line", line.line())
                .put("sku", line.sku())
                .put("quantity", line.quantity().toPlainString());
        if (line.amount() != null) json.put("amount", Json.amount(line.amount()));
        return withoutNulls(json);
    }

    private static Refund.Line line(Fields json, CurrencyUnit currency) {
        var line = new Refund.Line(
                json.optionalId("line").orElse(null),
                json.optionalText("sku").orElse(null),
                json.optionalQuantity("quantity").orElseThrow(() -> json.fault("quantity", "this field is required")),
                json.optionalMoney("amount", currency).orElse(null));
        if (line.line() == null && line.sku() == null) throw json.fault("line", "a line or a sku is required");
        json.end();
        return line;
    }

    private static Refund.Extras extras(Fields json, CurrencyUnit currency) {
        var of = new Refund.Extras(
                json.moneyOrZero("tax", currency),
                json.moneyOrZero("shipping", currency),
                json.moneyOrZero("tip", currency));
        json.end();
        return of;
    }

    static ObjectNode write(OrderRefunded f) {
        ObjectNode json = Json.object()
                .put("source", f.order().source())
                .put("orderId", f.order().id())
                .put("refundId", f.refund())
                .put("currency", f.value().getCurrencyUnit().getCode())
                .put("value", Json.amount(f.value()))
                .put("cash", Json.amount(f.cash()));
        EarningJson.amount(json, "unnamedPoints", f.unnamedPoints());
        json.set("soFar", soFar(f.soFar()));
        return json;
    }

    static OrderRefunded orderRefunded(Fields json, Instant at, LocalDate day) {
        CurrencyUnit currency = FactJson.currency(json);
        return new OrderRefunded(
                at,
                day,
                new OrderKey(json.id("source"), json.id("orderId")),
                json.id("refundId"),
                json.optionalSignedMoney("value", currency).orElseThrow(),
                json.optionalSignedMoney("cash", currency).orElseThrow(),
                json.moneyOrZero("unnamedPoints", currency),
                soFar(json.object("soFar"), currency));
    }

    /** What of an order was given back; what is nothing is left out. */
    public static ObjectNode soFar(Refunded refunded) {
        ObjectNode json = Json.object();
        if (!refunded.lines().isEmpty()) {
            ObjectNode lines = json.putObject("lines");
            refunded.lines().forEach((line, of) -> {
                ObjectNode one = lines.putObject(line);
                if (of.quantity().signum() != 0)
                    one.put("quantity", of.quantity().toPlainString());
                if (of.priced().signum() != 0) one.put("priced", of.priced().toPlainString());
                EarningJson.amount(one, "amount", of.amount());
            });
        }
        EarningJson.amount(json, "goods", refunded.goods());
        EarningJson.amount(json, "tax", refunded.tax());
        EarningJson.amount(json, "shipping", refunded.shipping());
        EarningJson.amount(json, "tip", refunded.tip());
        if (!refunded.points().isEmpty()) {
            ObjectNode points = json.putObject("points");
            refunded.points().forEach(points::put);
        }
        return json;
    }

    public static Refunded soFar(Fields json, CurrencyUnit currency) {
        return new Refunded(
                new TreeMap<>(json.map("lines", (lines, line) -> ofLine(lines.object(line), currency))),
                json.moneyOrZero("goods", currency),
                json.moneyOrZero("tax", currency),
                json.moneyOrZero("shipping", currency),
                json.moneyOrZero("tip", currency),
                new TreeMap<>(json.map("points", FactJson::count)));
    }

    private static Refunded.OfLine ofLine(Fields json, CurrencyUnit currency) {
        return new Refunded.OfLine(
                json.optionalDecimal("quantity").orElse(BigDecimal.ZERO),
                json.optionalDecimal("priced").orElse(BigDecimal.ZERO),
                json.moneyOrZero("amount", currency));
    }

    static ObjectNode write(PointsReversed f) {
        ObjectNode json = Json.object()
                .put("entry", f.entry())
                .put("due", f.due())
                .put("alreadyExpired", f.alreadyExpired() == 0 ? null : f.alreadyExpired())
                .put("since", f.since().toString())
                .put("expires", text(f.expires()))
                .put("day", f.day().toString())
                .put("credits", f.credits() == 0 ? null : f.credits());
        json.set("slices", FactJson.slices(f.slices()));
        if (!f.used().isEmpty()) json.set("used", used(f.used()));
        return withoutNulls(json);
    }

    static PointsReversed pointsReversed(Fields json, Instant at, LocalDate day) {
        return new PointsReversed(
                at,
                day,
                count(json, "points"),
                json.id("entry"),
                count(json, "due"),
                FactJson.orZero(json, "alreadyExpired"),
                json.instant("since"),
                json.optionalInstant("expires").orElse(null),
                FactJson.slices(json),
                json.date("day"),
                FactJson.orZero(json, "credits"),
                used(json, "used"));
    }

    private static ArrayNode used(List<Used> used) {
        return Json.array(used, u -> Json.object().put("limit", u.limit()).setAll(EarningJson.counted(u.counted())));
    }

    private static List<Used> used(Fields json, String name) {
        return json.objects(name, u -> new Used(u.id("limit"), EarningJson.counted(u)));
    }

    static ObjectNode write(OrderRevised f) {
        ObjectNode json = Json.object()
                .put("entry", f.entry())
                .put("difference", f.difference())
                .put("credits", f.credits() == 0 ? null : f.credits());
        if (!f.freed().isEmpty()) json.set("freed", used(f.freed()));
        if (!f.used().isEmpty()) json.set("used", used(f.used()));
        json.set("earning", EarningJson.write(f.earning()));
        return withoutNulls(json);
    }

    static OrderRevised orderRevised(Fields json, Instant at, LocalDate day) {
        return new OrderRevised(
                at,
                day,
                count(json, "points"),
                json.id("entry"),
                count(json, "difference"),
                FactJson.orZero(json, "credits"),
                used(json, "freed"),
                used(json, "used"),
                EarningJson.read(json.object("earning")));
    }
}
