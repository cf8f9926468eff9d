package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.outside.ParameterStore;
import dev.laurel.outside.shop.Delivery;
import dev.laurel.outside.shop.Dialect;
import dev.laurel.store.Shops;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The secrets that shops sign with: the one in use, and the one before it, since a shop takes a while to change over. Kept in memory;
 * where a signature does not fit they are read again, at most once a minute.
 */
@ApplicationScoped
public class ShopSecrets {
    private static final Duration READ_AGAIN = Duration.ofMinutes(1);

    private final ParameterStore parameters;
    private final String table;
    private final Clock clock;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(Instant readAt, List<String> secrets) {}

    ShopSecrets(ParameterStore parameters, @ConfigProperty(name = "laurel.table") String table, Clock clock) {
        this.parameters = parameters;
        this.table = table;
        this.clock = clock;
    }

    /** Whether a delivery comes from the shop that it names, which is one of the program's. */
    boolean isGenuine(Dialect dialect, Delivery delivery, String program, Shops.Shop shop) {
        String name = name(program, shop);
        Instant now = clock.instant();
        Kept known = kept.get(name);
        if (known != null && fits(known, dialect, delivery)) return true;
        if (known != null && Duration.between(known.readAt(), now).abs().compareTo(READ_AGAIN) < 0) return false;
        Kept read =
                new Kept(now, parameters.cached(name).map(ShopSecrets::secrets).orElse(List.of()));
        kept.put(name, read);
        return fits(read, dialect, delivery);
    }

    private static boolean fits(Kept known, Dialect dialect, Delivery delivery) {
        return known.secrets().stream()
                .map(secret -> dialect.isSigned(delivery, secret))
                .reduce(false, Boolean::logicalOr);
    }

    /** The secret in use from now on; the one before it is good for a while. The same again changes nothing. */
    void use(String program, Shops.Shop shop, String secret) {
        String name = name(program, shop);
        List<String> before = parameters.now(name).map(ShopSecrets::secrets).orElse(List.of());
        if (!before.isEmpty() && before.getFirst().equals(secret)) return;
        ObjectNode json = Json.object().put("current", secret);
        before.stream().findFirst().ifPresent(previous -> json.put("previous", previous));
        parameters.put(name, new String(Json.bytes(json), StandardCharsets.UTF_8));
        kept.remove(name);
    }

    /** The newest secret of a shop, for whoever plays it. */
    public Optional<String> current(String program, Shops.Shop shop) {
        return parameters.now(name(program, shop)).map(ShopSecrets::secrets).map(List::getFirst);
    }

    private String name(String program, Shops.Shop shop) {
        return "/" + String.join("/", table, "shops", program, shop.platform(), shop.domain());
    }

    private static List<String> secrets(String json) {
        Fields fields = Fields.stored(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
        return Stream.of(fields.optionalText("current"), fields.optionalText("previous"))
                .flatMap(Optional::stream)
                .toList();
    }
}
