package dev.laurel.store;

import static dev.laurel.store.Refusals.invalid;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Attribute values as DynamoDB keeps, orders, measures and adds them. Each is kept in one form, so that equal values are equal objects. */
final class Values {
    /** A number as it is kept, of the kind that nearly all are. */
    private static final Pattern PLAIN = Pattern.compile("0|-?[1-9]\\d{0,17}");

    private static final int DIGITS_MOST = 38;
    private static final int EXPONENT_LEAST = -130;
    private static final int EXPONENT_MOST = 125;
    private static final int LAST_BEFORE_SURROGATES = 0xD7FF;
    private static final int FIRST_AFTER_SURROGATES = 0xE000;

    private Values() {}

    /** A value as it is kept: numbers in plain figures, sets in order, bytes that nobody else has. */
    static AttributeValue kept(AttributeValue given) {
        return switch (given.type()) {
            case S -> given;
            case N -> PLAIN.matcher(given.n()).matches() ? given : number(given.n());
            case B -> AttributeValue.fromB(SdkBytes.fromByteArray(given.b().asByteArrayUnsafe()));
            case SS -> set(given.ss());
            default -> throw new UnsupportedOperationException("a value like " + given);
        };
    }

    private static AttributeValue number(String text) {
        try {
            return number(new BigDecimal(text));
        } catch (NumberFormatException _) {
            throw invalid("A value provided cannot be converted into a number");
        }
    }

    private static AttributeValue number(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        if (plain.precision() > DIGITS_MOST) throw invalid("DynamoDB only supports precision up to 38 digits");
        int exponent = plain.precision() - plain.scale() - 1;
        if (exponent > EXPONENT_MOST) throw invalid("Number overflow");
        if (exponent < EXPONENT_LEAST) throw invalid("Number underflow");
        return AttributeValue.fromN(plain.toPlainString());
    }

    private static AttributeValue set(List<String> members) {
        SortedSet<String> set = new TreeSet<>(members);
        if (set.isEmpty()) throw invalid("One or more parameter values were invalid: An string set may not be empty");
        if (set.size() < members.size())
            throw invalid(
                    "One or more parameter values were invalid: Input collection " + members + " contains duplicates");
        return AttributeValue.fromSs(List.copyOf(set));
    }

    /** The order of two values of one type. */
    static int compare(AttributeValue a, AttributeValue b) {
        return switch (a.type()) {
            case S -> compare(a.s(), b.s());
            case N -> new BigDecimal(a.n()).compareTo(new BigDecimal(b.n()));
            case B -> Arrays.compareUnsigned(a.b().asByteArrayUnsafe(), b.b().asByteArrayUnsafe());
            default -> throw new UnsupportedOperationException("an order of " + a);
        };
    }

    /** By their bytes in UTF-8, which is by their code points: a surrogate stands for one beyond all others. */
    private static int compare(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left == right) continue;
            boolean beyond = Character.isSurrogate(left);
            return beyond == Character.isSurrogate(right) ? left - right : beyond ? 1 : -1;
        }
        return a.length() - b.length();
    }

    static boolean startsWith(AttributeValue value, AttributeValue prefix) {
        if (value.type() != prefix.type()) return false;
        if (value.type() == AttributeValue.Type.S) return value.s().startsWith(prefix.s());
        byte[] bytes = value.b().asByteArrayUnsafe();
        byte[] first = prefix.b().asByteArrayUnsafe();
        return first.length <= bytes.length && Arrays.equals(bytes, 0, first.length, first, 0, first.length);
    }

    /** The first text after all that start like this. */
    static String after(String prefix) {
        int last = prefix.codePointBefore(prefix.length());
        if (last == Character.MAX_CODE_POINT) throw new UnsupportedOperationException("what comes after " + prefix);
        int next = last == LAST_BEFORE_SURROGATES ? FIRST_AFTER_SURROGATES : last + 1;
        return prefix.substring(0, prefix.length() - Character.charCount(last)) + Character.toString(next);
    }

    /** A number and what is added to it, or two sets as one. */
    static AttributeValue plus(AttributeValue value, AttributeValue added) {
        sameType(value, added);
        if (value.hasSs()) {
            SortedSet<String> all = new TreeSet<>(value.ss());
            all.addAll(added.ss());
            return AttributeValue.fromSs(List.copyOf(all));
        }
        return number(new BigDecimal(value.n()).add(new BigDecimal(added.n())));
    }

    /** A set without the members of another; null where nothing is left of it. */
    static @Nullable AttributeValue minus(AttributeValue set, AttributeValue removed) {
        sameType(set, removed);
        List<String> left =
                set.ss().stream().filter(m -> !removed.ss().contains(m)).toList();
        return left.isEmpty() ? null : AttributeValue.fromSs(left);
    }

    private static void sameType(AttributeValue there, AttributeValue operand) {
        if (there.type() != operand.type())
            throw invalid("An operand in the update expression has an incorrect data type");
    }

    /** In bytes, as DynamoDB says that it counts them. */
    static int size(Map<String, AttributeValue> item) {
        int size = 0;
        for (var attribute : item.entrySet()) size += size(attribute.getKey()) + size(attribute.getValue());
        return size;
    }

    static int size(AttributeValue value) {
        return switch (value.type()) {
            case S -> size(value.s());
            case N -> (new BigDecimal(value.n()).stripTrailingZeros().precision() + 1) / 2 + 1;
            case B -> value.b().asByteArrayUnsafe().length;
            case SS -> value.ss().stream().mapToInt(Values::size).sum();
            default -> throw new UnsupportedOperationException("the size of " + value);
        };
    }

    private static int size(String text) {
        return text.getBytes(UTF_8).length;
    }
}
