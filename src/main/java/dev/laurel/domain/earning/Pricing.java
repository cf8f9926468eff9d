package dev.laurel.domain.earning;

import dev.laurel.domain.earning.EarnRule.Multiplier;
import dev.laurel.domain.earning.EarnRule.PerAmount;
import dev.laurel.domain.earning.EarnRule.PerOrder;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.value.Limits;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What an order earns (laws 11 to 14): every rule that applies adds its points, factors act on what the rules gave, and the cap
 * takes its part last.
 */
public final class Pricing {
    /** What the order earns, rule by rule; what the balance cap left for it (null without a cap), and what each limit did, by rule. */
    public record Priced(List<Applied> applied, @Nullable Long capRoom, SortedMap<String, Long> rooms) {
        public long points() {
            return applied.stream().mapToLong(Applied::points).reduce(0, Limits::sum);
        }
    }

    /** When the order was placed and by whom: {@code version} is the program's then, {@code tier} the one held before it. */
    public record Situation(
            int version,
            ZoneId zone,
            Instant occurredAt,
            @Nullable String tier,
            @Nullable TierFactor tierFactor) {}

    private final Purchase purchase;
    private final EarningPolicy policy;
    private final Rooms rooms;
    private final Situation situation;
    private final Map<Basis, Counting> counting = new HashMap<>();

    private Pricing(Purchase purchase, EarningPolicy policy, Rooms rooms, Situation situation) {
        this.purchase = purchase;
        this.policy = policy;
        this.rooms = rooms;
        this.situation = situation;
    }

    /** Prices an order whose money is in the program's currency. */
    public static Priced price(Purchase purchase, EarningPolicy policy, Rooms rooms, Situation situation) {
        return new Pricing(purchase, policy, rooms, situation).price();
    }

    private Priced price() {
        Map<EarnRule, Applied> base = alone(rules());
        List<Applied> all = new ArrayList<>(base.values());
        all.addAll(new Factors(purchase, policy.stacking(), base).bonuses(factors()));
        return capped(all);
    }

    private Map<EarnRule, Applied> rules() {
        Map<EarnRule, Applied> applied = new LinkedHashMap<>();
        for (EarnRule rule : policy.rules()) {
            if (!(rule instanceof Multiplier)) apply(rule).ifPresent(a -> applied.put(rule, a));
        }
        return applied;
    }

    /** Only the exclusive rule of the highest priority, where one earned; the first in the program wins a tie. */
    private static Map<EarnRule, Applied> alone(Map<EarnRule, Applied> applied) {
        Optional<EarnRule> exclusive = applied.keySet().stream()
                .filter(r -> r.terms().exclusive() && applied.get(r).points() > 0)
                .reduce((a, b) -> b.terms().priority() > a.terms().priority() ? b : a);
        return exclusive.map(r -> Map.of(r, applied.get(r))).orElse(applied);
    }

    private Optional<Applied> apply(EarnRule rule) {
        Terms terms = rule.terms();
        Optional<Counting> covered = covered(terms);
        if (covered.isEmpty()) return Optional.empty();
        Allowance allowance = rooms.of(terms);
        return switch (rule) {
            case PerAmount r -> perAmount(r, covered.get(), allowance);
            case PerOrder r -> Optional.of(perOrder(r, allowance));
            case Multiplier _ -> throw new IllegalArgumentException("a factor earns nothing by itself");
        };
    }

    private Optional<Applied> perAmount(PerAmount rule, Counting covered, Allowance allowance) {
        if (covered.total().isZero()) return Optional.empty();
        if (allowance.usedUp()) return Optional.of(applied(rule, 0, covered, allowance.refused()));
        Counting counts = allowance.cut(covered);
        long exact = rule.points(counts.total());
        var use = allowance.used(exact, counts.total().getAmountMinorLong());
        boolean cutMoney = counts.total().isLessThan(covered.total());
        var told = cutMoney ? new Allowance.Use(use.counted(), allowance.inWords()) : use;
        return Optional.of(applied(rule, allowance.cutPoints(exact), counts, told));
    }

    private Applied applied(PerAmount rule, long points, Counting counts, Allowance.Use use) {
        return new Applied(
                rule.id(),
                situation.version(),
                points,
                0,
                rule.terms().bookedAs(),
                counts,
                rule.points(),
                rule.per(),
                null,
                use.counted(),
                use.limitedBy());
    }

    private Applied perOrder(PerOrder rule, Allowance allowance) {
        var use = allowance.usedUp() ? allowance.refused() : allowance.used(rule.points(), 0);
        long points = allowance.usedUp() ? 0 : allowance.cutPoints(rule.points());
        return new Applied(
                rule.id(),
                situation.version(),
                points,
                0,
                rule.terms().bookedAs(),
                null,
                null,
                null,
                null,
                use.counted(),
                use.limitedBy());
    }

    /** Whether the rule is for this member at this time at all. */
    private boolean isFor(Terms terms) {
        boolean tier = terms.tiers().isEmpty()
                || (situation.tier() != null && terms.tiers().contains(situation.tier()));
        return tier && terms.during().contains(situation.occurredAt(), situation.zone());
    }

    /** What of the order the rule is about; nothing where the rule does not apply to it. */
    private Optional<Counting> covered(Terms terms) {
        if (!isFor(terms)) return Optional.empty();
        Counting whole = counting.computeIfAbsent(terms.basis(), b -> b.of(purchase));
        IntPredicate covered = i -> {
            var line = purchase.lines().get(i);
            return terms.basis().counts(line) && terms.only().covers(line);
        };
        boolean any = IntStream.range(0, purchase.lines().size()).anyMatch(covered);
        Counting counts = terms.only().restricts() ? whole.only(covered) : whole;
        boolean enough = terms.minimum() == null || !counts.total().isLessThan(terms.minimum());
        return any && enough ? Optional.of(counts) : Optional.empty();
    }

    /** The factors that apply, in the order in which they act: by priority, the tier's (0) before campaigns of its priority. */
    private List<Factors.Factor> factors() {
        List<Factors.Factor> factors = new ArrayList<>();
        var tier = situation.tierFactor();
        if (tier != null) factors.add(Factors.Factor.ofTier(tier));
        policy.rules().stream()
                .filter(Multiplier.class::isInstance)
                .map(Multiplier.class::cast)
                .filter(m -> m.terms().minimum() == null
                        ? isFor(m.terms())
                        : covered(m.terms()).isPresent())
                .map(m -> Factors.Factor.of(m, situation.version(), rooms.of(m.terms())))
                .forEach(factors::add);
        factors.sort(Comparator.comparingInt(Factors.Factor::priority).reversed());
        return factors;
    }

    /** Takes what exceeds the cap off the rules, last to first. */
    private Priced capped(List<Applied> applied) {
        Priced uncut = new Priced(applied, rooms.cap(), rooms.ofAll(policy.rules()));
        if (rooms.cap() == null) return uncut;
        long over = Math.max(0, uncut.points() - rooms.cap());
        for (int i = applied.size() - 1; i >= 0 && over > 0; i--) {
            long cut = Math.min(over, applied.get(i).points());
            applied.set(i, applied.get(i).cutBy(cut));
            over -= cut;
        }
        return new Priced(applied, rooms.cap(), uncut.rooms());
    }
}
