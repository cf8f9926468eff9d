package dev.laurel.domain.earning;

import dev.laurel.domain.earning.EarnRule.Birthday;
import dev.laurel.domain.earning.EarnRule.Multiplier;
import dev.laurel.domain.earning.EarnRule.PerAction;
import dev.laurel.domain.earning.EarnRule.PerAmount;
import dev.laurel.domain.earning.EarnRule.PerOrder;
import dev.laurel.domain.earning.EarnRule.PerQuantity;
import dev.laurel.domain.earning.EarnRule.Stamps;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Applied.Rate;
import dev.laurel.domain.fact.Cause;
import dev.laurel.domain.fact.Celebration;
import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.fact.Performed;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * What an order earns (laws 11 to 14): every rule that applies adds its points, factors act on what the rules gave, and the cap
 * takes its part last.
 */
public final class Pricing {
    /** What the order earns, rule by rule; what the balance cap left for it (null without a cap), what each limit did, by rule, and which birthday rules it fell to. */
    public record Priced(
            List<Applied> applied, @Nullable Long capRoom, SortedMap<String, Long> rooms, Set<String> celebrated) {
        /** The same with what is no rule's, in a limit's words: nothing but the room that was left of it, or a row too. */
        Priced with(String limit, long room, Applied... rows) {
            List<Applied> all = new ArrayList<>(applied);
            all.addAll(List.of(rows));
            SortedMap<String, Long> with = new TreeMap<>(rooms);
            if (room < Long.MAX_VALUE) with.put(limit, room);
            return new Priced(all, capRoom, with, celebrated);
        }

        public long points() {
            return Applied.points(applied);
        }
    }

    /** When the order was placed, in the program's zone, and by whom: {@code version} is the program's then, {@code tier} the one held before it; whether the ladder counts points. */
    public record Situation(
            int version,
            ZonedDateTime occurredAt,
            @Nullable String tier,
            @Nullable TierFactor tierFactor,
            boolean pointsAreCredits) {}

    /** What a rule gave. */
    record Given(EarnRule rule, Applied applied) {
        Terms terms() {
            return rule.terms();
        }

        boolean isSomething() {
            return applied.points() > 0 || applied.credits() > 0 || applied.stamps() > 0;
        }
    }

    /** What of the order a rule is about, summed where that is asked for, and once. */
    private static final class Covered {
        private final Counting counting;
        private @Nullable Money total;

        Covered(Counting counting) {
            this.counting = counting;
        }

        Counting counting() {
            return counting;
        }

        Money total() {
            if (total == null) total = counting.total();
            return total;
        }
    }

    private record Whole(Basis basis, Covered covered) {}

    private static final Comparator<Factors.Factor> HIGHEST_FIRST =
            Comparator.comparingInt(Factors.Factor::priority).reversed();

    private final Purchase purchase;
    private final @Nullable Cause cause;
    private final EarningPolicy policy;
    private final Rooms rooms;
    private final Situation situation;
    /** The whole order by each basis that was asked for: one or two, so they are looked through. */
    private final List<Whole> wholes = new ArrayList<>(1);

    private Pricing(Purchase purchase, @Nullable Cause cause, EarningPolicy policy, Rooms rooms, Situation situation) {
        this.purchase = purchase;
        this.cause = cause;
        this.policy = policy;
        this.rooms = rooms;
        this.situation = situation;
    }

    /** Prices an order whose money is in the program's currency. */
    public static Priced price(Purchase purchase, EarningPolicy policy, Rooms rooms, Situation situation) {
        return new Pricing(purchase, null, policy, rooms, situation).price();
    }

    /** Prices something other than an order: like an order of nothing, so that only the rules that it wakes earn. */
    public static Priced price(
            Cause cause, CurrencyUnit currency, EarningPolicy policy, Rooms rooms, Situation situation) {
        return new Pricing(Purchase.ofNothing(currency), cause, policy, rooms, situation).price();
    }

