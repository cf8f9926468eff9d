package dev.laurel.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.domain.value.Limits;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.joda.money.CurrencyUnit;
import org.joda.money.IllegalCurrencyException;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object, read field by field. Every fault names its place as a JSON pointer; {@link #end} refuses what nobody asked for.
 * A field that is {@code null} counts as absent. What came in a request is bounded; what we stored ourselves is read as it is.
 */
public final class Fields {
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");
    private static final Pattern ID = Pattern.compile("[!-\"$-~]{1," + Limits.ID + "}");
    private static final Pattern ENTRY_ID = Pattern.compile("[!-\"$-~]{1,900}");
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final JsonNode node;
    private final String pointer;
    private final boolean stored;
    private final Set<String> asked;

    private Fields(JsonNode node, String pointer, boolean stored) {
        if (!node.isObject()) throw new Malformed(pointer, "an object is expected");
        this.node = node;
        this.pointer = pointer;
        this.stored = stored;
        this.asked = stored ? Set.of() : new HashSet<>();
    }

    /** What somebody sent. */
    public static Fields of(JsonNode node) {
        return new Fields(node, "", false);
    }

    /** What Laurel wrote itself: it has been judged before, so no bound applies. */
    public static Fields stored(JsonNode node) {
        return new Fields(node, "", true);
    }

    /** Refuses fields that somebody sent and nobody asked for. */
    public void end() {
        if (stored) return;
        node.properties().forEach(field -> {
            if (!asked.contains(field.getKey()))
                throw new Malformed(at(field.getKey()), "this field is not known here");
        });
    }

    public boolean has(String name) {
        return field(name) != null;
    }

    private @Nullable JsonNode field(String name) {
        if (!stored) asked.add(name);
        JsonNode field = node.get(name);
        return field == null || field.isNull() ? null : field;
    }

    private String at(String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    public Malformed fault(String name, String why) {
        return new Malformed(at(name), why);
    }

    private <T> T required(String name, Optional<T> value) {
        return value.orElseThrow(() -> fault(name, "this field is required"));
    }

    private <T> Optional<T> read(String name, Function<JsonNode, T> reading) {
        return Optional.ofNullable(field(name)).map(reading);
    }

    /** Free text, at most 200 characters, none of them a control character. */
    public Optional<String> optionalText(String name) {
        return read(name, f -> text(f, at(name)));
    }

    public String text(String name) {
        return required(name, optionalText(name));
    }

    private String text(JsonNode field, String at) {
        if (!field.isTextual()) throw new Malformed(at, "a text is expected");
        if (stored) return field.textValue();
        String text = field.textValue();
        if (text.isBlank()) throw new Malformed(at, "this must not be empty");
        if (text.length() > Limits.TEXT) throw new Malformed(at, "at most " + Limits.TEXT + " characters are allowed");
        if (CONTROL.matcher(text).find()) throw new Malformed(at, "control characters are not allowed");
        return text;
    }

    /** An id: at most 128 visible ASCII characters, no {@code #}. */
    public Optional<String> optionalId(String name) {
        return read(name, f -> id(f, at(name)));
    }

    public String id(String name) {
        return required(name, optionalId(name));
    }

    private String id(JsonNode field, String at) {
        if (stored) return text(field, at);
        if (!field.isTextual() || !ID.matcher(field.textValue()).matches()) {
            throw new Malformed(at, "a text of 1 to " + Limits.ID + " visible ASCII characters without # is expected");
        }
        return field.textValue();
    }

    /** An entry's id, as receipts show it: several ids in one, so it may be longer. */
    public String entryId(String name) {
        return required(name, read(name, f -> {
            if (!f.isTextual() || !ENTRY_ID.matcher(f.textValue()).matches()) {
                throw fault(name, "an entry's id is expected, as receipts show it");
            }
            return f.textValue();
        }));
    }

    /** A code, not free text: what goes into the books never says anything about a person. */
    public String code(String name) {
        String code = text(name);
        if (!CODE.matcher(code).matches()) {
            throw fault(name, "a code of letters, digits, dots, hyphens and underscores is expected");
        }
        return code;
    }

    public LocalDate date(String name) {
        return required(name, optionalDate(name));
    }

    /** Texts of at most 200 characters, such as a shop's own categories. */
    public Set<String> texts(String name) {
        return new LinkedHashSet<>(list(name, Limits.LINES, this::text));
    }

    public Set<String> ids(String name) {
        return new LinkedHashSet<>(list(name, Limits.LINES, this::id));
    }

    /** A whole number between two bounds, both included. */
    public Optional<Long> optionalWhole(String name, long least, long most) {
        return read(name, f -> {
            boolean whole = f.isIntegralNumber() && f.canConvertToLong();
            if (!whole || f.longValue() < least || f.longValue() > most) {
                throw fault(name, "a whole number from " + least + " to " + most + " is expected");
            }
            return f.longValue();
        });
    }

    public long whole(String name, long least, long most) {
        return required(name, optionalWhole(name, least, most));
    }

    /** Numbers of days, each from 1 to 366. */
    public List<Integer> days(String name) {
        return list(name, Limits.TIERS, (node, at) -> {
            if (!node.isInt() || node.intValue() < 1 || node.intValue() > 366) {
                throw new Malformed(at, "a number of days from 1 to 366 is expected");
            }
            return node.intValue();
        });
    }

    public int wholeOr(String name, int otherwise, int least, int most) {
        return optionalWhole(name, least, most).orElse((long) otherwise).intValue();
    }

    /** A number of things: a whole number, or a decimal string; more than zero. */
    public Optional<BigDecimal> optionalQuantity(String name) {
        return read(name, f -> {
            if (f.isIntegralNumber() && f.canConvertToLong() && f.longValue() > 0 && f.longValue() <= Limits.POINTS) {
                return BigDecimal.valueOf(f.longValue());
            }
            boolean decimal = f.isTextual() && DECIMAL.matcher(f.textValue()).matches();
            if (!decimal || new BigDecimal(f.textValue()).signum() <= 0) {
                throw fault(name, "a whole number or a decimal string like \"1.5\", more than zero, is expected");
            }
            return new BigDecimal(f.textValue());
        });
    }

    /** A decimal string that is not negative. */
    public Optional<BigDecimal> optionalDecimal(String name) {
        return read(name, f -> {
            if (!f.isTextual() || !(stored || DECIMAL.matcher(f.textValue()).matches())) {
                throw fault(name, "a decimal string like \"1.25\" is expected");
            }
            return new BigDecimal(f.textValue());
        });
    }

    public BigDecimal decimal(String name) {
        return required(name, optionalDecimal(name));
    }

    /** An amount of money that is not negative, as a decimal string; more decimals than the currency has are refused. */
    public Optional<Money> optionalMoney(String name, CurrencyUnit currency) {
        return optionalDecimal(name).map(amount -> {
            if (amount.stripTrailingZeros().scale() > currency.getDecimalPlaces()) {
                throw fault(name, currency.getCode() + " has " + currency.getDecimalPlaces() + " decimals");
            }
            return Money.of(currency, amount.setScale(currency.getDecimalPlaces()));
        });
    }

    /** An amount of money of either sign. */
    public Optional<Money> optionalSignedMoney(String name, CurrencyUnit currency) {
        JsonNode field = field(name);
        boolean negative =
                field != null && field.isTextual() && field.textValue().startsWith("-");
        if (!negative) return optionalMoney(name, currency);
        Fields positive = new Fields(Json.object().put(name, field.textValue().substring(1)), pointer, stored);
        return positive.optionalMoney(name, currency).map(Money::negated);
    }

    public Money money(String name, CurrencyUnit currency) {
        return required(name, optionalMoney(name, currency));
    }

    public Money moneyOrZero(String name, CurrencyUnit currency) {
        return optionalMoney(name, currency).orElse(Money.zero(currency));
    }

    /** A currency by its ISO 4217 code; only currencies that have a minor unit of money. */
    public CurrencyUnit currency(String name) {
        return currency(text(name), at(name));
    }

    public static CurrencyUnit currency(String code, String at) {
        try {
            CurrencyUnit currency = CurrencyUnit.of(code);
            if (!currency.isPseudoCurrency()) return currency;
        } catch (IllegalCurrencyException _) {
            // falls through to the one answer for both
        }
        throw new Malformed(at, "a currency's ISO 4217 code is expected, like EUR");
    }

    public boolean flag(String name) {
        return read(name, f -> {
                    if (!f.isBoolean()) throw fault(name, "true or false is expected");
                    return f.booleanValue();
                })
                .orElse(false);
    }

    /** An instant in RFC 3339, with any offset. */
    public Optional<Instant> optionalInstant(String name) {
        return parsed(
                name,
                t -> {
                    if (stored) return Json.instant(t);
                    OffsetDateTime time = OffsetDateTime.parse(t);
                    year(time.getYear());
                    return time.toInstant();
                },
                "an instant like 2026-11-21T10:15:00Z is expected");
    }

    public Instant instant(String name) {
        return required(name, optionalInstant(name));
    }

    public Optional<LocalDate> optionalDate(String name) {
        return parsed(
                name,
                t -> {
                    LocalDate date = LocalDate.parse(t);
                    year(date.getYear());
                    return date;
                },
                "a date like 2026-11-21 is expected");
    }

    /** Years that a shop can mean: calendars behave in them, and their text sorts as they do. */
    private void year(int year) {
        if (!stored && (year < 1900 || year > 9000))
            throw new DateTimeException("not a year that can be meant: " + year);
    }

    /** Something that has a text form of its own; a {@link DateTimeException} or an illegal argument is a fault. */
    public <T> Optional<T> parsed(String name, Function<String, T> reading, String expected) {
        return read(name, f -> {
            if (!f.isTextual() || (!stored && f.textValue().length() > Limits.TEXT)) throw fault(name, expected);
            try {
                return reading.apply(f.textValue());
            } catch (DateTimeException | IllegalArgumentException _) {
                throw fault(name, expected);
            }
        });
    }

    /** One of an enum's constants, written as {@code lowerCamelCase}. */
    public <E extends Enum<E>> Optional<E> optionalOneOf(String name, Class<E> kind) {
        return read(name, f -> {
            for (E constant : kind.getEnumConstants()) {
                if (f.isTextual() && camelCase(constant).equals(f.textValue())) return constant;
            }
            List<String> all = Arrays.stream(kind.getEnumConstants())
                    .map(Fields::camelCase)
                    .toList();
            throw fault(name, "one of " + String.join(", ", all) + " is expected");
        });
    }

    public <E extends Enum<E>> E oneOf(String name, Class<E> kind) {
        return required(name, optionalOneOf(name, kind));
    }

    /** {@code HALF_UP} as {@code halfUp}. */
    public static String camelCase(Enum<?> constant) {
        String[] words = constant.name().toLowerCase(Locale.ROOT).split("_");
        StringBuilder camel = new StringBuilder(words[0]);
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            camel.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return camel.toString();
    }

    public Optional<Fields> optionalObject(String name) {
        return read(name, f -> new Fields(f, at(name), stored));
    }

    public Fields object(String name) {
        return required(name, optionalObject(name));
    }

    public List<Fields> objects(String name, int most) {
        return objects(name, most, object -> object);
    }

    /** A list of what {@code reading} makes of each of its objects; at most so many where somebody sent them. */
    public <T> List<T> objects(String name, int most, Function<Fields, T> reading) {
        return list(name, most, (node, at) -> reading.apply(new Fields(node, at, stored)));
    }

    /** The same of what we stored ourselves, however many they are. */
    public <T> List<T> objects(String name, Function<Fields, T> reading) {
        return objects(name, unbounded(), reading);
    }

    private int unbounded() {
        if (!stored) throw new IllegalStateException("what somebody sent has a bound");
        return Integer.MAX_VALUE;
    }

    private <T> List<T> list(String name, int most, BiFunction<JsonNode, String, T> reading) {
        JsonNode list = field(name);
        if (list == null) return List.of();
        if (!list.isArray()) throw fault(name, "a list is expected");
        if (!stored && list.size() > most) throw fault(name, "at most " + most + " are allowed");
        List<T> read = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            read.add(reading.apply(Objects.requireNonNull(list.get(i)), at(name) + "/" + i));
        }
        return Collections.unmodifiableList(read);
    }

    /** An object whose keys are free: each with its value read by {@code reading} from the object itself. */
    public <T> Map<String, T> map(String name, int most, BiFunction<Fields, String, T> reading) {
        Map<String, T> map = new LinkedHashMap<>();
        optionalObject(name).ifPresent(object -> {
            if (!stored && object.node.size() > most) throw fault(name, "at most " + most + " are allowed");
            object.node.fieldNames().forEachRemaining(key -> {
                if (!stored && !ID.matcher(key).matches()) throw object.fault(key, "this cannot be a name here");
                map.put(key, reading.apply(object, key));
            });
        });
        return map;
    }

    /** The same of what we stored ourselves, however many they are. */
    public <T> Map<String, T> map(String name, BiFunction<Fields, String, T> reading) {
        return map(name, unbounded(), reading);
    }

    public JsonNode node() {
        return node;
    }
}
