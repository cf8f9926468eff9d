package dev.laurel.json;

import static dev.laurel.json.FactJson.count;
import static dev.laurel.json.FactJson.slices;
import static dev.laurel.json.FactJson.text;
import static dev.laurel.json.FactJson.withoutNulls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Applied.Counted;
import dev.laurel.domain.fact.Applied.Rate;
import dev.laurel.domain.fact.Cause;
import dev.laurel.domain.fact.Celebration;
import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Performed;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.domain.value.Window;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** An order's place in the books, in JSON. What is nothing is left out. */
public final class EarningJson {
    /** A basis that is what each line was charged for, which it mostly is. */
    private static final String NETS = "nets";

    private EarningJson() {}

    public static ObjectNode write(Earning e) {
        ObjectNode json = switch (e.cause()) {
            case Sale sale -> sale(sale).put("programCurrency", programCurrency(sale, e.applied()));
            case Performed performed -> performed(performed);
            case Celebration birthday -> Json.object().put("birthday", birthday.year());
        };
        List<Sale.Line> lines = e.cause() instanceof Sale sale ? sale.lines() : List.of();
        json.put("occurredAt", e.occurredAt().toString())
                .put("day", e.day().toString())
                .put("version", e.version())
                .put("tier", e.tier())
                .put("capRoom", e.capRoom())
                .put("available", e.available().toString())
                .put("expires", text(e.expires()))
                .put("credits", e.credits());
        if (!e.celebrated().isEmpty()) json.set("celebrated", Json.array(e.celebrated(), Json::text));
        if (!e.rooms().isEmpty()) {
            ObjectNode rooms = json.putObject("rooms");
            e.rooms().forEach(rooms::put);
        }
        json.set("applied", Json.array(e.applied(), a -> applied(a, lines)));
        return withoutNulls(json);
    }

    private static ObjectNode performed(Performed p) {
        return Json.object()
                .put("action", p.action())
                .put("reference", p.reference())
                .put("subject", p.subject())
                .put("quantity", p.quantity() == null ? null : p.quantity().toPlainString());
    }

    private static Performed performed(Fields json) {
        return new Performed(
                json.id("action"),
                json.optionalId("reference").orElse(null),
                json.optionalId("subject").orElse(null),
                json.optionalDecimal("quantity").orElse(null));
    }

    private static ObjectNode sale(Sale s) {
        ObjectNode json = Json.object()
                .put("source", s.order().source())
                .put("orderId", s.order().id())
                .put("revision", s.revision())
                .put("currency", s.currency().getCode())
                .put("rate", s.rate() == null ? null : s.rate().toPlainString());
        amount(json, "tax", s.tax());
        amount(json, "shipping", s.shipping());
        amount(json, "tip", s.tip());
        if (s.taxIncluded()) json.put("taxIncluded", true);
        json.set("lines", Json.array(s.lines(), EarningJson::line));
        amount(json, "discount", s.discount());
        if (s.creditBasis() != null) json.set("creditBasis", counting(s.creditBasis(), s.lines()));
        if (!s.tenders().isEmpty()) json.set("tenders", Json.array(s.tenders(), EarningJson::tender));
        return json;
    }

    private static ObjectNode line(Sale.Line l) {
        ObjectNode json = Json.object()
                .put("line", l.line())
                .put("sku", l.sku())
                .put("quantity", l.quantity().toPlainString())
                .put("net", Json.amount(l.net()));
        if (!l.amount().equals(l.net())) json.put("amount", Json.amount(l.amount()));
        if (!l.categories().isEmpty()) json.set("categories", Json.array(l.categories(), Json::text));
        if (l.giftCard()) json.put("giftCard", true);
        if (l.voided()) json.put("voided", true);
        return json;
    }

    private static Sale.Line line(Fields json, CurrencyUnit currency) {
        Money net = json.money("net", currency);
        return new Sale.Line(
                json.id("line"),
                json.text("sku"),
                json.decimal("quantity"),
                json.optionalMoney("amount", currency).orElse(net),
                net,
                json.texts("categories"),
                json.flag("giftCard"),
                json.flag("voided"));
    }

    /** The program's currency where the order's is another one: the currency of what counted. */
    private static @Nullable String programCurrency(Sale sale, List<Applied> applied) {
        if (sale.rate() == null) return null;
        return Stream.concat(
                        Stream.ofNullable(sale.creditBasis()),
                        applied.stream().flatMap(a -> Stream.ofNullable(a.basis())))
                .map(basis -> basis.tax().getCurrencyUnit().getCode())
                .findFirst()
                .orElse(null);
    }

    private static JsonNode tender(Sale.Tender tender) {
        ObjectNode json = Json.object()
                .put("kind", tender.kind())
                .put("amount", Json.amount(tender.amount()))
                .put("redemption", tender.redemption())
                .put("paidAt", text(tender.paidAt()));
        if (!tender.slices().isEmpty()) json.set("slices", slices(tender.slices()));
        if (tender.withheld() != 0) json.put("withheld", tender.withheld());
        return withoutNulls(json);
    }

    static void amount(ObjectNode json, String name, Money money) {
        if (!money.isZero()) json.put(name, Json.amount(money));
    }

    private static ObjectNode applied(Applied a, List<Sale.Line> lines) {
        ObjectNode json = Json.object()
                .put("rule", a.rule())
                .put("version", a.version())
                .put("points", a.points())
                .put("bookedAs", a.bookedAs())
                .put("factor", a.factor() == null ? null : a.factor().toPlainString())
                .put("limitedBy", a.limitedBy());
        if (a.cut() != 0) json.put("cut", a.cut());
        if (a.credits() != 0) json.put("credits", a.credits());
        if (a.stamps() != 0) json.put("stamps", a.stamps());
        if (a.rate() != null) {
            json.put("perUnit", a.rate().points())
                    .put("per", a.rate().per().toPlainString())
                    .put("unit", a.rate().unit());
        }
        if (a.basis() != null) json.set("basis", counting(a.basis(), lines));
        if (a.counted() != null) json.set("counted", counted(a.counted()));
        return withoutNulls(json);
    }

