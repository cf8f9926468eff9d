package dev.laurel.domain;

import com.fasterxml.jackson.databind.JsonNode;
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
    private static final Comparator<Instant> NEVER_LAST = Comparator.nullsLast(Comparator.naturalOrder());
    private static final Set<String> NO_FACTOR = Set.of("perAmount", "perOrder");

    /** Points of one earning or one return; {@code expires} null is never. */
    record Lot(long points, Instant available, Instant expires) {}

    /** Points that ended, at the first instant at which they were gone. */
    record Expired(long points, Instant expires) {}

    record TierMove(String from, String to) {}

    /** What one purchase came to: points by rule or factor, when they become available and when they end. */
    record Earned(Map<String, Long> rows, Instant available, Instant expires) {
        long points() {
            return rows.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** What a cancellation or a lapse gave back: points by expiry, and what was lost. */
    record Returned(Map<Instant, Long> slices, long lost) {}

    /** A redemption that is open. */
    private record Redeemed(Map<Instant, Long> slices, Instant until, boolean ofPoints, boolean returnsOnLapse) {}

    /** A limit's use by one rule in the period that starts on {@code start}. */
    private record Period(String rule, LocalDate start) {}

    private record Used(long times, long points, long amount) {}

    /** What an order counts with: its lines, and tax, shipping and tip together. */
    private record Basis(long[] lines, long extras) {
        long sum() {
            return Arrays.stream(lines).sum() + extras;
        }
    }

    /** One rule or factor that gave points, and what it uses of its limit. */
    private static final class Row {
        final JsonNode rule;
        final String id;
        final long[] lines;
        final long amount;
        long points;

        Row(JsonNode rule, String id, long[] lines, long amount, long points) {
            this.rule = rule;
            this.id = id;
            this.lines = lines;
            this.amount = amount;
            this.points = points;
        }
    }

    private final JsonNode program;
    private final JsonNode laterExpiry;
    private final Instant later;
    private final CurrencyUnit currency;
    private final ZoneId zone;
    private final List<Lot> lots = new ArrayList<>();
    private final Map<String, Redeemed> open = new LinkedHashMap<>();
    private final Map<Period, Used> used = new HashMap<>();
    private final Map<Integer, Long> credits = new TreeMap<>();
    private final Map<String, Instant> holds = new TreeMap<>();
    private String tier;
    private long lifetime;
    private List<Expired> expired = new ArrayList<>();
    private List<TierMove> moves = new ArrayList<>();
    private List<Returned> lapsed = new ArrayList<>();

    /** @param laterExpiry the expiry of orders from {@code later} on */
    EarningOracle(JsonNode program, JsonNode laterExpiry, Instant later) {
        this.program = program;
        this.laterExpiry = laterExpiry;
        this.later = later;
        this.currency = CurrencyUnit.of(program.get("currency").textValue());
        this.zone = ZoneId.of(program.get("timeZone").textValue());
        this.tier = program.has("tiers") ? program.at("/tiers/ladder/0/id").textValue() : null;
    }

    // What can be asked

    long spendable(Instant now) {
        return lots.stream()
                .filter(l -> !l.available.isAfter(now))
                .mapToLong(Lot::points)
                .sum();
    }

    long pending(Instant now) {
        return lots.stream()
                .filter(l -> l.available.isAfter(now))
                .mapToLong(Lot::points)
                .sum();
    }

    /** Points by availability (null for those that can be spent) and expiry. */
    Map<List<Instant>, Long> buckets(Instant now) {
        Map<List<Instant>, Long> buckets = new HashMap<>();
        for (Lot lot : lots) {
            buckets.merge(
                    Arrays.asList(lot.available.isAfter(now) ? lot.available : null, lot.expires),
                    lot.points,
                    Long::sum);
        }
        return buckets;
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

    boolean isOpen(String redemption, Instant now) {
        Redeemed redeemed = open.get(redemption);
        return redeemed != null && (redeemed.until == null || redeemed.until.isAfter(now));
    }

    /** What expired since this was last asked, by the instant at which it was gone. */
    Map<Instant, Long> takeExpired() {
        Map<Instant, Long> taken = new TreeMap<>();
        expired.forEach(e -> taken.merge(e.expires, e.points, Long::sum));
        expired = new ArrayList<>();
        return taken;
    }

    List<TierMove> takeMoves() {
        List<TierMove> taken = moves;
        moves = new ArrayList<>();
        return taken;
    }

    List<Returned> takeLapsed() {
        List<Returned> taken = lapsed;
        lapsed = new ArrayList<>();
        return taken;
    }

    /** The next instant after {@code now} at which something changes by itself; null where nothing will. */
    Instant nextDue(Instant now) {
        return Stream.of(
                        lots.stream().map(Lot::available),
                        lots.stream().map(Lot::expires),
                        open.values().stream().map(Redeemed::until),
                        holds.values().stream())
                .flatMap(s -> s)
                .filter(i -> i != null && i.isAfter(now))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    // Time (law 6)

    /** Takes what is due up to an instant, earliest first: lapse, then tier, then expiry. */
    void settle(Instant to) {
        while (true) {
            Instant due = Stream.of(
                            lots.stream().map(Lot::expires),
                            open.values().stream().map(Redeemed::until),
                            holds.values().stream())
                    .flatMap(s -> s)
                    .filter(i -> i != null && !i.isAfter(to))
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            if (due == null) return;
            lapse(due);
            endHolds(due);
            expire(due);
        }
    }

    private void lapse(Instant at) {
        for (var entry : Map.copyOf(open).entrySet()) {
            Redeemed redeemed = entry.getValue();
            if (redeemed.until == null || redeemed.until.isAfter(at)) continue;
            open.remove(entry.getKey());
            if (!redeemed.ofPoints && redeemed.returnsOnLapse) lapsed.add(giveBack(redeemed.slices, at));
        }
    }

    private void expire(Instant at) {
        for (Lot lot : List.copyOf(lots)) {
            if (lot.expires == null || lot.expires.isAfter(at)) continue;
            lots.remove(lot);
            expired.add(new Expired(lot.points, lot.expires));
        }
    }

    // Tiers (law 18)

    private void endHolds(Instant at) {
        LocalDate day = day(at);
        for (var hold : Map.copyOf(holds).entrySet()) {
            if (hold.getValue().isAfter(at)) continue;
            holds.remove(hold.getKey());
            if (creditsOf(day.getYear()) >= from(hold.getKey()))
                holds.put(hold.getKey(), heldUntil(day.getYear(), day));
        }
        moveTier(at);
    }

    private void moveTier(Instant at) {
        if (tier == null) return;
        String highest = null;
        for (JsonNode step : program.at("/tiers/ladder")) {
            String id = step.get("id").textValue();
            Instant held = holds.get(id);
            boolean isHeld = held != null && held.isAfter(at);
            if (isHeld || creditsOf(day(at).getYear()) >= from(id)) highest = id;
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
            if (until.isAfter(now)) holds.merge(id, until, (a, b) -> a.isAfter(b) ? a : b);
        }
        moveTier(now);
    }

    // Redemptions (laws 7, 8, 10)

    /** Takes a reward: the slices that pay for it, null where there are not enough points. */
    Map<Instant, Long> redeemReward(String id, JsonNode reward, int quantity, Instant now) {
        Instant until = reward.has("validDays")
                ? startOf(day(now).plusDays(reward.get("validDays").longValue() + 1))
                : null;
        boolean returns = reward.path("onLapse").asText().equals("return");
        return redeem(id, reward.get("cost").longValue() * quantity, until, false, returns, now);
    }

    /** Pays with points: their slices, null where there are not enough. */
    Map<Instant, Long> redeemPoints(String id, long points, Instant now) {
        return redeem(id, points, now.plus(Duration.ofDays(7)), true, false, now);
    }

    private Map<Instant, Long> redeem(
            String id, long points, Instant until, boolean ofPoints, boolean returns, Instant now) {
        settle(now);
        if (spendable(now) < points) return null;
        Map<Instant, Long> slices = new TreeMap<>();
        long left = points;
        List<Lot> soonest = lots.stream()
                .filter(l -> !l.available.isAfter(now))
                .sorted(Comparator.comparing(Lot::expires, NEVER_LAST))
                .toList();
        for (Lot lot : soonest) {
            long taken = Math.min(left, lot.points);
            if (taken == 0) break;
            lots.remove(lot);
            if (taken < lot.points) lots.add(new Lot(lot.points - taken, lot.available, lot.expires));
            slices.merge(lot.expires == null ? Instant.MAX : lot.expires, taken, Long::sum);
            left -= taken;
        }
        open.put(id, new Redeemed(slices, until, ofPoints, returns));
        return slices;
    }

    /** Gives an open redemption back; null where it is not open. */
    Returned cancel(String id, Instant now) {
        settle(now);
        return isOpen(id, now) ? giveBack(open.remove(id).slices, now) : null;
    }

    boolean use(String id, Instant now) {
        settle(now);
        if (!isOpen(id, now)) return false;
        open.remove(id);
        return true;
    }

    private Returned giveBack(Map<Instant, Long> slices, Instant at) {
        int reinstate = program.at("/refunds/reinstateDays").asInt();
        Map<Instant, Long> back = new TreeMap<>();
        long lost = 0;
        for (var slice : slices.entrySet()) {
            Instant expires = slice.getKey();
            if (!expires.isAfter(at)) {
                if (reinstate == 0) {
                    lost += slice.getValue();
                    continue;
                }
                expires = startOf(day(at).plusDays(reinstate + 1L));
            }
            back.merge(expires, slice.getValue(), Long::sum);
            lots.add(new Lot(slice.getValue(), at, expires.equals(Instant.MAX) ? null : expires));
        }
        return new Returned(back, lost);
    }

    // Earning (laws 12 to 16)

    Earned earn(Purchase purchase, Instant now) {
        settle(now);
        Instant occurred = purchase.occurredAt() == null ? now : purchase.occurredAt();
        LocalDate ordered = day(occurred);
        Order order = new Order(purchase);
        List<Row> rows = price(order, occurred, now);
        Map<String, Long> points = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row.points == 0) continue;
            points.put(row.id, row.points);
            Period period = period(row.rule, ordered);
            if (period != null)
                used.merge(
                        period,
                        new Used(1, row.points, row.amount),
                        (a, b) -> new Used(a.times + b.times, a.points + b.points, a.amount + b.amount));
        }
        int pendingDays = program.at("/earning/pendingDays").asInt();
        Instant available = pendingDays == 0 ? occurred : startOf(ordered.plusDays(pendingDays + 1L));
        JsonNode expiry = occurred.isBefore(later) ? program.at("/expiry") : laterExpiry;
        Instant expires = expiry(expiry, ordered);
        if (expires != null && !expires.isAfter(available)) expires = expiry(expiry, day(available));
        Earned earned = new Earned(points, available, expires);
        if (earned.points() > 0) lots.add(new Lot(earned.points(), available, expires));
        lifetime += earned.points();
        for (var tender : purchase.tenders()) if (tender.redemption() != null) open.remove(tender.redemption());
        addCredits(order.basis(program.at("/tiers/basis"), null).sum(), ordered, now);
        expire(now);
        return earned;
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

    private List<Row> price(Order order, Instant occurred, Instant now) {
        List<JsonNode> rules = StreamSupport.stream(program.at("/earning/rules").spliterator(), false)
                .sorted(Comparator.comparing(r -> -r.path("priority").asInt()))
                .toList();
        List<JsonNode> applying = rules.stream()
                .filter(r -> NO_FACTOR.contains(kind(r)) && applies(r, occurred))
                .filter(r -> reachesMinimum(r, order))
                .toList();
        List<JsonNode> alone = applying.stream()
                .filter(r -> r.path("exclusive").asBoolean())
                .limit(1)
                .toList();
        List<Row> rows = new ArrayList<>();
        for (JsonNode rule : alone.isEmpty() ? applying : alone) rows.add(base(rule, order, occurred, now));
        rows.addAll(factors(rules, rows, order, occurred, now));
        cap(rows, now);
        return rows;
    }

    private Row base(JsonNode rule, Order order, Instant occurred, Instant now) {
        String id = rule.get("id").textValue();
        long[] lines = {};
        long amount = 0;
        long points = rule.get("points").longValue();
        if (kind(rule).equals("perAmount")) {
            Basis basis = order.basis(rule.path("basis"), rule.path("only"));
            long room = room(rule, "amount", occurred, now);
            lines = basis.sum() > room ? spread(room, basis.lines, basis.lines) : basis.lines;
            amount = Math.min(basis.sum(), room);
            points = perAmount(rule, amount);
        }
        if (room(rule, "times", occurred, now) == 0) points = 0;
        points = Math.min(points, room(rule, "points", occurred, now));
        return new Row(rule, id, lines, amount, points);
    }

    private long perAmount(JsonNode rule, long amount) {
        BigInteger points = BigInteger.valueOf(rule.get("points").longValue());
        BigInteger per = BigInteger.valueOf(minor(new BigDecimal(rule.get("per").textValue())));
        BigInteger basis = BigInteger.valueOf(amount);
        String rounding = rule.path("rounding").asText("floor");
        if (rounding.equals("fullUnits"))
            return basis.divide(per).multiply(points).longValueExact();
        return rounded(basis.multiply(points), per, rounding);
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

    private List<Row> factors(List<JsonNode> rules, List<Row> bases, Order order, Instant occurred, Instant now) {
        String stacking = program.at("/earning/stacking").asText("add");
        List<Row> rows = new ArrayList<>();
        long running = 0;
        for (JsonNode rule : rules) {
            if (!kind(rule).equals("multiplier") || !applies(rule, occurred)) continue;
            if (!reachesMinimum(rule, order)) continue;
            long base = bases.stream()
                    .filter(b -> rule.has("of")
                            ? texts(rule, "of").contains(b.id)
                            : kind(b.rule).equals("perAmount"))
                    .mapToLong(b -> rule.has("only") ? covered(b, rule.get("only"), order) : b.points)
                    .sum();
            if (stacking.equals("compound")) base += running;
            long bonus = bonus(
                    base, rule.get("factor").textValue(), rule.path("rounding").asText("floor"));
            if (room(rule, "times", occurred, now) == 0) bonus = 0;
            bonus = Math.min(bonus, room(rule, "points", occurred, now));
            running += bonus;
            rows.add(new Row(rule, rule.get("id").textValue(), new long[0], 0, bonus));
        }
        for (JsonNode step : program.at("/tiers/ladder")) {
            if (!step.get("id").textValue().equals(tier) || !step.has("factor")) continue;
            long base = bases.stream()
                    .filter(b -> kind(b.rule).equals("perAmount"))
                    .mapToLong(b -> b.points)
                    .sum();
            long bonus = bonus(base, step.get("factor").textValue(), "floor");
            rows.add(new Row(step, "tier:" + tier, new long[0], 0, bonus));
        }
        if (!stacking.equals("best")) return rows;
        return rows.stream()
                .max(Comparator.comparing(r -> r.points))
                .map(List::of)
                .orElse(List.of());
    }

    /** What a rule would have given for those of its lines that the factor covers too. */
    private long covered(Row row, JsonNode only, Order order) {
        if (row.points == 0) return 0;
        return perAmount(
                row.rule,
                IntStream.range(0, row.lines.length)
                        .filter(i -> order.covers(i, only))
                        .mapToLong(i -> row.lines[i])
                        .sum());
    }

    private static long bonus(long base, String factor, String rounding) {
        BigDecimal over = new BigDecimal(factor).subtract(BigDecimal.ONE);
        return rounded(
                BigInteger.valueOf(base).multiply(over.unscaledValue()), BigInteger.TEN.pow(over.scale()), rounding);
    }

    /** The cap cuts from the last row to the first. */
    private void cap(List<Row> rows, Instant now) {
        if (!program.at("/earning").has("balanceCap")) return;
        long room = Math.max(0, program.at("/earning/balanceCap").longValue() - spendable(now) - pending(now));
        long over = rows.stream().mapToLong(r -> r.points).sum() - room;
        for (Row row : rows.reversed()) {
            long cut = Math.clamp(over, 0, row.points);
            row.points -= cut;
            over -= cut;
        }
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
        return instant.atZone(zone).toLocalDate();
    }

    private Instant startOf(LocalDate day) {
        Instant probe = day.atTime(12, 0).atZone(zone).toInstant().minus(Duration.ofHours(30));
        while (day(probe).isBefore(day)) probe = probe.plus(Duration.ofMinutes(15));
        return probe;
    }

    private long minor(BigDecimal amount) {
        return amount.movePointRight(currency.getDecimalPlaces()).longValueExact();
    }

    // The order in the program's money (laws 10, 12, 15)

    private final class Order {
        private final Purchase purchase;
        private final long[] amounts;
        private final long[] charged;
        private final long[] discounts;
        private final long[] taxes;
        private final long[] points;

        Order(Purchase purchase) {
            this.purchase = purchase;
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
            long paid = purchase.tenders().stream()
                    .filter(t -> t.kind().equals("points"))
                    .mapToLong(t -> own(t.amount()))
                    .sum();
            points = spread(paid, weights, caps);
        }

        private long own(Money money) {
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
                if (!basis.path("paidWithPoints").asBoolean()) lines[i] -= points[i];
                if (lines[i] < 0) throw new IllegalStateException("an order beyond what the laws say");
            }
            long extras = (tax && !purchase.taxIncluded() ? own(purchase.tax()) : 0)
                    + (basis.path("shipping").asBoolean() ? own(purchase.shipping()) : 0)
                    + (basis.path("tips").asBoolean() ? own(purchase.tip()) : 0);
            return new Basis(lines, extras);
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
