package dev.laurel.domain.ledger;

import dev.laurel.domain.fact.Applied.Counted;
import dev.laurel.domain.fact.Used;
import dev.laurel.domain.value.Limits;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a member has used of every limit: a rule's under its id, a reward's and a perk's under names that no rule can have. */
public final class Counters {
    private Counters() {}

    public static String ofReward(@Nullable String reward) {
        return "reward:" + reward;
    }

    /** How many rewards a card of stamps has issued and not lost again. */
    public static long issued(Account account, String rule) {
        return account.used(ofCard(rule), Used.FOR_EVER).times();
    }

    static String ofCard(String rule) {
        return "issued:" + rule;
    }

    static String ofPerk(String perk) {
        return "perk:" + perk;
    }

    /** Adds to one counter, and drops from all of them what is not counted any more on that day. */
    static Account count(Account account, String name, Counted used, LocalDate day) {
        if (used.window() == null) return account;
        SortedMap<String, List<Counter>> counters = new TreeMap<>();
        account.counters().forEach((known, all) -> {
            List<Counter> kept = all.stream()
                    .filter(c -> c.window().isCountedOn(day))
                    .filter(c -> !known.equals(name) || !c.window().equals(used.window()))
                    .toList();
            if (!kept.isEmpty()) counters.put(known, kept);
        });
        if (used.window().isCountedOn(day)) {
            List<Counter> all = new ArrayList<>(counters.getOrDefault(name, List.of()));
            all.add(sum(account.used(name, used.window()), used));
            counters.put(name, List.copyOf(all));
        }
        return account.with(draft -> draft.counters = counters);
    }

    /** Takes back what was counted. */
    static Account uncount(Account account, Used used, LocalDate day) {
        return count(account, used.limit(), used.counted().negated(), day);
    }

    private static Counter sum(Counter before, Counted used) {
        return new Counter(
                before.window(),
                before.times() + used.times(),
                Limits.sum(before.points(), used.points()),
                Limits.minorSum(before.amount(), used.amount()));
    }
}
