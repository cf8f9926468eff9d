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
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/**
 * A second model of earning, expiry and tiers for one member of one program, made from the laws alone. It reads the program's
 * document itself and keeps every earning as a lot of its own. Money is in minor units of the program's currency.
 */
public final class EarningOracle {
    private static final Set<String> FOR_ORDERS = Set.of("perAmount", "perOrder");
    private static final String VISIT = "tiers:visit";
    private static final Set<String> FOR_ACTIONS = Set.of("perAction", "perQuantity");

    /** What one purchase came to: points by rule or factor, when they become available and when they end. */
    public record Earned(Map<String, Long> rows, long credits, Instant available, Instant expires) {
        public long points() {
            return rows.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** What a changed order came to: what its rules give now, and how much more that is, less what was given back of it. */
    public record Revised(Map<String, Long> rows, long difference, TakenBack back) {}

    /** What a refund came to. */
    public record Refunded(PointsOracle.Returned returned, TakenBack back, long value, long cash) {}

    /** What can be undone: where its points lie, on which day it happened, and what it used of limits. */
    private record Done(
            Place place, LocalDate day, long points, long credits, Map<Period, Used> used, Map<String, Long> stamps) {}

    /** An order that can be refunded, with what it was priced by, when points paid for it, and whether it was large enough for a visit. */
    private record Sold(Done done, RefundOracle left, Instant paid, Instant occurred, Terms terms, boolean visit) {}

    /** What an order is priced with: a tier, what each rule's limit leaves by rule, and what the cap leaves. */
    private record Terms(String tier, Map<String, Long> rooms, long capRoom) {}

    /** What an order is worth. */
    private record Priced(
            List<Row> rows, RefundOracle.Credits credits, Map<String, Long> stamps, boolean visit, long[] nets) {
        List<RefundOracle.Gave> gave() {
            return rows.stream().map(r -> r.basis.gave(r.points)).toList();
        }
    }

    /** An adjustment: points given, or the slices of those taken. */
    private record Adjusted(long given, Place place, List<Lot> taken, long credits, Instant booked) {}

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
        final long credits;
        long points;

        Row(JsonNode rule, String id, Basis basis, long some) {
            String gives = rule.path("gives").asText("both");
            this.rule = rule;
            this.id = id;
            this.basis = basis;
            this.points = gives.equals("credits") ? 0 : some;
            this.credits = gives.equals("points") || id.startsWith("tier:") ? 0 : some;
        }
    }

    private final JsonNode program;
    private final JsonNode laterExpiry;
    private final Instant later;
    private final CurrencyUnit currency;
    private final LocalDays days;
    private final PointsOracle points;
    private final Map<String, Sold> sold = new HashMap<>();
    private final Map<Integer, Done> acted = new HashMap<>();
    private final Map<Integer, Adjusted> adjusted = new HashMap<>();
    private final Map<Period, Used> used = new HashMap<>();
    private final String counts;
    private final TierOracle tiers;
    private final StampOracle cards;
    private long lifetime;

    /** @param laterExpiry the expiry of orders from {@code later} on */
    public EarningOracle(JsonNode program, JsonNode laterExpiry, Instant later) {
        this.program = program;
        this.laterExpiry = laterExpiry;
        this.later = later;
        this.currency = CurrencyUnit.of(program.get("currency").textValue());
        this.days = new LocalDays(ZoneId.of(program.get("timeZone").textValue()));
        this.points = new PointsOracle(program, days);
        this.cards = new StampOracle(program, points);
        this.counts = program.at("/tiers/credits").asText(program.has("tiers") ? "spend" : "nothing");
        this.tiers = new TierOracle(program.path("tiers"), days, counts.equals("spend") ? minor(BigDecimal.ONE) : 1);
    }

    // What can be asked

    public PointsOracle points() {
        return points;
    }

    /** What is left of an order. */
    public RefundOracle order(String id) {
        return sold.get(id).left;
    }

