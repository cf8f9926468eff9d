import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Checks a member's statement with nothing but a JDK: no network, no library, none of the code that wrote it.
 *
 * <pre>java src/verifier/java/VerifyStatement.java page1.json page2.json</pre>
 *
 * The files are the pages of {@code GET .../members/{id}/statement}, in any order. Each entry's hash must be SHA-256 of the previous
 * hash and its own stored bytes; the first one follows SHA-256 of {@code program#member}; numbers have no gap; and at each entry the
 * points of all facts so far must sum to spendable + pending - deficit. The first bad entry is named and the exit code is 1.
 */
public final class VerifyStatement {
    private VerifyStatement() {}

    /** What a statement comes to. {@code fault} is null for a sound one. */
    public record Verdict(String fault, int entries, long points, String head, Map<String, Long> byFact) {}

    public static void main(String[] files) throws IOException {
        if (files.length == 0) {
            System.err.println("usage: java VerifyStatement.java STATEMENT.json ...");
            System.exit(2);
        }
        List<String> pages = new ArrayList<>();
        for (String file : files) pages.add(Files.readString(Path.of(file)));
        Verdict verdict = verify(pages);
        if (verdict.fault() != null) {
            System.out.println("NOT SOUND: " + verdict.fault());
            System.exit(1);
        }
        System.out.println(
                "sound: " + verdict.entries() + " entries, " + verdict.points() + " points, head " + verdict.head());
        verdict.byFact().forEach((fact, points) -> System.out.println("  " + fact + " " + points));
    }

    /** Checks the pages of one member's statement. */
    public static Verdict verify(List<String> pages) {
        Map<String, Long> byFact = new TreeMap<>();
        String at = "the statement";
        try {
            List<Map<String, Object>> entries = new ArrayList<>();
            String whose = null;
            for (String page : pages) {
                Map<String, Object> json = object(new Json(page).read());
                String of = json.get("program") + "#" + json.get("memberId");
                if (whose != null && !whose.equals(of)) return bad("pages of " + whose + " and of " + of);
                whose = of;
                if (!(json.get("entries") instanceof List<?> some)) return bad("this is no statement: " + page.strip());
                for (Object entry : some) entries.add(object(entry));
            }
            if (entries.isEmpty()) return bad("no entries");
            entries.sort(Comparator.comparing(e -> number(e.get("seq"))));
            byte[] previous = sha256(new byte[0], String.valueOf(whose).getBytes(UTF_8));
            long sum = 0;
            for (int i = 0; i < entries.size(); i++) {
                Map<String, Object> entry = entries.get(i);
                at = "entry " + (i + 1);
                if (number(entry.get("seq")) != i + 1)
                    return bad(at + " is missing (was a page left out?), or stands twice");
                byte[] body = Base64.getDecoder().decode((String) entry.get("body"));
                byte[] hash = HexFormat.of().parseHex((String) entry.get("hash"));
                if (!Arrays.equals(hash, sha256(previous, body))) return bad(at + ": its bytes do not give its hash");
                Map<String, Object> read = object(new Json(new String(plain(body), UTF_8)).read());
                if (number(read.get("seq")) != i + 1) return bad(at + " says that it is entry " + read.get("seq"));
                for (Object f : (List<?>) read.get("facts")) {
                    Map<String, Object> fact = object(f);
                    sum += number(fact.get("points"));
                    byFact.merge((String) fact.get("fact"), number(fact.get("points")), Long::sum);
                }
                Map<String, Object> after = object(read.get("after"));
                long balance =
                        number(after.get("spendable")) + number(after.get("pending")) - number(after.get("deficit"));
                if (balance != sum) return bad(at + ": its balance is " + balance + ", its facts sum to " + sum);
                previous = hash;
            }
            return new Verdict(null, entries.size(), sum, HexFormat.of().formatHex(previous), byFact);
        } catch (RuntimeException | DataFormatException unreadable) {
            return bad(at + " cannot be read: " + unreadable.getMessage());
        }
    }

    private static Verdict bad(String fault) {
        return new Verdict(fault, 0, 0, "", Map.of());
    }

    private static byte[] sha256(byte[] previous, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous);
            return digest.digest(body);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Stored bytes are JSON, which starts with a brace, or zlib of it, which never does. */
    private static byte[] plain(byte[] stored) throws DataFormatException {
        if (stored[0] == '{') return stored;
        Inflater inflater = new Inflater();
        inflater.setInput(stored);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!inflater.finished()) {
            int read = inflater.inflate(buffer);
            if (read == 0 && !inflater.finished()) throw new DataFormatException("it ends too early");
            plain.write(buffer, 0, read);
        }
        inflater.end();
        return plain.toByteArray();
    }

    static long number(Object json) {
        return ((BigDecimal) json).longValueExact();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object json) {
        return (Map<String, Object>) json;
    }

    /** Just enough JSON: objects, lists, texts, numbers, true, false, null. */
    static final class Json {
        private final String text;
        private int at = 0;

        Json(String text) {
            this.text = text;
        }

        Object read() {
            Object value = value();
            space();
            if (at != text.length()) throw new IllegalArgumentException("something follows the JSON");
            return value;
        }

        private Object value() {
            space();
            return switch (text.charAt(at)) {
                case '{' -> map();
                case '[' -> list();
                case '"' -> string();
                case 't' -> word("true", Boolean.TRUE);
                case 'f' -> word("false", Boolean.FALSE);
                case 'n' -> word("null", null);
                default -> decimal();
            };
        }

        private Map<String, Object> map() {
            Map<String, Object> map = new LinkedHashMap<>();
            at++;
            while (!ends('}')) {
                space();
                String key = string();
                expect(':');
                if (map.put(key, value()) != null) throw new IllegalArgumentException(key + " stands twice");
            }
            return map;
        }

        private List<Object> list() {
            List<Object> list = new ArrayList<>();
            at++;
            while (!ends(']')) list.add(value());
            return list;
        }

        /** Whether the object or list ends here; steps over the comma between two members. */
        private boolean ends(char end) {
            space();
            char next = text.charAt(at);
            if (next == end) at++;
            else if (next == ',') at++;
            return next == end;
        }

        private String string() {
            expect('"');
            StringBuilder string = new StringBuilder();
            while (text.charAt(at) != '"') {
                char c = text.charAt(at++);
                string.append(c == '\\' ? escaped() : c);
            }
            at++;
            return string.toString();
        }

        private char escaped() {
            char c = text.charAt(at++);
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
                default -> c;
            };
        }

        private Object word(String word, Object value) {
            if (!text.startsWith(word, at)) throw new IllegalArgumentException("not JSON at " + at);
            at += word.length();
            return value;
        }

        private BigDecimal decimal() {
            int start = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
            return new BigDecimal(text.substring(start, at));
        }

        private void expect(char c) {
            space();
            if (text.charAt(at++) != c) throw new IllegalArgumentException("'" + c + "' is expected at " + (at - 1));
        }

        private void space() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
        }
    }
}
