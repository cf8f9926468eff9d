package dev.laurel.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How many bytes an item is to DynamoDB, by "DynamoDB item sizes and formats" in its developer guide. AWS calls the size of numbers
 * approximate: a byte for each two significant digits and one more, to which a sign is added here.
 */
public final class ItemSize {
    /** A list or a map, whatever it holds; and each thing that it holds. */
    private static final int NESTING = 3;

    private ItemSize() {}

    /** Names and values of all attributes; 0 where there is no item. */
    public static long of(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToLong(a -> utf8(a.getKey()) + of(a.getValue()))
                .sum();
    }

    private static long of(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s());
            case N -> number(value.n());
            case B -> value.b().asByteArrayUnsafe().length;
            case BOOL, NUL -> 1;
            case SS -> value.ss().stream().mapToLong(ItemSize::utf8).sum();
            case NS -> value.ns().stream().mapToLong(ItemSize::number).sum();
            case BS ->
                value.bs().stream().mapToLong(b -> b.asByteArrayUnsafe().length).sum();
            case L -> NESTING + list(value.l());
            case M -> NESTING + value.m().size() + of(value.m());
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("a type that is not known: " + value);
        };
    }

    private static long list(List<AttributeValue> list) {
        return list.stream().mapToLong(v -> 1 + of(v)).sum();
    }

    private static long utf8(String text) {
        return text.getBytes(UTF_8).length;
    }

    /** A byte for each two significant digits, one more, and one more again below zero; zeros on either end do not count. */
    private static long number(String text) {
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        return (number.precision() + 1) / 2 + 1 + (number.signum() < 0 ? 1 : 0);
    }
}
