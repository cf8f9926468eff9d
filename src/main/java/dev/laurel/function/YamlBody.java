package dev.laurel.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.laurel.json.Malformed;
import java.io.IOException;

/** YAML where a person writes it: program documents. Aliases, a second document and a key that stands twice are refused. */
final class YamlBody {
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private YamlBody() {}

    static JsonNode parse(byte[] raw) {
        try {
            refuseAliases(raw);
            JsonNode read = MAPPER.readTree(raw);
            if (read == null || read.isMissingNode()) throw new Malformed("", "a YAML document is expected");
            return read;
        } catch (JsonProcessingException broken) {
            throw new Malformed("", "this is not well-formed YAML: " + broken.getOriginalMessage());
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }

    private static void refuseAliases(byte[] raw) throws IOException {
        try (YAMLParser parser = MAPPER.getFactory().createParser(raw)) {
            while (parser.nextToken() != null) {
                if (parser.isCurrentAlias()) throw new Malformed("", "aliases are not read: write it out");
            }
        }
    }
}
