package dev.laurel.domain;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A second model of one member's points, made from the laws alone: what there is, what waits, what is owed, what ended unused, and
 * what redemptions hold. Every earning and every return is a lot of its own.
 */
public final class PointsOracle {
    /** What can be spent before what is available soonest; of equal ones what ends soonest, what never ends last (law 7). */
    private static final Comparator<Lot> SOONEST_FIRST = Comparator.comparing(
                    Lot::available, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(Lot::expires, Comparator.nullsLast(Comparator.<Instant>naturalOrder()));

    /** Points of one earning or one return. {@code available} null is now, {@code expires} null is never. */
    record Lot(long points, Instant available, Instant expires) {
        private Lot of(long some) {
            return new Lot(some, available, expires);
        }
    }

    /** What a refund could not take back of something that had earned. */
    record Missed(String of, long points, Instant at, Instant forgotten) {
        private Missed less(long some) {
            return new Missed(of, points - some, at, forgotten);
        }
    }

    /** What came back of a redemption: points by expiry, what had ended, and what an earlier refund is owed. */
    public record Returned(Map<Instant, Long> slices, long lost, long withheld) {
        static final Returned NOTHING = new Returned(Map.of(), 0, 0);
    }

    /** What an undone earning was worth, and where that was found: ended unused, among the points there are, or nowhere. */
    public record TakenBack(long due, long expired, long taken, long missing, Map<String, Long> withheld) {
        static final TakenBack NOTHING = new TakenBack(0, 0, 0, 0, Map.of());
    }

    /** Where earned points lie, and when in the course of things they came there. */
    record Place(Instant available, Instant expires, long turn) {
        private Place of(Instant other) {
            return new Place(other, expires, turn);
        }
    }

    /** A redemption's points, in the order in which they were taken, and what of them will not return. */
    record Paid(List<Lot> slices, List<Missed> missed) {
        long withheld() {
            return missed.stream().mapToLong(Missed::points).sum();
        }

        long points() {
            return slices.stream().mapToLong(Lot::points).sum();
        }

        /** Those that may return: what is withheld are those that end soonest. */
        List<Lot> returning() {
            List<Lot> rest = new ArrayList<>();
            long gone = withheld();
            for (Lot slice : slices) {
                long some = Math.min(gone, slice.points);
                gone -= some;
                if (some < slice.points) rest.add(slice.of(slice.points - some));
            }
            return rest;
        }
    }

    /** A redemption that is open; reward null where the member asked for it. */
    private record Redeemed(String reward, Paid paid, Instant until, boolean ofPoints, boolean returnsOnLapse) {
        private boolean isAutomatic() {
            return reward != null;
        }

        private Redeemed with(Paid other) {
            return new Redeemed(reward, other, until, ofPoints, returnsOnLapse);
        }
    }

    /** A reward that came by itself, and the points that paid for it. */
    record Issued(String id, String reward, Map<Instant, Long> slices) {}

    /** Points that ended unused, and that no undone earning has counted yet. */
    private record Ended(long points, Instant expires, Instant forgotten, long turn) {}

    private static final int MOST_OPEN = 50;

    private final JsonNode refunds;
    private final List<JsonNode> automatic = new ArrayList<>();
    private final Map<String, Long> times = new HashMap<>();
    private final LocalDays days;
    private final List<Lot> lots = new ArrayList<>();
    private final Map<String, Redeemed> open = new LinkedHashMap<>();
    private List<Missed> missed = new ArrayList<>();
    private List<Ended> ended = new ArrayList<>();
    private long deficit;
    private long turn;
    private Map<Instant, Long> expired = new TreeMap<>();
    private List<Returned> lapsed = new ArrayList<>();
    private List<Issued> issued = new ArrayList<>();
    private List<Returned> withdrawn = new ArrayList<>();
    private int next;
    private boolean doubtful;

    PointsOracle(JsonNode program, LocalDays days) {
        this.refunds = program.path("refunds");
        this.days = days;
        for (JsonNode reward : program.path("rewards"))
            if (reward.path("autoIssue").asBoolean()) automatic.add(reward);
    }

    // What can be asked

    public long spendable() {
        return sum(l -> l.available == null);
    }

    public long pending() {
        return sum(l -> l.available != null);
    }

    private long sum(Predicate<Lot> which) {
        return lots.stream().filter(which).mapToLong(Lot::points).sum();
    }

    public long deficit() {
        return deficit;
    }

    /** Points by availability (null for those that can be spent) and expiry. */
    public Map<List<Instant>, Long> buckets() {
        Map<List<Instant>, Long> buckets = new HashMap<>();
        for (Lot lot : lots) buckets.merge(Arrays.asList(lot.available, lot.expires), lot.points, Long::sum);
        return buckets;
    }

    public boolean isOpen(String redemption, Instant now) {
        Redeemed redeemed = open.get(redemption);
        return redeemed != null && (redeemed.until == null || redeemed.until.isAfter(now));
    }

    /** A reward that came by itself and is open. */
    public record Open(String id, String reward, Instant until) {}

    /** Rewards that came by themselves and are open, the first of them first. */
    public List<Open> openByThemselves() {
        List<Open> all = new ArrayList<>();
        open.forEach((id, redeemed) -> {
            if (redeemed.isAutomatic()) all.add(new Open(id, redeemed.reward, redeemed.until));
        });
        return all;
    }

    /** What expired since this was last asked, by the instant at which it was gone. */
    Map<Instant, Long> takeExpired() {
        Map<Instant, Long> taken = expired;
        expired = new TreeMap<>();
        return taken;
    }

    List<Returned> takeLapsed() {
        List<Returned> taken = lapsed;
        lapsed = new ArrayList<>();
        return taken;
    }

    List<Issued> takeIssued() {
        List<Issued> taken = issued;
        issued = new ArrayList<>();
        return taken;
    }

    public List<Returned> takeWithdrawn() {
        List<Returned> taken = withdrawn;
        withdrawn = new ArrayList<>();
        return taken;
    }

    /** Whether there was no room for one more reward: which comes first then, no law says. */
    boolean isDoubtful() {
        return doubtful;
    }

    public boolean isFull() {
        return open.size() >= MOST_OPEN;
    }

    // Time (law 6)

    /** All instants at which something here happens by itself. */
    Stream<Instant> dues() {
        return Stream.of(
                        lots.stream().map(Lot::available),
                        lots.stream().map(Lot::expires),
                        open.values().stream().map(Redeemed::until))
                .flatMap(s -> s)
                .filter(Objects::nonNull);
    }

    void activate(Instant at) {
        List<Lot> due = lots.stream()
                .filter(l -> l.available != null && !l.available.isAfter(at))
                .sorted(SOONEST_FIRST)
                .toList();
        lots.removeAll(due);
        due.forEach(l -> come(l.points, l.expires));
    }

    void lapse(Instant at) {
        for (var entry : List.copyOf(open.entrySet())) {
            Redeemed redeemed = entry.getValue();
            if (redeemed.until == null || redeemed.until.isAfter(at)) continue;
            open.remove(entry.getKey());
            if (redeemed.ofPoints) continue;
            if (redeemed.returnsOnLapse) lapsed.add(giveBack(redeemed.paid, at));
            else missed.addAll(redeemed.paid.missed);
        }
    }

    void expire(Instant at) {
        for (Lot lot : List.copyOf(lots)) {
            if (lot.expires == null || lot.expires.isAfter(at)) continue;
            lots.remove(lot);
            expired.merge(lot.expires, lot.points, Long::sum);
            int remembered = refunds.path("rememberDays").asInt(180);
            ended.add(
                    new Ended(lot.points, lot.expires, days.startOf(days.day(at).plusDays(remembered + 1L)), ++turn));
        }
    }

    /** Issues what the balance pays for, in the order of the program. */
    void issue(Instant at) {
        for (JsonNode reward : automatic) {
            long cost = reward.get("cost").longValue();
            while (spendable() >= cost && mayHave(reward)) {
                doubtful |= isFull();
                if (isFull()) return;
                String id = "automatic" + next++;
                String of = reward.get("id").textValue();
                boolean returns = reward.path("onLapse").asText().equals("return");
                List<Lot> slices = takeSoonest(cost, l -> l.available == null);
                open.put(id, new Redeemed(of, new Paid(slices, List.of()), lapsesAt(reward, at), false, returns));
                times.merge(of, 1L, Long::sum);
                issued.add(new Issued(id, of, byExpiry(slices)));
            }
        }
    }

    /** Issues a reward that costs nothing: its id, null where too many are open. */
    String issueFree(JsonNode reward, Instant at) {
        doubtful |= isFull();
        if (isFull()) return null;
        String id = "automatic" + next++;
        String of = reward.get("id").textValue();
        open.put(id, new Redeemed(of, new Paid(List.of(), List.of()), lapsesAt(reward, at), false, false));
        issued.add(new Issued(id, of, Map.of()));
        return id;
    }

    /** Takes an open reward that cost nothing back; false where it is not open any more. */
    boolean withdrawFree(String id) {
        if (open.remove(id) == null) return false;
        withdrawn.add(Returned.NOTHING);
        return true;
    }

    private boolean mayHave(JsonNode reward) {
        long most = reward.at("/perMember/times").asLong(Long.MAX_VALUE);
        return times.getOrDefault(reward.get("id").textValue(), 0L) < most;
    }

    /** The first instant at which a reward that is issued now is no longer valid; null where that never ends. */
    Instant lapsesAt(JsonNode reward, Instant now) {
        return reward.has("validDays")
                ? days.startOf(days.day(now).plusDays(reward.get("validDays").longValue() + 1))
                : null;
    }

    // Points come

    Place earn(long points, Instant available, Instant expires, Instant now) {
        if (!available.isAfter(now)) come(points, expires);
        else if (points > 0) lots.add(new Lot(points, available, expires));
        return new Place(available, expires, ++turn);
    }

    /** What comes pays what is owed first. */
    private void come(long points, Instant expires) {
        long paid = Math.min(deficit, points);
        deficit -= paid;
        if (points > paid) lots.add(new Lot(points - paid, null, expires));
    }

    /** The same of points that paid for an order, less what refunds have missed since that was booked. */
    Returned giveBack(Collection<Lot> slices, Instant at, Instant booked) {
        long less = 0;
        List<Missed> rest = new ArrayList<>();
        long back = slices.stream().mapToLong(Lot::points).sum();
        for (Missed m : missed) {
            boolean its = !m.at.isBefore(booked) && m.forgotten.isAfter(at);
            long some = its ? Math.min(back - less, m.points) : 0;
            less += some;
            if (some < m.points) rest.add(m.less(some));
        }
        missed = rest;
        List<Lot> left = new ArrayList<>();
        long gone = less;
        for (Lot slice : slices.stream().sorted(SOONEST_FIRST).toList()) {
            long some = Math.min(gone, slice.points);
            gone -= some;
            if (some < slice.points) left.add(slice.of(slice.points - some));
        }
        Returned returned = giveBack(left, at);
        return new Returned(returned.slices, returned.lost, less);
    }

    /** Points that were taken return to the expiry that they had; where that has passed, for some days or not at all. */
    Returned giveBack(Collection<Lot> slices, Instant at) {
        int reinstate = refunds.path("reinstateDays").asInt();
        Map<Instant, Long> back = new TreeMap<>();
        long lost = 0;
        for (Lot slice : slices) {
            Instant expires = slice.expires;
            if (expires != null && !expires.isAfter(at)) {
                if (reinstate == 0) {
                    lost += slice.points;
                    continue;
                }
                expires = days.startOf(days.day(at).plusDays(reinstate + 1L));
            }
            back.merge(expires == null ? Instant.MAX : expires, slice.points, Long::sum);
            come(slice.points, expires);
        }
        return new Returned(back, lost, 0);
    }

    private Returned giveBack(Paid paid, Instant at) {
        Returned back = giveBack(paid.returning(), at);
        return new Returned(back.slices, back.lost, paid.withheld());
    }

    // Redemptions (laws 7, 8, 10)

    /** Opens a redemption: the slices that pay for it by expiry, null where there are not enough points. */
    Map<Instant, Long> redeem(String id, long points, Instant until, boolean ofPoints, boolean returnsOnLapse) {
        if (spendable() < points) return null;
        List<Lot> slices = takeSoonest(points, l -> l.available == null);
        open.put(id, new Redeemed(null, new Paid(slices, List.of()), until, ofPoints, returnsOnLapse));
        return byExpiry(slices);
    }

    static Map<Instant, Long> byExpiry(Collection<Lot> slices) {
        Map<Instant, Long> sums = new TreeMap<>();
        for (Lot slice : slices)
            sums.merge(slice.expires == null ? Instant.MAX : slice.expires, slice.points, Long::sum);
        return sums;
    }

    /** Gives an open redemption back. */
    Returned cancel(String id, Instant now) {
        return giveBack(open.remove(id).paid, now);
    }

    /** Closes an open redemption: what it held. What a reward should have kept is missed still. */
    Paid close(String id) {
        Redeemed redeemed = open.remove(id);
        if (!redeemed.ofPoints) missed.addAll(redeemed.paid.missed);
        return redeemed.paid;
    }

    /** Takes up to so many points, those that end soonest first. */
    List<Lot> takeSoonest(long points, Predicate<Lot> from) {
        List<Lot> taken = new ArrayList<>();
        long left = points;
        List<Lot> soonest = lots.stream().filter(from).sorted(SOONEST_FIRST).toList();
        for (Lot lot : soonest) {
            long some = Math.min(left, lot.points);
            if (some == 0) break;
            lots.remove(lot);
            if (some < lot.points) lots.add(lot.of(lot.points - some));
            taken.add(lot.of(some));
            left -= some;
        }
        return taken;
    }

    // Undoing (law 9)

    TakenBack takeBack(String of, long due, Place own, Instant now) {
        long unused = countEnded(due, own, now);
        Instant available = own.available.isAfter(now) ? own.available : null;
        long left = due - unused;
        left -= take(left, l -> Objects.equals(l.available, available) && Objects.equals(l.expires, own.expires));
        left -= take(left, l -> l.available == null);
        left -= take(left, l -> l.available != null);
        left -= withdraw(left, own.of(available), now);
        long taken = due - unused - left;
        if (!refunds.path("shortfall").asText("clamp").equals("deficit")) {
            Instant forgotten = days.startOf(
                    days.day(now).plusDays(refunds.path("rememberDays").asInt(180) + 1L));
            Missed all = new Missed(of, left, now, forgotten);
            Map<String, Long> withheld = withhold(all);
            long kept = withheld.values().stream().mapToLong(Long::longValue).sum();
            if (left > kept) missed.add(all.less(kept));
            return new TakenBack(due, unused, taken, left, withheld);
        }
        deficit += left;
        return new TakenBack(due, unused, taken + left, 0, Map.of());
    }

    private long take(long points, Predicate<Lot> from) {
        return takeSoonest(points, from).stream().mapToLong(Lot::points).sum();
    }

    /** Takes open rewards that came by themselves back, newest first, and of their points what is due. */
    private long withdraw(long due, Place own, Instant now) {
        long left = due;
        for (var entry : new ArrayList<>(open.entrySet()).reversed()) {
            if (left <= spendable()) break;
            Redeemed redeemed = entry.getValue();
            if (!redeemed.isAutomatic() || redeemed.paid.points() == 0) continue;
            open.remove(entry.getKey());
            times.merge(redeemed.reward, -1L, Long::sum);
            withdrawn.add(giveBack(redeemed.paid, now));
        }
        left -= take(left, l -> Objects.equals(l.available, own.available) && Objects.equals(l.expires, own.expires));
        left -= take(left, l -> l.available == null);
        return due - left;
    }

    /** Of what ended in the same bucket after it came there, the oldest first. */
    private long countEnded(long due, Place own, Instant now) {
        long counted = 0;
        List<Ended> rest = new ArrayList<>();
        for (Ended e : ended) {
            boolean its = e.expires.equals(own.expires) && e.turn > own.turn && e.forgotten.isAfter(now);
            long some = its ? Math.min(due - counted, e.points) : 0;
            counted += some;
            if (some < e.points) rest.add(new Ended(e.points - some, e.expires, e.forgotten, e.turn));
        }
        ended = rest;
        return counted;
    }

    /** Something is worth more again: so many of it are not given a second time. */
    long release(String of, long more, Instant now) {
        long left = more;
        List<Missed> rest = new ArrayList<>();
        for (Missed m : missed) {
            long some = m.of.equals(of) && m.forgotten.isAfter(now) ? Math.min(left, m.points) : 0;
            left -= some;
            if (some < m.points) rest.add(m.less(some));
        }
        missed = rest;
        for (var entry : open.entrySet()) {
            List<Missed> kept = new ArrayList<>();
            for (Missed m : entry.getValue().paid.missed) {
                long some = m.of.equals(of) ? Math.min(left, m.points) : 0;
                left -= some;
                if (some < m.points) kept.add(m.less(some));
            }
            entry.setValue(entry.getValue().with(new Paid(entry.getValue().paid.slices, kept)));
        }
        return more - left;
    }

    private Map<String, Long> withhold(Missed missing) {
        Map<String, Long> withheld = new TreeMap<>();
        long left = missing.points;
        for (var entry : new ArrayList<>(open.entrySet()).reversed()) {
            Redeemed redeemed = entry.getValue();
            Paid paid = redeemed.paid;
            long some = Math.min(left, paid.points() - paid.withheld());
            if (some == 0) continue;
            left -= some;
            withheld.put(entry.getKey(), some);
            List<Missed> all = new ArrayList<>(paid.missed);
            all.add(missing.less(missing.points - some));
            entry.setValue(redeemed.with(new Paid(paid.slices, all)));
        }
        return withheld;
    }
}
