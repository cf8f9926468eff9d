package dev.laurel.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.laurel.bench.Figures;
import dev.laurel.bench.Figures.Figure;
import dev.laurel.bench.Figures.Verdict;
import dev.laurel.local.PlainTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * From the start of a process to its first answer: a purchase, with its transaction, by the artifact as it was built, or in jars for an AOT
 * cache; nothing at all by a bootstrap that does nothing else. All of them are woken by the same emulator of Lambda's Runtime API.
 */
class ColdStartBenchIT {
    private static final String PART = "Cold start";
    private static final String PROGRAM = "bench";
    private static final int STARTS = 7;
    private static final int CALLS = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path C = Path.of("target", "bench", "bootstrap-in-c");
    private static final Path CACHE = Path.of("target", "bench", "laurel.aot");

    private Map<String, String> environment;
    private int orders;

    @Test
    void coldStarts() throws Exception {
        PackagedFunction.unpack();
        environment = Map.of(
                "AWS_REGION",
                "eu-central-1",
                "AWS_ACCESS_KEY_ID",
                "local",
                "AWS_SECRET_ACCESS_KEY",
                "local",
                "QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE",
                PlainTable.create(),
                "LAUREL_TABLE",
                PlainTable.NAME,
                "LAUREL_PEPPER",
                "1:only-for-measuring");
        aMember();
        double java = bare("Java", bareJava());
        double floor = inC().map(command -> bare("C", command)).orElse(java);
        if (PackagedFunction.isNative()) {
            laurel("native", PackagedFunction.command(), floor);
            return;
        }
        laurel("on the JVM", PackagedFunction.command(), floor);
        List<String> jars = jars();
        train(PackagedFunction.onTheJvm(List.of("-XX:AOTCacheOutput=" + CACHE.toAbsolutePath()), jars));
        laurel(
                "with an AOT cache",
                PackagedFunction.onTheJvm(List.of("-XX:AOTMode=on", "-XX:AOTCache=" + CACHE.toAbsolutePath()), jars),
                floor);
    }

