import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays a day of a Shopify shop on a laptop, twice: once as it happened, and once as shops really deliver: some things twice, and in any
 * order. Both have to end in the same accounts. Needs a running Laurel (./mvnw quarkus:dev) and a JDK.
 *
 * <pre>java src/shop/java/ShopDay.java [http://localhost:8080] [SEED]</pre>
 *
 * Each run makes two programs of its own. The exit code is 1 where a member ends with other points.
 */
public final class ShopDay {
    private static final String DOMAIN = "roastery.myshopify.com";
    private static final int ORDERS = 40;
    private static final int CUSTOMERS = 8;

    /** Customers up to this one join before the day, up to the next during it; the last but one never does, and the last is a guest. */
    private static final int EARLY = 4;

    private static final int LATE = 6;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String laurel;
    private final Random random;

    /** Something that happens: a delivery of the shop, or somebody who joins (then the topic is empty). */
    private record Event(String topic, String body) {
        static Event join(int customer) {
            return new Event(
                    "", "{\"memberId\": \"m%d\", \"email\": \"c%d@example.com\"}".formatted(customer, customer));
        }
    }

    private ShopDay(String laurel, long seed) {
        this.laurel = laurel;
        this.random = new Random(seed);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        String laurel = args.length > 0 ? args[0] : "http://localhost:8080";
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        System.exit(new ShopDay(laurel, seed).play() ? 0 : 1);
    }

    private boolean play() throws IOException, InterruptedException {
        String run = Long.toHexString(System.nanoTime());
        Instant morning = Instant.parse(field(call("GET", "/local/clock", null, ""), "now"))
                .minusSeconds(43_200);
        List<Event> day = day(morning);
        List<Event> delivered = new ArrayList<>(day);
        for (Event event : day) if (random.nextInt(10) < 3) delivered.add(event);
        Collections.shuffle(delivered, random);
        Map<String, Long> inOrder = live("day-" + run, day, morning);
        Map<String, Long> inDisorder = live("mess-" + run, delivered, morning);
        System.out.printf("%-8s %12s %14s%n", "member", "as happened", "as delivered");
        inOrder.forEach(
                (member, points) -> System.out.printf("%-8s %12d %14d%n", member, points, inDisorder.get(member)));
        boolean same = inOrder.equals(inDisorder);
        System.out.println(same ? "the same in both" : "NOT the same");
        return same;
    }

    /** Orders that are placed and paid, some changed, some given back in part, some cancelled; and customers who join meanwhile. */
    private List<Event> day(Instant morning) {
        List<Event> day = new ArrayList<>();
        for (int customer = 1; customer <= EARLY; customer++) day.add(Event.join(customer));
        for (int order = 1; order <= ORDERS; order++) {
            int customer = 1 + random.nextInt(CUSTOMERS);
            Instant at = morning.plusSeconds(order * 600L);
            int bags = 1 + random.nextInt(4);
            day.add(state("orders/create", order, customer, at, at, "pending", bags, "", false));
            day.add(state("orders/paid", order, customer, at, at.plusSeconds(20), "paid", bags, "", false));
            if (random.nextInt(4) == 0) {
                bags++;
                day.add(state("orders/updated", order, customer, at, at.plusSeconds(60), "paid", bags, "", false));
            }
            String refund = "";
            if (random.nextInt(4) == 0) {
                refund = refund(order, at.plusSeconds(120));
                day.add(new Event("refunds/create", refund));
                Instant told = at.plusSeconds(121);
                day.add(state("orders/updated", order, customer, at, told, "partially_refunded", bags, refund, false));
            }
            if (random.nextInt(6) == 0) {
                Instant told = at.plusSeconds(300);
                day.add(state("orders/cancelled", order, customer, at, told, "refunded", bags, refund, true));
            }
            if (order % 10 == 0 && EARLY + order / 10 <= LATE) day.add(Event.join(EARLY + order / 10));
        }
        return day;
    }

    private static Event state(
            String topic,
            int order,
            int customer,
            Instant placed,
            Instant told,
            String paid,
            int bags,
            String refund,
            boolean cancelled) {
        String who = customer == CUSTOMERS
                ? "null"
                : "{\"id\": %d, \"email\": \"c%d@example.com\"}".formatted(7000 + customer, customer);
        String body = """
                {"id": %d, "currency": "USD", "financial_status": "%s", "created_at": "%s", "updated_at": "%s", "cancelled_at": %s,
                 "customer": %s, "total_tax": "0.00", "shipping_lines": [{"price": "4.90"}], "refunds": [%s],
                 "line_items": [{"id": %d, "sku": "beans", "quantity": %d, "price": "11.50"}, {"id": %d, "sku": "cup", "quantity": 1, "price": "8.00"}]}""";
        return new Event(
                topic,
                body.formatted(
                        order,
                        paid,
                        placed,
                        told,
                        cancelled ? "\"" + told + "\"" : "null",
                        who,
                        refund,
                        order * 10,
                        bags,
                        order * 10 + 1));
    }

    private static String refund(int order, Instant at) {
        return """
                {"id": %d, "order_id": %d, "processed_at": "%s", "refund_line_items": [{"line_item_id": %d, "quantity": 1,
                 "total_tax": 0, "subtotal_set": {"shop_money": {"amount": "11.50", "currency_code": "USD"}}}]}""".formatted(order * 100, order, at, order * 10);
    }

    /** Lives through a day in a program of its own; the members' points at its end. */
    private Map<String, Long> live(String program, List<Event> day, Instant morning)
            throws IOException, InterruptedException {
        String token = field(
                call(
                        "POST",
                        "/local/tokens",
                        null,
                        "{\"program\": \"%s\", \"scope\": \"loyalty:admin\"}".formatted(program)),
                "token");
        String path = "/v1/programs/" + program;
        call("POST", path + "/program/versions", token, """
                {"effectiveFrom": "%s", "program": {"id": "%s", "name": "A day", "currency": "USD", "timeZone": "Europe/Berlin",
                 "earning": {"rules": [{"id": "base", "kind": "perAmount", "points": 1, "per": "1.00"}]}}}""".formatted(morning.minusSeconds(86_400), program));
        String shop = "{\"platform\": \"shopify\", \"domain\": \"%s\", \"secret\": \"shpss_%s\"}";
        call("POST", path + "/shops", token, shop.formatted(DOMAIN, program));
        Map<String, Integer> outcomes = new TreeMap<>();
        for (Event event : day) {
            if (event.topic().isEmpty()) {
                call("POST", path + "/members", token, event.body());
            } else {
                String delivery = "{\"program\": \"%s\", \"domain\": \"%s\", \"topic\": \"%s\", \"body\": %s}";
                String body = delivery.formatted(program, DOMAIN, event.topic(), event.body());
                outcomes.merge(
                        field(call("POST", "/local/shops/shopify/deliver", null, body), "outcome"), 1, Integer::sum);
            }
        }
        System.out.printf(Locale.ROOT, "%s: %d events, of the deliveries %s%n", program, day.size(), outcomes);
        Map<String, Long> points = new TreeMap<>();
        for (int customer = 1; customer <= LATE; customer++) {
            String balance = call("GET", path + "/members/m" + customer + "/balance", token, "");
            points.put("m" + customer, Long.parseLong(field(balance, "spendable")));
        }
        return points;
    }

    private String call(String method, String path, String token, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(laurel + path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "day")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (token != null) request.header("Authorization", "Bearer " + token);
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) throw new IOException(method + " " + path + ": " + answer.body());
        return answer.body();
    }

    private static String field(String json, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
        if (!field.find()) throw new IllegalStateException("there is no " + name + " in " + json);
        return field.group(1);
    }
}
