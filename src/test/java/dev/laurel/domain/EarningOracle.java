package dev.laurel.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.domain.PointsOracle.Lot;
import dev.laurel.domain.PointsOracle.Place;
import dev.laurel.domain.PointsOracle.TakenBack;
import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.earning.Purchase;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/**
 * A second model of earning, expiry and tiers for one member of one program, made from the laws alone. It reads the program's
 * document itself and keeps every earning as a lot of its own. Money is in minor units of the program's currency.
 */
final class EarningOracle {
    private static final Set<String> FOR_ORDERS = Set.of("perAmount", "perOrder");
    private static final Set<String> FOR_ACTIONS = Set.of("perAction", "perQuantity");

    record TierMove(String from, String to) {}

    /** What one purchase came to: points by rule or factor, when they become available and when they end. */
    record Earned(Map<String, Long> rows, Instant available, Instant expires) {
        long points() {
            return rows.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** What a refund came to. */
    record Refunded(PointsOracle.Returned returned, TakenBack back, long value, long cash) {}

    /** What can be undone: where its points lie, on which day it happened, and what it used of limits. */
    private record Done(Place place, LocalDate day, long points, Map<Period, Used> used) {}

    /** An order that can be refunded. */
    private record Sold(Done done, RefundOracle left, Instant booked) {}

    /** An adjustment: points given, or the slices of those taken. */
    private record Adjusted(long given, Place place, List<Lot> taken, Instant booked) {}

    /** A step that the credits of a year reached, and until when it is kept. */
    private record Hold(String step, int year, Instant until) {}

    /** A limit's use by one rule in the period that starts on {@code start}. */
    private record Period(String rule, LocalDate start) {}

    private record Used(long times, long points, long amount) {
        Used plus(Used more) {
            return new Used(times + more.times, points + more.points, amount + more.amount);
        }

        Used negated() {
            return new Used(-times, -points, -amount);
        }
    }

    /** What an order counts with. */
    private record Basis(long[] lines, long tax, long shipping, long tip) {
        static final Basis NONE = new Basis(new long[0], 0, 0, 0);

        long sum() {
            return Arrays.stream(lines).sum() + tax + shipping + tip;
        }

        Basis plus(Basis more) {
            long[] sums = new long[Math.max(lines.length, more.lines.length)];
            for (int i = 0; i < lines.length; i++) sums[i] += lines[i];
            for (int i = 0; i < more.lines.length; i++) sums[i] += more.lines[i];
            return new Basis(sums, tax + more.tax, shipping + more.shipping, tip + more.tip);
        }

        Basis only(IntPredicate covered) {
            return new Basis(
                    IntStream.range(0, lines.length)
                            .mapToLong(i -> covered.test(i) ? lines[i] : 0)
                            .toArray(),
                    0,
                    0,
                    0);
        }

        RefundOracle.Gave gave(long points) {
            return new RefundOracle.Gave(points, lines, tax, shipping, tip);
        }
    }

    /** What wakes rules: an order, or an action with its quantity. */
    private record Deed(Order order, String action, BigDecimal quantity, Instant occurred) {
        boolean wakes(JsonNode rule) {
            return order != null
                    ? FOR_ORDERS.contains(kind(rule))
                    : FOR_ACTIONS.contains(kind(rule))
                            && rule.get("action").textValue().equals(action);
        }
    }

    /** One rule or factor that gave points, and what it uses of its limit. */
    private static final class Row {
        final JsonNode rule;
        final String id;
        final Basis basis;
        long points;

        Row(JsonNode rule, String id, Basis basis, long points) {
            this.rule = rule;
            this.id = id;
            this.basis = basis;
            this.points = points;
        }
    }

    private final JsonNode program;
    private final JsonNode laterExpiry;
    private final Instant later;
    private final CurrencyUnit currency;
    private final ZoneId zone;
    private final PointsOracle points;
    private final Map<String, Sold> sold = new HashMap<>();
    private final Map<Integer, Done> acted = new HashMap<>();
    private final Map<Integer, Adjusted> adjusted = new HashMap<>();
    private final Map<Period, Used> used = new HashMap<>();
    private final Map<Integer, Long> credits = new TreeMap<>();
    private final List<Hold> holds = new ArrayList<>();
    private String tier;
    private long lifetime;
    private List<TierMove> moves = new ArrayList<>();

    /** @param laterExpiry the expiry of orders from {@code later} on */
    EarningOracle(JsonNode program, JsonNode laterExpiry, Instant later) {
        this.program = program;
        this.laterExpiry = laterExpiry;
        this.later = later;
        this.currency = CurrencyUnit.of(program.get("currency").textValue());
        this.zone = ZoneId.of(program.get("timeZone").textValue());
        this.points = new PointsOracle(program, zone);
        this.tier = program.has("tiers") ? program.at("/tiers/ladder/0/id").textValue() : null;
    }

    // What can be asked

    PointsOracle points() {
        return points;
    }

    /** What is left of an order. */
    RefundOracle order(String id) {
        return sold.get(id).left;
    }

    String tier() {
        return tier;
    }

    long lifetime() {
        return lifetime;
    }

    long creditsOf(int year) {
        return credits.getOrDefault(year, 0L);
    }

    List<TierMove> takeMoves() {
        List<TierMove> taken = moves;
        moves = new ArrayList<>();
        return taken;
    }

    /** The next instant after {@code now} at which something changes by itself; null where nothing will. */
    Instant nextDue(Instant now) {
        return Stream.concat(points.dues(), holdEnds())
                .filter(i -> i.isAfter(now))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    // Time (law 6)

    /** Takes what is due up to an instant, earliest first: activation, lapse, then tier, then expiry. */
    void settle(Instant to) {
        while (true) {
            Instant due = Stream.concat(points.dues(), holdEnds())
                    .filter(i -> !i.isAfter(to))
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            if (due == null) return;
            points.activate(due);
            points.lapse(due);
            endHolds(due);
            points.expire(due);
        }
    }

    // Tiers (law 18)

    private Set<String> held() {
        return holds.stream().map(Hold::step).collect(Collectors.toCollection(TreeSet::new));
    }

    /** A step is held until the last of its holds. */
    private Instant held(String step) {
        return holds.stream()
                .filter(h -> h.step.equals(step))
                .map(Hold::until)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    private Stream<Instant> holdEnds() {
        return held().stream().map(this::held);
    }

    private void endHolds(Instant at) {
        LocalDate day = day(at);
        for (String step : held()) {
            if (held(step).isAfter(at)) continue;
            holds.removeIf(h -> h.step.equals(step));
            if (creditsOf(day.getYear()) >= from(step))
                holds.add(new Hold(step, day.getYear(), heldUntil(day.getYear(), day)));
        }
        moveTier(at);
    }

    private void moveTier(Instant at) {
        if (tier == null) return;
        String highest = null;
        for (JsonNode step : program.at("/tiers/ladder")) {
            String id = step.get("id").textValue();
            if (held(id).isAfter(at) || creditsOf(day(at).getYear()) >= from(id)) highest = id;
        }
        if (!Objects.equals(highest, tier)) moves.add(new TierMove(tier, highest));
        tier = highest;
    }

    private long from(String step) {
        for (JsonNode s : program.at("/tiers/ladder")) {
            if (s.get("id").textValue().equals(step))
                return minor(BigDecimal.valueOf(s.get("from").longValue()));
        }
        throw new IllegalArgumentException(step);
    }

    /**
     * The first instant at which a step that the year's credits reached on a day is no longer held. Both ends are included,
     * of months too.
     */
    private Instant heldUntil(int year, LocalDate reached) {
        JsonNode kept = program.at("/tiers/kept");
        LocalDate last = kept.isObject()
                ? reached.plusMonths(kept.get("months").intValue())
                : switch (kept.asText()) {
                    case "endOfNextYear" -> LocalDate.of(year + 1, 12, 31);
                    default -> LocalDate.of(year, 12, 31);
                };
        return startOf(last.plusDays(1 + program.at("/tiers/graceDays").asLong()));
    }

    private void addCredits(long more, LocalDate ordered, Instant now) {
        int year = ordered.getYear();
        long before = creditsOf(year);
        credits.put(year, before + more);
        if (tier == null) return;
        int current = day(now).getYear();
        for (JsonNode step : program.at("/tiers/ladder")) {
            String id = step.get("id").textValue();
            boolean reached = before < from(id) && from(id) <= before + more;
            if (!reached || year < current - 1) continue;
            Instant until = heldUntil(year, ordered);
            if (until.isAfter(now)) holds.add(new Hold(id, year, until));
        }
        moveTier(now);
    }

    /** What goes back changes the window of its day: the current and the last one no longer hold what they no longer reach. */
    private void takeCredits(long less, LocalDate day, Instant now) {
        int year = day.getYear();
        credits.merge(year, -less, Long::sum);
        if (tier == null) return;
        if (year >= day(now).getYear() - 1) holds.removeIf(h -> h.year == year && creditsOf(year) < from(h.step));
        moveTier(now);
    }

    // Redemptions (laws 7, 8, 10)

    /** Takes a reward: the slices that pay for it, null where there are not enough points. */
    Map<Instant, Long> redeemReward(String id, JsonNode reward, int quantity, Instant now) {
        settle(now);
        Instant until = reward.has("validDays")
                ? startOf(day(now).plusDays(reward.get("validDays").longValue() + 1))
                : null;
        boolean returns = reward.path("onLapse").asText().equals("return");
        return points.redeem(id, reward.get("cost").longValue() * quantity, until, false, returns);
    }

    /** Pays with points: their slices, null where there are not enough. */
    Map<Instant, Long> redeemPoints(String id, long some, Instant now) {
        settle(now);
        return points.redeem(id, some, now.plus(Duration.ofDays(7)), true, false);
    }

    /** Gives an open redemption back; null where it is not open. */
    PointsOracle.Returned cancel(String id, Instant now) {
        settle(now);
        return points.isOpen(id, now) ? points.cancel(id, now) : null;
    }

    boolean use(String id, Instant now) {
        settle(now);
        if (!points.isOpen(id, now)) return false;
        points.close(id);
        return true;
    }

    // Earning (laws 12 to 16)

    Earned earn(Purchase purchase, Instant now) {
        settle(now);
        Instant occurred = purchase.occurredAt() == null ? now : purchase.occurredAt();
        Order order = new Order(purchase, true);
        List<Row> rows = price(new Deed(order, null, null, occurred), now);
        Basis credited = order.basis(program.at("/tiers/basis"), null);
        RefundOracle.Payment payment = null;
        for (var tender : purchase.tenders()) {
            if (tender.redemption() == null) continue;
            long paid = tender.amount().getAmountMinorLong();
            payment = new RefundOracle.Payment(tender.redemption(), paid, points.close(tender.redemption()));
        }
        List<RefundOracle.Gave> gave =
                rows.stream().map(r -> r.basis.gave(r.points)).toList();
        long[] nets = new Order(purchase, false).nets();
        Done done = book(rows, occurred, now);
        RefundOracle left = new RefundOracle(purchase, nets, gave, credited.gave(credited.sum()), payment);
        sold.put(purchase.order().id(), new Sold(done, left, now));
        addCredits(credited.sum(), done.day, now);
        points.expire(now);
        return earned(rows, done);
    }

    /** An action, which is undone by its number; null where no rule knows it. */
    Earned act(int number, String action, BigDecimal quantity, Instant occurred, Instant now) {
        settle(now);
        Deed deed = new Deed(null, action, quantity, occurred);
        if (rules().stream().noneMatch(deed::wakes)) return null;
        List<Row> rows = price(deed, now);
        Done done = book(rows, occurred, now);
        acted.put(number, done);
        moveTier(now);
        points.expire(now);
        return earned(rows, done);
    }

    private static Earned earned(List<Row> rows, Done done) {
        Map<String, Long> byRule = new LinkedHashMap<>();
        for (Row row : rows) if (row.points > 0) byRule.put(row.id, row.points);
        return new Earned(byRule, done.place.available(), done.place.expires());
    }

    /** Uses limits and puts the points where they belong (law 16). */
    private Done book(List<Row> rows, Instant occurred, Instant now) {
        LocalDate happened = day(occurred);
        Map<Period, Used> uses = new HashMap<>();
        for (Row row : rows) {
            Period period = period(row.rule, happened);
            if (row.points > 0 && period != null)
                uses.merge(period, new Used(1, row.points, row.basis.sum()), Used::plus);
        }
        uses.forEach((period, use) -> used.merge(period, use, Used::plus));
        int pendingDays = program.at("/earning/pendingDays").asInt();
        Instant available = pendingDays == 0 ? occurred : startOf(happened.plusDays(pendingDays + 1L));
        JsonNode expiry = occurred.isBefore(later) ? program.at("/expiry") : laterExpiry;
        Instant expires = expiry(expiry, happened);
        if (expires != null && !expires.isAfter(available)) expires = expiry(expiry, day(available));
        long sum = rows.stream().mapToLong(r -> r.points).sum();
        lifetime += sum;
        return new Done(points.earn(sum, available, expires, now), happened, sum, uses);
    }

    // Undoing (laws 9 and 10)

    /** What a refund came to; null where the order has no more of it. */
    Refunded refund(String id, Refund refund, Instant now) {
        settle(now);
        Sold order = sold.get(id);
        RefundOracle.Part part = order.left.refund(refund);
        if (part == null) return null;
        PointsOracle.Returned returned = points.giveBack(part.returned(), now, order.booked);
        TakenBack back = takeBack(order.done, part.due(), now);
        if (part.goodsAreBack()) free(order.done);
        takeCredits(part.credits(), order.done.day, now);
        points.expire(now);
        return new Refunded(returned, back, part.value(), part.cash());
    }

    TakenBack reverseAction(int number, Instant now) {
        settle(now);
        Done done = acted.remove(number);
        TakenBack back = takeBack(done, done.points, now);
        free(done);
        points.expire(now);
        return back;
    }

    private TakenBack takeBack(Done done, long due, Instant now) {
        TakenBack back = points.takeBack(due, done.place, now);
        lifetime -= due;
        return back;
    }

    private void free(Done done) {
        done.used.forEach((period, use) -> used.merge(period, use.negated(), Used::plus));
    }

    /** Gives points by hand; false where that is over the cap. */
    boolean give(int number, long some, LocalDate last, Instant now) {
        settle(now);
        if (some > capRoom()) return false;
        JsonNode expiry = now.isBefore(later) ? program.at("/expiry") : laterExpiry;
        Instant expires = last == null ? expiry(expiry, day(now)) : startOf(last.plusDays(1));
        adjusted.put(number, new Adjusted(some, points.earn(some, now, expires, now), List.of(), now));
        lifetime += some;
        return true;
    }

    /** Takes points by hand: the slices, null where there are not so many. */
    Map<Instant, Long> take(int number, long some, Instant now) {
        settle(now);
        if (some > points.spendable()) return null;
        List<Lot> taken = points.takeSoonest(some, l -> l.available() == null);
        adjusted.put(number, new Adjusted(0, null, taken, now));
        lifetime -= some;
        return PointsOracle.byExpiry(taken);
    }

    /** Undoes an adjustment that gave. */
    TakenBack reverseGift(int number, Instant now) {
        settle(now);
        Adjusted gift = adjusted.remove(number);
        TakenBack back = points.takeBack(gift.given, gift.place, now);
        lifetime -= gift.given;
        return back;
    }

    /** Undoes an adjustment that took; what refunds have missed since stays. */
    PointsOracle.Returned reverseTaking(int number, Instant now) {
        settle(now);
        Adjusted taking = adjusted.remove(number);
        PointsOracle.Returned back = points.giveBack(taking.taken, now, taking.booked);
        lifetime += back.slices().values().stream().mapToLong(Long::longValue).sum();
        return back;
    }

    /** The first instant at which points that were earned on a day are gone. */
    private Instant expiry(JsonNode expiry, LocalDate earned) {
        if (!expiry.path("kind").asText().equals("afterEarning")) return null;
        LocalDate last = earned.plusMonths(expiry.get("months").intValue());
        last = switch (expiry.path("roundTo").asText()) {
            case "monthEnd" -> last.withDayOfMonth(last.lengthOfMonth());
            case "yearEnd" -> last.withDayOfYear(last.lengthOfYear());
            default -> last;
        };
        return startOf(last.plusDays(1));
    }

    private List<JsonNode> rules() {
        return StreamSupport.stream(program.at("/earning/rules").spliterator(), false)
                .sorted(Comparator.comparing(r -> -r.path("priority").asInt()))
                .toList();
    }

    private List<Row> price(Deed deed, Instant now) {
        List<JsonNode> applying = rules().stream()
                .filter(r -> deed.wakes(r) && applies(r, deed.occurred))
                .filter(r -> reachesMinimum(r, deed.order))
                .toList();
        List<JsonNode> alone = applying.stream()
                .filter(r -> r.path("exclusive").asBoolean())
                .limit(1)
                .toList();
        List<Row> rows = new ArrayList<>();
        for (JsonNode rule : alone.isEmpty() ? applying : alone) rows.add(base(rule, deed, now));
        rows.addAll(factors(rows, deed, now));
        cap(rows);
        return rows;
    }

    private Row base(JsonNode rule, Deed deed, Instant now) {
        String id = rule.get("id").textValue();
        Basis basis = Basis.NONE;
        long some = rule.get("points").longValue();
        if (kind(rule).equals("perAmount")) {
            basis = deed.order.basis(rule.path("basis"), rule.path("only"));
            long room = room(rule, "amount", deed.occurred, now);
            if (basis.sum() > room) basis = new Basis(spread(room, basis.lines, basis.lines), 0, 0, 0);
            some = perAmount(rule, basis.sum());
        }
        if (kind(rule).equals("perQuantity")) some = perQuantity(rule, deed.quantity);
        if (room(rule, "times", deed.occurred, now) == 0) some = 0;
        some = Math.min(some, room(rule, "points", deed.occurred, now));
        return new Row(rule, id, basis, some);
    }

    private static long perQuantity(JsonNode rule, BigDecimal quantity) {
        BigDecimal per = new BigDecimal(rule.get("per").textValue());
        int scale = Math.max(0, Math.max(per.scale(), quantity.scale()));
        return perUnit(
                rule,
                per.movePointRight(scale).toBigIntegerExact(),
                quantity.movePointRight(scale).toBigIntegerExact());
    }

    private long perAmount(JsonNode rule, long amount) {
        return perUnit(
                rule,
                BigInteger.valueOf(minor(new BigDecimal(rule.get("per").textValue()))),
                BigInteger.valueOf(amount));
    }

    private static long perUnit(JsonNode rule, BigInteger per, BigInteger basis) {
        BigInteger some = BigInteger.valueOf(rule.get("points").longValue());
        String rounding = rule.path("rounding").asText("floor");
        if (rounding.equals("fullUnits"))
            return basis.divide(per).multiply(some).longValueExact();
        return rounded(basis.multiply(some), per, rounding);
    }

    private static long rounded(BigInteger dividend, BigInteger divisor, String rounding) {
        BigInteger[] parts = dividend.divideAndRemainder(divisor);
        boolean up = switch (rounding) {
            case "halfUp" -> parts[1].shiftLeft(1).compareTo(divisor) >= 0;
            case "ceiling" -> parts[1].signum() > 0;
            default -> false;
        };
        return parts[0].longValueExact() + (up ? 1 : 0);
    }

    private List<Row> factors(List<Row> bases, Deed deed, Instant now) {
        String stacking = program.at("/earning/stacking").asText("add");
        List<Row> gave = bases.stream().filter(b -> b.points > 0).toList();
        List<Row> rows = new ArrayList<>();
        for (JsonNode step : program.at("/tiers/ladder")) {
            if (!step.get("id").textValue().equals(tier) || !step.has("factor")) continue;
            List<Row> acted =
                    gave.stream().filter(b -> kind(b.rule).equals("perAmount")).toList();
            long bonus = bonus(sum(acted), step.get("factor").textValue(), "floor");
            rows.add(new Row(step, "tier:" + tier, counted(acted), bonus));
        }
        long running = 0;
        for (JsonNode rule : rules()) {
            if (!kind(rule).equals("multiplier") || !applies(rule, deed.occurred)) continue;
            if (!reachesMinimum(rule, deed.order)) continue;
            List<Row> acted = gave.stream()
                    .filter(b -> rule.has("of")
                            ? texts(rule, "of").contains(b.id)
                            : kind(b.rule).equals("perAmount"))
                    .map(b -> rule.has("only") ? covered(b, rule.get("only"), deed.order) : b)
                    .toList();
            long base = sum(acted);
            if (stacking.equals("compound")) base += running;
            long bonus = bonus(
                    base, rule.get("factor").textValue(), rule.path("rounding").asText("floor"));
            if (room(rule, "times", deed.occurred, now) == 0) bonus = 0;
            bonus = Math.min(bonus, room(rule, "points", deed.occurred, now));
            running += bonus;
            rows.add(new Row(rule, rule.get("id").textValue(), counted(acted), bonus));
        }
        if (!stacking.equals("best")) return rows;
        return rows.stream()
                .max(Comparator.comparing(r -> r.points))
                .map(List::of)
                .orElse(List.of());
    }

    private static long sum(List<Row> rows) {
        return rows.stream().mapToLong(r -> r.points).sum();
    }

    /** A factor counts what the rules that gave it something to act on counted. */
    private static Basis counted(List<Row> acted) {
        return acted.stream().map(r -> r.basis).reduce(Basis.NONE, Basis::plus);
    }

    /** What a rule would have given for those of its lines that the factor covers too. */
    private Row covered(Row row, JsonNode only, Order order) {
        Basis basis = row.basis.only(i -> order.covers(i, only));
        return new Row(row.rule, row.id, basis, perAmount(row.rule, basis.sum()));
    }

    private static long bonus(long base, String factor, String rounding) {
        BigDecimal over = new BigDecimal(factor).subtract(BigDecimal.ONE);
        return rounded(
                BigInteger.valueOf(base).multiply(over.unscaledValue()), BigInteger.TEN.pow(over.scale()), rounding);
    }

    /** The cap cuts from the last row to the first. */
    private void cap(List<Row> rows) {
        long room = capRoom();
        if (room == Long.MAX_VALUE) return;
        long over = rows.stream().mapToLong(r -> r.points).sum() - room;
        for (Row row : rows.reversed()) {
            long cut = Math.clamp(over, 0, row.points);
            row.points -= cut;
            over -= cut;
        }
    }

    private long capRoom() {
        if (!program.at("/earning").has("balanceCap")) return Long.MAX_VALUE;
        long cap = program.at("/earning/balanceCap").longValue();
        return Math.max(0, cap - points.spendable() - points.pending());
    }

    // Limits (law 14)

    /** What is left of a limit; as good as endless where the rule has no limit of this measure. */
    private long room(JsonNode rule, String measure, Instant occurred, Instant now) {
        JsonNode limit = rule.path("limit");
        if (!limit.has(measure)) return tooOld(rule, occurred, now) ? 0 : Long.MAX_VALUE;
        if (tooOld(rule, occurred, now)) return 0;
        long most = measure.equals("amount")
                ? minor(new BigDecimal(limit.get(measure).textValue()))
                : limit.get(measure).longValue();
        Period period = period(rule, day(occurred));
        Used before = period == null ? new Used(0, 0, 0) : used.getOrDefault(period, new Used(0, 0, 0));
        return most
                - switch (measure) {
                    case "times" -> before.times;
                    case "points" -> before.points;
                    default -> before.amount;
                };
    }

    /** Whether the order lies in a period older than the one before that of now. */
    private boolean tooOld(JsonNode rule, Instant occurred, Instant now) {
        Period period = period(rule, day(occurred));
        if (period == null || period.start == null) return false;
        Period current = Objects.requireNonNull(period(rule, day(now)));
        LocalDate oldest = Objects.requireNonNull(period(rule, current.start.minusDays(1))).start;
        return period.start.isBefore(oldest);
    }

    /** The period of a rule's limit; null where it has none or counts within the order. */
    private static Period period(JsonNode rule, LocalDate day) {
        String per = rule.path("limit").path("per").asText("order");
        if (per.equals("order")) return null;
        return new Period(
                rule.get("id").textValue(),
                switch (per) {
                    case "day" -> day;
                    case "week" -> day.minusDays(day.getDayOfWeek().getValue() - 1L);
                    case "month" -> day.withDayOfMonth(1);
                    case "year" -> LocalDate.of(day.getYear(), 1, 1);
                    default -> null;
                });
    }

    // When and for whom a rule is

    private boolean applies(JsonNode rule, Instant occurred) {
        Set<String> tiers = texts(rule, "tiers");
        if (!tiers.isEmpty() && !tiers.contains(tier)) return false;
        JsonNode during = rule.path("during");
        LocalDate day = day(occurred);
        LocalTime time = occurred.atZone(zone).toLocalTime();
        String until = during.path("until").asText("9999-12-31");
        boolean over =
                until.contains("T") ? !occurred.isBefore(Instant.parse(until)) : day.isAfter(LocalDate.parse(until));
        boolean early = day.isBefore(LocalDate.parse(during.path("from").asText("0001-01-01")));
        Set<String> weekdays = texts(during, "weekdays");
        Set<String> hours = texts(during, "hours");
        return !over
                && !early
                && (weekdays.isEmpty() || weekdays.contains(DayOfWeek.from(day).name()))
                && (hours.isEmpty() || hours.stream().anyMatch(h -> within(h, time)));
    }

    private boolean reachesMinimum(JsonNode rule, Order order) {
        if (order == null) return !rule.has("minimum");
        return order.basis(rule.path("basis"), rule.path("only")).sum()
                >= minor(new BigDecimal(rule.path("minimum").asText("0")));
    }

    private static boolean within(String hours, LocalTime time) {
        String[] bounds = hours.split("-");
        return !time.isBefore(LocalTime.parse(bounds[0])) && time.isBefore(LocalTime.parse(bounds[1]));
    }

    private static String kind(JsonNode rule) {
        return rule.path("kind").asText();
    }

    private static Set<String> texts(JsonNode node, String field) {
        Set<String> texts = new HashSet<>();
        node.path(field).forEach(t -> texts.add(t.textValue()));
        return texts;
    }

    private LocalDate day(Instant instant) {
        return points.day(instant);
    }

    private Instant startOf(LocalDate day) {
        return points.startOf(day);
    }

    private long minor(BigDecimal amount) {
        return amount.movePointRight(currency.getDecimalPlaces()).longValueExact();
    }

    // The order in the program's money, or in its own (laws 10, 12, 15)

    private final class Order {
        private final Purchase purchase;
        private final boolean converted;
        private final long[] amounts;
        private final long[] charged;
        private final long[] discounts;
        private final long[] taxes;
        private final long[] paid;

        Order(Purchase purchase, boolean converted) {
            this.purchase = purchase;
            this.converted = converted;
            int size = purchase.lines().size();
            amounts = new long[size];
            charged = new long[size];
            long[] weights = new long[size];
            long[] caps = new long[size];
            for (int i = 0; i < size; i++) {
                Purchase.Line line = purchase.lines().get(i);
                if (line.voided()) continue;
                amounts[i] = own(line.amount());
                charged[i] = amounts[i] - own(line.discount());
                if (line.giftCard()) continue;
                weights[i] = amounts[i];
                caps[i] = charged[i];
            }
            taxes = spread(purchase.taxIncluded() ? own(purchase.tax()) : 0, weights, caps);
            discounts = spread(own(purchase.discount()), weights, caps);
            for (int i = 0; i < size; i++) caps[i] -= discounts[i];
            long points = purchase.tenders().stream()
                    .filter(t -> t.kind().equals("points"))
                    .mapToLong(t -> own(t.amount()))
                    .sum();
            paid = spread(points, weights, caps);
        }

        private long own(Money money) {
            if (!converted) return money.getAmountMinorLong();
            if (money.getCurrencyUnit().equals(currency)) return minor(money.getAmount());
            String rate = program.at("/earning/rates/" + money.getCurrencyUnit().getCode())
                    .textValue();
            BigDecimal exact = money.getAmount().multiply(new BigDecimal(rate));
            return minor(exact.setScale(currency.getDecimalPlaces(), RoundingMode.HALF_UP));
        }

        boolean covers(int i, JsonNode only) {
            Purchase.Line line = purchase.lines().get(i);
            Set<String> skus = texts(only, "skus");
            Set<String> categories = texts(only, "categories");
            if (!skus.isEmpty() && !skus.contains(line.sku())) return false;
            if (!categories.isEmpty() && line.categories().stream().noneMatch(categories::contains)) return false;
            return line.categories().stream().noneMatch(texts(only, "excludedCategories")::contains);
        }

        Basis basis(JsonNode basis, JsonNode only) {
            boolean tax = basis.path("tax").asBoolean();
            boolean gross = basis.path("discounts").asText().equals("ignored");
            long[] lines = new long[amounts.length];
            for (int i = 0; i < lines.length; i++) {
                Purchase.Line line = purchase.lines().get(i);
                if (line.voided() || line.giftCard() && !basis.path("giftCards").asBoolean()) continue;
                if (only != null && !covers(i, only)) continue;
                lines[i] = gross ? amounts[i] : charged[i] - discounts[i];
                if (!tax) lines[i] -= taxes[i];
                if (!basis.path("paidWithPoints").asBoolean()) lines[i] -= paid[i];
                if (lines[i] < 0) throw new IllegalStateException("an order beyond what the laws say");
            }
            return new Basis(
                    lines,
                    tax && !purchase.taxIncluded() ? own(purchase.tax()) : 0,
                    basis.path("shipping").asBoolean() ? own(purchase.shipping()) : 0,
                    basis.path("tips").asBoolean() ? own(purchase.tip()) : 0);
        }

        /** What was charged for each line after every discount. */
        long[] nets() {
            return IntStream.range(0, charged.length)
                    .mapToLong(i -> charged[i] - discounts[i])
                    .toArray();
        }
    }

    /** Divides a total in proportion to weights, the units that are left by largest remainder, the earlier of two equal ones first. */
    private static long[] spread(long total, long[] weights, long[] caps) {
        if (total == Arrays.stream(caps).sum()) return caps.clone();
        long all = Arrays.stream(weights).sum();
        long[] shares = new long[weights.length];
        if (total == 0) return shares;
        long[] remainders = new long[weights.length];
        long left = total;
        for (int i = 0; i < shares.length; i++) {
            long exact = Math.multiplyExact(total, weights[i]);
            shares[i] = exact / all;
            remainders[i] = exact % all;
            left -= shares[i];
        }
        IntStream.range(0, shares.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -remainders[i]))
                .limit(left)
                .forEach(i -> shares[i]++);
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] > caps[i]) throw new IllegalStateException("an order beyond what the laws say");
        }
        return shares;
    }
}