    /** The artifact as jars alone: no cache is made of folders. */
    private static List<String> jars() throws IOException {
        String classes =
                Path.of("target", "bench", "laurel.jar").toAbsolutePath().toString();
        List<String> make = new ArrayList<>(List.of("--create", "--file", classes));
        List<String> jars = new ArrayList<>(List.of(classes));
        try (Stream<Path> top = Files.list(PackagedFunction.UNPACKED);
                Stream<Path> libraries = Files.list(PackagedFunction.UNPACKED.resolve("lib"))) {
            top.filter(each -> !each.endsWith("lib"))
                    .forEach(each -> make.addAll(List.of(
                            "-C",
                            PackagedFunction.UNPACKED.toString(),
                            each.getFileName().toString())));
            libraries.sorted().forEach(each -> jars.add("lib/" + each.getFileName()));
        }
        int made = ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, make.toArray(String[]::new));
        if (made != 0) throw new IllegalStateException("the classes do not go into a jar");
        return jars;
    }

    private void aMember() throws Exception {
        try (PackagedFunction programs = new PackagedFunction("program", environment)) {
            String document = """
                    {"effectiveFrom": "2020-01-01T00:00:00Z", "program": {"id": "bench", "name": "Bench", "currency": "USD", "timeZone": "Europe/Berlin",
                     "earning": {"rules": [{"id": "base", "kind": "perAmount", "points": 1, "per": "1.00"}]}}}""";
            answered(programs, 201, event("/program/versions", document));
        }
        try (PackagedFunction members = new PackagedFunction("member", environment)) {
            answered(members, 201, event("/members", "{\"memberId\": \"ada\"}"));
        }
    }

    private static String event(String route, String body) {
        return ApiEvent.of(
                        PROGRAM, "POST /v1/programs/{program}" + route, Map.of("program", PROGRAM, "id", "ada"), body)
                .toString();
    }

    private static String purchase(int order) {
        return event(
                "/members/{id}/purchases",
                "{\"orderId\": \"%d\", \"currency\": \"USD\", \"lines\": [{\"sku\": \"beans\", \"quantity\": 1, \"amount\": \"19.99\"}]}"
                        .formatted(order));
    }

    private static void answered(PackagedFunction function, int status, String event) throws Exception {
        JsonNode answer = JSON.readTree(function.invoke(event).body());
        if (answer.path("statusCode").asInt() != status) throw new IllegalStateException(answer.toString());
    }

    private static List<String> bareJava() {
        List<String> command = new ArrayList<>(PackagedFunction.java());
        command.addAll(List.of(
                "-cp",
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                "dev.laurel.bench.BareBootstrap"));
        return command;
    }

    /** Where there is a C compiler. */
    private static Optional<List<String>> inC() throws IOException, InterruptedException {
        try {
            int compiled = new ProcessBuilder(
                            "cc", "-O2", "-D_GNU_SOURCE", "-o", C.toString(), "src/bench/c/bootstrap.c")
                    .inheritIO()
                    .start()
                    .waitFor();
            if (compiled != 0) throw new IllegalStateException("src/bench/c/bootstrap.c does not compile");
            return Optional.of(List.of(C.toAbsolutePath().toString()));
        } catch (IOException noCompiler) {
            Figures.add(new Figure(PART, "a bare bootstrap in C", "no C compiler here", "", "", Verdict.NONE));
            return Optional.empty();
        }
    }

    /** In nanoseconds, the median. */
    private double bare(String language, List<String> command) {
        double median =
                median(() -> new PackagedFunction("bare", command, environment), () -> event("/none", null), 200);
        Figures.add(new Figure(PART, "a bare bootstrap in " + language, Figures.time(median), "", "", Verdict.NONE));
        plot("bare " + language, median);
        return median;
    }

    /** @param how the artifact runs */
    private void laurel(String how, List<String> command, double floor) throws Exception {
        double median = median(() -> new PackagedFunction("earn", command, environment), () -> purchase(orders++), 201);
        String memory;
        try (PackagedFunction function = new PackagedFunction("earn", command, environment)) {
            String same = purchase(orders++);
            answered(function, 201, same);
            for (int i = 1; i < CALLS; i++) answered(function, 200, same);
            memory = resident(function.pid());
        }
        Figures.add(new Figure(
                PART,
                "Laurel " + how,
                String.format(
                        Locale.ROOT, "%s; after a purchase, told %,d times, %s", Figures.time(median), CALLS, memory),
                "",
                Figures.three(median / floor) + " of the least",
                Verdict.NONE));
        plot("Laurel " + how, median);
    }

    private static void plot(String what, double nanos) {
        Figures.plot("cold-start", "to the first answer", what, nanos / 1e6);
    }

    private interface Starting {
        PackagedFunction start() throws IOException;
    }

    private static double median(Starting starting, Supplier<String> event, int status) {
        double[] times = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            String first = event.get();
            long start = System.nanoTime();
            try (PackagedFunction function = starting.start()) {
                answered(function, status, first);
                times[i] = System.nanoTime() - start;
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
        return Figures.median(times);
    }

    /** One run that writes down what it loaded and linked, as it ends. */
    private void train(List<String> recording) throws Exception {
        try (PackagedFunction function = new PackagedFunction("earn", recording, environment)) {
            answered(function, 201, purchase(orders++));
            ProcessHandle.of(function.pid()).orElseThrow().destroy();
            if (!function.ends() || !Files.exists(CACHE))
                throw new IllegalStateException("no AOT cache was written: " + function.log());
        }
    }

    /** What of a process lies in memory, where the system says so. */
    private static String resident(long pid) throws IOException {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        if (!Files.exists(status)) return "not known here";
        try (Stream<String> lines = Files.lines(status)) {
            String kilobytes = lines.filter(l -> l.startsWith("VmRSS:"))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll("\\D", "");
            return Figures.three(Long.parseLong(kilobytes) / 1024.0) + " MB resident";
        }
    }
}
