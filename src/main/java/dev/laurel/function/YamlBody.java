package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.laurel.json.Json;
import dev.laurel.json.Malformed;
import dev.laurel.json.PlainNumbers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** YAML where a person writes it: program documents. Aliases, a second document and a key that stands twice are refused. */
final class YamlBody {
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(new PlainNumbers())
            .build();

    static {
        MAPPER.getFactory().setStreamReadConstraints(Json.NOT_TOO_DEEP);
    }

    private YamlBody() {}

    static JsonNode parse(byte[] raw) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
            refuseAliases(text);
            JsonNode read = MAPPER.readTree(text);
            if (read == null || read.isMissingNode()) throw new Malformed("", "a YAML document is expected");
            return read;
        } catch (CharacterCodingException undecodable) {
            throw new Malformed("", "this is not text in UTF-8");
        } catch (MismatchedInputException trailing) {
            throw new Malformed("", "one document is expected, and nothing after it");
        } catch (JsonProcessingException broken) {
            boolean namesClasses = broken.getCause() instanceof NumberFormatException;
            String why = namesClasses ? "a number or an escape cannot be read" : broken.getOriginalMessage();
            throw new Malformed("", "this is not well-formed YAML: " + why);
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }

    /** Reads token by token, so that depth is refused at once: YAML's scanner needs time for each token in proportion to its depth. */
    private static void refuseAliases(String text) throws IOException {
        try (YAMLParser parser = MAPPER.getFactory().createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.isCurrentAlias()) throw new Malformed("", "aliases are not read: write it out");
            }
        }
    }
}
