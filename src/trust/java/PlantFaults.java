import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Plants one fault after the other in a copy of Laurel, each of a line or two, and sees whether a test turns red. Each test has to be green
 * without one first. Prints a row for each fault, as they stand in docs/reliability.md. Run in the project's folder; needs what ./mvnw needs.
 *
 * <pre>java src/trust/java/PlantFaults.java [words of the faults to try]</pre>
 *
 * The exit code is 1 where a fault was not noticed, and 2 where something could not be tried.
 */
public final class PlantFaults {
    private static final Path COPY = Path.of("target/planted");
    private static final Path CODE = Path.of("src/main/java/dev/laurel");
    private static final Path REPORTS = COPY.resolve("target/surefire-reports");
    private static final Duration MOST = Duration.ofMinutes(10);
    private static final Pattern FAILED =
            Pattern.compile("<testcase name=\"([^\"]*)\" classname=\"[\\w.]*?(\\w+)\"[^>]*>\\s*<(?:failure|error)");
    private static final Pattern FAILURES = Pattern.compile("<testsuite [^>]*?(?:errors|failures)=\"[1-9]");

    /** @param file under the main code; {@code right} stands in it exactly once, and {@code wrong} in its place */
    private record Fault(String what, String file, String right, String wrong, String test) {}

    private static final String SIMULATION = "SimulationTest";

