package dev.laurel.domain.earning;

import dev.laurel.domain.fact.Applied.Counted;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.value.Period;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What limits, the balance cap and the birthday mean to an earning: as the account has it now, or as an earlier decision recorded it. */
public final class Rooms {
    private final BiFunction<String, @Nullable Limit, Allowance> allowances;
    private final @Nullable Long cap;
    private final Predicate<EarnRule.Birthday> celebrates;

    private Rooms(
            BiFunction<String, @Nullable Limit, Allowance> allowances,
            @Nullable Long cap,
            Predicate<EarnRule.Birthday> celebrates) {
        this.allowances = allowances;
        this.cap = cap;
        this.celebrates = celebrates;
    }

    /** What an account that is settled has left for something that happened on a day. */
    public static Rooms of(Account account, @Nullable Long balanceCap, LocalDate day, LocalDate today) {
        var balance = account.balance();
        Long cap = balanceCap == null ? null : Math.max(0, balanceCap - balance.spendable() - balance.pending());
        var birthday = Optional.ofNullable(account.birthday()).flatMap(b -> b.closestTo(day));
        return new Rooms(
                (rule, limit) -> Allowance.of(limit, rule, account, day, today),
                cap,
                rule -> birthday.filter(b -> rule.span().covers(day, b)).isPresent());
    }

    /** The same for something done to a subject, of which so much was used before, by rule. */
    public Rooms by(String subject, Map<String, Counted> used) {
        return new Rooms(
                (rule, limit) -> limit != null && limit.per() == Period.REFERENCE
                        ? Allowance.of(limit, subject, used.get(rule))
                        : allowances.apply(rule, limit),
                cap,
                celebrates);
    }

    /** What was left when an earning was first decided. */
    public static Rooms recorded(Earning earning) {
        return new Rooms(
                (rule, limit) -> Allowance.recorded(limit, earning.rooms().getOrDefault(rule, 0L), earning.day()),
                earning.capRoom(),
                rule -> earning.celebrated().contains(rule.id()));
    }

    Allowance of(Terms terms) {
        return of(terms.id(), terms.limit());
    }

    Allowance of(String rule, @Nullable Limit limit) {
        return allowances.apply(rule, limit);
    }

    /** Whether it falls on the days around the member's birthday that the rule is about. */
    boolean celebrates(EarnRule.Birthday rule) {
        return celebrates.test(rule);
    }

    /** Points that fit under the cap; null without one. */
    @Nullable
    Long cap() {
        return cap;
    }

    /** What is left of each limited rule. */
    SortedMap<String, Long> ofAll(Iterable<EarnRule> rules) {
        SortedMap<String, Long> rooms = Collections.emptySortedMap();
        for (EarnRule rule : rules) {
            if (rule.terms().limit() == null) continue;
            if (rooms.isEmpty()) rooms = new TreeMap<>();
            rooms.put(rule.id(), of(rule.terms()).room());
        }
        return rooms;
    }
}
