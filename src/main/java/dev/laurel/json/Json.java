package dev.laurel.json;

import com.ethlo.time.ITU;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.function.Function;
import org.joda.money.Money;

/** Reads and writes JSON trees. Numbers keep every digit; a key that stands twice is refused, and so is whatever follows the document. */
public final class Json {
    /** How deep a document may nest: a program document is eight deep. */
    public static final StreamReadConstraints NOT_TOO_DEEP =
            StreamReadConstraints.builder().maxNestingDepth(32).build();

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .nodeFactory(new PlainNumbers())
            .build();

    static {
        MAPPER.getFactory().setStreamReadConstraints(NOT_TOO_DEEP);
    }

    private static final ObjectWriter AS_IT_IS = MAPPER.writer();
    private static final ObjectWriter SORTED = MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

    private Json() {}

    /** @throws Malformed where the text is not one JSON document */
    public static JsonNode parse(byte[] text) {
        try {
            JsonNode read = MAPPER.readTree(text);
            if (read == null || read.isMissingNode()) throw new Malformed("", "a JSON document is expected");
            return read;
        } catch (NumberFormatException noExponent) {
            throw PlainNumbers.tooLong();
        } catch (MismatchedInputException trailing) {
            throw new Malformed("", "something follows the document");
        } catch (JsonProcessingException broken) {
            throw new Malformed("", "this is not well-formed JSON: " + broken.getOriginalMessage());
        } catch (IOException undecodable) {
            throw new Malformed("", "this is not text in UTF-8");
        }
    }

    public static byte[] bytes(JsonNode tree) {
        return bytes(tree, AS_IT_IS);
    }

    /** The same bytes for the same content, in whatever order its keys stood: what a request's hash is made of. */
    public static byte[] canonical(JsonNode tree) {
        return bytes(tree, SORTED);
    }

    private static byte[] bytes(JsonNode tree, ObjectWriter writer) {
        try {
            return writer.writeValueAsBytes(tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree can always be written", impossible);
        }
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static <T> ArrayNode array(Collection<T> items, Function<T, JsonNode> written) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        items.forEach(item -> array.add(written.apply(item)));
        return array;
    }

    public static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    /**
     * An instant that is stored, in a tenth of the time that Java takes where Laurel wrote it. Programs have instants in their merchant's own
     * words, which Java's parser took before. Not for what somebody sends: what follows an instant is not looked at.
     */
    public static Instant instant(String stored) {
        try {
            return ITU.parseDateTime(stored).toInstant();
        } catch (DateTimeException _) {
            return OffsetDateTime.parse(stored).toInstant();
        }
    }

    /** An amount as Laurel writes it: a decimal string in major units. */
    public static String amount(Money money) {
        return money.getAmount().toPlainString();
    }
}
