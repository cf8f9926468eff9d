package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What each function may do with the table, by functions.yaml, is what it did in the tests of this build: nothing missing, nothing unused. */
class PermissionsIT {
    /** What no test brings about through a function, and why it is needed all the same. */
    private static final Map<String, String> UNSEEN = Map.of(
            "member ConditionCheckItem", "while two peppers are in use, nobody else may have a contact under the older",
            "shop ConditionCheckItem", "the same for customers who join by themselves",
            "tier UpdateItem", "what is due by itself comes with an invitation, and may end vouchers");

    @Test
    void every_function_may_do_what_it_does_and_nothing_else() throws IOException {
        Assumptions.assumeTrue(Files.exists(ActionsMade.FILE), "skipped: no tests were run before this");
        Set<String> allowed = new TreeSet<>();
        new YAMLMapper()
                .readTree(Path.of("src/main/resources/functions.yaml").toFile())
                .properties()
                .forEach(f -> f.getValue().path("table").forEach(a -> allowed.add(f.getKey() + " " + a.asText())));
        Set<String> made = new TreeSet<>(Files.readAllLines(ActionsMade.FILE));
        assertThat(made).doesNotContainAnyElementsOf(UNSEEN.keySet());
        made.addAll(UNSEEN.keySet());
        assertThat(made).isEqualTo(allowed);
    }
}
