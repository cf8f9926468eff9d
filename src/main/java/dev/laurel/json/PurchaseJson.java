package dev.laurel.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.OrderKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.joda.money.CurrencyUnit;

/** A purchase as a client sends it. */
public final class PurchaseJson {
    /** Where an order comes from that does not say. */
    public static final String API = "api";

    private static final Set<String> TENDERS = Set.of(Purchase.POINTS, "giftCard", "card", "cash", "other");

    private PurchaseJson() {}

    /** @throws Malformed with the place of the first fault */
    public static Purchase read(Fields json) {
        CurrencyUnit currency = json.currency("currency");
        List<Purchase.Line> lines = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Fields told : json.objects("lines", Limits.LINES)) {
            Purchase.Line line = line(told, lines.size() + 1, currency);
            if (!names.add(line.line())) throw told.fault("line", "another line has this name already");
            lines.add(line);
        }
        if (lines.isEmpty()) throw json.fault("lines", "at least one line is required");
        return new Purchase(
                new OrderKey(source(json), json.id("orderId")),
                json.optionalWhole("revision", 0, Limits.REVISION).orElse(0L),
                currency,
                json.optionalInstant("occurredAt").orElse(null),
                List.copyOf(lines),
                json.moneyOrZero("discount", currency),
                json.moneyOrZero("tax", currency),
                json.flag("taxIncluded"),
                json.moneyOrZero("shipping", currency),
                json.moneyOrZero("tip", currency),
                json.objects("tenders", Limits.TENDERS, t -> tender(t, currency)));
    }

    /** A purchase as {@link #read} reads it. */
    public static ObjectNode write(Purchase purchase) {
        ObjectNode json = Json.object()
                .put("source", purchase.order().source())
                .put("orderId", purchase.order().id())
                .put("revision", purchase.revision())
                .put("currency", purchase.currency().getCode())
                .put("occurredAt", FactJson.text(purchase.occurredAt()));
        json.set("lines", Json.array(purchase.lines(), PurchaseJson::line));
        EarningJson.amount(json, "discount", purchase.discount());
        EarningJson.amount(json, "tax", purchase.tax());
        if (purchase.taxIncluded()) json.put("taxIncluded", true);
        EarningJson.amount(json, "shipping", purchase.shipping());
        EarningJson.amount(json, "tip", purchase.tip());
        if (!purchase.tenders().isEmpty()) json.set("tenders", Json.array(purchase.tenders(), PurchaseJson::tender));
        return FactJson.withoutNulls(json);
    }

    private static ObjectNode line(Purchase.Line line) {
        ObjectNode json = Json.object()
                .put("line", line.line())
                .put("sku", line.sku())
                .put("quantity", line.quantity().toPlainString())
                .put("amount", Json.amount(line.amount()));
        EarningJson.amount(json, "discount", line.discount());
        if (!line.categories().isEmpty()) json.set("categories", Json.array(line.categories(), Json::text));
        if (line.giftCard()) json.put("giftCard", true);
        if (line.voided()) json.put("voided", true);
        return json;
    }

    private static ObjectNode tender(Purchase.Tender tender) {
        ObjectNode json = Json.object()
                .put("kind", tender.kind())
                .put("amount", Json.amount(tender.amount()))
                .put("redemptionId", tender.redemption());
        return FactJson.withoutNulls(json);
    }

    /** Where the order comes from: what the client says, else the API itself. */
    public static String source(Fields json) {
        return json.optionalId("source").orElse(API);
    }

    private static Purchase.Line line(Fields json, int position, CurrencyUnit currency) {
        var line = new Purchase.Line(
                json.optionalId("line").orElse(String.valueOf(position)),
                json.text("sku"),
                json.optionalQuantity("quantity").orElseThrow(() -> json.fault("quantity", "this field is required")),
                json.money("amount", currency),
                json.moneyOrZero("discount", currency),
                json.texts("categories"),
                json.flag("giftCard"),
                json.flag("voided"));
        if (line.discount().isGreaterThan(line.amount())) {
            throw json.fault("discount", "a line's discount cannot be more than its amount");
        }
        json.end();
        return line;
    }

    private static Purchase.Tender tender(Fields json, CurrencyUnit currency) {
        String kind = json.text("kind");
        if (!TENDERS.contains(kind)) throw json.fault("kind", "one of points, giftCard, card, cash, other is expected");
        var redemption = json.optionalId("redemptionId");
        if (redemption.isPresent() && !kind.equals(Purchase.POINTS)) {
            throw json.fault("redemptionId", "only a tender of kind points spends a redemption");
        }
        var tender = new Purchase.Tender(kind, json.money("amount", currency), redemption.orElse(null));
        json.end();
        return tender;
    }
}
