package dev.laurel.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Java's artifact is made of, by the bill of materials that is built beside it. A native executable holds the same libraries. */
class DependenciesIT {
    private static final Path ZIP = Path.of("target/function.zip");
    private static final Path BILL = Path.of("target/bom.json");
    private static final Path LIST = Path.of("docs/licences.md");

    /** Licences under which a shop may run and change Laurel as it likes. */
    private static final Set<String> FREE =
            Set.of("Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "EPL-2.0");

    /** The jars in the artifact, by the name that they have there. */
    private static final Map<String, byte[]> JARS = new TreeMap<>();

    @BeforeAll
    static void unpack() throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(ZIP))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".jar")) JARS.put(entry.getName().replace("lib/", ""), zip.readAllBytes());
            }
        }
        Assumptions.assumeFalse(JARS.isEmpty(), "this is a native executable");
    }

    /** The components of the bill by the name that their jar has in the artifact. */
    private static Map<String, JsonNode> bill() throws IOException {
        assertThat(BILL)
                .as("the bill of materials, which ./mvnw package writes where it is online")
                .exists();
        Map<String, JsonNode> components = new HashMap<>();
        for (JsonNode component : new ObjectMapper().readTree(BILL.toFile()).get("components")) {
            components.put(
                    "%s.%s-%s.jar"
                            .formatted(
                                    component.path("group").asText(),
                                    component.path("name").asText(),
                                    component.path("version").asText()),
                    component);
        }
        return components;
    }

    @Test
    void every_library_is_in_the_bill_under_a_free_licence_and_in_the_list_for_people() throws IOException {
        Map<String, JsonNode> bill = bill();
        assertThat(bill.keySet()).containsAll(JARS.keySet());
        StringBuilder text = new StringBuilder("""
                # What is in the artifact

                The libraries of a release and their licences, as `DependenciesIT` finds them in the artifact and in `target/bom.json`, the bill of materials that `./mvnw package` writes (CycloneDX). Generated: change `pom.xml`, not this. Where a library is under one licence or another, one of them is free.

                | library | version | licence |
                |---|---|---|
                """);
        for (String jar : JARS.keySet()) {
            JsonNode component = bill.get(jar);
            List<String> licences = licences(component);
            assertThat(licences).as(jar).anyMatch(FREE::contains);
            text.append("| %s:%s | %s | %s |\n"
                    .formatted(
                            component.path("group").asText(),
                            component.path("name").asText(),
                            component.path("version").asText(),
                            String.join(" or ", licences)));
        }
        String written = Files.exists(LIST) ? Files.readString(LIST) : "";
        if (!written.contentEquals(text)) Files.writeString(LIST, text);
        assertThat(written)
                .as("docs/licences.md was written anew; look at it and commit it")
                .isEqualTo(text.toString());
    }

    private static List<String> licences(JsonNode component) {
        List<String> licences = new ArrayList<>();
        for (JsonNode each : component.path("licenses")) {
            JsonNode licence = each.path("license");
            licences.add(
                    each.has("expression")
                            ? each.get("expression").asText()
                            : licence.path("id").asText(licence.path("name").asText()));
        }
        return licences;
    }

    @Test
    void there_is_one_version_of_each_library_and_no_class_is_in_two_of_them() throws IOException {
        Set<String> libraries = new TreeSet<>();
        Map<String, String> classes = new HashMap<>();
        List<String> twice = new ArrayList<>();
        for (var jar : JARS.entrySet()) {
            if (!libraries.add(jar.getKey().replaceFirst("-\\d.*", ""))) twice.add(jar.getKey());
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar.getValue()))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    String name = entry.getName();
                    if (!name.endsWith(".class") || name.endsWith("module-info.class") || name.startsWith("META-INF/"))
                        continue;
                    String other = classes.put(name, jar.getKey());
                    if (other != null) twice.add(name + " in " + other + " and " + jar.getKey());
                }
            }
        }
        assertThat(twice).isEmpty();
    }
}
