package dev.laurel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** The shards of the due index are equally large, so that a night takes as long as its average shard. */
class ShardTest {
    private static final int MEMBERS = 100_000;

    private static void assertEven(IntFunction<String> ids) {
        Map<String, Integer> sizes = new TreeMap<>();
        for (int i = 0; i < MEMBERS; i++)
            sizes.merge(Items.shard(new MemberKey("demo", ids.apply(i))), 1, Integer::sum);
        assertThat(sizes).hasSize(DueIndex.SHARDS);
        int smallest = sizes.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
        int largest = sizes.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        assertThat(largest).isLessThan(smallest * 6 / 5);
    }

    @Test
    void shards_of_numbered_members_differ_by_less_than_a_fifth() {
        assertEven(String::valueOf);
    }

    @Test
    void shards_of_members_with_long_ids_differ_by_less_than_a_fifth() {
        assertEven("m_%022d"::formatted);
    }
}
