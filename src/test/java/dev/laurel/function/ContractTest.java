package dev.laurel.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.laurel.Contract;
import io.quarkus.funqy.Funq;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** functions.yaml, openapi.yaml and the code say the same. */
class ContractTest {
    private static final Path RESOURCES = Path.of("src/main/resources");

    /** The scope table of the HTTP contract, written down a second time. */
    private static final String SCOPES = """
            POST /members                                            self till admin
            GET /members                                             till admin
            GET /members/{id}                                        self till admin
            PATCH /members/{id}                                      self till admin
            GET /members/{id}/export                                 self admin
            DELETE /members/{id}                                     self admin
            POST /members/{id}/block                                 admin
            POST /members/{id}/unblock                               admin
            POST /members/{id}/purchases                             till admin
            GET /members/{id}/purchases/{orderId}                    self till admin
            POST /members/{id}/actions                               self till admin
            POST /members/{id}/refunds                               till admin
            POST /members/{id}/reversals                             admin
            POST /members/{id}/adjustments                           admin
            POST /quotes                                             self till admin
            GET /rewards                                             self till admin
            POST /members/{id}/redemptions                           self till admin
            POST /members/{id}/redemptions/{redemptionId}/cancellation till admin
            POST /members/{id}/redemptions/{redemptionId}/exchange   self till admin
            GET /vouchers/{code}                                     till admin
            POST /vouchers/{code}/use                                till admin
            GET /members/{id}/balance                                self till admin
            GET /members/{id}/history                                self till admin
            GET /members/{id}/statement                              self admin
            GET /proof                                               admin
            GET /parked                                              admin
            GET /members/{id}/tier                                   self till admin
            POST /members/{id}/perks/{perk}/uses                     till admin
            POST /members/{id}/tier                                  admin
            GET /program                                             self till admin
            GET /program/versions                                    admin
            POST /program/versions                                   admin
            DELETE /program/versions/{version}                       admin
            POST /program/validation                                 admin
            POST /tiers/preview                                      admin
            GET /shops                                               admin
            POST /shops                                              admin
            GET /inbox                                               admin
            GET /inbox/{delivery}                                    admin
            POST /inbox/{delivery}/replay                            admin
            DELETE /inbox/{delivery}                                 admin
            POST /v1/shops/{program}/shopify
            POST /v1/shops/{program}/woocommerce
            """;

    @Test
    void functions_yaml_has_the_scopes_of_the_contract() {
        Map<String, Set<String>> expected = new TreeMap<>();
        SCOPES.lines().forEach(line -> {
            String[] words = line.trim().split(" +");
            Set<String> scopes = new TreeSet<>(Set.of(words).stream().skip(0).toList());
            scopes.remove(words[0]);
            scopes.remove(words[1]);
            String path = words[1].startsWith("/v1/") ? words[1] : "/v1/programs/{program}" + words[1];
            expected.put(words[0] + " " + path, scopes);
        });
        Map<String, Set<String>> found = new TreeMap<>();
        Functions.ROUTES.forEach(route -> found.put(route.key(), new TreeSet<>(route.scopes())));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void openapi_has_the_routes_and_scopes_of_functions_yaml() {
        Map<String, Set<String>> documented = new TreeMap<>();
        Contract.DOCUMENT
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    Set<String> scopes = new TreeSet<>();
                    operation.getValue().path("x-scopes").forEach(s -> scopes.add(s.asText()));
                    documented.put(operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(), scopes);
                }));
        Map<String, Set<String>> found = new TreeMap<>();
        Functions.ROUTES.forEach(route -> found.put(route.key(), new TreeSet<>(route.scopes())));
        assertThat(documented).isEqualTo(found).hasSizeGreaterThan(15);
    }

    @Test
    void every_function_of_functions_yaml_is_a_funq_method_and_no_other_is() throws IOException {
        Set<String> methods = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.laurel.function").stream()
                        .flatMap(c -> c.getMethods().stream())
                        .filter(m -> m.isAnnotatedWith(Funq.class))
                        .map(JavaMethod::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> listed = new TreeSet<>();
        functions().fieldNames().forEachRemaining(listed::add);
        assertThat(methods).isEqualTo(listed).hasSize(8);
    }

    private static JsonNode functions() throws IOException {
        return new YAMLMapper().readTree(RESOURCES.resolve("functions.yaml").toFile());
    }

    @Test
    void a_state_machine_calls_the_function_whose_schedule_starts_it_and_no_other() throws IOException {
        List<String> machines = new ArrayList<>();
        for (var function : functions().properties()) {
            JsonNode name = function.getValue().path("stateMachine");
            if (name.isMissingNode()) continue;
            machines.add(name.asText());
            JsonNode machine =
                    new ObjectMapper().readTree(RESOURCES.resolve(name.asText()).toFile());
            assertThat(machine.findValuesAsText("Resource")).isNotEmpty().containsOnly("${" + function.getKey() + "}");
        }
        assertThat(machines).containsExactly("expire.asl.json");
    }
}