    public boolean isDoubtful() {
        return points.isDoubtful();
    }

    public TierOracle tiers() {
        return tiers;
    }

    public long lifetime() {
        return lifetime;
    }

    /** The next instant after {@code now} at which something changes by itself; null where nothing will. */
    public Instant nextDue(Instant now) {
        return Stream.concat(points.dues(), tiers.dues())
                .filter(i -> i.isAfter(now))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    // Time (law 6)

    /** Takes what is due up to an instant, earliest first: activation, lapse, then tier, then expiry. */
    public void settle(Instant to) {
        while (true) {
            Instant due = Stream.concat(points.dues(), tiers.dues())
                    .filter(i -> !i.isAfter(to))
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            if (due == null) return;
            points.activate(due);
            points.lapse(due);
            cards.issue(due);
            points.issue(due);
            tiers.end(due);
            tiers.move(due);
            points.expire(due);
        }
    }

    /** What follows a command's own facts. */
    private void finish(Instant now) {
        points.expire(now);
        cards.issue(now);
        points.issue(now);
    }

    // Redemptions (laws 7, 8, 10)

    /** Takes a reward: the slices that pay for it, null where there are not enough points. */
    public Map<Instant, Long> redeemReward(String id, JsonNode reward, int quantity, Instant now) {
        settle(now);
        Instant until = points.lapsesAt(reward, now);
        boolean returns = reward.path("onLapse").asText().equals("return");
        return points.redeem(id, reward.get("cost").longValue() * quantity, until, false, returns);
    }

    /** Pays with points: their slices, null where there are not enough. */
    public Map<Instant, Long> redeemPoints(String id, long some, Instant now) {
        settle(now);
        return points.redeem(id, some, now.plus(Duration.ofDays(7)), true, false);
    }

    /** Gives an open redemption back; null where it is not open. */
    public PointsOracle.Returned cancel(String id, Instant now) {
        settle(now);
        if (!points.isOpen(id, now)) return null;
        PointsOracle.Returned returned = points.cancel(id, now);
        finish(now);
        return returned;
    }

    public boolean use(String id, Instant now) {
        settle(now);
        if (!points.isOpen(id, now)) return false;
        points.close(id);
        finish(now);
        return true;
    }

    // Earning (laws 12 to 16)

    public Earned earn(Purchase purchase, Instant now) {
        settle(now);
        Instant occurred = purchase.occurredAt() == null ? now : purchase.occurredAt();
        Terms terms = terms(occurred, now);
        Priced priced = priced(purchase, occurred, terms);
        RefundOracle.Payment payment = payment(purchase);
        RefundOracle left = new RefundOracle(purchase, priced.nets, priced.gave(), priced.credits, payment);
        Done done = book(priced.rows, left.credits(), uses(priced, day(occurred)), priced.stamps, occurred, now);
        sold.put(purchase.order().id(), new Sold(done, left, now, occurred, terms, priced.visit));
        boolean atOnce =
                sold.size() == 1 && program.at("/tiers/firstOrderAtOnce").asBoolean();
        tiers.add(done.credits, done.day, atOnce, now);
        finish(now);
        return earned(priced.rows, done);
    }

    private Priced priced(Purchase purchase, Instant occurred, Terms terms) {
        Order order = new Order(purchase, true);
        List<Row> rows = price(new Deed(order, null, null, occurred), terms);
        boolean visit = isVisit(order);
        return new Priced(
                rows,
                credits(order, rows, visit, terms),
                stamps(order, rows, occurred, terms),
                visit,
                new Order(purchase, false).nets());
    }

    private Map<String, Long> stamps(Order order, List<Row> rows, Instant occurred, Terms terms) {
        Map<String, Long> stamps = new HashMap<>();
        if (rows.stream().anyMatch(row -> row.rule.path("exclusive").asBoolean())) return stamps;
        for (JsonNode rule : rules()) {
            if (!kind(rule).equals("stamps") || !applies(rule, occurred, terms)) continue;
            if (!reachesMinimum(rule, order)) continue;
            long some = rule.get("of").textValue().equals("orders") ? 1 : order.items(rule.path("only"));
            stamps.put(id(rule), some);
        }
        return stamps;
    }

    private RefundOracle.Credits credits(Order order, List<Row> rows, boolean visit, Terms terms) {
        if (counts.equals("nothing")) return new RefundOracle.Credits(List.of(), 0);
        if (counts.equals("points"))
            return new RefundOracle.Credits(
                    rows.stream().map(r -> r.basis.gave(r.credits)).toList(), 0);
        if (counts.equals("visits"))
            return new RefundOracle.Credits(List.of(), visit ? Math.min(1, terms.rooms.get(VISIT)) : 0);
        Basis credited = order.basis(program.at("/tiers/basis"), null);
        return new RefundOracle.Credits(List.of(credited.gave(credited.sum())), 0);
    }

    private boolean isVisit(Order order) {
        if (!counts.equals("visits")) return false;
        long minimum = minor(new BigDecimal(program.at("/tiers/visit/minimum").textValue()));
        return order.basis(program.at("/tiers/basis"), null).sum() >= minimum;
    }

    /** What pays for an order by name, which closes it. */
    private RefundOracle.Payment payment(Purchase purchase) {
        for (var tender : purchase.tenders()) {
            if (tender.redemption() == null) continue;
            long paid = tender.amount().getAmountMinorLong();
            return new RefundOracle.Payment(tender.redemption(), paid, points.close(tender.redemption()));
        }
        return null;
    }

    // Changed orders (law 4)

    /** Whether the laws say what a change of an order comes to. */
    public boolean isClear(Purchase changed, Instant now) {
        Sold order = sold.get(changed.order().id());
        Priced priced = priced(changed, order.occurred, order.terms);
        boolean pays = changed.tenders().stream().anyMatch(t -> t.redemption() != null);
        RefundOracle.Payment payment = order.left.payment();

        if (order.left.isTouched() && pays != (payment != null)) return false;
        RefundOracle left =
                order.left.revised(changed, priced.nets, priced.gave(), priced.credits, pays ? payment : null);
        if (!left.isClearAfter(order.left)) return false;
        boolean daysMatter = program.at("/tiers/kept").isObject()
                || program.at("/tiers/window").isObject()
                || program.path("tiers").has("upgradeAfterDays");
        boolean more = left.credits() > order.left.credits();
        if (more && program.at("/tiers/firstOrderAtOnce").asBoolean()) return false;
        if (!daysMatter || day(now).equals(order.done.day)) return true;
        return !more && tiers.isCurrent(order.done.day, now);
    }

    /** An order that is priced as of when it was placed. */
    public Revised revise(Purchase changed, Instant now) {
        settle(now);
        String id = changed.order().id();
        Sold before = sold.get(id);
        Priced priced = priced(changed, before.occurred, before.terms);
        boolean isPaid = before.left.payment() != null;
        RefundOracle.Payment payment = isPaid ? before.left.payment() : payment(changed);
        RefundOracle left = before.left.revised(changed, priced.nets, priced.gave(), priced.credits, payment);
        long difference = left.kept() - before.left.kept();
        TakenBack back = TakenBack.NOTHING;
        Done done = before.done;
        lifetime += difference;
        if (difference < 0) back = points.takeBack(id, -difference, done.place, now);
        else
            points.earn(
                    difference - points.release(id, difference, now),
                    done.place.available(),
                    done.place.expires(),
                    now);
        Done changedDone =
                new Done(done.place, done.day, sum(priced.rows), left.credits(), uses(priced, done.day), priced.stamps);
        if (!before.left.goodsAreBack()) {
            freeUses(done);
            cards.add(negated(done.stamps));
        }
        if (!left.goodsAreBack()) {
            use(changedDone.used);
            cards.add(priced.stamps);
        }
        cards.take(Map.of());
        Instant paid = isPaid ? before.paid : now;
        sold.put(id, new Sold(changedDone, left, paid, before.occurred, before.terms, before.visit));
        long credits = left.credits() - before.left.credits();
        if (credits < 0) tiers.take(-credits, done.day, now);
        else tiers.add(credits, done.day, now);
        finish(now);
        return new Revised(byRule(priced.rows), difference, back);
    }

    /** An action, which is undone by its number; null where no rule knows it. */
    public Earned act(int number, String action, BigDecimal quantity, Instant occurred, Instant now) {
        settle(now);
        Deed deed = new Deed(null, action, quantity, occurred);
        if (rules().stream().noneMatch(deed::wakes)) return null;
        List<Row> rows = price(deed, terms(occurred, now));
        long credits = counts.equals("points")
                ? rows.stream().mapToLong(r -> r.credits).sum()
                : 0;
        Done done = book(rows, credits, uses(rows, day(occurred)), Map.of(), occurred, now);
        acted.put(number, done);
        tiers.add(credits, done.day, now);
        finish(now);
        return earned(rows, done);
    }

    private static Earned earned(List<Row> rows, Done done) {
        return new Earned(byRule(rows), done.credits, done.place.available(), done.place.expires());
    }

    private static Map<String, Long> byRule(List<Row> rows) {
        Map<String, Long> byRule = new LinkedHashMap<>();
        for (Row row : rows) if (row.points > 0) byRule.put(row.id, row.points);
        return byRule;
    }

    /** Uses limits and puts the points where they belong (law 16). */
    private Done book(
            List<Row> rows,
            long credits,
            Map<Period, Used> uses,
            Map<String, Long> stamps,
            Instant occurred,
            Instant now) {
        LocalDate happened = day(occurred);
        use(uses);
        cards.add(stamps);
        int pendingDays = program.at("/earning/pendingDays").asInt();
        Instant available = pendingDays == 0 ? occurred : startOf(happened.plusDays(pendingDays + 1L));
        JsonNode expiry = occurred.isBefore(later) ? program.at("/expiry") : laterExpiry;
        Instant expires = expiry(expiry, happened);
        if (expires != null && !expires.isAfter(available)) expires = expiry(expiry, day(available));
        long sum = sum(rows);
        lifetime += sum;
        return new Done(points.earn(sum, available, expires, now), happened, sum, credits, uses, stamps);
    }

    private Map<Period, Used> uses(Priced priced, LocalDate happened) {
        Map<Period, Used> uses = uses(priced.rows, happened);
        if (priced.credits.visits() > 0) uses.put(new Period(VISIT, happened), new Used(1, 0, 0));
        return uses;
    }

    /** What earned nothing uses nothing; what the ladder counts, which the cap leaves alone, is something. */
    private Map<Period, Used> uses(List<Row> rows, LocalDate happened) {
        Map<Period, Used> uses = new HashMap<>();
        for (Row row : rows) {
            Period period = period(row.rule, happened);
            long earned = counts.equals("points") && row.credits > 0 ? row.credits : row.points;
            if (earned > 0 && period != null) uses.merge(period, new Used(1, earned, row.basis.sum()), Used::plus);
        }
        return uses;
    }

    private void use(Map<Period, Used> uses) {
        uses.forEach((period, use) -> used.merge(period, use, Used::plus));
    }

    // Undoing (laws 9 and 10)

    /** What a refund came to; null where the order has no more of it. */
    public Refunded refund(String id, Refund refund, Instant now) {
        settle(now);
        Sold order = sold.get(id);
        RefundOracle.Part part = order.left.refund(refund);
        if (part == null) return null;
        PointsOracle.Returned returned = points.giveBack(part.returned(), now, order.paid);
        TakenBack back = takeBack(id, order.done, part.due(), now);
        if (part.goodsAreBack()) free(order.done);
        tiers.take(part.credits(), order.done.day, now);
        finish(now);
        return new Refunded(returned, back, part.value(), part.cash());
    }

    public TakenBack reverseAction(int number, Instant now) {
        settle(now);
        Done done = acted.remove(number);
        TakenBack back = takeBack("action" + number, done, done.points, now);
        free(done);
        tiers.take(done.credits, done.day, now);
        finish(now);
        return back;
    }

    private TakenBack takeBack(String of, Done done, long due, Instant now) {
        TakenBack back = points.takeBack(of, due, done.place, now);
        lifetime -= due;
        return back;
    }

    private void free(Done done) {
        freeUses(done);
        cards.take(done.stamps);
    }

    private void freeUses(Done done) {
        done.used.forEach((period, use) -> used.merge(period, use.negated(), Used::plus));
    }

    private static Map<String, Long> negated(Map<String, Long> stamps) {
        Map<String, Long> negated = new HashMap<>();
        stamps.forEach((rule, some) -> negated.put(rule, -some));
        return negated;
    }

    /** Gives points by hand; false where that is over the cap. */
    public boolean give(int number, long some, long credits, LocalDate last, Instant now) {
        settle(now);
        if (some > capRoom()) return false;
        JsonNode expiry = now.isBefore(later) ? program.at("/expiry") : laterExpiry;
        Instant expires = last == null ? expiry(expiry, day(now)) : startOf(last.plusDays(1));
        adjusted.put(number, new Adjusted(some, points.earn(some, now, expires, now), List.of(), credits, now));
        lifetime += some;
        tiers.add(credits, day(now), now);
        finish(now);
        return true;
    }

    /** Takes points by hand: the slices, null where there are not so many. */
    public Map<Instant, Long> take(int number, long some, long credits, Instant now) {
        settle(now);
        if (some > points.spendable()) return null;
        List<Lot> taken = points.takeSoonest(some, l -> l.available() == null);
        adjusted.put(number, new Adjusted(0, null, taken, credits, now));
        lifetime -= some;
        tiers.add(credits, day(now), now);
        finish(now);
        return PointsOracle.byExpiry(taken);
    }

    /** Undoes an adjustment that gave. */
    public TakenBack reverseGift(int number, Instant now) {
        settle(now);
        Adjusted gift = adjusted.remove(number);
        TakenBack back = points.takeBack("gift" + number, gift.given, gift.place, now);
        lifetime -= gift.given;
        tiers.take(gift.credits, day(gift.booked), now);
        finish(now);
        return back;
    }

    /** Undoes an adjustment that took; what refunds have missed since stays. */
    public PointsOracle.Returned reverseTaking(int number, Instant now) {
        settle(now);
        Adjusted taking = adjusted.remove(number);
        PointsOracle.Returned back = points.giveBack(taking.taken, now, taking.booked);
        lifetime += back.slices().values().stream().mapToLong(Long::longValue).sum();
        tiers.take(taking.credits, day(taking.booked), now);
        finish(now);
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

    private List<Row> price(Deed deed, Terms terms) {
        List<JsonNode> applying = rules().stream()
                .filter(r -> deed.wakes(r) && applies(r, deed.occurred, terms))
                .filter(r -> reachesMinimum(r, deed.order))
                .toList();
        List<JsonNode> alone = applying.stream()
                .filter(r -> r.path("exclusive").asBoolean())
                .limit(1)
                .toList();
        List<Row> rows = new ArrayList<>();
        for (JsonNode rule : alone.isEmpty() ? applying : alone) rows.add(base(rule, deed, terms));
        rows.addAll(factors(rows, deed, terms));
        cap(rows, terms.capRoom);
        return rows;
    }

    private Row base(JsonNode rule, Deed deed, Terms terms) {
        String id = rule.get("id").textValue();
        Basis basis = Basis.NONE;
        long some = rule.get("points").longValue();
        if (kind(rule).equals("perAmount")) {
            basis = deed.order.basis(rule.path("basis"), rule.path("only"));
            long room = room(rule, "amount", terms);
            if (basis.sum() > room) basis = new Basis(spread(room, basis.lines, basis.lines), 0, 0, 0);
            some = perAmount(rule, basis.sum());
        }
        if (kind(rule).equals("perQuantity")) some = perQuantity(rule, deed.quantity);
        if (room(rule, "times", terms) == 0) some = 0;
        some = Math.min(some, room(rule, "points", terms));
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

    private List<Row> factors(List<Row> bases, Deed deed, Terms terms) {
        String stacking = program.at("/earning/stacking").asText("add");
        List<Row> gave = bases.stream().filter(b -> b.points > 0).toList();
        List<Row> rows = new ArrayList<>();
        for (JsonNode step : program.at("/tiers/ladder")) {
            if (!step.get("id").textValue().equals(terms.tier) || !step.has("factor")) continue;
            List<Row> acted =
                    gave.stream().filter(b -> kind(b.rule).equals("perAmount")).toList();
            long bonus = bonus(sum(acted), step.get("factor").textValue(), "floor");
            rows.add(new Row(step, "tier:" + terms.tier, counted(acted), bonus));
        }
        long running = 0;
        for (JsonNode rule : rules()) {
            if (!kind(rule).equals("multiplier") || !applies(rule, deed.occurred, terms)) continue;
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
            if (room(rule, "times", terms) == 0) bonus = 0;
            bonus = Math.min(bonus, room(rule, "points", terms));
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
    private static void cap(List<Row> rows, long room) {
        if (room == Long.MAX_VALUE) return;
        long over = sum(rows) - room;
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

    private Terms terms(Instant occurred, Instant now) {
        Map<String, Long> rooms = new HashMap<>();
        for (JsonNode rule : rules()) if (rule.has("limit")) rooms.put(id(rule), room(rule, occurred, now));
        if (counts.equals("visits")) rooms.put(VISIT, visitRoom(day(occurred), now));
        return new Terms(tiers.tier(), rooms, capRoom());
    }

    /** What is left of a limit; as good as endless where the rule has no limit of this measure. */
    private static long room(JsonNode rule, String measure, Terms terms) {
        return rule.path("limit").has(measure) ? terms.rooms.get(id(rule)) : Long.MAX_VALUE;
    }

    private long visitRoom(LocalDate day, Instant now) {
        if (day.isBefore(day(now).minusDays(1))) return 0;
        Used before = used.getOrDefault(new Period(VISIT, day), new Used(0, 0, 0));
        return Math.max(0, program.at("/tiers/visit/perDay").longValue() - before.times);
    }

    private long room(JsonNode rule, Instant occurred, Instant now) {
        if (tooOld(rule, occurred, now)) return 0;
        JsonNode limit = rule.get("limit");
        Period period = period(rule, day(occurred));
        Used before = period == null ? new Used(0, 0, 0) : used.getOrDefault(period, new Used(0, 0, 0));
        long left = limit.has("times")
                ? limit.get("times").longValue() - before.times
                : limit.has("points")
                        ? limit.get("points").longValue() - before.points
                        : minor(new BigDecimal(limit.get("amount").textValue())) - before.amount;
        return Math.max(0, left);
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

    private boolean applies(JsonNode rule, Instant occurred, Terms terms) {
        Set<String> tiers = texts(rule, "tiers");
        if (!tiers.isEmpty() && !tiers.contains(terms.tier)) return false;
        JsonNode during = rule.path("during");
        LocalDate day = day(occurred);
        LocalTime time = occurred.atZone(days.zone()).toLocalTime();
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

    private static String id(JsonNode rule) {
        return rule.get("id").textValue();
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
        return days.day(instant);
    }

    private Instant startOf(LocalDate day) {
        return days.startOf(day);
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

        long items(JsonNode only) {
            long items = 0;
            for (int i = 0; i < amounts.length; i++) {
                Purchase.Line line = purchase.lines().get(i);
                if (!line.voided() && !line.giftCard() && covers(i, only))
                    items += line.quantity().longValueExact();
            }
            return items;
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
