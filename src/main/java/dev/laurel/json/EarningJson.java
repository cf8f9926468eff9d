package dev.laurel.json;

import static dev.laurel.json.FactJson.count;
import static dev.laurel.json.FactJson.slices;
import static dev.laurel.json.FactJson.text;
import static dev.laurel.json.FactJson.withoutNulls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Applied.Counted;
import dev.laurel.domain.fact.Applied.Extras;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.domain.value.Window;
import java.util.List;
import java.util.Objects;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** An order's place in the books, in JSON. What is nothing is left out; a rule's basis lists the lines that counted,
 * or says {@code nets} where that is what each was charged for. */
final class EarningJson {
    /** A basis that is what each line was charged for, which it mostly is. */
    private static final String NETS = "nets";

    private EarningJson() {}

    static ObjectNode write(Earning e) {
        ObjectNode json = Json.object()
                .put("source", e.order().source())
                .put("orderId", e.order().id())
                .put("revision", e.revision())
                .put("occurredAt", e.occurredAt().toString())
                .put("day", e.day().toString())
                .put("version", e.version())
                .put("currency", e.currency().getCode())
                .put("programCurrency", programCurrency(e))
                .put("rate", e.rate() == null ? null : e.rate().toPlainString())
                .put("tier", e.tier())
                .put("capRoom", e.capRoom())
                .put("available", e.available().toString())
                .put("expires", text(e.expires()))
                .put("credits", e.credits());
        amount(json, "tax", e.tax());
        amount(json, "shipping", e.shipping());
        amount(json, "tip", e.tip());
        if (e.taxIncluded()) json.put("taxIncluded", true);
        json.set(
                "lines",
                Json.array(
                        e.lines(),
                        l -> Json.object()
                                .put("line", l.line())
                                .put("sku", l.sku())
                                .put("quantity", l.quantity().toPlainString())
                                .put("net", Json.amount(l.net()))));
        json.set("applied", Json.array(e.applied(), a -> applied(a, e.lines())));
        if (!e.tenders().isEmpty()) json.set("tenders", Json.array(e.tenders(), EarningJson::paid));
        return withoutNulls(json);
    }

    /** The program's currency where the order's is another one: the currency of each basis. */
    private static @Nullable String programCurrency(Earning e) {
        return e.rate() == null
                ? null
                : e.applied().stream()
                        .filter(a -> a.per() != null)
                        .map(a -> Objects.requireNonNull(a.per())
                                .getCurrencyUnit()
                                .getCode())
                        .findFirst()
                        .orElse(null);
    }

    private static JsonNode paid(Earning.Paid paid) {
        ObjectNode json = Json.object()
                .put("kind", paid.kind())
                .put("amount", Json.amount(paid.amount()))
                .put("redemption", paid.redemption());
        if (!paid.slices().isEmpty()) json.set("slices", slices(paid.slices()));
        return withoutNulls(json);
    }

    private static void amount(ObjectNode json, String name, Money money) {
        if (!money.isZero()) json.put(name, Json.amount(money));
    }

    private static ObjectNode applied(Applied a, List<Earning.SoldLine> lines) {
        ObjectNode json = Json.object()
                .put("rule", a.rule())
                .put("points", a.points())
                .put("bookedAs", a.bookedAs())
                .put("perUnit", a.perUnit())
                .put("per", a.per() == null ? null : Json.amount(a.per()))
                .put("factor", a.factor() == null ? null : a.factor().toPlainString())
                .put("limitedBy", a.limitedBy());
        if (a.cut() != 0) json.put("cut", a.cut());
        if (!a.basis().isEmpty()) {
            if (a.basis().equals(lines.stream().map(Earning.SoldLine::net).toList())) {
                json.put("basis", NETS);
            } else {
                ObjectNode basis = json.putObject("basis");
                for (int i = 0; i < lines.size(); i++)
                    amount(basis, lines.get(i).line(), a.basis().get(i));
            }
        }
        if (a.extras() != null && !a.extras().total().isZero()) {
            ObjectNode extras = json.putObject("extras");
            amount(extras, "tax", a.extras().tax());
            amount(extras, "shipping", a.extras().shipping());
            amount(extras, "tip", a.extras().tip());
        }
        if (a.counted() != null) json.set("counted", counted(a.counted()));
        return withoutNulls(json);
    }

