package dev.laurel.domain;

import dev.laurel.bench.Figures;
import dev.laurel.bench.Figures.Figure;
import dev.laurel.bench.Figures.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs {@link DecisionBenchmarks} and says how they stand to their targets. */
class DecisionBench {
    private static final String PART = "A decision by itself";
    private static final double NS_PER_LINE_AND_RULE = 1_000;
    private static final double TIMES_A_LOOP = 3;
    private static final double SETTLING_NS = 5_000;

    @Test
    void decisions() throws RunnerException {
        RunResult booking =
                run("purchase", small().param("rules", "0")).iterator().next();
        Figures.add(new Figure(
                PART,
                "a purchase of 1 line that earns a point, whatever it is of",
                Figures.time(nanos(booking)) + ", " + Figures.three(bytes(booking)) + " bytes",
                "",
                "",
                Verdict.NONE));
        Collection<RunResult> pricings = ofAllSizes("pricing");
        Collection<RunResult> loops = ofAllSizes("loop");
        for (RunResult decision : ofAllSizes("purchase"))
            purchase(decision, like(decision, pricings), like(decision, loops), nanos(booking));
        settling(run("settling", options(2)).iterator().next());
    }

    private static List<RunResult> ofAllSizes(String benchmark) throws RunnerException {
        List<RunResult> all = new ArrayList<>(run(benchmark, small()));
        all.addAll(run(benchmark, options(2).param("lines", "20", "200")));
        return all;
    }

    /** One line takes as long as what the compiler happens to put together, so more processes try it. */
    private static ChainedOptionsBuilder small() {
        return options(4).param("lines", "1");
    }

    private static ChainedOptionsBuilder options(int processes) {
        return new OptionsBuilder()
                .forks(processes)
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(5)
                .measurementTime(TimeValue.milliseconds(100))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
    }

    private static Collection<RunResult> run(String benchmark, ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.include(DecisionBenchmarks.class.getName() + "\\." + benchmark + "$")
                        .build())
                .run();
    }

    /** The result of another benchmark for as many lines and rules. */
    private static RunResult like(RunResult result, Collection<RunResult> others) {
        return others.stream()
                .filter(r -> lines(r) == lines(result) && rules(r) == rules(result))
                .findFirst()
                .orElseThrow();
    }

    private static int lines(RunResult result) {
        return Integer.parseInt(result.getParams().getParam("lines"));
    }

    private static int rules(RunResult result) {
        return Integer.parseInt(result.getParams().getParam("rules"));
    }

    private static void purchase(RunResult decision, RunResult pricing, RunResult loop, double booking) {
        int lines = lines(decision);
        int rules = rules(decision);
        double each = (nanos(decision) - booking) / lines / rules;
        double times = nanos(pricing) / nanos(loop);
        Figures.add(new Figure(
                PART,
                "a purchase of %d line%s under %d rule%s".formatted(lines, plural(lines), rules, plural(rules)),
                "%s, %s bytes; %s for each line and rule; pricing alone %s"
                        .formatted(
                                Figures.time(nanos(decision)),
                                Figures.three(bytes(decision)),
                                Figures.time(each),
                                Figures.time(nanos(pricing))),
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

    private static void settling(RunResult result) {
        Figures.add(new Figure(
                PART,
                "settling 36 buckets, one of which is over",
                Figures.time(nanos(result)) + ", " + Figures.three(bytes(result)) + " bytes",
                "≤ 5 µs",
                "",
                Verdict.timed(nanos(result) <= SETTLING_NS)));
    }

    /** The fastest of its rounds: whatever else a machine does makes others slower, and none faster. */
    private static double nanos(RunResult result) {
        return result.getPrimaryResult().getStatistics().getMin();
    }

    private static double bytes(RunResult result) {
        return result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
    }
}
