package dev.laurel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;

/** Who may depend on whom. Each rule says how many classes it saw, so that a typo cannot make it green. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.laurel");

    private static void saw(String packages, int atLeast) {
        long seen = ALL.stream()
                .filter(c -> c.getPackageName().matches(packages.replace(".", "\\.") + "(\\..*)?"))
                .count();
        assertThat(seen).as(packages).isGreaterThanOrEqualTo(atLeast);
    }

    @Test
    void the_domain_knows_java_and_money_only() {
        saw("dev.laurel.domain", 80);
        classes()
                .that()
                .resideInAPackage("dev.laurel.domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.laurel.domain..",
                        "java..",
                        "org.jspecify.annotations",
                        "org.joda.money",
                        "org.apache.commons.numbers.fraction")
                .check(ALL);
    }

    @Test
    void the_domain_asks_no_clock_and_no_dice() {
        noClasses()
                .that()
                .resideInAPackage("dev.laurel.domain..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, Random.class, java.security.SecureRandom.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Math.class, "random")
                .check(ALL);
    }

    @Test
    void the_domain_has_no_floating_point() {
        saw("dev.laurel.domain", 80);
        ALL.stream()
                .filter(c -> c.getPackageName().startsWith("dev.laurel.domain"))
                .forEach(c -> {
                    c.getFields()
                            .forEach(f -> assertThat(f.getRawType().getName())
                                    .as(f.getFullName())
                                    .isNotIn("double", "float"));
                    c.getMethods().forEach(m -> {
                        assertThat(m.getRawReturnType().getName())
                                .as(m.getFullName())
                                .isNotIn("double", "float");
                        assertThat(m.getRawParameterTypes().stream().map(p -> p.getName()))
                                .as(m.getFullName())
                                .doesNotContain("double", "float");
                    });
                });
    }

    @Test
    void inside_the_domain_data_flows_one_way() {
        List<String> order = List.of("value", "fact", "ledger", "earning|tier|reward", "program", "decision");
        for (int i = 0; i < order.size(); i++) {
            for (String lower : order.get(i).split("\\|")) {
                saw("dev.laurel.domain." + lower, 3);
                String[] higher = order.subList(i, order.size()).stream()
                        .flatMap(o -> List.of(o.split("\\|")).stream())
                        .filter(o -> !o.equals(lower))
                        .map(o -> "dev.laurel.domain." + o + "..")
                        .toArray(String[]::new);
                if (higher.length == 0) continue;
                noClasses()
                        .that()
                        .resideInAPackage("dev.laurel.domain." + lower + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(higher)
                        .check(ALL);
            }
        }
    }

    @Test
    void every_sentence_among_the_tests_is_run() {
        var sentences = new ClassFileImporter()
                .importPath(Path.of("target/test-classes/dev/laurel")).stream()
                        .filter(c -> c.getSimpleName().endsWith("Test")
                                && !c.getPackageName().endsWith("jmh_generated"))
                        .flatMap(c -> c.getMethods().stream())
                        .filter(m ->
                                m.getName().contains("_") && !m.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .toList();
        assertThat(sentences).hasSizeGreaterThan(350);
        assertThat(sentences).allMatch(m -> m.isMetaAnnotatedWith(Testable.class), "is a test");
    }

    @Test
    void journals_see_facts_and_values_only() {
        saw("dev.laurel.domain.journal", 2);
        noClasses()
                .that()
                .resideInAPackage("dev.laurel.domain.journal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.laurel.domain.ledger..",
                        "dev.laurel.domain.earning..",
                        "dev.laurel.domain.tier..",
                        "dev.laurel.domain.reward..",
                        "dev.laurel.domain.program..",
                        "dev.laurel.domain.decision..")
                .check(ALL);
    }

    @Test
    void functions_sit_on_top_and_stores_never_meet_the_outside() {
        saw("dev.laurel.function", 20);
        saw("dev.laurel.store", 12);
        saw("dev.laurel.outside", 1);
        saw("dev.laurel.json", 8);
        saw("dev.laurel.local", 10);
        mayUse("json", "domain");
        mayUse("store", "domain", "json");
        mayUse("outside", "domain", "json");
        mayUse("function", "domain", "json", "store", "outside");
        slices().matching("dev.laurel.(*)..").should().beFreeOfCycles().check(ALL);
    }

    private static void mayUse(String name, String... others) {
        List<String> allowed = new java.util.ArrayList<>(List.of(others));
        allowed.add(name);
        String[] forbidden = List.of("domain", "json", "store", "outside", "function", "local").stream()
                .filter(p -> !allowed.contains(p))
                .map(p -> "dev.laurel." + p + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("dev.laurel." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(ALL);
    }

    @Test
    void every_package_is_null_marked_and_says_what_lives_there() throws IOException {
        Path main = Path.of("src/main/java");
        try (var files = Files.walk(main)) {
            var packages = files.filter(f -> f.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
            assertThat(packages).hasSizeGreaterThanOrEqualTo(13);
            for (Path folder : packages) {
                assertThat(folder.resolve("package-info.java")).content().contains("@NullMarked", "/**");
            }
        }
    }
}