    private static final List<Fault> FAULTS = List.of(
            new Fault(
                    "the version of an account that is written is not compared",
                    "store/Writes.java",
                    "                        .item(item)\n                        .conditionExpression(Table.VERSION + \" = :read\")",
                    "                        .item(item)\n                        .conditionExpression(Table.VERSION + \" > :read OR \" + Table.VERSION + \" <= :read\")",
                    SIMULATION),
            new Fault(
                    "a request that was done before is not looked for",
                    "function/Flow.java",
                    "var done = attempt.before().done();",
                    "var done = attempt.before().done().filter(_ -> false);",
                    SIMULATION),
            new Fault(
                    "the key of a redemption is another one each time",
                    "function/RedeemFunction.java",
                    "Ids.derived(\"r\", member.program(), member.member(), idempotencyKey)",
                    "Ids.derived(\"r\", member.program(), member.member(), idempotencyKey + System.nanoTime())",
                    SIMULATION),
            new Fault(
                    "the same key stands for another request too",
                    "function/Flow.java",
                    "if (!first.entry().input().equals(again.input())) throw Problem.keyReused();",
                    "if (first.entry().input().isEmpty()) throw Problem.keyReused();",
                    SIMULATION),
            new Fault(
                    "a limited reward is sold beyond its stock",
                    "store/Commit.java",
                    "Math.toIntExact(sold), stock - sold)",
                    "Math.toIntExact(sold), stock)",
                    SIMULATION),
            new Fault(
                    "a cancelled reward does not go back to the stock",
                    "store/Commit.java",
                    "(fact instanceof RewardIssued ? 1L : -1L)",
                    "(fact instanceof RewardIssued ? 1L : 0L)",
                    SIMULATION),
            new Fault(
                    "what was refunded of an order is not remembered",
                    "store/Commit.java",
                    "order(member, refunded.order(), Table.REFUNDED, RefundJson.soFar(refunded.soFar()));",
                    "refunded.points() == 0 ? List.of() : order(member, refunded.order(), Table.REFUNDED, RefundJson.soFar(refunded.soFar()));",
                    SIMULATION),
            new Fault(
                    "a contact can be two members'",
                    "store/Writes.java",
                    ".conditionExpression(NOBODYS + unseen)",
                    ".conditionExpression(\"attribute_not_exists(nothing)\" + unseen)",
                    SIMULATION),
            new Fault(
                    "an entry's hash does not cover the one before",
                    "store/Chain.java",
                    "        digest.update(previous);\n",
                    "",
                    SIMULATION),
            new Fault(
                    "an account is due again when it was, not when it will be",
                    "store/Commit.java",
                    "                accepted.due(),\n",
                    "                before.due(),\n",
                    SIMULATION),
            new Fault(
                    "the night leaves out the last account of a page",
                    "function/ExpireFunction.java",
                    "settle(page.members(), until, report);",
                    "settle(page.members().subList(0, Math.max(0, page.members().size() - 1)), until, report);",
                    SIMULATION),
            new Fault(
                    "points end one second late",
                    "domain/program/Program.java",
                    "return gone == null ? null : startOf(gone);",
                    "return gone == null ? null : startOf(gone).plusSeconds(1);",
                    SIMULATION),
            new Fault(
                    "points end one day early",
                    "domain/program/Expiry.java",
                    "LocalDate gone = lastDay(earned).plusDays(1);",
                    "LocalDate gone = lastDay(earned);",
                    SIMULATION),
            new Fault(
                    "points wait a day less than the program says",
                    "domain/program/Program.java",
                    "earned.plusDays(earning.pendingDays() + 1L)",
                    "earned.plusDays(earning.pendingDays())",
                    SIMULATION),
            new Fault(
                    "points are rounded half up where the program says down",
                    "domain/value/Rounding.java",
                    "case FLOOR, FULL_UNITS -> RoundingMode.FLOOR;",
                    "case FLOOR, FULL_UNITS -> RoundingMode.HALF_UP;",
                    SIMULATION),
            new Fault(
                    "what an order keeps after a refund is rounded half up",
                    "domain/value/Exact.java",
                    "number.bigDecimalValue(0, RoundingMode.FLOOR)",
                    "number.bigDecimalValue(0, RoundingMode.HALF_UP)",
                    SIMULATION),
            new Fault(
                    "a limit is not given back with the order that used it",
                    "domain/ledger/Fold.java",
                    "for (Used used : reversed.used()) back",
                    "for (Used used : List.<Used>of()) back",
                    SIMULATION),
            new Fault(
                    "credits stay when the order goes back",
                    "domain/ledger/Fold.java",
                    "                -reversed.credits());",
                    "                0);",
                    SIMULATION),
            new Fault(
                    "what is missing is not remembered on open redemptions",
                    "domain/ledger/Fold.java",
                    "return points == null ? o : o.withholding(shortfall(missing, points));",
                    "return o;",
                    SIMULATION),
            new Fault(
                    "points that come do not pay what is owed",
                    "domain/ledger/Fold.java",
                    "long debt = available == null ? Math.min(account.deficit(), slice.points()) : 0;",
                    "long debt = available == null ? Math.min(0, slice.points()) : 0;",
                    SIMULATION),
            new Fault(
                    "what ends last is spent first",
                    "domain/decision/Spending.java",
                    "Slices.first(account.active().map(Bucket::slice).toList(), points)",
                    "Slices.first(account.active().map(Bucket::slice).toList().reversed(), points)",
                    SIMULATION),
            new Fault(
                    "a refund takes other points before the order's own",
                    "domain/decision/TakingBack.java",
                    "(Bucket b) -> !own.test(b)",
                    "(Bucket b) -> own.test(b)",
                    SIMULATION),
            new Fault(
                    "a reward that lapses gives its points back whatever the program says",
                    "domain/decision/Settling.java",
                    "if (redemption.returnsOnLapse()) book.record",
                    "if (redemption.points() > 0) book.record",
                    SIMULATION),
            new Fault(
                    "a used reward can be used once more",
                    "domain/ledger/Fold.java",
                    "case RewardUsed used -> consumed(account, used.redemption());",
                    "case RewardUsed _ -> account;",
                    SIMULATION),
            new Fault(
                    "the cap does not count what is pending",
                    "domain/earning/Rooms.java",
                    "balanceCap - balance.spendable() - balance.pending()",
                    "balanceCap - balance.spendable()",
                    SIMULATION),
            new Fault(
                    "a tier is held a day too long",
                    "domain/tier/Ladder.java",
                    "after.plusDays(graceDays)",
                    "after.plusDays(graceDays + 1L)",
                    SIMULATION),
            new Fault(
                    "a blocked member can pay with points",
                    "domain/decision/RedeemPoints.java",
                    "return deciding.unblocked()\n                .or(",
                    "return Optional.<Refusal>empty()\n                .or(",
                    SIMULATION),
            new Fault(
                    "a command does not settle first",
                    "domain/decision/Deciding.java",
                    "            Settling.settle(book, programs, codes, now);\n            Deciding deciding",
                    "            Deciding deciding",
                    SIMULATION),
            new Fault(
                    "a request that got lost is our own fault",
                    "function/Http.java",
                    "if (!(fault instanceof SdkException)) return false;",
                    "if (!(fault instanceof AwsServiceException)) return false;",
                    "FaultMatrixTest"),
            new Fault(
                    "another transaction in the way ends the call",
                    "store/Writes.java",
                    "if (reasons.stream().anyMatch(r -> \"TransactionConflict\".equals(r.code()))) return -1;\n",
                    "",
                    "ContentionTest"),
            new Fault(
                    "a lost race is not tried again",
                    "function/Backoff.java",
                    "private static final int ATTEMPTS = 12;",
                    "private static final int ATTEMPTS = 1;",
                    "ContentionTest"),
            new Fault(
                    "a member's token opens other members' books",
                    "function/Call.java",
                    "if (!named.equals(Contacts.ME) && !named.equals(own))",
                    "if (!named.equals(Contacts.ME) && own.isEmpty())",
                    "WhoMayTest"),
            new Fault(
                    "a token of another program is good enough",
                    "function/Http.java",
                    "if (!ours) throw",
                    "if (!ours && program.isEmpty()) throw",
                    "WhoMayTest"),
            new Fault(
                    "every scope may do everything",
                    "function/Caller.java",
                    "scopes.contains(role) && allowed.contains(role)",
                    "scopes.contains(role)",
                    "WhoMayTest"),
            new Fault(
                    "a delivery is believed whoever signed it",
                    "function/ShopFunction.java",
                    "                .filter(known -> secrets.isGenuine(dialect, delivery, program, known))\n",
                    "",
                    "ShopTest"),
            new Fault(
                    "an erased member is still found by mail",
                    "store/Members.java",
                    "        for (LookUp lookUp : LookUp.of(identity)) {\n            for (var key : keys(member.program(), lookUp)) writes.add(Writes.deleteOf",
                    "        for (LookUp lookUp : List.<LookUp>of()) {\n            for (var key : keys(member.program(), lookUp)) writes.add(Writes.deleteOf",
                    "PersonalDataTest"),
            new Fault(
                    "a look-up's hash is made without the pepper",
                    "store/Pepper.java",
                    "new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM)",
                    "new SecretKeySpec(\"known to everybody\".getBytes(UTF_8), ALGORITHM)",
                    "PepperRotationTest"),
            new Fault(
                    "a cursor that nobody gave is our own fault",
                    "function/Proof.java",
                    "        } catch (IllegalArgumentException _) {\n            throw noCursor();",
                    "        } catch (IllegalArgumentException odd) {\n            throw odd;",
                    "FuzzTest"));

