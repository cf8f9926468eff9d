package dev.laurel.domain.ledger;

import dev.laurel.domain.fact.Applied.Counted;
import dev.laurel.domain.fact.Celebration;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.*;
import dev.laurel.domain.fact.Hold;
import dev.laurel.domain.fact.Issuer;
import dev.laurel.domain.fact.Performed;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Rising;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.fact.Slices;
import dev.laurel.domain.fact.Used;
import dev.laurel.domain.value.Inactivity;
import dev.laurel.domain.value.Limits;
import dev.laurel.domain.value.Period;
import dev.laurel.domain.value.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What each fact does to an account. Facts have been decided: nothing here refuses, and nothing here asks the program. A fact that
 * does not fit the account (more spent than there is) is a fault in our books and stops with an exception.
 */
public final class Fold {
    private Fold() {}

    /** The account after the fact. */
    public static Account after(Account account, Fact fact) {
        return switch (fact) {
            case MemberJoined _ -> account;
            case MemberBlocked _ -> account.with(draft -> draft.blocked = true);
            case PointsForfeited _ -> account.with(List.of(), 0);
            case MemberErased _ -> erase(account);
            case MemberUnblocked _ -> account.with(draft -> draft.blocked = false);
            case PointsEarned earned -> earn(account, earned);
            case PointsActivated activated ->
                deposit(
                        without(
                                account,
                                b -> b.pending() && due(b.available(), activated.at()) && same(b.expires(), activated)),
                        new Slice(activated.activated(), activated.expires()),
                        null);
            case PointsSpent spent -> spend(account, spent);
            case PointsReturned returned -> {
                Account back = account;
                for (Slice slice : returned.slices()) back = deposit(back, slice, null);
                yield back;
            }
            case PointsExpired expired -> expire(account, expired);
            case OrderRefunded _ -> account;
            case OrderRevised revised -> revise(account, revised);
            case PointsReversed reversed -> reverse(account, reversed);
            case NotRecouped missing -> miss(account, missing);
            case ShortfallCovered covered -> cover(account, covered);
            case ShortfallReleased released -> release(account, released);
            case PointsAdjusted adjusted -> adjust(account, adjusted);
            case RewardIssued issued -> issue(account, issued);
            case RewardUsed used -> consumed(account, used.redemption());
            case RewardCancelled cancelled -> uncount(account, cancelled.redemption(), cancelled.accountingDay());
            case RewardWithdrawn withdrawn -> withdraw(account, withdrawn);
            case RewardLapsed lapsed ->
                account.open(lapsed.redemption()).orElseThrow().redemption().returnsOnLapse()
                        ? close(account, lapsed.redemption())
                        : consumed(account, lapsed.redemption());
            case TierChanged changed -> account.with(account.standing().at(changed.to(), changed.at()));
            case TierHeld held -> hold(account, held.hold());
            case TierHoldEnded ended -> {
                Predicate<Hold> gone =
                        h -> h.tier().equals(ended.tier()) && ended.window().equals(h.window());
                yield withHolds(account, gone.negate());
            }
            case TierRising rising -> {
                List<Rising> all = new ArrayList<>(account.standing().rising());
                all.add(rising.rising());
                yield account.with(account.standing().rising(all));
            }
            case TierRisingEnded ended -> notRising(account, ended.tier(), ended.window());
            case TierReplaced replaced -> renamed(account, replaced.tier(), replaced.by());
            case StepRewarded rewarded -> account.with(account.standing().rewarded(rewarded.tier(), rewarded.window()));
            case ActivityNoted noted -> account.with(draft -> draft.activeUntil = noted.until());
            case MemberInactive _ -> endSpell(account);
            case ExpiryNear _ -> account;
            case TierEndNear _ -> account;
            case PerkUsed used -> {
                Window year = Window.of(Period.YEAR, used.accountingDay());
                yield Counters.count(
                        account, Counters.ofPerk(used.perk()), new Counted(year, 1, 0, 0), used.accountingDay());
            }
            case TierInvited invited ->
                account.with(account.standing().invited(new Standing.Invitation(invited.tier(), invited.until())));
        };
    }

