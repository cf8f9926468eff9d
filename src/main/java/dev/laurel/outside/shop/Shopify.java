package dev.laurel.outside.shop;

import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.program.OrderStage;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.outside.shop.ShopNews.Customer;
import dev.laurel.outside.shop.ShopNews.CustomerRedacted;
import dev.laurel.outside.shop.ShopNews.CustomerTold;
import dev.laurel.outside.shop.ShopNews.DataRequested;
import dev.laurel.outside.shop.ShopNews.Nothing;
import dev.laurel.outside.shop.ShopNews.OrderTold;
import dev.laurel.outside.shop.ShopNews.RefundTold;
import dev.laurel.outside.shop.ShopNews.ShopLeft;
import dev.laurel.outside.shop.ShopNews.ShopRedacted;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Shopify's webhooks. All money is the shop's own ({@code currency}, not {@code presentment_currency}). docs/shops.md says which field
 * becomes what.
 *
 * @see <a href="https://shopify.dev/docs/api/webhooks">Shopify's own description</a>
 */
public final class Shopify implements Dialect {
    private static final Set<String> PAID = Set.of("paid", "partially_refunded", "refunded");

    @Override
    public String platform() {
        return "shopify";
    }

    @Override
    public List<String> topics() {
        return List.of(
                "orders/create",
                "orders/paid",
                "orders/updated",
                "orders/fulfilled",
                "orders/cancelled",
                "refunds/create",
                "customers/create",
                "customers/update",
                "customers/data_request",
                "customers/redact",
                "app/uninstalled",
                "shop/redact");
    }

    @Override
    public Optional<String> shop(Delivery delivery) {
        return header(delivery, "Shop-Domain");
    }

    @Override
    public Optional<String> signature(Delivery delivery) {
        return header(delivery, "Hmac-Sha256");
    }

    @Override
    public Map<String, String> headers(String shop, String topic, String signature) {
        return Map.of("X-Shopify-Shop-Domain", shop, "X-Shopify-Topic", topic, "X-Shopify-Hmac-Sha256", signature);
    }

    /** Older deliveries have their headers with an X before, newer ones without. */
    private static Optional<String> header(Delivery delivery, String name) {
        return delivery.header("X-Shopify-" + name).or(() -> delivery.header("Shopify-" + name));
    }

    @Override
    public String topic(Delivery delivery) {
        return header(delivery, "Topic").orElse("");
    }

    @Override
    public ShopNews read(String shop, String topic, byte[] body) {
        return switch (topic) {
            case "orders/create",
                    "orders/paid",
                    "orders/updated",
                    "orders/fulfilled",
                    "orders/partially_fulfilled",
                    "orders/cancelled" -> order(shop, Payload.of(body));
            case "orders/edited" -> new Nothing("what an edit makes of an order comes with orders/updated");
            case "refunds/create" -> refund(shop, Payload.of(body));
            case "customers/create", "customers/update" -> customerTold(Payload.of(body));
            case "customers/delete" ->
                new Nothing("the member stays, and linked: a request to be forgotten may follow");
            case "orders/delete" -> new Nothing("shops delete old orders; what takes back is to cancel");
            case "customers/data_request" -> new DataRequested(subject(Payload.of(body)));
            case "customers/redact" -> new CustomerRedacted(subject(Payload.of(body)));
            case "app/uninstalled" -> new ShopLeft();
            case "shop/redact" -> new ShopRedacted();
            default -> new Nothing("the topic " + topic + " does not matter to points");
        };
    }

    /** A mail address is theirs only where they have an account for which they confirmed it: Shopify calls nearly every address verified. */
    private static ShopNews customerTold(Payload customer) {
        boolean enabled = customer.text("state").orElse("").equals("enabled");
        return new CustomerTold(customer.id("id"), person(customer), enabled && customer.flag("verified_email"));
    }

    /** The customer of a request for privacy. */
    private static Customer subject(Payload request) {
        return person(request.requiredObject("customer"));
    }

    private static Customer person(Payload customer) {
        return new Customer(
                customer.optionalId("id").orElse(null),
                customer.text("email").orElse(null),
                customer.text("phone").orElse(null),
                customer.personName().orElse(null));
    }

