package dev.laurel.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.laurel.bench.Figures.Figure;
import dev.laurel.bench.Figures.Point;
import dev.laurel.bench.Figures.Verdict;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler;

/** Tells what the benches measured: one table, on the console and in {@code target/bench}, and plots beside it. Fails where something counted is over its budget. */
final class Report {
    /** Each has a file of its name. */
    private static final List<Plot> PLOTS = List.of(
            new Plot("throughput", "Earning and redeeming in turn", "calls a second"),
            new Plot("cold-start", "Cold start", "ms to the first answer"),
            new Plot("night", "A night with 1,000 accounts due", "s"),
            new Plot("webhook", "A Shopify order", "µs of CPU"));

    private record Plot(String name, String title, String axis) {}

    /** Letters are drawn as outlines: a tenth of a pixel is fine enough for them. */
    private static final String TENTHS = "(\\.\\d)\\d+";

    private static final int WIDTH = 800;
    private static final int HEIGHT = 360;

    private Report() {}

    public static void main(String[] none) throws IOException {
        List<Figure> figures = Figures.all();
        String table = table(figures);
        System.out.println(table);
        Files.writeString(Figures.FOLDER.resolve("figures.md"), table, UTF_8);
        System.setProperty("java.awt.headless", "true");
        for (Plot plot : PLOTS) draw(plot);
        List<Figure> over =
                figures.stream().filter(f -> f.verdict() == Verdict.OVER).toList();
        if (over.isEmpty()) return;
        System.err.println("over their budgets: "
                + over.stream().map(Figure::name).distinct().collect(Collectors.joining("; ")));
        System.exit(1);
    }

    private static String table(List<Figure> figures) throws IOException {
        StringBuilder table = new StringBuilder();
        table.append("Measured on ")
                .append(LocalDate.now(ZoneOffset.UTC))
                .append(": ")
                .append(machine())
                .append(".\n");
        String part = "";
        for (Figure figure : figures) {
            if (!figure.part().equals(part)) {
                part = figure.part();
                table.append("\n### ").append(part).append("\n\n");
                table.append("| figure | measured | target | ratio | |\n|---|---|---|---|---|\n");
            }
            table.append("| %s | %s | %s | %s | %s |%n"
                    .formatted(figure.name(), figure.value(), figure.target(), figure.ratio(), word(figure.verdict())));
        }
        Map<Verdict, Long> count =
                figures.stream().collect(Collectors.groupingBy(Figure::verdict, Collectors.counting()));
        return table.append("\n%d budgets held, %d over; %d timed targets met, %d missed.%n"
                        .formatted(
                                count.getOrDefault(Verdict.HELD, 0L),
                                count.getOrDefault(Verdict.OVER, 0L),
                                count.getOrDefault(Verdict.MET, 0L),
                                count.getOrDefault(Verdict.MISSED, 0L)))
                .toString();
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case NONE -> "";
            case OVER, MISSED -> "**" + verdict.name().toLowerCase(Locale.ROOT) + "**";
            case HELD, MET -> verdict.name().toLowerCase(Locale.ROOT);
        };
    }

    /** What it ran on, as far as the system says. */
    private static String machine() throws IOException {
        Path cpus = Path.of("/proc/cpuinfo");
        String model = "";
        if (Files.exists(cpus)) {
            try (Stream<String> lines = Files.lines(cpus)) {
                model = lines.filter(l -> l.startsWith("model name"))
                        .findFirst()
                        .map(l -> l.substring(l.indexOf(':') + 2) + ", ")
                        .orElse("");
            }
        }
        return model + Runtime.getRuntime().availableProcessors() + " processors, "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", Java "
                + System.getProperty("java.version");
    }

    private static void draw(Plot plot) throws IOException {
        Map<String, List<Point>> series = Figures.points().stream()
                .filter(p -> p.plot().equals(plot.name()))
                .collect(Collectors.groupingBy(Point::series, LinkedHashMap::new, Collectors.toList()));
        if (series.isEmpty()) {
            System.out.println("no plot of " + plot.name() + ": nothing of it was measured");
            return;
        }
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(plot.title())
                .yAxisTitle(plot.axis())
                .build();
        chart.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendVisible(series.size() > 1)
                .setChartBackgroundColor(Color.WHITE);
        series.forEach((label, points) -> chart.addSeries(
                label,
                points.stream().map(Point::x).toList(),
                points.stream().map(Point::y).toList()));
        Path file = Figures.FOLDER.resolve(plot.name() + ".svg");
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
        Files.writeString(file, Files.readString(file).replaceAll(TENTHS, "$1"));
    }
}
