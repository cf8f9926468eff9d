package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Law 11: members are told why in a language that they read. */
class LanguageTest {
    private static Properties sentences(String language) throws IOException {
        Properties sentences = new Properties();
        sentences.load(
                new StringReader(Files.readString(Path.of("src/main/resources/words", language + ".properties"))));
        return sentences;
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult m) -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_sentence_is_in_every_language_with_the_same_gaps() throws IOException {
        Properties english = sentences("en");
        Properties german = sentences("de");
        assertThat(german.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(found("\\{(\\d)", german.getProperty(key)))
                    .as(key)
                    .isEqualTo(found("\\{(\\d)", english.getProperty(key)));
        }
    }

    @Test
    void what_is_said_is_there_and_nothing_else() throws IOException {
        String words = Files.readString(Path.of("src/main/java/dev/laurel/function/Words.java"), UTF_8);
        String said = String.join(" ", found("say\\(((?:[^()]|\\([^()]*\\))*)", words));
        Set<String> keys = found("\"([A-Za-z.]+)\"", said);
        assertThat(keys)
                .hasSizeGreaterThan(40)
                .isEqualTo(new TreeSet<>(sentences("en").stringPropertyNames()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "de                         | 5 Sterne ausgegeben",
                "DE-ch, fr;q=0.9            | 5 Sterne ausgegeben",
                "fr, en;q=0.5, de;q=0.7     | 5 Sterne ausgegeben",
                "en-GB, de                  | 5 Sterne spent",
                "fr                         | 5 Sterne spent",
                "*                          | 5 Sterne spent",
                "'de, ;;;q=x'               | 5 Sterne spent",
                "''                         | 5 Sterne spent",
                "                           | 5 Sterne spent",
            })
    void the_best_of_ours_is_spoken(String asked, String said) {
        assertThat(Language.best(Optional.ofNullable(asked)).say("PointsSpent", "5 Sterne"))
                .isEqualTo(said);
    }

    @Test
    void a_header_too_long_to_be_one_asks_nothing() {
        String asked = "de" + ",de".repeat(1000);
        assertThat(Language.best(Optional.of(asked)).say("visit")).isEqualTo("counts as a visit");
    }

    @Test
    void one_stamp_is_not_two() {
        Language german = Language.best(Optional.of("de"));
        assertThat(german.say("stamps", 1L)).isEqualTo("1 Stempel");
        assertThat(Language.best(Optional.empty()).say("stamps", 1L)).isEqualTo("1 stamp");
        assertThat(Language.best(Optional.empty()).say("stamps", 2000L)).isEqualTo("2000 stamps");
    }
}
