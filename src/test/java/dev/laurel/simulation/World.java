package dev.laurel.simulation;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.Faults;
import dev.laurel.domain.Dice;
import dev.laurel.simulation.Caller.Answer;
import dev.laurel.simulation.Caller.Request;
import dev.laurel.simulation.RoughLine.Plan;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A world that one seed makes: programs, their members, tills, shops and nights, in a time of its own, on the real functions and a way to DynamoDB that
 * fails now and then. What it does next hangs on nothing but the seed and the answers.
 */
final class World extends Dice {
    private static final int SCHEMES = 2;
    private static final int MEMBERS_AT_ONCE = 8;
    private static final int ATTEMPTS = 3;
    private static final int TOLD = 60;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final long seed;
    private final DynamoDbClient dynamo;
    private final RoughLine line;
    private final Caller caller;
    private final List<Scheme> schemes = new ArrayList<>();
    private final List<Customer> customers = new ArrayList<>();
    private final Deque<Told> told = new ArrayDeque<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    private Instant now;
    private int step;
    private int depth;
    private long digest = 7;

    /** @param table where all is kept; the functions reach it by the world's {@link #line} */
    World(long seed, DynamoDbClient table, Caller caller) {
        super(new SplittableRandom(seed));
        this.seed = seed;
        this.dynamo = table;
        this.line = new RoughLine(table, harm -> saw(harm.toString()));
        this.caller = caller;
        now = LocalDate.of(2024, 1, 1)
                .plusDays(between(0, 400))
                .atTime((int) between(0, 23), 17, 5)
                .toInstant(ZoneOffset.UTC);
    }

    /** Lives so many steps, and looks whether all is well at the end: as far as it knows, and by what else there is to look at. */
    void run(int steps, Runnable look) {
        try {
            for (int i = 0; i < SCHEMES; i++) open(i);
            for (step = 1; step <= steps; step++) {
                pass();
                step();
            }
            end();
            look.run();
        } catch (RuntimeException | Error broken) {
            throw new AssertionError(
                    "seed %d, step %d, at %s; again with -Dtest=SimulationTest -Dlaurel.seed=%d%n%s%n%s"
                            .formatted(
                                    seed,
                                    step,
                                    now,
                                    seed,
                                    schemes,
                                    told.stream().map(Object::toString).collect(joining(System.lineSeparator()))),
                    broken);
        }
    }

    private void open(int number) {
        Instant second = now.plus(Duration.ofDays(between(1, 700))).plusSeconds(between(0, 86_400));
        Scheme scheme = Scheme.drawn("w" + Long.toHexString(seed) + "-" + number, this, second);
        schemes.add(scheme);
        for (Request request : scheme.opening()) {
            Answer answer = caller.call(scheme.id, request);
            assertThat(answer.status()).as("%s: %s", scheme, answer).isEqualTo(201);
        }
    }

    // What others ask

    SplittableRandom split() {
        return random.split();
    }

    Instant now() {
        return now;
    }

    /** Whether somebody waits for the answer to something else. */
    boolean isAmidACall() {
        return depth > 0;
    }

    RoughLine line() {
        return line;
    }

    /** The table itself, for whoever looks how things are. */
    DynamoDbClient dynamo() {
        return dynamo;
    }

    Caller caller() {
        return caller;
    }

    @Override
    protected boolean chance(int percent) {
        return super.chance(percent);
    }

    @Override
    protected long between(long least, long most) {
        return super.between(least, most);
    }

    @Override
    protected <T> T one(List<T> of) {
        return super.one(of);
    }

    /** Notes that something has come by. */
    void saw(String what) {
        seen.merge(what, 1, Integer::sum);
    }

    /** What has come by, and how often. */
    Map<String, Integer> seen() {
        return seen;
    }

    /** A number that hangs on all that was asked and answered. */
    long digest() {
        return digest;
    }

    /** What somebody asked, and what came of it. */
    private record Told(int step, Instant at, Object what, Object outcome) {
        @Override
        public String toString() {
            return step + " " + at + " " + what + " -> " + outcome;
        }
    }

    private void tell(Object what, Object outcome) {
        digest = 31 * digest + Objects.hash(now, what, outcome);
        told.addLast(new Told(step, now, what, outcome));
        if (told.size() > TOLD) told.removeFirst();
    }

    // Time

    private void pass() {
        int kind = random.nextInt(100);
        if (kind < 30) forward(between(0, 86_400));
        else if (kind < 50) forward(between(0, 4 * 86_400));
        else if (kind < 55) forward(between(0, 20 * 86_400));
        else if (kind < 70 && !customers.isEmpty()) {
            Instant due = one(customers).nextDue();
            if (due != null && Duration.between(now, due).toDays() < 90) to(due.plusSeconds(between(-1, 1)));
        } else if (kind < 72) {
            LocalDate newYear =
                    now.atZone(ZoneOffset.UTC).toLocalDate().withDayOfYear(1).plusYears(1);
            Instant then = newYear.atStartOfDay(one(schemes).zone).toInstant();
            if (Duration.between(now, then).toDays() < 60) to(then.plusSeconds(between(0, 100_000)));
        }
    }