    private Priced price() {
        List<Given> base = alone(rules());
        List<Applied> all = new ArrayList<>(base.size());
        for (Given given : base) all.add(given.applied());
        all.addAll(new Factors(purchase, policy.stacking(), base, situation.pointsAreCredits()).bonuses(factors()));
        return capped(all);
    }

    private List<Given> rules() {
        List<Given> given = new ArrayList<>(policy.rules().size());
        for (EarnRule rule : policy.rules()) {
            if (!(rule instanceof Multiplier)) apply(rule).ifPresent(a -> given.add(new Given(rule, a)));
        }
        return given;
    }

    /** Only the exclusive rule of the highest priority, where one earned; the first in the program wins a tie. */
    private static List<Given> alone(List<Given> given) {
        Given alone = null;
        for (Given one : given) {
            if (!one.terms().exclusive() || !one.isSomething()) continue;
            if (alone == null || one.terms().priority() > alone.terms().priority()) alone = one;
        }
        return alone == null ? given : List.of(alone);
    }

    private Optional<Applied> apply(EarnRule rule) {
        return switch (rule) {
            case PerAmount r -> covered(r.terms()).flatMap(covered -> perAmount(r, covered));
            case PerOrder r -> covered(r.terms()).map(_ -> fixed(r, r.points(), null));
            case PerAction r -> isDone(r) ? Optional.of(fixed(r, r.points(), null)) : Optional.empty();
            case PerQuantity r -> isDone(r) ? Optional.of(perQuantity(r)) : Optional.empty();
            case Birthday r ->
                cause instanceof Celebration && isFor(r.terms()) && r.points() > 0
                        ? Optional.of(fixed(r, r.points(), null))
                        : Optional.empty();
            case Stamps r -> covered(r.terms()).map(_ -> stamps(r));
            case Multiplier _ -> throw new IllegalArgumentException("a factor earns nothing by itself");
        };
    }

    private boolean isDone(EarnRule rule) {
        return cause instanceof Performed performed && performed.action().equals(rule.action()) && isFor(rule.terms());
    }

    private Optional<Applied> perAmount(PerAmount rule, Covered covered) {
        Allowance allowance = rooms.of(rule.terms());
        if (covered.total().isZero()) return Optional.empty();
        Rate rate = new Rate(rule.points(), rule.per().getAmount(), null);
        if (allowance.usedUp()) return Optional.of(applied(rule, 0, covered.counting(), rate, allowance.refused()));
        Counting counts = allowance.cut(covered.counting());
        Money total = counts.equals(covered.counting()) ? covered.total() : counts.total();
        long exact = rule.points(total);
        var use = allowance.used(exact, total);
        var told = total.isLessThan(covered.total()) ? new Allowance.Use(use.counted(), allowance.inWords()) : use;
        return Optional.of(applied(rule, allowance.cutPoints(exact), counts, rate, told));
    }

    private Applied perQuantity(PerQuantity rule) {
        BigDecimal quantity =
                cause instanceof Performed done ? Objects.requireNonNull(done.quantity()) : BigDecimal.ZERO;
        long exact = rule.rounding().points(rule.points(), quantity, rule.per());
        return fixed(rule, exact, new Rate(rule.points(), rule.per(), Objects.requireNonNullElse(rule.unit(), "")));
    }

    /** A stamp for each whole item that the rule is about, or for the order. */
    private Applied stamps(Stamps rule) {
        long stamps = rule.of() == Stamps.Of.ORDERS
                ? 1
                : purchase.lines().stream()
                        .filter(l -> isAbout(rule.terms(), l))
                        .map(Purchase.Line::quantity)
                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                        .setScale(0, RoundingMode.FLOOR)
                        .longValueExact();
        return new Applied(
                rule.id(), situation.version(), 0, 0, stamps, 0, rule.terms().bookedAs(), null, null, null, null, null);
    }

    /** Points that no money leads to. */
    private Applied fixed(EarnRule rule, long exact, @Nullable Rate rate) {
        Allowance allowance = rooms.of(rule.terms());
        if (allowance.usedUp()) return applied(rule, 0, null, rate, allowance.refused());
        return applied(rule, allowance.cutPoints(exact), null, rate, allowance.used(exact));
    }

