package dev.laurel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.Effort;
import dev.laurel.TheBooks;
import dev.laurel.function.Waits;
import dev.laurel.local.Invoker;
import dev.laurel.local.MovableClock;
import dev.laurel.store.ProgramStore;
import dev.laurel.store.Table;
import dev.laurel.store.TableInMemory;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Programs, members, tills, shops and nights in virtual time, with faults and races between, on the real functions: every answer and
 * every account is what a second model says, and the books are whole. A seed that fails is printed, and does the same again.
 */
@QuarkusTest
class SimulationTest {
    private static final int STEPS = 500;
    private static final int ON_DYNAMODB = 1_000;

    private static final String[] COMES_BY = {
        "CONFLICTED",
        "KILLED_AFTER",
        "KILLED_BEFORE",
        "a night broken off",
        "LOST",
        "THROTTLED",
        "UNHEARD",
        "another address",
        "blocked",
        "bought",
        "bought at the shop",
        "bought late",
        "came by itself",
        "cancelled",
        "deficit",
        "delivered again",
        "erased",
        "killed",
        "night",
        "not recouped",
        "paid with points",
        "quoted",
        "race",
        "redeemed",
        "refunded",
        "refunded before it was told",
        "refunded by the shop",
        "refused: contact-taken",
        "refused: key-reused",
        "refused: limit-reached",
        "refused: not-enough-points",
        "refused: order-differs",
        "refused: out-of-stock",
        "repeated",
        "reversed",
        "revised",
        "took what is rare",
        "used",
        "withdrawn"
    };

    /** The one seed that is to be tried; null for those that are always tried. */
    private static final Long ONLY = Long.getLong("laurel.seed");

    /** The world that a thread is in. */
    private static final ThreadLocal<World> HERE = new ThreadLocal<>();

    private static final Logger LOG = Logger.getLogger("dev.laurel");

    @Inject
    Invoker invoker;

    @Inject
    MovableClock clock;

    @Inject
    ProgramStore programs;

    @Inject
    DynamoDbClient dynamo;

    private DynamoDbClient real;

    /** Functions that know nothing but the world in which they are called. */
    @BeforeEach
    void functionsLiveInTheWorldThatCallsThem() {
        clock.follow(() -> HERE.get().now());
        real = ClientProxy.unwrap(dynamo);
        QuarkusMock.installMockForType(RoughLine.client(() -> HERE.get().line()), DynamoDbClient.class);
        QuarkusMock.installMockForType(
                new Waits() {
                    @Override
                    public boolean sleep(long ms) {
                        return true;
                    }

                    @Override
                    public long ms() {
                        return 0;
                    }
                },
                Waits.class);
    }

    /** Of all that goes wrong on purpose, the log would be long. */
    @BeforeEach
    void nobodyReadsTheLog() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void asUsual() {
        LOG.setLevel(null);
        clock.reset();
    }

    private World lived(long seed, DynamoDbClient table, int steps, Runnable look) {
        World world = new World(seed, table, new Caller(invoker));
        HERE.set(world);
        try {
            world.run(steps, look);
        } finally {
            HERE.remove();
        }
        return world;
    }

    private World livedInMemory(long seed) {
        TableInMemory table = new TableInMemory(Table.definition("laurel"));
        return lived(seed, table, STEPS, () -> TheBooks.check(table.items()));
    }

    /** As many worlds at once as there are processors; the first that fails ends it. */
    @Test
    void worlds_in_memory_are_what_the_model_says() throws Exception {
        int worlds = ONLY == null ? Effort.of(100_000, 1_000_000) / STEPS : 1;
        long first = ONLY == null ? 0 : ONLY;
        Map<String, Integer> seen = new TreeMap<>();
        try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var living = new ExecutorCompletionService<World>(threads);
            for (long seed = first; seed < first + worlds; seed++) {
                long its = seed;
                living.submit(() -> livedInMemory(its));
            }
            try {
                for (int i = 0; i < worlds; i++)
                    living.take().get().seen().forEach((what, times) -> seen.merge(what, times, Integer::sum));
            } catch (ExecutionException broken) {
                threads.shutdownNow();
                throw new AssertionError(broken.getCause().getMessage(), broken.getCause());
            }
        }
        System.out.println("simulated: " + worlds * STEPS + " steps in memory: " + seen);
        if (ONLY != null) return;
        assertThat(seen).as("what comes by in all of them").containsKeys(COMES_BY);
        assertThat(seen.get("beyond the laws")).as("members").isLessThan(seen.get("known to the end") / 10);
    }

    @Test
    void a_world_on_the_real_dynamodb_is_what_the_model_says() {
        World world = lived(ONLY == null ? 0 : ONLY, real, ON_DYNAMODB, () -> {});
        System.out.println("simulated: " + ON_DYNAMODB + " steps on DynamoDB Local: " + world.seen());
    }

    @Test
    void a_seed_does_the_same_again() {
        long seed = ONLY == null ? 3 : ONLY;
        assertThat(anew(seed)).isEqualTo(anew(seed));
    }

    /** All that is asked and answered in a world, where no function remembers the programs of an earlier one of the same seed. */
    private long anew(long seed) {
        programs.forget();
        return livedInMemory(seed).digest();
    }
}
