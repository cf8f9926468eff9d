import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Has every account of a program made anew from its entries and compared, and prints the roll-forward of all points by accounting
 * month. Needs a JDK and an admin's token.
 *
 * <pre>java src/verifier/java/ProveProgram.java http://localhost:8080/v1/programs/demo TOKEN [CURSOR]</pre>
 *
 * It goes on where it was stopped when it is given the last cursor it printed; the roll-forward is then of the members after that. The
 * exit code is 1 where an account differs.
 */
public final class ProveProgram {
    private static final List<String> MOVES =
            List.of("earned", "returned", "adjusted", "spent", "expired", "reversed", "forfeited");

    private ProveProgram() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 2) {
            System.err.println("usage: java ProveProgram.java PROGRAM_URL TOKEN [CURSOR]");
            System.exit(2);
        }
        Map<String, Map<String, Long>> months = new TreeMap<>();
        long members = 0;
        long differences = 0;
        String cursor = args.length > 2 ? args[2] : null;
        try (HttpClient http = HttpClient.newHttpClient()) {
            do {
                Map<String, Object> page = get(http, args[0], args[1], cursor);
                members += VerifyStatement.number(page.get("members"));
                for (Object difference : (List<?>) page.get("differences")) {
                    Map<String, Object> found = VerifyStatement.object(difference);
                    System.out.println("DIFFERS " + found.get("memberId") + ": " + found.get("what"));
                    differences++;
                }
                for (Object month : (List<?>) page.get("months")) add(months, VerifyStatement.object(month));
                cursor = (String) page.get("next");
                if (cursor != null) System.err.println(members + " members; to go on from here: " + cursor);
            } while (cursor != null);
        }
        print(months);
        System.out.println(members + " members proved, " + differences + " differ");
        if (differences > 0) System.exit(1);
    }

    private static Map<String, Object> get(HttpClient http, String program, String token, String cursor)
            throws IOException, InterruptedException {
        String query = cursor == null ? "" : "?cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(program.replaceAll("/+$", "") + "/proof" + query))
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            System.err.println(answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
            System.exit(2);
        }
        return VerifyStatement.object(new VerifyStatement.Json(answer.body()).read());
    }

    private static void add(Map<String, Map<String, Long>> months, Map<String, Object> month) {
        Map<String, Long> sums = months.computeIfAbsent((String) month.get("month"), _ -> new LinkedHashMap<>());
        for (String move : MOVES) sums.merge(move, VerifyStatement.number(month.get(move)), Math::addExact);
    }

    private static void print(Map<String, Map<String, Long>> months) {
        long balance = 0;
        System.out.println("month    opening " + String.join(" ", MOVES) + " closing");
        for (var month : months.entrySet()) {
            Map<String, Long> moves = month.getValue();
            long closing = balance
                    + moves.get("earned")
                    + moves.get("returned")
                    + moves.get("adjusted")
                    - moves.get("spent")
                    - moves.get("expired")
                    - moves.get("reversed")
                    - moves.get("forfeited");
            StringBuilder line = new StringBuilder(month.getKey()).append("  ").append(balance);
            for (String move : MOVES) line.append(' ').append(moves.get(move));
            System.out.println(line.append(' ').append(closing));
            balance = closing;
        }
    }
}