    private static ObjectNode counted(Counted c) {
        return withoutNulls(Json.object()
                .put("window", text(c.window()))
                .put("times", c.times())
                .put("points", c.points())
                .put("amount", c.amount())
                .put("room", c.room()));
    }

    static Earning read(Fields json) {
        CurrencyUnit currency = FactJson.currency(json);
        CurrencyUnit ours =
                json.optionalText("programCurrency").map(CurrencyUnit::of).orElse(currency);
        List<Earning.SoldLine> lines = json.objects("lines", Integer.MAX_VALUE).stream()
                .map(l -> new Earning.SoldLine(
                        l.id("line"), l.id("sku"), l.decimal("quantity"), l.money("net", currency)))
                .toList();
        return new Earning(
                new OrderKey(json.id("source"), json.id("orderId")),
                (int) count(json, "revision"),
                json.instant("occurredAt"),
                json.optionalDate("day").orElseThrow(),
                (int) count(json, "version"),
                currency,
                json.optionalDecimal("rate").orElse(null),
                lines,
                json.moneyOrZero("tax", currency),
                json.flag("taxIncluded"),
                json.moneyOrZero("shipping", currency),
                json.moneyOrZero("tip", currency),
                json.objects("tenders", Integer.MAX_VALUE).stream()
                        .map(t -> new Earning.Paid(
                                t.id("kind"),
                                t.money("amount", currency),
                                t.optionalId("redemption").orElse(null),
                                slices(t)))
                        .toList(),
                json.optionalId("tier").orElse(null),
                json.objects("applied", Integer.MAX_VALUE).stream()
                        .map(a -> applied(a, ours, lines))
                        .toList(),
                json.optionalWhole("capRoom", 0, Long.MAX_VALUE).orElse(null),
                json.instant("available"),
                json.optionalInstant("expires").orElse(null),
                count(json, "credits"));
    }

    private static Applied applied(Fields json, CurrencyUnit currency, List<Earning.SoldLine> lines) {
        boolean money = json.has("basis");
        List<Money> basis = money ? basis(json, currency, lines) : List.of();
        return new Applied(
                json.id("rule"),
                count(json, "points"),
                json.optionalWhole("cut", 0, Long.MAX_VALUE).orElse(0L),
                json.id("bookedAs"),
                basis,
                money ? extras(json, currency) : null,
                json.optionalWhole("perUnit", 0, Long.MAX_VALUE).orElse(null),
                json.optionalMoney("per", currency).orElse(null),
                json.optionalDecimal("factor").orElse(null),
                json.optionalObject("counted").map(EarningJson::counted).orElse(null),
                json.optionalText("limitedBy").orElse(null));
    }

    private static List<Money> basis(Fields json, CurrencyUnit currency, List<Earning.SoldLine> lines) {
        if (json.node().path("basis").isTextual())
            return lines.stream().map(Earning.SoldLine::net).toList();
        Fields basis = json.object("basis");
        return lines.stream().map(l -> basis.moneyOrZero(l.line(), currency)).toList();
    }

    private static Extras extras(Fields json, CurrencyUnit currency) {
        var extras = json.optionalObject("extras");
        Money zero = Money.zero(currency);
        return extras.map(e -> new Extras(
                        e.moneyOrZero("tax", currency),
                        e.moneyOrZero("shipping", currency),
                        e.moneyOrZero("tip", currency)))
                .orElse(new Extras(zero, zero, zero));
    }

    private static Counted counted(Fields json) {
        return new Counted(
                json.optionalText("window").map(Window::parse).orElse(null),
                count(json, "times"),
                count(json, "points"),
                count(json, "amount"),
                count(json, "room"));
    }
}