    private void forward(long seconds) {
        to(now.plusSeconds(seconds));
    }

    private void to(Instant then) {
        if (then.isAfter(now)) now = then;
    }

    // Steps

    private void step() {
        List<Customer> alive = customers.stream().filter(Customer::isHere).toList();
        int kind = random.nextInt(100);
        if (kind < 2) night();
        else if (alive.isEmpty() || alive.size() < MEMBERS_AT_ONCE && kind < 15) join();
        else one(alive).step();
    }

    private void join() {
        Customer customer = new Customer(this, one(schemes), "m" + customers.size());
        customers.add(customer);
        String address = chance(40) ? "mail" + between(0, 9) + "@example.com" : null;
        customer.join(address);
    }

    /** Somebody else joins the same program, with the same address. */
    private void joinToo(Customer rival, String address) {
        Customer customer = new Customer(this, rival.scheme(), "m" + customers.size());
        customers.add(customer);
        customer.join(address);
    }

    private void somebodyElse(@Nullable Customer than) {
        List<Customer> others =
                customers.stream().filter(c -> c.isHere() && c != than).toList();
        if (!others.isEmpty()) one(others).step();
    }

    // Calls

    /** How sure the sender has to be that nothing else happens: nothing at all, nothing to this member, or whatever may. */
    enum Mood {
        CALM,
        ALONE,
        ROUGH
    }

