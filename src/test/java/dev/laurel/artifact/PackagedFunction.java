package dev.laurel.artifact;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * One function as it is deployed, in a process of its own: the native executable of {@code function.zip}, or its classes under Lambda's own
 * Java runtime interface client.
 */
final class PackagedFunction implements AutoCloseable {
    private static final Path ZIP = Path.of("target", "function.zip");
    static final Path UNPACKED = Path.of("target", "artifact");
    private static final String HANDLER = "io.quarkus.funqy.lambda.FunqyStreamHandler::handleRequest";

    private static final int ENDS_WITHIN_S = 30;

    private static final Path LOGS = Path.of("target", "artifact-logs");
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final RuntimeApi api = new RuntimeApi();
    private final Path log;
    private final Process process;

    PackagedFunction(String function, Map<String, String> environment) throws IOException {
        this(function, command(), environment);
    }

    /** Another process in its place, told what Lambda tells it. */
    PackagedFunction(String function, List<String> command, Map<String, String> environment) throws IOException {
        Files.createDirectories(LOGS);
        log = LOGS.resolve("%02d-%s.log".formatted(STARTED.incrementAndGet(), function));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(UNPACKED.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_FUNQY_EXPORT",
                        function,
                        "AWS_LAMBDA_RUNTIME_API",
                        api.address(),
                        "AWS_LAMBDA_FUNCTION_NAME",
                        "laurel-" + function,
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        "512",
                        "AWS_LAMBDA_FUNCTION_VERSION",
                        "$LATEST",
                        "AWS_LAMBDA_LOG_GROUP_NAME",
                        "/aws/lambda/laurel",
                        "AWS_LAMBDA_LOG_STREAM_NAME",
                        "stream",
                        "LAMBDA_TASK_ROOT",
                        UNPACKED.toAbsolutePath().toString(),
                        "_HANDLER",
                        HANDLER));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Unpacks what was built. Whether it is a native executable. */
    static boolean unpack() throws IOException {
        if (!Files.exists(ZIP)) throw new IllegalStateException(ZIP + " is missing: ./mvnw package makes it");
        remove(UNPACKED);
        remove(LOGS);
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(ZIP))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = UNPACKED.resolve(entry.getName()).normalize();
                if (entry.isDirectory() || !file.startsWith(UNPACKED)) continue;
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
        return isNative();
    }

    static boolean isNative() {
        return Files.exists(UNPACKED.resolve("bootstrap"));
    }

    static List<String> command() {
        if (isNative()) {
            File bootstrap = UNPACKED.resolve("bootstrap").toAbsolutePath().toFile();
            if (!bootstrap.setExecutable(true)) throw new IllegalStateException(bootstrap + " cannot be run");
            return List.of(bootstrap.toString(), "-Xmx256m");
        }
        return onTheJvm(List.of(), List.of(".", "lib/*"));
    }

    /**
     * @param options more of Java's own
     * @param path where the artifact's classes are, seen from where it is unpacked
     */
    static List<String> onTheJvm(List<String> options, List<String> path) {
        List<String> all = new ArrayList<>(path);
        for (Class<?> each : List.of(AWSLambda.class, Context.class, PojoSerializer.class)) all.add(jar(each));
        List<String> command = new ArrayList<>(java());
        command.addAll(options);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, all), AWSLambda.class.getName(), HANDLER));
        return command;
    }

    /** Java as Lambda's own runtime starts it, as far as that matters: with the first compiler, and a collector of one thread. */
    static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m");
    }

    private static String jar(Class<?> of) {
        return Path.of(of.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    RuntimeApi.Answer invoke(String event) throws InterruptedException {
        if (!process.isAlive()) throw new IllegalStateException("it ended with " + process.exitValue());
        return api.invoke(event);
    }

    long pid() {
        return process.pid();
    }

    /** Whether it ends by itself. */
    boolean ends() throws InterruptedException {
        return process.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS);
    }

    /** What it wrote so far. */
    List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    /** What all of them wrote since {@link #unpack}. */
    static List<String> logs() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(LOGS)) {
            for (Path file : files.toList()) lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> old = Files.walk(folder)) {
            old.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    /** What is in the artifact, as the zip names it. */
    static List<String> contents() throws IOException {
        try (Stream<Path> files = Files.walk(UNPACKED)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> UNPACKED.relativize(f).toString())
                    .collect(Collectors.toList());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        api.close();
    }
}
