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

/** What each function may do with the table, and with which keys, by functions.yaml, is what it did in the tests of this build: nothing missing, nothing unused. */
class PermissionsIT {
    private static final String TWO_PEPPERS =
            "while two peppers are in use, nobody else may have a contact under the older";
    private static final String NOTHING_BUT_WHEN =
            "before a command that is too large for one entry what is due is written, which may be nothing but when the next is";
    private static final String WAITED_AND_WAS_BOOKED =
            "an order that a till booked in an earlier state while it waited is read again where its shop tells a later one while it is credited";

    /** What no test brings about through a function, and why it is needed all the same. */
    private static final Map<String, String> UNSEEN = Map.of(
            "member L ConditionCheckItem", TWO_PEPPERS,
            "shop L ConditionCheckItem", TWO_PEPPERS,
            "member O GetItem", WAITED_AND_WAS_BOOKED,
            "redeem M UpdateItem", NOTHING_BUT_WHEN,
            "tier M UpdateItem", NOTHING_BUT_WHEN,
            "member M UpdateItem", NOTHING_BUT_WHEN,
            "shop M UpdateItem", NOTHING_BUT_WHEN);

    @Test
    void every_function_may_do_what_it_does_and_nothing_else() throws IOException {
        boolean testsWereRun =
                Files.exists(Path.of("target", "surefire-reports")) && System.getProperty("test") == null;
        Assumptions.assumeTrue(testsWereRun, "skipped: not all tests were run before this");
        Set<String> allowed = new TreeSet<>();
        new YAMLMapper()
                .readTree(Path.of("src/main/resources/functions.yaml").toFile())
                .properties()
                .forEach(f -> f.getValue()
                        .path("table")
                        .properties()
                        .forEach(on -> on.getValue()
                                .forEach(action ->
                                        allowed.add(f.getKey() + " " + on.getKey() + " " + action.asText()))));
        Set<String> made = new TreeSet<>(Files.readAllLines(ActionsMade.FILE));

        assertThat(made).doesNotContainAnyElementsOf(UNSEEN.keySet());
        made.addAll(UNSEEN.keySet());
        assertThat(made).isEqualTo(allowed);
    }
}
