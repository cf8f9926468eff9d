package dev.laurel.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a run measured, kept in {@code target/bench} until {@link Report} tells it: benches run in more than one process. */
public final class Figures {
    static final Path FOLDER = Path.of("target", "bench");
    private static final Path FIGURES = FOLDER.resolve("figures.tsv");
    private static final Path POINTS = FOLDER.resolve("points.tsv");

    /** What should take equally long may take so many times as long: machines are not steady. */
    public static final double NEARLY = 1.25;

    private Figures() {}

    /** How a figure stands to its target. */
    public enum Verdict {
        /** Counted, so it must hold, and does. */
        HELD,
        /** Counted, and more than it may be: the run has failed. */
        OVER,
        /** Timed, and as good as it should be. */
        MET,
        /** Timed, and worse than it should be. */
        MISSED,
        /** Nobody set a target. */
        NONE;

        public static Verdict counted(boolean holds) {
            return holds ? HELD : OVER;
        }

        public static Verdict timed(boolean isMet) {
            return isMet ? MET : MISSED;
        }
    }

    /**
     * A row of the table.
     *
     * @param part what it belongs to
     * @param target what it should be; empty where nobody said
     * @param ratio to its floor or rival, measured in the same run; empty where there is none
     */
    public record Figure(String part, String name, String value, String target, String ratio, Verdict verdict) {}

    /** A point of a plot. */
    record Point(String plot, String series, String x, double y) {}

    public static void add(Figure figure) {
        append(
                FIGURES,
                List.of(
                        figure.part(),
                        figure.name(),
                        figure.value(),
                        figure.target(),
                        figure.ratio(),
                        figure.verdict().name()));
    }

    /** @param plot a name of {@link Report}'s */
    public static void plot(String plot, String series, String x, double y) {
        append(POINTS, List.of(plot, series, x, String.valueOf(y)));
    }

    static List<Figure> all() {
        if (!Files.exists(FIGURES)) throw new IllegalStateException("nothing was measured");
        return lines(FIGURES).stream()
                .map(l -> new Figure(l[0], l[1], l[2], l[3], l[4], Verdict.valueOf(l[5])))
                .toList();
    }

    static List<Point> points() {
        return lines(POINTS).stream()
                .map(l -> new Point(l[0], l[1], l[2], Double.parseDouble(l[3])))
                .toList();
    }

    private static synchronized void append(Path file, List<String> cells) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(
                    file, String.join("\t", cells) + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private static List<String[]> lines(Path file) {
        if (!Files.exists(file)) return List.of();
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.split("\t", -1)).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The one in the middle; of an even number the mean of the two. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** The smallest value that so large a part of all of them do not exceed. */
    public static double quantile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }

    /** A time with as many digits as mean something. */
    public static String time(double nanos) {
        if (nanos < 1e3) return three(nanos) + " ns";
        if (nanos < 1e6) return three(nanos / 1e3) + " µs";
        if (nanos < 1e9) return three(nanos / 1e6) + " ms";
        return three(nanos / 1e9) + " s";
    }

    /** A number with two decimals below 10, one below 100, and none above. */
    public static String three(double number) {
        String format = number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, number);
    }
}
