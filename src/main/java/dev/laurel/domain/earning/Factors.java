package dev.laurel.domain.earning;

import dev.laurel.domain.earning.EarnRule.Multiplier;
import dev.laurel.domain.earning.EarnRule.PerAmount;
import dev.laurel.domain.earning.EarningPolicy.Stacking;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.Rounding;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What factors add to what the rules gave (law 13): a bonus of base × (factor - 1) each, rounded by its own rounding. */
final class Factors {
    /** A tier's factor or a campaign's. */
    record Factor(
            String id,
            int version,
            int priority,
            BigDecimal factor,
            Set<String> of,
            Only only,
            Rounding rounding,
            String bookedAs,
            boolean givesCredits,
            Allowance allowance) {

        static Factor ofTier(TierFactor tier) {
            return new Factor(
                    "tier:" + tier.tier(),
                    tier.version(),
                    0,
                    tier.factor(),
                    Set.of(),
                    Only.ALL,
                    Rounding.FLOOR,
                    "sale",
                    false,
                    Allowance.UNLIMITED);
        }

        static Factor of(Multiplier rule, int version, Allowance allowance) {
            return of(rule.terms(), rule.factor(), rule.of(), rule.rounding(), version, allowance);
        }

        static Factor of(EarnRule.Birthday rule, int version, Allowance allowance) {
            return of(rule.terms(), rule.factor(), rule.of(), rule.rounding(), version, allowance);
        }

        private static Factor of(
                Terms terms, BigDecimal factor, Set<String> of, Rounding rounding, int version, Allowance allowance) {
            return new Factor(
                    terms.id(),
                    version,
                    terms.priority(),
                    factor,
                    of,
                    terms.only(),
                    rounding,
                    terms.bookedAs(),
                    terms.gives() != Terms.Gives.POINTS,
                    allowance);
        }

        boolean actsOn(EarnRule rule) {
            return of.isEmpty() ? rule instanceof PerAmount : of.contains(rule.id());
        }
    }

    private record Bonus(Factor factor, long base, Applied applied) {}

    private final Purchase purchase;
    private final Stacking stacking;
    private final List<Pricing.Given> rules;
    private final boolean pointsAreCredits;

    Factors(Purchase purchase, Stacking stacking, List<Pricing.Given> rules, boolean pointsAreCredits) {
        this.pointsAreCredits = pointsAreCredits;
        this.purchase = purchase;
        this.stacking = stacking;
        this.rules = rules;
    }

    /** A row for each factor that had something to act on. */
    List<Applied> bonuses(List<Factor> factors) {
        if (factors.isEmpty()) return List.of();
        List<Bonus> bonuses = new ArrayList<>();
        for (Factor factor : factors) {
            long base = base(List.of(factor));
            if (base == 0 || factor.factor().compareTo(BigDecimal.ONE) == 0) continue;
            long acted = stacking == Stacking.COMPOUND ? Limits.sum(base, running(factor, bonuses)) : base;
            long exact = factor.rounding().share(acted, factor.factor().subtract(BigDecimal.ONE));
            bonuses.add(new Bonus(factor, base, applied(factor, exact)));
        }
        var rows = bonuses.stream().map(Bonus::applied);
        return stacking == Stacking.BEST
                ? rows.reduce((a, b) -> b.points() > a.points() ? b : a).stream()
                        .toList()
                : rows.toList();
    }

    private Applied applied(Factor factor, long exact) {
        var use = factor.allowance().usedUp()
                ? factor.allowance().refused()
                : factor.allowance().used(exact);
        long points = factor.allowance().usedUp() ? 0 : factor.allowance().cutPoints(exact);
        return new Applied(
                factor.id(),
                factor.version(),
                points,
                pointsAreCredits && factor.givesCredits() ? points : 0,
                0,
                0,
                factor.bookedAs(),
                counted(factor),
                null,
                factor.factor(),
                use.counted(),
                use.limitedBy());
    }

    /**
     * What earlier bonuses added to the running total that this factor acts on. Where it covers only a part of what an earlier one
     * acted on, that bonus counts in proportion, rounded down.
     */
    private long running(Factor factor, List<Bonus> earlier) {
        long sum = 0;
        for (Bonus bonus : earlier) {
            long shared = base(List.of(bonus.factor(), factor));
            sum = Limits.sum(sum, part(bonus.applied().points(), shared, bonus.base()));
        }
        return sum;
    }

    private static long part(long points, long shared, long whole) {
        return BigInteger.valueOf(points)
                .multiply(BigInteger.valueOf(shared))
                .divide(BigInteger.valueOf(whole))
                .longValueExact();
    }

    /** What the rules that all these factors act on gave for the lines that all of them cover. */
    private long base(List<Factor> factors) {
        long base = 0;
        for (Pricing.Given given : rules) {
            if (factors.stream().allMatch(f -> f.actsOn(given.rule()))) {
                base = Limits.sum(base, points(given.rule(), given.applied(), factors));
            }
        }
        return base;
    }

    /** What the rules that a factor acts on counted of the lines that it covers; null where none of them counts money. */
    private @Nullable Counting counted(Factor factor) {
        return rules.stream()
                .filter(given -> factor.actsOn(given.rule()) && given.applied().points() > 0)
                .flatMap(given -> Stream.ofNullable(given.applied().basis()))
                .map(basis -> factor.only().restricts() ? basis.only(i -> covers(List.of(factor), i)) : basis)
                .reduce(Counting::plus)
                .orElse(null);
    }

    private boolean covers(List<Factor> factors, int line) {
        return factors.stream().allMatch(f -> f.only().covers(purchase.lines().get(line)));
    }

    /** A rule's points for the lines covered: computed and rounded over those lines, never more than the rule gave. */
    private long points(EarnRule rule, Applied applied, List<Factor> factors) {
        boolean everything = factors.stream().noneMatch(f -> f.only().restricts());
        Counting basis = applied.basis();
        if (everything || !(rule instanceof PerAmount perAmount) || basis == null) return applied.points();
        Counting covered = basis.only(i -> covers(factors, i));
        return covered.equals(basis) ? applied.points() : Math.min(applied.points(), perAmount.points(covered.total()));
    }
}
