package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/** A language that members are spoken to in: its sentences lie in {@code words/<language>.properties}. */
final class Language {
    private static final int HEADER_MOST = 1000;

    private static final Language ENGLISH = new Language("en");
    private static final List<Language> ALL = List.of(ENGLISH, new Language("de"));

    private final Locale locale;
    private final Map<String, MessageFormat> sentences;

    private Language(String name) {
        this.locale = Locale.of(name);
        this.sentences = read("/words/" + name + ".properties");
    }

    /**
     * The best of ours that a client asked for; English where there is none.
     *
     * @param asked an {@code Accept-Language} header (RFC 9110, 12.5.4), matched by RFC 4647's lookup; one that cannot be read asks nothing
     */
    static Language best(Optional<String> asked) {
        return asked.flatMap(Language::ofRanges).orElse(ENGLISH);
    }

    private static Optional<Language> ofRanges(String header) {
        if (header.length() > HEADER_MOST) return Optional.empty();
        try {
            List<Locale> ours = ALL.stream().map(l -> l.locale).toList();
            Locale best = Locale.lookup(LanguageRange.parse(header), ours);
            return ALL.stream().filter(l -> l.locale.equals(best)).findFirst();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** A sentence with its gaps filled. Numbers and days are filled in as text, the same in every language. */
    String say(String key, Object... gaps) {
        MessageFormat sentence = sentences.get(key);
        if (sentence == null) throw new IllegalStateException(locale + " has no sentence " + key);
        MessageFormat own = (MessageFormat) sentence.clone(); // one is for one thread at a time
        return own.format(gaps);
    }

    private static Map<String, MessageFormat> read(String resource) {
        Properties sentences = new Properties();
        try (InputStream file = Objects.requireNonNull(Language.class.getResourceAsStream(resource), resource)) {
            sentences.load(new InputStreamReader(file, UTF_8));
            return sentences.stringPropertyNames().stream()
                    .collect(toUnmodifiableMap(
                            key -> key, key -> new MessageFormat(sentences.getProperty(key), Locale.ROOT)));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
