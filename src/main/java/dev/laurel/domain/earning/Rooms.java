package dev.laurel.domain.earning;

import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.ledger.Account;
import java.time.LocalDate;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What limits and the balance cap leave to an earning: as the account has it now, or as an earlier decision recorded it. */
public final class Rooms {
    private final Function<Terms, Allowance> allowances;
    private final @Nullable Long cap;

    private Rooms(Function<Terms, Allowance> allowances, @Nullable Long cap) {
        this.allowances = allowances;
        this.cap = cap;
    }

    /** What an account that is settled has left for something that happened on a day. */
    public static Rooms of(Account account, @Nullable Long balanceCap, LocalDate day, LocalDate today) {
        var balance = account.balance();
        Long cap = balanceCap == null ? null : Math.max(0, balanceCap - balance.spendable() - balance.pending());
        return new Rooms(terms -> Allowance.of(terms.limit(), terms.id(), account, day, today), cap);
    }

    /** What was left when an earning was first decided. */
    public static Rooms recorded(Earning earning) {
        return new Rooms(
                terms -> Allowance.recorded(terms.limit(), earning.rooms().getOrDefault(terms.id(), 0L), earning.day()),
                earning.capRoom());
    }

    Allowance of(Terms terms) {
        return allowances.apply(terms);
    }

    /** Points that fit under the cap; null without one. */
    @Nullable
    Long cap() {
        return cap;
    }

    /** What is left of each limited rule. */
    SortedMap<String, Long> ofAll(Iterable<EarnRule> rules) {
        SortedMap<String, Long> rooms = new TreeMap<>();
        for (EarnRule rule : rules) {
            if (rule.terms().limit() != null)
                rooms.put(rule.id(), of(rule.terms()).room());
        }
        return rooms;
    }
}