    /** The account when an instant has passed and everything due has become facts: what ended by time alone is dropped. */
    public static Account settledTo(Account account, Instant instant) {
        Standing standing = account.standing();
        var invitation = standing.invitation();
        boolean invited = invitation != null && invitation.liveAt(instant);
        return account.with(draft -> {
            draft.settledTo = instant;
            draft.standing = standing.invited(invited ? invitation : null)
                    .holding(filtered(standing.holds(), h -> h.liveAt(instant)));
            draft.expiredUnused =
                    filtered(account.expiredUnused(), e -> e.remembered().isAfter(instant));
            draft.shortfalls =
                    filtered(account.shortfalls(), s -> s.remembered().isAfter(instant));
            draft.open = filtered(
                    account.open(),
                    o -> !o.redemption().ofPoints() || !due(o.redemption().until(), instant));
        });
    }

    /** Those that stay; mostly that is all of them. */
    private static <T> List<T> filtered(List<T> all, Predicate<T> stays) {
        for (T each : all)
            if (!stays.test(each)) return all.stream().filter(stays).toList();
        return all;
    }

    /** What waits is not spendable yet, so it cannot have ended: it belongs to the next spell. */
    private static Account endSpell(Account account) {
        Instant old = Inactivity.of(account.spell());
        Instant next = Inactivity.of(account.spell() + 1);
        List<Bucket> buckets = account.buckets().stream()
                .map(b -> b.pending() && old.equals(b.expires()) ? new Bucket(b.points(), b.available(), next) : b)
                .toList();
        return account.with(buckets, account.deficit()).with(draft -> {
            draft.activeUntil = null;
            draft.spell = account.spell() + 1;
        });
    }

    /** What is left is what the books need; nothing in it is due. */
    private static Account erase(Account account) {
        return account.with(draft -> {
            draft.erased = true;
            draft.standing = Standing.NONE;
            draft.expiredUnused = List.of();
            draft.shortfalls = List.of();
            draft.counters = Collections.emptySortedMap();
            draft.activeUntil = null;
            draft.birthday = null;
        });
    }

    private static boolean due(@Nullable Instant when, Instant now) {
        return when != null && !when.isAfter(now);
    }

    private static boolean same(@Nullable Instant expires, PointsActivated activated) {
        return Objects.equals(expires, activated.expires());
    }

    private static Account expire(Account account, PointsExpired expired) {
        Account left = without(account, b -> !b.pending() && expired.expires().equals(b.expires()));
        List<ExpiredUnused> ended = new ArrayList<>(account.expiredUnused());
        ended.add(new ExpiredUnused(expired.expires(), expired.at(), -expired.points(), expired.remembered()));
        return left.with(draft -> draft.expiredUnused = newest(ended));
    }

    private static Account reverse(Account account, PointsReversed reversed) {
        long owed = -reversed.points() - Slices.sum(reversed.slices());
        Account taken = take(account, reversed.slices());
        Account back = credited(
                taken.with(taken.buckets(), Limits.sum(taken.deficit(), owed)),
                account.lifetime() - reversed.due(),
                YearMonth.from(reversed.day()),
                -reversed.credits());
        for (Used used : reversed.used()) back = Counters.uncount(back, used, reversed.accountingDay());
        return counted(back, reversed);
    }

    private static Account revise(Account account, OrderRevised revised) {
        Account freed = account;
        for (Used used : revised.freed()) freed = Counters.uncount(freed, used, revised.accountingDay());
        Account given = give(
                freed,
                revised.earning(),
                revised.points(),
                revised.credits(),
                revised.used(),
                revised.at(),
                revised.accountingDay());
        long released = Math.max(0, revised.difference()) - revised.points();
        return given.with(draft -> draft.lifetime = Limits.sum(given.lifetime(), released));
    }

    /** Points that ended unused and that a refund has now counted: those first that are forgotten first. */
    private static Account counted(Account account, PointsReversed reversed) {
        List<ExpiredUnused> kept = new ArrayList<>();
        long left = reversed.alreadyExpired();
        for (ExpiredUnused ended : account.expiredUnused()) {
            boolean its =
                    ended.expires().equals(reversed.expires()) && !ended.at().isBefore(reversed.since());
            long now = its ? Math.min(left, ended.points()) : 0;
            left -= now;
            if (ended.points() > now)
                kept.add(new ExpiredUnused(ended.expires(), ended.at(), ended.points() - now, ended.remembered()));
        }
        return account.with(draft -> draft.expiredUnused = List.copyOf(kept));
    }

