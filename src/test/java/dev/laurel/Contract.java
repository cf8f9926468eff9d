package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.restassured.filter.Filter;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Holds every answer, and every request that was accepted, against openapi.yaml. */
public final class Contract {
    private static final String IRI = "https://laurel.test/openapi.json";
    public static final JsonNode DOCUMENT = read();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, r -> r.schemas(Map.of(IRI, DOCUMENT.toString())));
    private static final Map<String, Schema> KNOWN = new ConcurrentHashMap<>();

    static final Filter FILTER = (request, specification, context) -> {
        Response response = context.next(request, specification);
        check(request, response);
        return response;
    };

    private Contract() {}

    private static JsonNode read() {
        try (InputStream yaml = Contract.class.getResourceAsStream("/openapi.yaml")) {
            return new YAMLMapper().readTree(Objects.requireNonNull(yaml));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static void check(FilterableRequestSpecification request, Response response) {
        String path = request.getURI().replaceFirst("^https?://[^/]+", "").replaceFirst("\\?.*", "");
        Optional<String> operation = operation(path, request.getMethod().toLowerCase(Locale.ROOT));
        if (operation.isEmpty()) {
            assertThat(response.statusCode()).as("no such route: %s", path).isEqualTo(404);
            return;
        }
        String status = DOCUMENT.at(operation.get() + "/responses").has(String.valueOf(response.statusCode()))
                ? operation.get() + "/responses/" + response.statusCode()
                : "/components/responses/Problem";
        String type = response.contentType().replaceFirst(";.*", "");
        String schema = status + "/content/" + escape(type) + "/schema";
        assertThat(DOCUMENT.at(schema).isMissingNode())
                .as("%s %s answers %s", path, response.statusCode(), type)
                .isFalse();
        boolean success = response.statusCode() < 300;
        if (!success) assertThat(status).isEqualTo("/components/responses/Problem");
        valid(schema, response.asString());
        Object body = request.getBody();
        String sent = operation.get() + "/requestBody/content/application~1json/schema";
        boolean json =
                request.getContentType() != null && request.getContentType().contains("json");
        if (success && body instanceof String text && json && !DOCUMENT.at(sent).isMissingNode()) valid(sent, text);
        if (!type.equals("application/json") || success)
            assertThat(response.header("X-Request-Id")).isNotBlank();
    }

    /** The JSON pointer of the operation that the path and method belong to. */
    private static Optional<String> operation(String path, String method) {
        return DOCUMENT.path("paths").properties().stream()
                .filter(p -> path.matches(p.getKey().replaceAll("\\{[^}]*}", "[^/]*")))
                .filter(p -> p.getValue().has(method))
                .map(p -> "/paths/" + escape(p.getKey()) + "/" + method)
                .findFirst();
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static void valid(String pointer, String json) {
        Schema schema = KNOWN.computeIfAbsent(
                pointer,
                p -> SCHEMAS.getSchema(
                        SchemaLocation.of(IRI + "#" + p.replace("{", "%7B").replace("}", "%7D"))));
        var errors = schema.validate(json, InputFormat.JSON);
        if (!errors.isEmpty()) fail(pointer + " is broken by " + json + ": " + errors);
    }
}
