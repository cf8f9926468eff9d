package dev.laurel;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.Shopify;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A shop of one program: signs what happened in it, and delivers. */
record Storefront(int port, Api api, Dialect dialect, String domain) {
    static final String DOMAIN = "roastery.myshopify.com";
    static final String SECRET = "shpss_0123456789abcdef";

    /** A Shopify shop. */
    Storefront(int port, Api api) {
        this(port, api, new Shopify(), DOMAIN);
    }

    /** The order's number, as it stands in the bodies. */
    static final String NUMBER = "9007199254740993123";

    private static final String ORDER = """
            {"id": 9007199254740993123, "currency": "USD", "financial_status": "%s", "fulfillment_status": null,
             "created_at": "2050-03-01T10:00:00-05:00", "updated_at": "2050-03-01T%s-05:00", "cancelled_at": %s,
             "customer": {"id": 77, "email": "ada@example.com"}, "total_tax": "0.00",
             "shipping_lines": [{"price": "5.00"}],
             "line_items": [{"id": 1, "sku": "beans", "quantity": %d, "price": "20.00"}, {"id": 2, "sku": "cup", "quantity": 1, "price": "30.00"}],
             "refunds": [%s]}""";

    /** One bag of beans of the order comes back. */
    static final String REFUND = """
            {"id": 501, "order_id": 9007199254740993123, "processed_at": "2050-03-02T10:00:00-05:00",
             "refund_line_items": [{"line_item_id": 1, "quantity": 1, "total_tax": 0, "subtotal_set": {"shop_money": {"amount": "20.00", "currency_code": "USD"}}}]}""";

    /** An order of beans at 20.00 and a cup at 30.00, of customer 77, who says to be ada@example.com. */
    static String order(String paid, String updated, boolean cancelled, int beans, String refunds) {
        return ORDER.formatted(paid, updated, cancelled ? "\"2050-03-02T12:00:00-05:00\"" : "null", beans, refunds);
    }

    Response setUp(String secret) {
        return api.post(
                "/shops", "{platform: " + dialect.platform() + ", domain: " + domain + ", secret: '" + secret + "'}");
    }

    Response deliver(String topic, String body) {
        return deliver(topic, body, Dialect.sign(body.getBytes(UTF_8), SECRET), "application/json");
    }

    Response deliver(String topic, String body, String signature, String type) {
        return given().port(port)
                .filter(Contract.FILTER)
                .headers(dialect.headers(domain, topic, signature))
                .header("Content-Type", type)
                .body(body.getBytes(UTF_8))
                .post(path());
    }

    /** The status of a delivery with as little around it as can be: for very many. */
    int deliver(HttpClient http, String topic, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path()));
        dialect.headers(domain, topic, Dialect.sign(body.getBytes(UTF_8), SECRET))
                .forEach(request::header);
        request.POST(HttpRequest.BodyPublishers.ofString(body));
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private String path() {
        return "/v1/shops/" + api.program() + "/" + dialect.platform();
    }
}
