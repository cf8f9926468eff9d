package dev.laurel.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The published schema of program documents, {@code program.schema.json}, and what it says of one. */
final class ProgramSchema {
    private ProgramSchema() {}

    /**
     * What the schema says. Where an object has a fault, its kind's other fields have not been looked at: that they are then called
     * unknown is left out.
     */
    static List<Fault> faults(JsonNode document) {
        List<Error> errors = published().validate(document);
        List<Fault> faults = new ArrayList<>();
        for (Error error : errors) {
            String at = error.getInstanceLocation().toString();
            boolean echo = error.getKeyword().equals("unevaluatedProperties")
                    && errors.stream()
                            .filter(e -> !e.getKeyword().equals("unevaluatedProperties"))
                            .anyMatch(e -> (e.getInstanceLocation() + "/").startsWith(at + "/"));
            if (!echo) faults.add(new Fault(place(error), error.getMessage()));
        }
        return faults;
    }

    /** Where the fault is; of a field that should not be there, the field itself. */
    private static String place(Error error) {
        boolean unknown = error.getKeyword().equals("additionalProperties")
                || error.getKeyword().equals("unevaluatedProperties");
        String object = error.getInstanceLocation().toString();
        return unknown ? object + "/" + error.getArguments()[0] : object;
    }

    /** Read at each call: a program is proposed once in a while, and a native image keeps nothing of a library in its heap. */
    private static Schema published() {
        try (InputStream schema = ProgramSchema.class.getResourceAsStream("/program.schema.json")) {
            return SchemaRegistry.withDefaultDialect(
                            SpecificationVersion.DRAFT_2020_12,
                            r -> r.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                    .locale(Locale.ENGLISH)
                                    .build()))
                    .getSchema(Json.parse(Objects.requireNonNull(schema).readAllBytes())
                            .toString());
        } catch (IOException broken) {
            throw new IllegalStateException("the program schema cannot be read", broken);
        }
    }
}