    /** The topic of an order says nothing that the order itself does not. */
    private static ShopNews order(String shop, Payload order) {
        var key = new OrderKey(shop, order.id("id"));
        if (order.flag("test")) return new Nothing("this is a test order");
        List<Payload> lines = order.objects("line_items").stream()
                .filter(line -> !isTip(line))
                .toList();
        if (lines.isEmpty()) return new Nothing("there is nothing in this order");
        CurrencyUnit currency = order.currency("currency");
        Map<String, Long> refunded = refunded(order);
        Purchase purchase = Revisions.at(
                order.instant("updated_at"),
                new Purchase(
                        key,
                        0,
                        currency,
                        order.optionalInstant("processed_at").orElseGet(() -> order.instant("created_at")),
                        Payload.named(lines, line -> line(line, refunded, currency)),
                        Money.zero(currency),
                        tax(order, currency),
                        order.flag("taxes_included"),
                        shipping(order, currency),
                        order.money("total_tip_received", currency),
                        List.of()));
        return new OrderTold(
                purchase,
                customer(order),
                reached(order),
                order.optionalInstant("cancelled_at").isPresent(),
                order.objects("refunds").stream()
                        .map(refund -> refund(refund, currency))
                        .flatMap(Optional::stream)
                        .toList(),
                order.objects("discount_codes").stream()
                        .map(code -> code.text("code"))
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** Tips stand among the lines, and again in {@code total_tip_received}. */
    private static boolean isTip(Payload line) {
        return line.names("tip_payment_gateway") || line.has("tip");
    }

    /** Where prices contain their tax, that of shipping is in no line. */
    private static Money tax(Payload order, CurrencyUnit currency) {
        Money tax = order.money("total_tax", currency);
        if (!order.flag("taxes_included")) return tax;
        Money ofShipping = order.objects("shipping_lines").stream()
                .flatMap(line -> line.objects("tax_lines").stream())
                .map(line -> line.money("price", currency))
                .reduce(Money.zero(currency), Money::plus);
        return ofShipping.isGreaterThan(tax) ? Money.zero(currency) : tax.minus(ofShipping);
    }

    private static Set<OrderStage> reached(Payload order) {
        Set<OrderStage> reached = EnumSet.of(OrderStage.CREATED);
        if (PAID.contains(order.text("financial_status").orElse(""))) reached.add(OrderStage.PAID);
        if (order.text("fulfillment_status").orElse("").equals("fulfilled")) reached.add(OrderStage.FULFILLED);
        return reached;
    }

    /** The order's own contacts before those that the customer has in general. */
    private static Customer customer(Payload order) {
        Customer usual = order.object("customer").map(Shopify::person).orElse(new Customer(null, null, null, null));
        return new Customer(
                usual.id(),
                order.text("email").orElse(usual.email()),
                order.text("phone").orElse(usual.phone()),
                usual.name());
    }

    /** How many of each line refunds have taken. */
    private static Map<String, Long> refunded(Payload order) {
        Map<String, Long> refunded = new HashMap<>();
        for (Payload refund : order.objects("refunds")) {
            for (Payload line : refund.objects("refund_line_items")) {
                refunded.merge(line.id("line_item_id"), line.count("quantity"), Long::sum);
            }
        }
        return refunded;
    }

    /**
     * A line as it was sold: what is there now and what was refunded. What editing the order took off it was not. The discounts on it,
     * its own and its share of the order's, are Shopify's own allocation; where some of the line was taken off, that part of them,
     * half up to the minor unit.
     */
    private static Purchase.Line line(Payload line, Map<String, Long> refunded, CurrencyUnit currency) {
        String id = line.id("id");
        long ordered = line.count("quantity");
        long now = line.has("current_quantity") ? line.count("current_quantity") : ordered;
        long sold = line.has("current_quantity") ? Math.min(ordered, now + refunded.getOrDefault(id, 0L)) : ordered;
        Money price = line.requiredMoney("price", currency);
        Money discount = line.objects("discount_allocations").stream()
                .map(allocation -> allocation.money("amount", currency))
                .reduce(Money.zero(currency), Money::plus);
        if (sold < ordered && sold > 0) {
            discount = discount.multipliedBy(sold).dividedBy(ordered, RoundingMode.HALF_UP);
        }
        boolean voided = sold == 0;
        Money amount = price.multipliedBy(voided ? ordered : sold);
        if (discount.isGreaterThan(amount)) throw line.fault("discount_allocations", "more than the line's amount");
        return new Purchase.Line(
                id,
                name(line, id),
                BigDecimal.valueOf(Math.max(1, voided ? ordered : sold)),
                amount,
                discount,
                Set.of(),
                line.flag("gift_card"),
                voided);
    }

    /** What programs know goods by: the shop's SKU, or where the merchant gave none the variant, the product or the line itself. */
    private static String name(Payload line, String id) {
        return line.text("sku")
                .or(() -> line.optionalId("variant_id"))
                .or(() -> line.optionalId("product_id"))
                .orElse(id);
    }

    /** After its discounts. */
    private static Money shipping(Payload order, CurrencyUnit currency) {
        return order.objects("shipping_lines").stream()
                .map(line -> line.optionalSigned("discounted_price", currency)
                        .orElseGet(() -> line.money("price", currency)))
                .reduce(Money.zero(currency), Money::plus);
    }

    private static ShopNews refund(String shop, Payload refund) {
        var order = new OrderKey(shop, refund.id("order_id"));
        CurrencyUnit currency =
                currency(refund).orElseThrow(() -> refund.fault("transactions", "no currency is told by anything"));
        return refund(refund, currency)
                .<ShopNews>map(told -> new RefundTold(order, told))
                .orElseGet(() -> new Nothing("nothing was given back, or not yet"));
    }

    /** The shop's currency, which a refund by itself says only beside its amounts. */
    private static Optional<CurrencyUnit> currency(Payload refund) {
        return refund.objects("refund_line_items").stream()
                .map(line -> line.object("subtotal_set"))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> refund.object("total_duties_set"))
                .flatMap(set -> set.object("shop_money"))
                .map(money -> money.currency("currency_code"))
                .or(() -> refund.objects("transactions").stream()
                        .filter(t -> t.has("currency"))
                        .map(t -> t.currency("currency"))
                        .findFirst());
    }

    /**
     * By lines where it names any, each as much as was charged for that many; else the money that was paid back. Shipping and tax are
     * what the refund says of them.
     */
    private static Optional<Refund> refund(Payload refund, CurrencyUnit currency) {
        List<Payload> items = refund.objects("refund_line_items").stream()
                .filter(line -> line.count("quantity") > 0)
                .toList();
        List<Refund.Line> lines = items.stream()
                .map(line -> new Refund.Line(
                        line.id("line_item_id"), null, BigDecimal.valueOf(line.count("quantity")), null))
                .toList();
        Money shipping = shippingBack(refund, currency);
        Money zero = Money.zero(currency);
        Money tax =
                items.stream().map(line -> line.money("total_tax", currency)).reduce(zero, Money::plus);
        if (!lines.isEmpty()) {
            return Optional.of(refund(refund, currency, null, new Refund.Extras(tax, shipping, zero), lines));
        }
        return paidBack(refund, currency).map(paid -> {
            boolean ofShipping = shipping.isPositive() && paid.getCurrencyUnit().equals(currency);
            Refund.Extras of = ofShipping ? new Refund.Extras(zero, shipping, zero) : null;
            return refund(refund, paid.getCurrencyUnit(), paid, of, List.of());
        });
    }

    /** Newer deliveries tell refunded shipping by its lines, older ones as an adjustment; some both. */
    private static Money shippingBack(Payload refund, CurrencyUnit currency) {
        List<Payload> lines = refund.objects("refund_shipping_lines");
        if (!lines.isEmpty()) {
            return lines.stream()
                    .map(line -> line.object("subtotal_amount_set"))
                    .flatMap(Optional::stream)
                    .map(set -> set.object("shop_money"))
                    .flatMap(Optional::stream)
                    .map(money -> money.money("amount", currency))
                    .reduce(Money.zero(currency), Money::plus);
        }
        return refund.objects("order_adjustments").stream()
                .filter(a -> a.text("kind").orElse("").equals("shipping_refund"))
                .map(a -> a.optionalSigned("amount", currency).orElse(Money.zero(currency)))
                .reduce(Money.zero(currency), Money::minus);
    }

    /**
     * The money of a refund, once all of it has been paid back. Transactions may be in what the buyer saw: then so is the refund, which the books
     * refuse.
     */
    private static Optional<Money> paidBack(Payload refund, CurrencyUnit currency) {
        List<Payload> transactions = refund.objects("transactions").stream()
                .filter(t -> t.text("kind").orElse("").equals("refund"))
                .toList();
        if (transactions.stream().anyMatch(t -> t.text("status").orElse("").equals("pending"))) return Optional.empty();
        return transactions.stream()
                .filter(t -> t.text("status").orElse("").equals("success"))
                .map(t -> t.money("amount", t.has("currency") ? t.currency("currency") : currency))
                .reduce((a, b) -> a.getCurrencyUnit().equals(b.getCurrencyUnit()) ? a.plus(b) : a)
                .filter(Money::isPositive);
    }

    private static Refund refund(
            Payload refund,
            CurrencyUnit currency,
            @Nullable Money amount,
            Refund.@Nullable Extras of,
            List<Refund.Line> lines) {
        return new Refund(
                refund.id("id"),
                refund.optionalInstant("processed_at")
                        .or(() -> refund.optionalInstant("created_at"))
                        .orElse(null),
                currency,
                amount,
                of,
                lines);
    }
}
