package dev.laurel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes something slightly or wholly wrong of what is right. */
final class Mutations {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEP = 300;
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "#",
            "null",
            "me",
            "a#b",
            "..",
            "%00",
            "\u0000",
            "\u202e",
            "\ud800",
            "\uFEFFx",
            "e\u0301",
            "\uD83C\uDF7A",
            "-0",
            "1e999",
            "NaN",
            "9".repeat(40),
            "0.001",
            "1,00",
            "-1.00",
            "2050-02-30",
            "9999-12-31T23:59:59Z",
            "+00:00",
            "x".repeat(129),
            "x".repeat(5000),
            "'; DROP TABLE",
            "<script>",
            "{{7*7}}",
            "${jndi:x}",
            "\r\nSet-Cookie: a=b");
    private static final List<JsonNode> VALUES = List.of(
            NODES.nullNode(),
            NODES.booleanNode(true),
            NODES.numberNode(0),
            NODES.numberNode(-1),
            NODES.numberNode(Long.MAX_VALUE),
            NODES.numberNode(Long.MIN_VALUE),
            NODES.numberNode(1.5),
            NODES.numberNode(new java.math.BigDecimal("1e400")),
            NODES.rawValueNode(new RawValue("1e999999999")),
            NODES.rawValueNode(new RawValue("-1e-9999999999")),
            NODES.arrayNode(),
            NODES.objectNode());

    private final Random dice;

    Mutations(Random dice) {
        this.dice = dice;
    }

    /** A few changes of a document, or of its bytes. */
    byte[] of(String document) {
        try {
            JsonNode tree = JSON.readTree(document);
            int changes = dice.nextInt(3);
            for (int i = 0; i < changes; i++) change(tree);
            byte[] bytes = JSON.writeValueAsBytes(tree);
            return dice.nextInt(3) == 0 ? scratched(bytes) : bytes;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Another text in the place of one. */
    String text(String right) {
        return switch (dice.nextInt(4)) {
            case 0 -> TEXTS.get(dice.nextInt(TEXTS.size()));
            case 1 -> right + TEXTS.get(dice.nextInt(TEXTS.size()));
            case 2 -> right.isEmpty() ? right : right.substring(dice.nextInt(right.length()));
            default -> right;
        };
    }

    private void change(JsonNode tree) {
        List<JsonNode> inner = new ArrayList<>();
        collect(tree, inner);
        JsonNode at = inner.get(dice.nextInt(inner.size()));
        if (at instanceof ObjectNode object && !object.isEmpty()) change(object);
        else if (at instanceof ArrayNode array) change(array);
    }

    private static void collect(JsonNode at, List<JsonNode> inner) {
        if (!at.isContainerNode()) return;
        inner.add(at);
        at.forEach(child -> collect(child, inner));
    }

    private void change(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(dice.nextInt(names.size()));
        switch (dice.nextInt(5)) {
            case 0 -> object.remove(name);
            case 1 -> object.set("extra" + dice.nextInt(9), value());
            case 2 -> object.put(name, text(written(object.path(name))));
            case 3 -> object.set(name, deep());
            default -> object.set(name, value());
        }
    }

    /** A value as text; of one that was written as it is, Jackson would tell the Java class. */
    private static String written(JsonNode value) {
        return value instanceof POJONode raw
                ? ((RawValue) raw.getPojo()).rawValue().toString()
                : value.asText();
    }

    private void change(ArrayNode array) {
        switch (dice.nextInt(3)) {
            case 0 -> array.add(value());
            case 1 -> {
                if (!array.isEmpty())
                    for (int i = 0; i < 300; i++) array.add(array.get(0).deepCopy());
            }
            default -> array.removeAll();
        }
    }

    private JsonNode value() {
        return dice.nextBoolean()
                ? VALUES.get(dice.nextInt(VALUES.size())).deepCopy()
                : NODES.textNode(TEXTS.get(dice.nextInt(TEXTS.size())));
    }

    private JsonNode deep() {
        if (dice.nextInt(10) != 0) return value();
        JsonNode deep = NODES.arrayNode();
        for (int i = 0; i < DEEP; i++) deep = NODES.arrayNode().add(deep);
        return deep;
    }

    private byte[] scratched(byte[] bytes) {
        byte[] other = bytes.clone();
        switch (dice.nextInt(5)) {
            case 0 -> other[dice.nextInt(other.length)] ^= (byte) (1 << dice.nextInt(8));
            case 1 -> other = Arrays.copyOf(other, dice.nextInt(other.length + 1));
            case 2 -> dice.nextBytes(other);
            case 3 -> other = (new String(other, UTF_8) + "{}").getBytes(UTF_8);
            default ->
                other = new String(other, UTF_8)
                        .replaceFirst("\\{\"(\\w+)\":", "{\"$1\":1,\"$1\":")
                        .getBytes(UTF_8);
        }
        return other;
    }
}