    private static Account miss(Account account, NotRecouped missing) {
        Account withheld = account.with(account.open().stream()
                .map(o -> {
                    Long points = missing.withheld().get(o.redemption().id());
                    return points == null ? o : o.withholding(shortfall(missing, points));
                })
                .toList());
        return missing.rest() == 0 ? withheld : shortOf(withheld, List.of(shortfall(missing, missing.rest())));
    }

    private static Shortfall shortfall(NotRecouped missing, long points) {
        return new Shortfall(missing.at(), missing.entry(), points, missing.remembered());
    }

    private static Account shortOf(Account account, List<Shortfall> more) {
        List<Shortfall> all = new ArrayList<>(account.shortfalls());
        all.addAll(more);
        return account.with(draft -> draft.shortfalls = newest(all));
    }

    /** A redemption that ends for good: what it should have kept of its points is missing still. */
    private static Account consumed(Account account, String redemption) {
        OpenRedemption open = account.open(redemption).orElseThrow();
        Account closed = close(account, redemption);
        return open.redemption().ofPoints() ? closed : shortOf(closed, open.shortfalls());
    }

    /** What came back and was kept counts against the oldest shortfalls that came after it was spent. */
    private static Account cover(Account account, ShortfallCovered covered) {
        List<Shortfall> left =
                without(account.shortfalls(), s -> !s.at().isBefore(covered.paidBefore()), covered.covered());
        return account.with(draft -> draft.shortfalls = left);
    }

    /** An entry is worth more again: first what was missing of it for good, then what open redemptions, the oldest first, should have kept. */
    private static Account release(Account account, ShortfallReleased released) {
        Predicate<Shortfall> its = s -> s.entry().equals(released.entry());
        long points = released.released();
        List<Shortfall> left = without(account.shortfalls(), its, points);
        points -= sum(account.shortfalls()) - sum(left);
        List<OpenRedemption> open = new ArrayList<>();
        for (OpenRedemption redemption : account.open()) {
            OpenRedemption freed = redemption.withholding(without(redemption.shortfalls(), its, points));
            points -= redemption.withheld() - freed.withheld();
            open.add(freed);
        }
        return account.with(open).with(draft -> draft.shortfalls = left);
    }

    private static long sum(List<Shortfall> shortfalls) {
        return shortfalls.stream().mapToLong(Shortfall::points).sum();
    }

    /** The shortfalls less so many points of some of them, the oldest first. */
    private static List<Shortfall> without(List<Shortfall> shortfalls, Predicate<Shortfall> some, long points) {
        List<Shortfall> left = new ArrayList<>();
        long more = points;
        for (Shortfall shortfall : shortfalls) {
            long now = some.test(shortfall) ? Math.min(more, shortfall.points()) : 0;
            more -= now;
            if (shortfall.points() > now) left.add(shortfall.less(now));
        }
        return List.copyOf(left);
    }

    /** What is remembered does not grow without end. */
    private static <T> List<T> newest(List<T> all) {
        return List.copyOf(all.subList(Math.max(0, all.size() - Account.REMEMBERED), all.size()));
    }

    private static Account earn(Account account, PointsEarned earned) {
        var earning = earned.earning();
        Account marked = switch (earning.cause()) {
            case Celebration birthday -> account.with(draft -> draft.celebrated = birthday.year());
            case Sale _ -> account.with(draft -> draft.hasOrdered = true);
            case Performed _ -> account;
        };
        return give(
                marked,
                earning,
                earned.points(),
                earning.credits(),
                earning.used(),
                earned.at(),
                earned.accountingDay());
    }

