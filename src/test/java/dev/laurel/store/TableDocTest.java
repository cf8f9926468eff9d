package dev.laurel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/table.md is what the code says; where it is not, this test writes it anew and fails once. */
class TableDocTest {
    private static final Path DOC = Path.of("docs", "table.md");

    @Test
    void the_entity_chart_is_what_the_code_says() throws IOException {
        StringBuilder text = new StringBuilder("""
                # The table

                One table holds everything. Generated from `store/Entity.java` and `store/Table.java` by `TableDocTest`: change those, not this.

                | item | partition | sort | holds |
                |---|---|---|---|
                """);
        for (Entity entity : Entity.values()) {
            text.append("| %s | `%s` | `%s` | %s |\n"
                    .formatted(
                            entity.name().toLowerCase(java.util.Locale.ROOT),
                            entity.partition(),
                            entity.sort(),
                            entity.holds()));
        }
        text.append("\n| index | partition | sort | projects |\n|---|---|---|---|\n");
        Table.definition("laurel")
                .globalSecondaryIndexes()
                .forEach(index -> text.append("| %s | `%s` | `%s` | %s |\n"
                        .formatted(
                                index.indexName(),
                                index.keySchema().getFirst().attributeName(),
                                index.keySchema().getLast().attributeName(),
                                index.projection().hasNonKeyAttributes()
                                        ? String.join(", ", index.projection().nonKeyAttributes())
                                        : "keys only")));
        String written = Files.exists(DOC) ? Files.readString(DOC) : "";
        if (!written.contentEquals(text)) Files.writeString(DOC, text);
        assertThat(written)
                .as("docs/table.md was written anew; look at it and commit it")
                .isEqualTo(text.toString());
    }
}
