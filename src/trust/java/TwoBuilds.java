import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        Map<String, byte[]> one = entries(here);
        Map<String, byte[]> two = entries(there);
        Set<String> names = new TreeSet<>(one.keySet());
        names.addAll(two.keySet());
        names.removeIf(name -> Arrays.equals(one.get(name), two.get(name)));
        List<String> numbered =
                names.stream().filter(n -> n.startsWith(RECORDED)).toList();
        numbered.stream()
                .filter(n -> isSameButForNumbers(one.get(n), two.get(n)))
                .forEach(names::remove);
        System.out.println(one.size() + " files, " + names.size() + " differ, " + numbered.size()
                + " are the same but for numbers");
        names.forEach(name -> System.out.println("  " + name));
        if (!names.isEmpty()) System.exit(1);
    }

    /** Whether classes in which Quarkus recorded a step of its build differ only by how it counted objects: steps run at once. */
    private static boolean isSameButForNumbers(byte[] one, byte[] two) {
        return one != null && two != null && withoutNumbers(one).equals(withoutNumbers(two));
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

    private static Map<String, byte[]> entries(Path zip) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }
}
