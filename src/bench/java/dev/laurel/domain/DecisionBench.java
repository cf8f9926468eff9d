package dev.laurel.domain;

import dev.laurel.bench.Figures;
import dev.laurel.bench.Figures.Figure;
import dev.laurel.bench.Figures.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs {@link DecisionBenchmarks} and says how they stand to their targets. */
class DecisionBench {
    private static final String PART = "A decision by itself";
    private static final double NS_PER_LINE_AND_RULE = 1_000;
    private static final double TIMES_A_LOOP = 3;
    private static final double SETTLING_NS = 5_000;

    /** Rounds of processes for what takes so little that a machine's other work decides, with all that is compared in each. */
    private static final int ROUNDS = 3;

    /** What Java needs until it has compiled whole decisions, and what it needs for pricing alone. */
    private static final TimeValue DECISION = TimeValue.seconds(3);

    private static final TimeValue PRICING = TimeValue.seconds(1);

    /** One benchmark for so many lines and rules, 0 where it has none. */
    private record Case(String benchmark, int lines, int rules) {
        static Case of(RunResult result) {
            var asked = result.getParams();
            String name = asked.getBenchmark();
            return new Case(name.substring(name.lastIndexOf('.') + 1), number(asked, "lines"), number(asked, "rules"));
        }

        private static int number(BenchmarkParams asked, String name) {
            String number = asked.getParam(name);
            return number == null ? 0 : Integer.parseInt(number);
        }
    }

    private final Map<Case, List<RunResult>> measured = new HashMap<>();

    @Test
    void decisions() throws RunnerException {
        for (int round = 0; round < ROUNDS; round++) {
            measure(DECISION, "purchase", "1", "0");
            compare("1");
            // Its account is always the same: of lines and rules it knows nothing.
            measure(DECISION, "settling", "0", "0");
        }
        compare("20");
        compare("200");
        Case booking = new Case("purchase", 1, 0);
        Figures.add(new Figure(
                PART,
                "a purchase of 1 line that earns a point, whatever it is of",
                Figures.time(nanos(booking)) + ", " + Figures.three(bytes(booking)) + " bytes",
                "",
                "",
                Verdict.NONE));
        for (int lines : List.of(1, 20, 200)) for (int rules : List.of(1, 20, 100)) purchase(lines, rules);
        settling();
    }

    private void compare(String lines) throws RunnerException {
        measure(DECISION, "purchase", lines, "1", "20", "100");
        measure(PRICING, "loop|pricing", lines, "1", "20", "100");
    }

    private void measure(TimeValue warmUp, String benchmarks, String lines, String... rules) throws RunnerException {
        var options = new OptionsBuilder()
                .include(DecisionBenchmarks.class.getName() + "\\.(" + benchmarks + ")$")
                .param("lines", lines)
                .param("rules", rules)
                .forks(1)
                // Compiled while the benchmark waits, so that each process gets the same code.
                .jvmArgsAppend("-Xbatch")
                .warmupIterations(1)
                .warmupTime(warmUp)
                .measurementIterations(10)
                .measurementTime(TimeValue.milliseconds(100))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build();
        for (RunResult result : new Runner(options).run())
            measured.computeIfAbsent(Case.of(result), _ -> new ArrayList<>()).add(result);
    }

    private void purchase(int lines, int rules) {
        Case decision = new Case("purchase", lines, rules);
        double pricing = nanos(new Case("pricing", lines, rules));
        double each = (nanos(decision) - nanos(new Case("purchase", 1, 0))) / lines / rules;
        double times = pricing / nanos(new Case("loop", lines, rules));
        Figures.add(new Figure(
                PART,
                "a purchase of %d line%s under %d rule%s".formatted(lines, plural(lines), rules, plural(rules)),
                "%s, %s bytes; %s for each line and rule; pricing alone %s"
                        .formatted(
                                Figures.time(nanos(decision)),
                                Figures.three(bytes(decision)),
                                each > 0 ? Figures.time(each) : "no time",
                                Figures.time(pricing)),
                told("≤ 1 µs", each <= NS_PER_LINE_AND_RULE) + "; " + told("≤ 3 loops", times <= TIMES_A_LOOP),
                Figures.three(times) + " loops",
                Verdict.timed(each <= NS_PER_LINE_AND_RULE && times <= TIMES_A_LOOP)));
    }

    private static String told(String target, boolean isMet) {
        return isMet ? target : target + " missed";
    }

    private static String plural(int number) {
        return number == 1 ? "" : "s";
    }

    private void settling() {
        Case settling = new Case("settling", 0, 0);
        Figures.add(new Figure(
                PART,
                "settling 36 buckets, one of which is over",
                Figures.time(nanos(settling)) + ", " + Figures.three(bytes(settling)) + " bytes",
                "≤ 5 µs",
                "",
                Verdict.timed(nanos(settling) <= SETTLING_NS)));
    }

    /** The fastest of its rounds: whatever else a machine does makes others slower, and none faster. */
    private double nanos(Case of) {
        return least(of, result -> result.getPrimaryResult().getStatistics().getMin());
    }

    /** The least of its processes: what Java makes of the code decides on some hundred bytes. */
    private double bytes(Case of) {
        return least(
                of,
                result -> result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }

    private double least(Case of, ToDoubleFunction<RunResult> figure) {
        return measured.get(of).stream().mapToDouble(figure).min().orElseThrow();
    }
}
