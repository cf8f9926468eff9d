package dev.laurel.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.function.ShopSecrets;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.local.Gateway.Answer;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.outside.shop.Dialects;
import dev.laurel.store.Shops.Shop;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Optional;

/** Plays a shop: signs a body with the shop's secret and delivers it where the shop would. */
@Singleton
@UnlessBuildProfile("prod")
class ShopOnLaptop {
    private static final String BEFORE = "/local/shops/";
    private static final String AFTER = "/deliver";

    private final ShopSecrets secrets;

    ShopOnLaptop(ShopSecrets secrets) {
        this.secrets = secrets;
    }

    /** The kind of shop that a path names, if it is one to play with. */
    static Optional<Dialect> played(String path) {
        return path.startsWith(BEFORE) && path.endsWith(AFTER)
                ? Dialects.of(path.substring(BEFORE.length(), path.length() - AFTER.length()))
                : Optional.empty();
    }

    /** The answer to {@code {program, domain, topic, body}} as the shop would get it. */
    Answer deliver(Dialect dialect, Fields delivery, int port) throws IOException, InterruptedException {
        String program = delivery.id("program");
        String domain = delivery.text("domain").toLowerCase(Locale.ROOT);
        String topic = delivery.text("topic");
        JsonNode body = delivery.object("body").node();
        delivery.end();
        Optional<String> secret = secrets.current(program, new Shop(dialect.platform(), domain));
        if (secret.isEmpty())
            throw delivery.fault("domain", "this shop was not set up: POST /v1/programs/" + program + "/shops");
        byte[] bytes = Json.bytes(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/v1/shops/" + program + "/" + dialect.platform()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
        dialect.headers(domain, topic, Dialect.sign(bytes, secret.get())).forEach(request::header);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return Answer.json(answer.statusCode(), Json.parse(answer.body()));
        }
    }
}