    /** Points and credits of an earning, into its own bucket and month, and what it uses of limits. */
    private static Account give(
            Account account, Earning earning, long points, long credits, List<Used> used, Instant at, LocalDate day) {
        Instant available = earning.available().isAfter(at) ? earning.available() : null;
        Account given = credited(
                deposit(account, new Slice(points, earning.expires()), available),
                Limits.sum(account.lifetime(), points),
                YearMonth.from(earning.day()),
                credits);
        for (Used one : used) given = Counters.count(given, one.limit(), one.counted(), day);
        return given;
    }

    private static Account adjust(Account account, PointsAdjusted adjusted) {
        Account moved = adjusted.points() < 0 ? take(account, adjusted.slices()) : account;
        if (adjusted.points() > 0) for (Slice slice : adjusted.slices()) moved = deposit(moved, slice, null);
        return credited(
                moved,
                Limits.sum(account.lifetime(), adjusted.points()),
                YearMonth.from(adjusted.day()),
                adjusted.credits());
    }

    private static Account credited(Account account, long lifetime, YearMonth month, long more) {
        SortedMap<YearMonth, Long> credits = new TreeMap<>(account.credits());
        if (more != 0) credits.merge(month, more, Limits::minorSum);
        if (!credits.isEmpty()) credits = credits.tailMap(credits.lastKey().minusMonths(Account.MONTHS_KEPT - 1L));
        SortedMap<YearMonth, Long> kept = credits;
        return account.with(draft -> {
            draft.lifetime = lifetime;
            draft.credits = kept;
            draft.lifetimeCredits = Limits.minorSum(account.lifetimeCredits(), more);
        });
    }

    /** Adds points; a debt is paid first out of what is spendable at once (pending points pay when they become so). */
    private static Account deposit(Account account, Slice slice, @Nullable Instant available) {
        long debt = available == null ? Math.min(account.deficit(), slice.points()) : 0;
        List<Bucket> buckets = new ArrayList<>(account.buckets());
        Bucket added = new Bucket(slice.points() - debt, available, slice.expires());
        for (int i = 0; i < buckets.size(); i++) {
            Bucket b = buckets.get(i);
            if (Objects.equals(b.available(), available) && Objects.equals(b.expires(), slice.expires())) {
                added = new Bucket(Limits.sum(added.points(), b.points()), available, slice.expires());
                buckets.remove(i);
                break;
            }
        }
        buckets.add(added);
        return account.with(buckets, account.deficit() - debt);
    }

    /** Takes points out of the buckets that they lie in. */
    private static Account take(Account account, List<Slice> slices) {
        List<Bucket> buckets = new ArrayList<>(account.buckets());
        for (Slice slice : slices) {
            int i = 0;
            while (!isOf(buckets.get(i), slice)) i++;
            Bucket from = buckets.get(i);
            if (from.points() < slice.points()) throw new IllegalStateException(slice + " is not in " + from);
            buckets.set(i, new Bucket(from.points() - slice.points(), from.available(), from.expires()));
        }
        return account.with(buckets, account.deficit());
    }

    private static boolean isOf(Bucket bucket, Slice slice) {
        return Objects.equals(bucket.available(), slice.available())
                && Objects.equals(bucket.expires(), slice.expires());
    }

    private static Account spend(Account account, PointsSpent spent) {
        List<OpenRedemption> open = account.open().stream()
                .map(o -> o.redemption().id().equals(spent.redemption())
                        ? new OpenRedemption(o.redemption(), spent.slices(), List.of())
                        : o)
                .toList();
        return take(account, spent.slices()).with(open);
    }

    private static Account without(Account account, Predicate<Bucket> gone) {
        return account.with(draft -> draft.buckets = filtered(account.buckets(), gone.negate()));
    }

    private static Account issue(Account account, RewardIssued issued) {
        var redemption = issued.redemption();
        var replaced = account.open().stream()
                .filter(o -> o.redemption().id().equals(redemption.replaces()))
                .findFirst();
        List<OpenRedemption> open = new ArrayList<>(account.open());
        open.add(replaced.map(o -> o.of(redemption))
                .orElseGet(() -> new OpenRedemption(redemption, List.of(), List.of())));
        Account opened = account.with(open).with(draft -> draft.issued = account.issued() + 1);
        return count(opened, redemption, 1, issued.accountingDay());
    }