    private PlantFaults() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        copy();
        List<Fault> tried = FAULTS.stream()
                .filter(fault -> Arrays.stream(words).allMatch(fault.what::contains))
                .toList();
        if (tried.isEmpty()) {
            System.err.println("no fault has these words");
            System.exit(2);
        }
        for (Fault fault : tried) {
            if (!isPlantable(fault)) {
                System.err.println(fault.file + " has not once: " + fault.right);
                System.exit(2);
            }
        }
        for (String test : new TreeSet<>(tried.stream().map(Fault::test).toList())) {
            String without = red(test);
            if (without.equals(NOBODY)) continue;
            System.err.println(test + " is not green without a fault: " + without);
            System.exit(2);
        }
        int code = 0;
        System.out.println("| fault | noticed by |\n|---|---|");
        for (Fault fault : tried) {
            String by = by(fault);
            if (by.equals(NOBODY)) code = 1;
            if (by.equals(NOTHING_RUN)) code = 2;
            System.out.printf("| %s | %s |%n", fault.what, by);
        }
        System.exit(code);
    }

    private static boolean isPlantable(Fault fault) throws IOException {
        String right = Files.readString(COPY.resolve(CODE).resolve(fault.file));
        int at = right.indexOf(fault.right);
        return at >= 0 && right.indexOf(fault.right, at + 1) < 0;
    }

    private static final String NOBODY = "**nobody**";
    private static final String NOTHING_RUN = "**no test was run**";

    /** The test that turns red with the fault in its place, which is taken out again. */
    private static String by(Fault fault) throws IOException, InterruptedException {
        Path file = COPY.resolve(CODE).resolve(fault.file);
        String right = Files.readString(file);
        Files.writeString(file, right.replace(fault.right, fault.wrong));
        try {
            return red(fault.test);
        } finally {
            Files.writeString(file, right);
        }
    }

    /** The first case of a test that turns red, if any does. */
    private static String red(String test) throws IOException, InterruptedException {
        remove(REPORTS);
        run("test", "-Dtest=" + test);
        return red();
    }

    private static void run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("./mvnw", "--batch-mode", "-q"));
        command.addAll(List.of(arguments));
        File log = COPY.resolve("target/planted.log").toFile();
        Files.createDirectories(log.toPath().getParent());
        Process process = new ProcessBuilder(command)
                .directory(COPY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        if (!process.waitFor(MOST.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor();
            System.err.println("stopped after " + MOST.toMinutes() + " minutes");
        }
    }

    private static String red() throws IOException {
        if (!Files.exists(REPORTS)) return NOTHING_RUN;
        List<Path> reports;
        try (Stream<Path> files = Files.list(REPORTS)) {
            reports = files.filter(f -> f.toString().endsWith(".xml")).sorted().toList();
        }
        if (reports.isEmpty()) return NOTHING_RUN;
        for (Path report : reports) {
            String text = Files.readString(report);
            Matcher failed = FAILED.matcher(text);
            if (failed.find()) return failed.group(2) + ": " + failed.group(1).replace('_', ' ');
            if (FAILURES.matcher(text).find()) return report.getFileName().toString();
        }
        return NOBODY;
    }

    /** The project as it stands in its folder, without what was built of it; what was built of an earlier copy stays. */
    private static void copy() throws IOException {
        for (String part : List.of("src", ".mvn", "pom.xml", "mvnw", "README.md", "docs", "infra/src")) {
            Path from = Path.of(part);
            remove(COPY.resolve(part));
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Path to = COPY.resolve(file);
                    if (Files.isDirectory(file)) Files.createDirectories(to);
                    else {
                        Files.createDirectories(to.toAbsolutePath().getParent());
                        Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) return;
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
