package dev.laurel.outside.shop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.value.Limits;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.Malformed;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** One object of somebody else's JSON: what we do not know is passed over, what we need has to make sense. A field that is null is absent. */
final class Payload {
    private static final Pattern AMOUNT = Pattern.compile("-?\\d{1,12}(\\.\\d{1,9})?");
    private static final Pattern ID = Pattern.compile("[!-\"$-~]{1," + Limits.ID + "}");

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final JsonNode node;
    private final String pointer;

    private Payload(JsonNode node, String pointer) {
        if (!node.isObject()) throw new Malformed(pointer, "an object is expected");
        this.node = node;
        this.pointer = pointer;
    }

    static Payload of(byte[] json) {
        return new Payload(Json.parse(json), "");
    }

    Malformed fault(String name, String why) {
        return new Malformed(pointer + "/" + name, why);
    }

    private Optional<JsonNode> field(String name) {
        return Optional.ofNullable(node.get(name)).filter(f -> !f.isNull());
    }

    private <T> T required(String name, Optional<T> value) {
        return value.orElseThrow(() -> fault(name, "this field is required"));
    }

    Optional<Payload> object(String name) {
        return field(name).map(f -> new Payload(f, pointer + "/" + name));
    }

    Payload requiredObject(String name) {
        return required(name, object(name));
    }

    /** The objects of a list, as many as an order may have lines at most; one that is absent is empty. */
    List<Payload> objects(String name) {
        List<Payload> objects = new ArrayList<>();
        JsonNode list = field(name).orElse(null);
        if (list == null) return objects;
        if (!list.isArray()) throw fault(name, "a list is expected");
        if (list.size() > Limits.LINES) throw fault(name, "more than " + Limits.LINES);
        for (JsonNode one : list) objects.add(new Payload(one, pointer + "/" + name + "/" + objects.size()));
        return objects;
    }

    /** The lines of an order; each has a name of its own. */
    static List<Purchase.Line> named(List<Payload> lines, Function<Payload, Purchase.Line> reading) {
        Set<String> names = new HashSet<>();
        List<Purchase.Line> read = new ArrayList<>();
        for (Payload line : lines) {
            Purchase.Line one = reading.apply(line);
            if (!names.add(one.line())) throw line.fault("id", "another line has this id already");
            if (one.sku().length() > Limits.TEXT || one.sku().chars().anyMatch(Character::isISOControl))
                throw line.fault("sku", "at most " + Limits.TEXT + " visible characters are expected");
            read.add(one);
        }
        return read;
    }

    /** A text that is not blank. */
    Optional<String> text(String name) {
        return field(name)
                .map(f -> {
                    if (!f.isTextual()) throw fault(name, "text is expected");
                    return f.textValue().strip();
                })
                .filter(text -> !text.isEmpty());
    }

    /** What there is of a person's name; nothing where it is too long to keep, or no text. */
    Optional<String> personName() {
        return Stream.of(text("first_name"), text("last_name"))
                .flatMap(Optional::stream)
                .reduce((a, b) -> a + " " + b)
                .filter(name -> name.length() <= Limits.TEXT && name.chars().noneMatch(Character::isISOControl));
    }

    /** An id of the shop's: a whole number of any size, digit for digit, or a text that can stand in a key. */
    Optional<String> optionalId(String name) {
        return field(name)
                .map(f -> {
                    if (!f.isIntegralNumber() && !f.isTextual()) throw fault(name, "an id is expected");
                    return f.asText();
                })
                .filter(id -> !id.isEmpty())
                .map(id -> {
                    if (!ID.matcher(id).matches()) throw fault(name, "this cannot be an id");
                    return id;
                });
    }

    String id(String name) {
        return required(name, optionalId(name));
    }

    boolean flag(String name) {
        return field(name).map(JsonNode::asBoolean).orElse(false);
    }

    Optional<Instant> optionalInstant(String name) {
        return text(name).map(text -> {
            try {
                return sensible(name, OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeException _) {
                throw fault(name, "an instant with its offset is expected");
            }
        });
    }

    Instant instant(String name) {
        return required(name, optionalInstant(name));
    }

    /** Between the years 2000 and 2200: seconds of these make revisions that every client can count. */
    private Instant sensible(String name, Instant instant) {
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST))
            throw fault(name, "an instant of our time is expected");
        return instant;
    }

    /** An instant that is written without its offset, in UTC. */
    Instant utc(String name) {
        try {
            return sensible(
                    name, LocalDateTime.parse(required(name, text(name))).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            throw fault(name, "an instant like 2026-11-22T10:00:00 is expected");
        }
    }

    CurrencyUnit currency(String name) {
        return Fields.currency(required(name, text(name)), pointer + "/" + name);
    }

    /** A decimal number, written as text or as a number. */
    Optional<BigDecimal> optionalDecimal(String name) {
        return field(name).map(f -> {
            String text = f.asText().strip();
            if (!(f.isTextual() || f.isNumber()) || !AMOUNT.matcher(text).matches()) {
                throw fault(name, "an amount is expected");
            }
            return new BigDecimal(text);
        });
    }

    /** An amount of money that may be less than nothing; more digits than the currency has are zeros. */
    Optional<Money> optionalSigned(String name, CurrencyUnit currency) {
        return optionalDecimal(name).map(amount -> {
            try {
                return Money.of(currency, amount.stripTrailingZeros());
            } catch (ArithmeticException _) {
                throw fault(name, "more decimals than " + currency + " has");
            }
        });
    }

    /** An amount of money, nothing where it is absent. */
    Money money(String name, CurrencyUnit currency) {
        Money money = optionalSigned(name, currency).orElse(Money.zero(currency));
        if (money.isNegative()) throw fault(name, "less than nothing");
        return money;
    }

    Money requiredMoney(String name, CurrencyUnit currency) {
        required(name, optionalSigned(name, currency));
        return money(name, currency);
    }

    /** A number of things, which may be none. */
    long count(String name) {
        BigDecimal count = required(name, optionalDecimal(name));
        if (count.signum() < 0 || count.stripTrailingZeros().scale() > 0)
            throw fault(name, "a number of things is expected");
        return count.longValueExact();
    }

    /** Whether a field is there at all, if only as null. */
    boolean names(String name) {
        return node.has(name);
    }

    boolean has(String name) {
        return field(name).isPresent();
    }
}
