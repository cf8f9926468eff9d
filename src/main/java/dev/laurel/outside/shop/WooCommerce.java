package dev.laurel.outside.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.program.OrderStage;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.outside.shop.ShopNews.Customer;
import dev.laurel.outside.shop.ShopNews.CustomerTold;
import dev.laurel.outside.shop.ShopNews.Nothing;
import dev.laurel.outside.shop.ShopNews.OrderTold;
import java.math.BigDecimal;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/**
 * WooCommerce's webhooks: a body is the order as its REST API (v3) tells it, amounts of lines without tax. docs/shops.md says which
 * field becomes what.
 *
 * @see <a href="https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties">WooCommerce's own description</a>
 */
public final class WooCommerce implements Dialect {
    private static final String NOBODY = "0";
    private static final Set<String> PAID = Set.of("processing", "completed", "refunded");
    private static final Set<String> OVER = Set.of("cancelled", "refunded");

    @Override
    public String platform() {
        return "woocommerce";
    }

    @Override
    public List<String> topics() {
        return List.of("order.created", "order.updated", "order.restored", "customer.created", "customer.updated");
    }

    /** The shop names its address: {@code https://shop.example/}. */
    @Override
    public Optional<String> shop(Delivery delivery) {
        return delivery.header("X-WC-Webhook-Source").flatMap(WooCommerce::host);
    }

    private static Optional<String> host(String source) {
        try {
            return Optional.ofNullable(URI.create(source.strip()).getHost());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> signature(Delivery delivery) {
        return delivery.header("X-WC-Webhook-Signature");
    }

    /** When a webhook is entered in the shop, it sends {@code webhook_id=142}, unsigned, and wants to see 200. */
    @Override
    public boolean isPing(Delivery delivery) {
        byte[] body = delivery.body();
        return body.length < 64 && new String(body, UTF_8).matches("webhook_id=\\d{1,20}");
    }

    @Override
    public Map<String, String> headers(String shop, String topic, String signature) {
        return Map.of(
                "X-WC-Webhook-Source", "https://" + shop + "/",
                "X-WC-Webhook-Topic", topic,
                "X-WC-Webhook-Signature", signature);
    }

    @Override
    public String topic(Delivery delivery) {
        return delivery.header("X-WC-Webhook-Topic").orElse("");
    }

    @Override
    public ShopNews read(String shop, String topic, byte[] body) {
        return switch (topic) {
            case "order.created", "order.updated", "order.restored" -> order(shop, Payload.of(body));
            case "customer.created", "customer.updated" -> customerTold(Payload.of(body));
            case "customer.deleted" -> new Nothing("the member stays, and linked");
            case "order.deleted" -> new Nothing("shops delete old orders; what takes back is to cancel");
            default -> new Nothing("the topic " + topic + " does not matter to points");
        };
    }

    private static ShopNews customerTold(Payload customer) {
        return new CustomerTold(customer.id("id"), person(customer), false);
    }

    /** A registered customer: their own contacts before those they were billed under. */
    private static Customer person(Payload customer) {
        Customer billed = billed(customer);
        return new Customer(
                customer.id("id"),
                customer.text("email").orElse(billed.email()),
                billed.phone(),
                customer.personName().orElse(billed.name()));
    }

    private static ShopNews order(String shop, Payload order) {
        var key = new OrderKey(shop, order.id("id"));
        List<Payload> lines = order.objects("line_items");
        if (lines.isEmpty()) return new Nothing("there is nothing in this order");
        CurrencyUnit currency = order.currency("currency");
        String status = order.text("status").orElse("");
        Purchase purchase = Revisions.at(
                order.utc("date_modified_gmt"),
                new Purchase(
                        key,
                        0,
                        currency,
                        order.utc("date_created_gmt"),
                        Payload.named(lines, line -> line(line, currency)),
                        Money.zero(currency),
                        order.money("total_tax", currency),
                        false,
                        order.money("shipping_total", currency),
                        Money.zero(currency),
                        List.of()));
        return new OrderTold(
                purchase,
                customer(order),
                reached(order, status),
                OVER.contains(status),
                order.objects("refunds").stream()
                        .map(refund -> refund(refund, currency))
                        .filter(refund ->
                                !Objects.requireNonNull(refund.amount()).isZero())
                        .toList(),
                order.objects("coupon_lines").stream()
                        .map(coupon -> coupon.text("code"))
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static Set<OrderStage> reached(Payload order, String status) {
        Set<OrderStage> reached = EnumSet.of(OrderStage.CREATED);
        if (PAID.contains(status) || order.has("date_paid_gmt")) reached.add(OrderStage.PAID);
        if (status.equals("completed") || order.has("date_completed_gmt")) reached.add(OrderStage.FULFILLED);
        return reached;
    }

    private static Customer customer(Payload order) {
        Customer billed = billed(order);
        String id =
                order.optionalId("customer_id").filter(c -> !c.equals(NOBODY)).orElse(null);
        return new Customer(id, billed.email(), billed.phone(), billed.name());
    }

    private static Customer billed(Payload somebody) {
        Optional<Payload> billing = somebody.object("billing");
        return new Customer(
                null,
                billing.flatMap(b -> b.text("email")).orElse(null),
                billing.flatMap(b -> b.text("phone")).orElse(null),
                billing.flatMap(Payload::personName).orElse(null));
    }

    private static Purchase.Line line(Payload line, CurrencyUnit currency) {
        String id = line.id("id");
        Money amount = line.requiredMoney("subtotal", currency);
        Money charged = line.requiredMoney("total", currency);
        if (charged.isGreaterThan(amount)) throw line.fault("total", "more than the line's subtotal");
        long quantity = line.count("quantity");
        return new Purchase.Line(
                id,
                name(line, id),
                BigDecimal.valueOf(Math.max(1, quantity)),
                amount,
                amount.minus(charged),
                Set.of(),
                false,
                quantity == 0);
    }

    /** The shop's SKU, or where the merchant gave none the variation, the product or the line itself. */
    private static String name(Payload line, String id) {
        return line.text("sku")
                .or(() -> line.optionalId("variation_id").filter(v -> !v.equals(NOBODY)))
                .or(() -> line.optionalId("product_id").filter(p -> !p.equals(NOBODY)))
                .orElse(id);
    }

    /** An order says of its refunds no more than how much each was, as less than nothing. */
    private static Refund refund(Payload refund, CurrencyUnit currency) {
        Money total = refund.optionalSigned("total", currency)
                .orElseThrow(() -> refund.fault("total", "this field is required"));
        return new Refund(refund.id("id"), null, currency, total.abs(), null, List.of());
    }
}