    /** What a redemption uses: of its reward's limit per member, and of what issued it by itself. */
    private static Account count(Account account, Redemption redemption, int sign, LocalDate day) {
        Account counted = account;
        if (redemption.countedIn() != null) {
            Counted some = new Counted(redemption.countedIn(), (long) sign * redemption.quantity(), 0, 0);
            counted = Counters.count(counted, Counters.ofReward(redemption.reward()), some, day);
        }
        if (redemption.issuedBy() instanceof Issuer.Card card) {
            Counted one = new Counted(Used.FOR_EVER, sign, 0, 0);
            counted = Counters.count(counted, Counters.ofCard(card.rule()), one, day);
        }
        return counted;
    }

    private static Account close(Account account, String redemption) {
        return account.with(account.open().stream()
                .filter(o -> !o.redemption().id().equals(redemption))
                .toList());
    }

    private static Account withdraw(Account account, RewardWithdrawn withdrawn) {
        Issuer issuer =
                account.open(withdrawn.redemption()).orElseThrow().redemption().issuedBy();
        Account without = withdrawn.replacedBy() == null
                ? uncount(account, withdrawn.redemption(), withdrawn.accountingDay())
                : exchanged(account, withdrawn);
        return issuer instanceof Issuer.Step step && withdrawn.replacedBy() == null
                ? without.with(without.standing().unrewarded(step.tier(), step.window()))
                : without;
    }

    /** What rests on a tier, and the rewards that it brought, under its successor's name. */
    private static Account renamed(Account account, String tier, String by) {
        List<OpenRedemption> open = account.open().stream()
                .map(o -> o.redemption().issuedBy() instanceof Issuer.Step step
                                && step.tier().equals(tier)
                        ? o.of(o.redemption().issuedBy(new Issuer.Step(by, step.window(), step.months(), step.from())))
                        : o)
                .toList();
        return account.with(open).with(account.standing().renamed(tier, by));
    }

    /** An exchange leaves the limit of what was exchanged used; who issued it has issued one, not two. */
    private static Account exchanged(Account account, RewardWithdrawn withdrawn) {
        Redemption was = account.open(withdrawn.redemption()).orElseThrow().redemption();
        Account closed = close(account, was.id());
        if (!(was.issuedBy() instanceof Issuer.Card card)) return closed;
        Counted less = new Counted(Used.FOR_EVER, -1, 0, 0);
        return Counters.count(closed, Counters.ofCard(card.rule()), less, withdrawn.accountingDay());
    }

    private static Account uncount(Account account, String id, LocalDate day) {
        var redemption = account.open(id).orElseThrow().redemption();
        return count(close(account, id), redemption, -1, day);
    }

    private static Account hold(Account account, Hold hold) {
        Account without =
                withHolds(account, h -> !(h.tier().equals(hold.tier()) && Objects.equals(h.window(), hold.window())));
        List<Hold> holds = new ArrayList<>(without.standing().holds());
        holds.add(hold);
        List<Hold> ofStep =
                holds.stream().filter(h -> h.tier().equals(hold.tier())).toList();
        if (ofStep.size() > Account.HOLDS_OF_A_STEP) holds.remove(leastUseful(ofStep));
        Account held = account.with(account.standing().holding(holds));
        return hold.window() == null ? held : notRising(held, hold.tier(), hold.window());
    }

    /** Of the holds older than those of the newest two windows the one that ends first. */
    private static Hold leastUseful(List<Hold> ofStep) {
        return ofStep.stream()
                .sorted(Comparator.comparing(Hold::window, Comparator.nullsFirst(Comparator.naturalOrder())))
                .limit(ofStep.size() - 2L)
                .min(Comparator.comparing(Hold::until, Comparator.nullsLast(Comparator.naturalOrder())))
                .orElseThrow();
    }

    private static Account withHolds(Account account, Predicate<Hold> kept) {
        return account.with(account.standing()
                .holding(account.standing().holds().stream().filter(kept).toList()));
    }

    private static Account notRising(Account account, String tier, LocalDate window) {
        List<Rising> others = account.standing().rising().stream()
                .filter(r -> !(r.tier().equals(tier) && r.window().equals(window)))
                .toList();
        return account.with(account.standing().rising(others));
    }
}