    /** The lines that counted, and what did beside them; {@code nets} where that is just what each line was charged for. */
    private static JsonNode counting(Counting counting, List<Sale.Line> lines) {
        boolean nets =
                counting.lines().equals(lines.stream().map(Sale.Line::net).toList());
        if (nets && counting.extras().isZero()) return Json.text(NETS);
        ObjectNode json = Json.object();
        if (nets) {
            json.put("lines", NETS);
        } else {
            ObjectNode each = json.putObject("lines");
            for (int i = 0; i < lines.size(); i++)
                amount(each, lines.get(i).line(), counting.lines().get(i));
        }
        amount(json, "tax", counting.tax());
        amount(json, "shipping", counting.shipping());
        amount(json, "tip", counting.tip());
        return json;
    }

    private static Optional<Counting> counting(Fields json, String name, CurrencyUnit currency, List<Sale.Line> lines) {
        if (!json.has(name)) return Optional.empty();
        List<Money> nets = lines.stream().map(Sale.Line::net).toList();
        Money zero = Money.zero(currency);
        if (isNets(json, name)) return Optional.of(new Counting(nets, zero, zero, zero));
        Fields counting = json.object(name);
        boolean allNets = isNets(counting, "lines");
        return Optional.of(new Counting(
                allNets ? nets : each(counting.object("lines"), currency, lines),
                counting.moneyOrZero("tax", currency),
                counting.moneyOrZero("shipping", currency),
                counting.moneyOrZero("tip", currency)));
    }

    private static boolean isNets(Fields json, String name) {
        boolean text = json.node().path(name).isTextual();
        if (text && !json.text(name).equals(NETS)) throw json.fault(name, "this way of counting is not known");
        return text;
    }

    private static List<Money> each(Fields json, CurrencyUnit currency, List<Sale.Line> lines) {
        return lines.stream().map(l -> json.moneyOrZero(l.line(), currency)).toList();
    }

    static ObjectNode counted(Counted c) {
        return withoutNulls(Json.object()
                .put("window", text(c.window()))
                .put("subject", c.subject())
                .put("times", c.times())
                .put("points", c.points())
                .put("amount", c.amount()));
    }

    public static Earning read(Fields json) {
        if (json.has("orderId")) return ofSale(json);
        Cause cause = json.has("action") ? performed(json) : new Celebration((int) count(json, "birthday"));
        return earning(json, cause, CurrencyUnit.of("XXX"), List.of());
    }

    private static Earning ofSale(Fields json) {
        CurrencyUnit currency = FactJson.currency(json);
        CurrencyUnit ours =
                json.optionalText("programCurrency").map(CurrencyUnit::of).orElse(currency);
        List<Sale.Line> lines = json.objects("lines", l -> line(l, currency));
        Sale sale = new Sale(
                new OrderKey(json.id("source"), json.id("orderId")),
                count(json, "revision"),
                currency,
                json.optionalDecimal("rate").orElse(null),
                lines,
                json.moneyOrZero("discount", currency),
                json.moneyOrZero("tax", currency),
                json.flag("taxIncluded"),
                json.moneyOrZero("shipping", currency),
                json.moneyOrZero("tip", currency),
                json.objects("tenders", t -> tender(t, currency)),
                counting(json, "creditBasis", ours, lines).orElse(null));
        return earning(json, sale, ours, lines);
    }

    private static Sale.Tender tender(Fields json, CurrencyUnit currency) {
        return new Sale.Tender(
                json.id("kind"),
                json.money("amount", currency),
                json.optionalId("redemption").orElse(null),
                slices(json),
                FactJson.orZero(json, "withheld"),
                json.optionalInstant("paidAt").orElse(null));
    }

    /** @param ours the program's currency, in which bases are */
    private static Earning earning(Fields json, Cause cause, CurrencyUnit ours, List<Sale.Line> lines) {
        return new Earning(
                cause,
                json.instant("occurredAt"),
                json.date("day"),
                (int) count(json, "version"),
                json.optionalId("tier").orElse(null),
                json.objects("applied", a -> applied(a, ours, lines)),
                json.optionalWhole("capRoom", 0, Long.MAX_VALUE).orElse(null),
                new TreeMap<>(json.map("rooms", FactJson::count)),
                json.ids("celebrated"),
                json.instant("available"),
                json.optionalInstant("expires").orElse(null),
                count(json, "credits"));
    }

    private static Applied applied(Fields json, CurrencyUnit currency, List<Sale.Line> lines) {
        return new Applied(
                json.id("rule"),
                (int) count(json, "version"),
                count(json, "points"),
                FactJson.orZero(json, "credits"),
                FactJson.orZero(json, "stamps"),
                FactJson.orZero(json, "cut"),
                json.id("bookedAs"),
                counting(json, "basis", currency, lines).orElse(null),
                json.has("perUnit")
                        ? new Rate(
                                count(json, "perUnit"),
                                json.decimal("per"),
                                json.optionalText("unit").orElse(null))
                        : null,
                json.optionalDecimal("factor").orElse(null),
                json.optionalObject("counted").map(EarningJson::counted).orElse(null),
                json.optionalText("limitedBy").orElse(null));
    }

    static Counted counted(Fields json) {
        return new Counted(
                json.optionalText("window").map(Window::parse).orElse(null),
                json.optionalId("subject").orElse(null),
                count(json, "times"),
                count(json, "points"),
                count(json, "amount"));
    }
}
