package dev.laurel.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** JSON as one binary attribute: as it is, or deflated (zlib, RFC 1950) where that is smaller or, for accounts, where they are large. The first byte tells: JSON starts with a brace, zlib never does. */
final class Packed {
    private static final byte BRACE = '{';

    private Packed() {}

    static byte[] pack(JsonNode json) {
        return pack(Json.bytes(json));
    }

    private static byte[] pack(byte[] plain) {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream(plain.length);
        try (var out = new DeflaterOutputStream(deflated)) {
            out.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return deflated.size() < plain.length ? deflated.toByteArray() : plain;
    }

    static JsonNode unpack(byte[] packed) {
        if (packed[0] == BRACE) return Json.parse(packed);
        ByteArrayOutputStream plain = new ByteArrayOutputStream(packed.length * 4);
        try (var out = new InflaterOutputStream(plain)) {
            out.write(packed);
        } catch (IOException broken) {
            throw new UncheckedIOException("a stored document is damaged", broken);
        }
        return Json.parse(plain.toByteArray());
    }

    /** Reads a stored document. What we wrote can always be read; where it cannot, the fault is ours and not the caller's. */
    static <T> T read(AttributeValue packed, Function<Fields, T> reading) {
        return read(unpack(packed.b().asByteArray()), reading);
    }

    static <T> T read(JsonNode stored, Function<Fields, T> reading) {
        try {
            return reading.apply(Fields.stored(stored));
        } catch (Malformed damaged) {
            throw new IllegalStateException("a stored document cannot be read at " + damaged.pointer(), damaged);
        }
    }

    /** Deflated where that is smaller. */
    static AttributeValue attribute(JsonNode json) {
        return bytes(pack(json));
    }

    /** As it is up to so many bytes, and like {@link #attribute} above. */
    static AttributeValue plainUpTo(int most, JsonNode json) {
        byte[] plain = Json.bytes(json);
        return bytes(plain.length <= most ? plain : pack(plain));
    }

    static AttributeValue bytes(byte[] bytes) {
        return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes));
    }
}