    private Applied applied(
            EarnRule rule, long earned, @Nullable Counting counts, @Nullable Rate rate, Allowance.Use use) {
        Terms.Gives gives = rule.terms().gives();
        return new Applied(
                rule.id(),
                situation.version(),
                gives == Terms.Gives.CREDITS ? 0 : earned,
                gives == Terms.Gives.POINTS || !situation.pointsAreCredits() ? 0 : earned,
                0,
                0,
                rule.terms().bookedAs(),
                counts,
                rate,
                null,
                use.counted(),
                use.limitedBy());
    }

    /** Whether the rule is for this member at this time at all. */
    private boolean isFor(Terms terms) {
        boolean tier = terms.tiers().isEmpty()
                || (situation.tier() != null && terms.tiers().contains(situation.tier()));
        return tier && terms.during().contains(situation.occurredAt());
    }

    /** What of the order the rule is about; nothing where the rule does not apply to it. */
    private Optional<Covered> covered(Terms terms) {
        if (!isFor(terms)) return Optional.empty();
        Covered whole = whole(terms.basis());
        if (!isAboutAny(terms)) return Optional.empty();
        Covered covered = terms.only().restricts()
                ? new Covered(whole.counting()
                        .only(i -> isAbout(terms, purchase.lines().get(i))))
                : whole;
        boolean enough = terms.minimum() == null || !covered.total().isLessThan(terms.minimum());
        return enough ? Optional.of(covered) : Optional.empty();
    }

    private Covered whole(Basis basis) {
        for (Whole known : wholes) if (known.basis().equals(basis)) return known.covered();
        Covered whole = new Covered(basis.of(purchase));
        wholes.add(new Whole(basis, whole));
        return whole;
    }

    private boolean isAboutAny(Terms terms) {
        for (Purchase.Line line : purchase.lines()) if (isAbout(terms, line)) return true;
        return false;
    }

    private static boolean isAbout(Terms terms, Purchase.Line line) {
        return terms.basis().counts(line) && terms.only().covers(line);
    }

    private boolean acts(Terms campaign) {
        return campaign.minimum() == null ? isFor(campaign) : covered(campaign).isPresent();
    }

    /** The factors that apply, in the order in which they act: by priority, the tier's (0) before campaigns of its priority. */
    private List<Factors.Factor> factors() {
        List<Factors.Factor> factors = new ArrayList<>();
        var tier = situation.tierFactor();
        if (tier != null) factors.add(Factors.Factor.ofTier(tier));
        for (EarnRule rule : policy.rules()) {
            if (rule instanceof Multiplier m && acts(m.terms()))
                factors.add(Factors.Factor.of(m, situation.version(), rooms.of(m.terms())));
        }
        for (EarnRule rule : policy.rules()) {
            if (rule instanceof Birthday b && isFor(b.terms()) && rooms.celebrates(b))
                factors.add(Factors.Factor.of(b, situation.version(), rooms.of(b.terms())));
        }
        factors.sort(HIGHEST_FIRST);
        return factors;
    }

    /** Takes what exceeds the cap off the rules, last to first. */
    private Priced capped(List<Applied> applied) {
        Priced uncut = new Priced(applied, rooms.cap(), rooms.ofAll(policy.rules()), celebrated());
        if (rooms.cap() == null) return uncut;
        long over = Math.max(0, uncut.points() - rooms.cap());
        for (int i = applied.size() - 1; i >= 0 && over > 0; i--) {
            long cut = Math.min(over, applied.get(i).points());
            if (cut > 0) applied.set(i, applied.get(i).cutBy(cut));
            over -= cut;
        }
        return new Priced(applied, rooms.cap(), uncut.rooms(), uncut.celebrated());
    }

    private Set<String> celebrated() {
        List<String> celebrated = new ArrayList<>(0);
        for (EarnRule rule : policy.rules())
            if (rule instanceof Birthday birthday && rooms.celebrates(birthday)) celebrated.add(rule.id());
        return celebrated.isEmpty() ? Set.of() : new TreeSet<>(celebrated);
    }
}