    /**
     * Sends something until it is answered for good. The model does the same, once, at the instant at which it took effect.
     *
     * @param effects what the model does for each entry that is written, in their order; the last one says how the answer looks
     */
    Answer send(Customer customer, Supplier<Answer> call, Object what, Mood mood, List<Supplier<Verdict>> effects) {
        Deque<Supplier<Verdict>> left = new ArrayDeque<>(effects);
        Verdict verdict = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            int missing = left.size();
            Plan plan = attempt == ATTEMPTS || mood == Mood.CALM ? RoughLine.CALM : plan(customer, mood);
            Answer answer = attempt(call, plan, what);
            if (answer != null && answer.isFinal()) {
                while (!left.isEmpty()) verdict = left.removeFirst().get();
                customer.check(answer, verdict, missing);
                return answer;
            }
            int written = customer.commandsWritten();
            assertThat(written).as("entries of %s", what).isLessThanOrEqualTo(missing);
            for (int i = 0; i < written; i++) verdict = left.removeFirst().get();
            if (mood == Mood.ROUGH) meanwhile(customer);
        }
        throw new AssertionError(what + " was not answered although all went well");
    }

    private @Nullable Answer attempt(Supplier<Answer> call, Plan plan, Object what) {
        try {
            Answer answer = line.with(plan, call);
            tell(what, answer);
            assertThat(answer.status()).as("our own fault: %s", what).isNotEqualTo(500);
            return answer;
        } catch (RuntimeException | Error gone) {
            if (!isKilled(gone)) throw gone;
            tell(what, "the process is gone");
            saw("killed");
            return null;
        }
    }

    private static boolean isKilled(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause())
            if (each instanceof Faults.Killed) return true;
        return false;
    }

    /** What goes wrong with a call, and what happens between its requests. */
    private Plan plan(@Nullable Customer customer, Mood mood) {
        Faults.Kind harm = chance(12) ? one(HARMS) : null;
        int request = harm == null ? 0 : (int) between(1, 4);
        if (depth > 0 || !chance(6)) return new Plan(request, harm, 0, () -> {});
        return new Plan(request, harm, (int) between(1, 2), () -> within(customer, mood));
    }

    private static final List<Faults.Kind> HARMS = List.of(
            Faults.Kind.LOST,
            Faults.Kind.UNHEARD,
            Faults.Kind.THROTTLED,
            Faults.Kind.CONFLICTED,
            Faults.Kind.KILLED_BEFORE,
            Faults.Kind.KILLED_AFTER);

    /** Something else happens in the middle of a call, in the same instant: to the same member, another, or all. */
    private void within(@Nullable Customer customer, Mood mood) {
        depth++;
        saw("race");
        try {
            String wanted = customer == null ? null : customer.wants();
            if (wanted != null && chance(70)) joinToo(customer, wanted);
            else if (mood == Mood.ROUGH && customer != null && customer.isHere() && chance(70)) customer.step();
            else if (mood == Mood.ROUGH && chance(10)) night();
            else somebodyElse(customer);
        } finally {
            depth--;
        }
    }

    /** Until somebody tries again, time passes, and others do something. */
    private void meanwhile(@Nullable Customer customer) {
        if (depth > 0) return;
        if (chance(50)) forward(between(1, 3_600));
        if (!chance(30)) return;
        depth++;
        try {
            if (chance(20)) night();
            else somebodyElse(null);
        } finally {
            depth--;
        }
    }

    /** A merchant's question, asked when all is well. */
    Answer ask(Scheme scheme, String path) {
        return calmly(scheme, new Request("admin", "GET", path, null, null));
    }

    /** The answer to a question to which there is one. */
    private JsonNode told(Scheme scheme, String path) {
        Answer answer = ask(scheme, path);
        assertThat(answer.status()).as("%s: %s", path, answer).isEqualTo(200);
        return answer.body();
    }

    /** A call with which nothing goes wrong. */
    Answer calmly(Scheme scheme, Request request) {
        return calmly(() -> caller.call(scheme.id, request), request);
    }

    Answer calmly(Supplier<Answer> call, Object what) {
        Answer answer = line.with(RoughLine.CALM, call);
        tell(what, answer);
        return answer;
    }

    // Nights

    /** The nightly job as the state machine runs it: shards in any order, some twice, some not to their end. */
    private void night() {
        saw("night");
        List<JsonNode> shards = new ArrayList<>();
        JsonNode plan = task(JSON.objectNode().put("step", "plan"), true);
        if (plan == null) return;
        plan.get("shards").forEach(shards::add);
        Collections.shuffle(shards, new Random(random.nextLong()));
        ArrayNode results = JSON.arrayNode();
        for (JsonNode shard : shards) {
            if (chance(2)) task(shard, true);
            JsonNode result = shard(shard);
            if (result == null) saw("a night broken off");
            if (result == null && chance(30)) return;
            if (result != null) results.add(result);
        }
        ObjectNode report = ((ObjectNode) plan).deepCopy();
        report.set("shards", results);
        assertThat(calmTask(report).get("skipped")).as("nobody is left out").isEmpty();
    }

    /** A shard to its end; null where nobody goes on with it. */
    private @Nullable JsonNode shard(JsonNode input) {
        JsonNode at = input;
        while (!at.path("done").asBoolean()) {
            if (chance(1)) return null;
            JsonNode next = task(at, true);
            if (next == null) next = task(at, true);
            at = next == null ? calmTask(at) : next;
        }
        return at;
    }

    /** One task of the night; null where it failed. */
    private @Nullable JsonNode task(JsonNode input, boolean rough) {
        Plan plan = rough ? plan(null, Mood.ROUGH) : RoughLine.CALM;
        try {
            JsonNode output = line.with(plan, () -> caller.invoke("expire", input));
            tell(night(input), night(output));
            return output;
        } catch (RuntimeException | Error failed) {
            if (!isKilled(failed) && !isOfAws(failed)) throw failed;
            tell(night(input), failed.toString());
            return null;
        }
    }

    private JsonNode calmTask(JsonNode input) {
        return Objects.requireNonNull(task(input, false), "a task failed although all went well");
    }

    private static boolean isOfAws(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause())
            if (each instanceof SdkException) return true;
        return false;
    }

    private static String night(JsonNode step) {
        return "night: " + step.path("step").asText() + " " + step.path("shard").asText()
                + step.at("/report/facts").toString();
    }

    // The end

    /** A night in which all goes well; then the books are what the model says, and nobody is left out. */
    private void end() {
        forward(86_400);
        JsonNode plan = calmTask(JSON.objectNode().put("step", "plan"));
        for (JsonNode shard : plan.get("shards")) {
            JsonNode at = shard;
            while (!at.path("done").asBoolean()) at = calmTask(at);
        }
        for (Customer customer : customers) {
            customer.slept();
            customer.look();
            saw(customer.isInDoubt() ? "beyond the laws" : "known to the end");
        }
        for (Scheme scheme : schemes) {
            assertThat(told(scheme, "/parked").get("parked")).isEmpty();
            prove(scheme);
        }
    }

    private void prove(Scheme scheme) {
        long members = 0;
        String cursor = "";
        do {
            JsonNode page = told(scheme, "/proof?limit=100" + cursor);
            assertThat(page.get("differences")).as("%s", page).isEmpty();
            members += page.path("members").longValue();
            cursor = page.has("next") ? "&cursor=" + page.get("next").textValue() : "";
        } while (!cursor.isEmpty());
        long joined = customers.stream()
                .filter(c -> c.scheme() == scheme && c.hasJoined())
                .count();
        assertThat(members).isEqualTo(joined);
    }
}
