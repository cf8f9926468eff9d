package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What is deployed has the functions and nothing of the laptop. */
class ArtifactIT {
    @Test
    void nothing_local_is_packaged() throws IOException {
        try (ZipFile zip = new ZipFile("target/function.zip")) {
            var names = zip.stream().map(ZipEntry::getName).toList();
            assertThat(names)
                    .contains("dev/laurel/function/EarnFunction.class", "functions.yaml", "program.schema.json")
                    .noneMatch(n -> n.startsWith("dev/laurel/local") || n.startsWith("local"))
                    .noneMatch(n -> n.matches("lib/.*(nimbus|DynamoDBLocal|rest-assured|junit|sqlite).*"));
            assertThat(names).filteredOn(n -> n.startsWith("lib/")).hasSizeGreaterThan(50);
        }
    }
}
