package dev.laurel.domain;

import dev.laurel.bench.Figures;
import dev.laurel.bench.Figures.Figure;
import dev.laurel.bench.Figures.Verdict;
import java.util.Collection;
import org.junit.jupiter.api.Test;
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
    private static final int SECONDS = 3;

    @Test
    void decisions() throws RunnerException {
        var options = new OptionsBuilder()
                .include(DecisionBenchmarks.class.getName())
                .forks(1)
                .warmupIterations(SECONDS)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(SECONDS)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        for (RunResult result : results) {
            if (result.getParams().getBenchmark().endsWith(".purchase")) purchase(result, results);
            if (result.getParams().getBenchmark().endsWith(".settling")) settling(result);
        }
    }

    private static void purchase(RunResult result, Collection<RunResult> all) {
        String lines = result.getParams().getParam("lines");
        String rules = result.getParams().getParam("rules");
        double loop = all.stream()
                .filter(r -> r.getParams().getBenchmark().endsWith(".loop"))
                .filter(r -> r.getParams().getParam("lines").equals(lines)
                        && r.getParams().getParam("rules").equals(rules))
                .mapToDouble(DecisionBench::nanos)
                .findFirst()
                .orElseThrow();
        double each = nanos(result) / Integer.parseInt(lines) / Integer.parseInt(rules);
        double times = nanos(result) / loop;
        Figures.add(new Figure(
                PART,
                "a purchase of %s lines under %s rules".formatted(lines, rules),
                "%s, %s for each line and rule, %s bytes"
                        .formatted(Figures.time(nanos(result)), Figures.time(each), Figures.three(bytes(result))),
                "≤ 1 µs for each, ≤ 3 loops",
                Figures.three(times) + " loops",
                Verdict.timed(each <= NS_PER_LINE_AND_RULE && times <= TIMES_A_LOOP)));
    }

    private static void settling(RunResult result) {
        Figures.add(new Figure(
                PART,
                "settling 36 buckets, one of which is over",
                Figures.time(nanos(result)) + ", " + Figures.three(bytes(result)) + " bytes",
                "≤ 5 µs",
                "",
                Verdict.timed(nanos(result) <= SETTLING_NS)));
    }

    private static double nanos(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double bytes(RunResult result) {
        return result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
    }
}
