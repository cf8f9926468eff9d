import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Builds Java's artifact twice, in two folders and two time zones, and compares the bytes: of all files, and of those in which
 * Quarkus recorded the steps of its build all but the numbers that it gave to objects, since some steps run at once. Run in the project's folder; needs what ./mvnw needs.
 *
 * <pre>java src/trust/java/TwoBuilds.java</pre>
 *
 * The exit code is 1 where they differ, and what differs is printed.
 */
public final class TwoBuilds {
    private static final List<String> PARTS = List.of("src", ".mvn", "pom.xml", "mvnw");
    private static final String RECORDED = "io/quarkus/runner/recorded/";
    private static final Pattern NUMBERED = Pattern.compile("\\x01[\\x00-\\xff]{2}proxykey\\d+", Pattern.DOTALL);

    private TwoBuilds() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path here = build(Path.of("target/build-one"), "UTC");
        Path there = build(Path.of("target/another/build-two"), "Pacific/Chatham");
        Map<String, Entry> one = entries(here);
        Map<String, Entry> two = entries(there);
        Set<String> names = new TreeSet<>(one.keySet());
        names.addAll(two.keySet());
        names.removeIf(name -> one.containsKey(name) && one.get(name).equals(two.get(name)));
        List<String> numbered = names.stream()
                .filter(n -> n.startsWith(RECORDED) && isSameButForNumbers(one.get(n), two.get(n)))
                .toList();
        names.removeAll(numbered);
        if (!List.copyOf(one.keySet()).equals(List.copyOf(two.keySet()))) names.add("(their order)");
        System.out.println(one.size() + " files, " + names.size() + " differ, " + numbered.size()
                + " are the same but for numbers");
        names.forEach(name -> System.out.println("  " + name));
        if (!names.isEmpty()) System.exit(1);
    }

    /** Whether classes in which Quarkus recorded a step of its build differ only by how it counted objects: steps run at once. */
    private static boolean isSameButForNumbers(Entry one, Entry two) {
        return one != null
                && two != null
                && one.time.equals(two.time)
                && withoutNumbers(one.bytes).equals(withoutNumbers(two.bytes));
    }

    /** A constant of a class is its kind, 1 for a text, its length in two bytes, and itself. */
    private static String withoutNumbers(byte[] of) {
        return NUMBERED.matcher(new String(of, StandardCharsets.ISO_8859_1)).replaceAll("");
    }

    /** The artifact of a copy of the project. */
    private static Path build(Path copy, String zone) throws IOException, InterruptedException {
        if (Files.exists(copy)) remove(copy);
        for (String part : PARTS) {
            try (Stream<Path> files = Files.walk(Path.of(part))) {
                for (Path file : files.toList()) {
                    Path to = copy.resolve(file);
                    Files.createDirectories(Files.isDirectory(file) ? to : to.getParent());
                    if (!Files.isDirectory(file)) Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        ProcessBuilder maven = new ProcessBuilder("./mvnw", "--batch-mode", "-q", "package", "-DskipTests");
        maven.environment().put("TZ", zone);
        int code = maven.directory(copy.toFile()).inheritIO().start().waitFor();
        if (code != 0) throw new IllegalStateException("the build ended with " + code);
        return copy.resolve("target/function.zip");
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /** A file in the artifact: when it says that it was made, and what is in it. */
    private record Entry(LocalDateTime time, byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Entry entry && time.equals(entry.time) && Arrays.equals(bytes, entry.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    private static Map<String, Entry> entries(Path zip) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), new Entry(entry.getTimeLocal(), in.readAllBytes()));
            }
        }
        return entries;
    }
}
