package dev.laurel.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.PurchaseDice;
import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.Shopify;
import dev.laurel.simulation.Caller.Answer;
import dev.laurel.simulation.World.Mood;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.joda.money.Money;

/** One customer of the program's shop, which delivers late, twice and in the wrong order. */
final class Corner {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Dialect SHOPIFY = new Shopify();

    /** An order that was delivered: its body, and what is left of the pieces of its one line that were bought. */
    private static final class Sold {
        final Purchase purchase;
        final String body;
        int left;

        Sold(Purchase purchase, String body) {
            this.purchase = purchase;
            this.body = body;
            left = purchase.lines().getFirst().quantity().intValueExact();
        }
    }

    private final World world;
    private final Scheme scheme;
    private final Customer customer;
    private final List<Sold> sold = new ArrayList<>();
    private final String number;
    private int next;

    Corner(World world, Scheme scheme, Customer customer) {
        this.world = world;
        this.scheme = scheme;
        this.customer = customer;
        number = "7" + customer.id().substring(1);
    }

    /** The member as the shop knows them. */
    String customer() {
        return number;
    }

    void step() {
        long kind = world.between(0, 99);
        if (sold.isEmpty() || kind < 50) order();
        else if (kind < 75) refund();
        else again();
    }

    private String id() {
        return number + "0" + ++next;
    }

    private void order() {
        Instant now = world.now();
        ZonedDateTime local = now.atZone(scheme.zone);
        if (local.equals(local.toLocalDate().atStartOfDay(scheme.zone))) return;
        int pieces = (int) world.between(1, 3);
        Money price = Money.ofMinor(scheme.currency, world.between(200, 9_000));
        Money zero = Money.zero(scheme.currency);
        Purchase.Line line = new Purchase.Line(
                "1", "s1", BigDecimal.valueOf(pieces), price.multipliedBy(pieces), zero, Set.of(), false, false);
        OrderKey key = new OrderKey(Scheme.SHOP, id());
        Purchase purchase =
                new Purchase(key, 0, scheme.currency, now, List.of(line), zero, zero, false, zero, zero, List.of());
        Sold one = new Sold(purchase, body(purchase, price, now));
        boolean returned = pieces > 1 && world.chance(25);
        List<Supplier<Verdict>> effects = new ArrayList<>(List.of(() -> {
            oracleEarns(purchase);
            return outcome();
        }));
        if (returned) {
            String refund = id();
            String told = refund(purchase, refund, 1);
            Answer laidDown = world.calmly(() -> call("refunds/create", told), told);
            assertThat(laidDown.status()).as("%s", laidDown).isEqualTo(200);
            one.left--;
            effects.add(() -> back(purchase, refund, 1));
            world.saw("refunded before it was told");
        }
        Mood mood = PurchaseDice.countsFromTheDay(scheme.document()) ? Mood.CALM : Mood.ALONE;
        deliver("orders/paid", one.body, mood, effects);
        sold.add(one);
        world.saw("bought at the shop");
    }

    private void oracleEarns(Purchase purchase) {
        customer.oracle().earn(purchase, world.now());
        customer.bought(purchase);
    }

    private Verdict back(Purchase purchase, String refund, int pieces) {
        Purchase.Line line = purchase.lines().getFirst();
        customer.shopRefunded(
                purchase.order().id(),
                new Refund(
                        refund,
                        null,
                        scheme.currency,
                        null,
                        null,
                        List.of(new Refund.Line(
                                line.line(),
                                null,
                                BigDecimal.valueOf(pieces),
                                price(purchase).multipliedBy(pieces)))));
        return outcome();
    }

    private static Verdict outcome() {
        return Verdict.accepted(
                200,
                answer -> assertThat(answer.get("outcome").textValue())
                        .as("%s", answer)
                        .isIn("applied", "known"));
    }

    private static Money price(Purchase purchase) {
        Purchase.Line line = purchase.lines().getFirst();
        return line.amount().dividedBy(line.quantity().longValueExact(), RoundingMode.UNNECESSARY);
    }

    private void refund() {
        Sold one = customer.lately(sold);
        if (one.left == 0) return;
        int pieces = (int) world.between(1, one.left);
        one.left -= pieces;
        String refund = id();
        deliver(
                "refunds/create",
                refund(one.purchase, refund, pieces),
                Mood.ALONE,
                List.of(() -> back(one.purchase, refund, pieces)));
        world.saw("refunded by the shop");
    }

    /** Shops deliver the same again. */
    private void again() {
        Sold one = customer.lately(sold);
        assertThat(customer.commandsWritten()).isZero();
        Answer answer = world.calmly(() -> call("orders/paid", one.body), one.body);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("outcome").textValue()).isEqualTo("known");
        assertThat(customer.commandsWritten()).isZero();
        world.saw("delivered again");
    }

    private void deliver(String topic, String body, Mood mood, List<Supplier<Verdict>> effects) {
        customer.delivered(() -> call(topic, body), topic + " " + body, mood, effects);
    }

    private Answer call(String topic, String body) {
        String signature = Dialect.sign(body.getBytes(UTF_8), Scheme.SECRET);
        return world.caller()
                .deliver("/v1/shops/" + scheme.id + "/shopify", SHOPIFY.headers(Scheme.SHOP, topic, signature), body);
    }

    private String body(Purchase purchase, Money price, Instant at) {
        ObjectNode order = JSON.objectNode()
                .put("id", Long.parseLong(purchase.order().id()))
                .put("currency", scheme.currency.getCode())
                .put("financial_status", "paid")
                .put("created_at", at.toString())
                .put("processed_at", at.toString())
                .put("updated_at", at.toString())
                .put("total_tax", "0");
        order.putObject("customer").put("id", Long.parseLong(number));
        Purchase.Line line = purchase.lines().getFirst();
        order.putArray("line_items")
                .addObject()
                .put("id", Long.parseLong(line.line()))
                .put("sku", line.sku())
                .put("quantity", line.quantity().intValueExact())
                .put("price", price.getAmount().toPlainString());
        order.putArray("refunds");
        return order.toString();
    }

    private String refund(Purchase purchase, String id, int pieces) {
        ObjectNode refund = JSON.objectNode()
                .put("id", Long.parseLong(id))
                .put("order_id", Long.parseLong(purchase.order().id()))
                .put("processed_at", world.now().toString());
        ArrayNode lines = refund.putArray("refund_line_items");
        ObjectNode line = lines.addObject()
                .put("line_item_id", Long.parseLong(purchase.lines().getFirst().line()))
                .put("quantity", pieces)
                .put("total_tax", 0);
        line.putObject("subtotal_set")
                .putObject("shop_money")
                .put("amount", price(purchase).multipliedBy(pieces).getAmount().toPlainString())
                .put("currency_code", scheme.currency.getCode());
        return refund.toString();
    }
}
