package dev.laurel.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** DynamoDB Local as a child process, with the class path that the build put into {@code target/dynamodb-local}. Ends with this JVM. */
final class DynamoDbLocal {
    private static final Path CLASSES = Path.of("target", "classes");
    private static final Path JARS = Path.of("target", "dynamodb-local");

    private DynamoDbLocal() {}

    /** Where it answers; the first call starts it. Keeps its data in {@code folder}, or in memory where there is none. */
    static URI endpoint(Optional<String> folder) {
        return Kept.orMake("dynamodb", () -> start(folder));
    }

    private static URI start(Optional<String> folder) {
        try {
            if (!Files.isDirectory(JARS)) {
                throw new IllegalStateException(
                        JARS + " is missing: start with ./mvnw quarkus:dev, or run ./mvnw generate-resources");
            }
            int port = freePort();
            Process process = new ProcessBuilder(command(port, folder))
                    .redirectErrorStream(true)
                    .redirectOutput(Path.of("target", "dynamodb-local.log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            return URI.create("http://127.0.0.1:" + port);
        } catch (IOException failed) {
            throw new UncheckedIOException("DynamoDB Local did not start", failed);
        }
    }

    private static List<String> command(int port, Optional<String> folder) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.library.path=" + JARS,
                "-cp",
                CLASSES + File.pathSeparator + JARS + File.separator + "*",
                DynamoDbOnLoopback.class.getName(),
                "-port",
                String.valueOf(port),
                "-disableTelemetry"));
        if (folder.isPresent()) {
            Files.createDirectories(Path.of(folder.get()));
            command.addAll(List.of("-dbPath", folder.get(), "-sharedDb"));
        } else {
            command.add("-inMemory");
        }
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
