package dev.laurel.domain.program;

import dev.laurel.domain.earning.Basis;
import dev.laurel.domain.earning.EarnRule;
import dev.laurel.domain.earning.EarningPolicy;
import dev.laurel.domain.reward.PointsPayment;
import dev.laurel.domain.reward.Reward;
import dev.laurel.domain.tier.Ladder;
import dev.laurel.domain.value.Inactivity;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.joda.money.CurrencyUnit;
import org.jspecify.annotations.Nullable;

/**
 * One version of a loyalty program, checked: a program that contradicts itself does not get this far (law 20).
 *
 * @param unit what one point and many are called
 * @param exemptTiers points earned in these tiers never expire
 * @param warnDays how many days before points end their member is to be told
 * @param ladder null in a program without tiers
 * @param creditBasis what of an order counts as credits
 * @param payment null where points themselves cannot pay
 */
public record Program(
        String id,
        String name,
        CurrencyUnit currency,
        ZoneId zone,
        Unit unit,
        int noticeDays,
        EarningPolicy earning,
        Expiry expiry,
        Set<String> exemptTiers,
        List<Integer> warnDays,
        @Nullable Ladder ladder,
        Basis creditBasis,
        @Nullable PointsPayment payment,
        List<Reward> rewards,
        RefundPolicy refunds,
        ShopPolicy shops) {

    public record Unit(String one, String many) {
        public static final Unit POINTS = new Unit("point", "points");

        public String of(long points) {
            return points + " " + (points == 1 ? one : many);
        }
    }

    /** Whether any rule gives points on birthdays. */
    public boolean givesOnBirthdays() {
        return earning.rules().stream().anyMatch(r -> r instanceof EarnRule.Birthday b && b.points() > 0);
    }

    /** The first instant after so many full local days that follow a day. */
    public Instant after(LocalDate day, int days) {
        return startOf(day.plusDays(days + 1L));
    }

    /** The first instant at which what happens on a day is forgotten, for refunds that come later. */
    public Instant rememberedFrom(LocalDate day) {
        return after(day, refunds.rememberDays());
    }

    /** Whether nobody asks for a reward: it issues itself, or is what stamps or a step bring and costs nothing. */
    public boolean comesByItself(Reward reward) {
        boolean brought = earning.rules().stream()
                        .anyMatch(r ->
                                r instanceof EarnRule.Stamps s && s.reward().equals(reward.id()))
                || (ladder != null
                        && ladder.steps().stream().anyMatch(s -> reward.id().equals(s.onReach())));
        return reward.offer().autoIssue() || (brought && reward.offer().cost() == 0);
    }

    public Optional<Reward> reward(String id) {
        return rewards.stream().filter(r -> r.id().equals(id)).findFirst();
    }

    /**
     * The expiry of points that a member of this tier earned on a day and that are there from another; null is never.
     *
     * @param spell of the member's activity, for points that end with it
     */
    public @Nullable Instant expiryOf(@Nullable String tier, LocalDate earned, LocalDate available, int spell) {
        if (tier != null && exemptTiers.contains(tier)) return null;
        if (expiry instanceof Expiry.AfterActivity) return Inactivity.of(spell);
        LocalDate gone = expiry.goneOn(earned, available);
        return gone == null ? null : startOf(gone);
    }

    /** The first local day on which earnings of a day can be spent. */
    public LocalDate availableOn(LocalDate earned) {
        return earning.pendingDays() == 0 ? earned : earned.plusDays(earning.pendingDays() + 1L);
    }

    /** The local day that an instant lies in. */
    public LocalDate day(Instant instant) {
        return instant.atZone(zone).toLocalDate();
    }

    /** The first instant of a local day, also where that is not midnight. */
    public Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }
}
