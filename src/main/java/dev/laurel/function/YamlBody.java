package dev.laurel.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.laurel.json.Malformed;
import java.io.IOException;

/** YAML where a person writes it: program documents. Aliases are refused by the parser's own bounds, a key that stands twice by us. */
final class YamlBody {
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private YamlBody() {}

    static JsonNode parse(byte[] raw) {
        try {
            JsonNode read = MAPPER.readTree(raw);
            if (read == null || read.isMissingNode()) throw new Malformed("", "a YAML document is expected");
            return read;
        } catch (JsonProcessingException broken) {
            throw new Malformed("", "this is not well-formed YAML: " + broken.getOriginalMessage());
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }
}
