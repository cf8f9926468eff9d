package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.CancelRedemption;
import dev.laurel.domain.decision.Command;
import dev.laurel.domain.decision.Decision.Accepted;
import dev.laurel.domain.decision.Decision.Refused;
import dev.laurel.domain.decision.EarnForPurchase;
import dev.laurel.domain.decision.JoinProgram;
import dev.laurel.domain.decision.RedeemPoints;
import dev.laurel.domain.decision.RedeemReward;
import dev.laurel.domain.decision.Refusal.NotEnoughPoints;
import dev.laurel.domain.decision.Refusal.RedemptionNotOpen;
import dev.laurel.domain.decision.Settling;
import dev.laurel.domain.decision.UseRedemption;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Bucket;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.json.Fields;
import dev.laurel.json.ProgramFaults;
import dev.laurel.json.ProgramJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs and random histories, decided by the engine and by {@link EarningOracle}: after every step both say the same.
 * Nothing is drawn on which the laws are silent.
 */
class EarningOracleTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant FIRST = Instant.parse("2023-01-01T00:00:00Z");
    private static final List<String> ZONES = List.of(
            "America/New_York",
            "America/Havana",
            "America/Santiago",
            "America/Asuncion",
            "Atlantic/Azores",
            "Europe/Berlin",
            "Africa/Cairo",
            "Asia/Beirut",
            "Asia/Kathmandu",
            "Asia/Tokyo",
            "Australia/Lord_Howe",
            "Pacific/Auckland",
            "Pacific/Chatham",
            "Pacific/Kiritimati",
            "UTC");
    private static final List<String> CURRENCIES = List.of("USD", "EUR", "JPY", "KWD");
    private static final List<String> CATEGORIES = List.of("coffee", "tea", "cake", "gear");
    private static final List<String> SKUS = List.of("s1", "s2", "s3", "s4", "s5");

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_engine_earns_what_the_laws_say(int seed) {
        new History(seed).run();
    }

    @Test
    void the_random_histories_reach_what_they_are_for() {
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 40; seed++) {
            History history = new History(seed);
            history.run();
            seen.addAll(history.seen);
        }
        assertThat(seen)
                .contains(
                        "activated",
                        "backdated",
                        "cancelled",
                        "capped",
                        "downgraded",
                        "expired",
                        "expired at once",
                        "factor",
                        "foreign",
                        "lapsed",
                        "limited",
                        "lost",
                        "not enough",
                        "paid with a redemption",
                        "redeemed",
                        "tier factor",
                        "upgraded",
                        "used");
    }

    /** Dice. */
    private static class Dice {
        final SplittableRandom random;

        Dice(SplittableRandom random) {
            this.random = random;
        }

        boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }

        long between(long least, long most) {
            return random.nextLong(least, most + 1);
        }

        <T> T one(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        @SafeVarargs
        @SuppressWarnings("varargs")
        final <T> T one(T... of) {
            return of[random.nextInt(of.length)];
        }

        <T> List<T> some(List<T> of) {
            List<T> some = new ArrayList<>(of.stream().filter(_ -> chance(40)).toList());
            if (some.isEmpty()) some.add(one(of));
            return some;
        }
    }

    /** Writes a random program that the laws leave no doubt about. */
    private static final class ProgramDice extends Dice {
        private final ObjectNode program = JSON.createObjectNode();
        private final CurrencyUnit currency = CurrencyUnit.of(one(CURRENCIES));
        private final String stacking = one("add", "add", "add", "best", "compound");
        /** Whether factors cover only some lines; then rules count goods only and have neither a points limit nor a minimum. */
        private final boolean partial = stacking.equals("add") && chance(40);

        private final boolean capped = chance(25);
        private final String kept = one("endOfPeriod", "endOfNextYear", "months");
        private final List<String> tiers = new ArrayList<>();

        ProgramDice(SplittableRandom random) {
            super(random);
        }

        private String money(long minor) {
            return BigDecimal.valueOf(minor, currency.getDecimalPlaces()).toPlainString();
        }

        ObjectNode program() {
            program.put("id", "random").put("name", "Random");
            program.put("currency", currency.getCode()).put("timeZone", one(ZONES));
            if (chance(75)) ladder();
            earning(program.putObject("earning"));
            expiry(program.putObject("expiry"));
            program.putObject("redemption").put("pointValue", money(1));
            ArrayNode rewards = program.putArray("rewards");
            for (int i = 0; i < 3; i++) {
                ObjectNode reward = rewards.addObject();
                reward.put("id", "reward" + i).put("kind", "amountOff").put("cost", between(1, 400));
                reward.put("amount", money(100));
                if (chance(60)) reward.put("validDays", between(0, 90)).put("onLapse", one("return", "nothing"));
            }
            if (chance(50)) program.putObject("refunds").put("reinstateDays", between(0, 20));
            return program;
        }

        private void ladder() {
            ObjectNode ladder = program.putObject("tiers");
            basis(ladder.putObject("basis"), true);
            ladder.put("window", "calendarYear").put("downgrade", "toEarned").put("credits", "spend");
            if (kept.equals("months")) ladder.putObject("kept").put("months", between(1, 18));
            else ladder.put("kept", kept);
            if (chance(30)) ladder.put("graceDays", between(1, 50));
            long from = 0;
            ArrayNode steps = ladder.putArray("ladder");
            for (int i = 0; i < between(1, 4); i++) {
                tiers.add("tier" + i);
                ObjectNode step = steps.addObject().put("id", "tier" + i).put("from", from);
                if (!stacking.equals("compound") && chance(70)) step.put("factor", one("1", "1.1", "1.25", "1.5", "2"));
                from += Math.max(
                        1,
                        BigDecimal.valueOf(between(30_000, 900_000), currency.getDecimalPlaces())
                                .longValue());
            }
        }

        private void expiry(ObjectNode expiry) {
            String round = one("never", "day", "monthEnd", "yearEnd");
            if (round.equals("never")) {
                expiry.put("kind", "never");
                return;
            }
            expiry.put("kind", "afterEarning").put("months", between(1, round.equals("day") ? 11 : 18));
            if (!round.equals("day") || chance(50)) expiry.put("roundTo", round);
        }

        private void earning(ObjectNode earning) {
            earning.put("stacking", stacking);
            if (chance(50)) earning.put("pendingDays", between(0, 45));
            if (capped) earning.put("balanceCap", between(100, 5_000));
            for (String code : CURRENCIES) {
                CurrencyUnit foreign = CurrencyUnit.of(code);
                if (foreign.equals(currency) || chance(50)) continue;
                BigDecimal rate = BigDecimal.valueOf(between(3_000, 30_000), 4)
                        .movePointRight(foreign.getDecimalPlaces() - currency.getDecimalPlaces());
                earning.withObject("/rates").put(code, rate.toPlainString());
            }
            ArrayNode rules = earning.putArray("rules");
            List<String> perAmount = new ArrayList<>();
            List<String> earningRules = new ArrayList<>();
            long many = between(1, 4);
            for (int i = 0; i < many; i++) {
                ObjectNode rule = rules.addObject().put("id", "rule" + i);
                boolean amount = i == 0 || chance(65);
                if (amount) perAmount.add("rule" + i);
                earningRules.add("rule" + i);
                base(rule, amount, i);
            }
            long factors = between(0, 3);
            for (int i = 0; i < factors; i++)
                factor(rules.addObject().put("id", "factor" + i), perAmount, earningRules, i);
        }

        private void base(ObjectNode rule, boolean amount, int i) {
            boolean exclusive = !partial && chance(12);
            boolean byAmount = amount && !exclusive && chance(15);
            rule.put("kind", amount ? "perAmount" : "perOrder");
            rule.put("points", exclusive ? between(1, 60) : between(0, amount ? 12 : 60));
            if (amount) {
                rule.put("per", money(one(100L, 70L, 33L, 1000L, 250L, 9999L)));
                if (exclusive) rule.put("rounding", "ceiling");
                else if (chance(70)) rule.put("rounding", one("floor", "halfUp", "ceiling", "fullUnits"));
            }
            boolean only = chance(40);
            if (only) only(rule.putObject("only"));
            basis(rule.putObject("basis"), !only && !partial && !byAmount);
            if (exclusive) rule.put("exclusive", true).put("priority", 10 * (i + 1));
            else if (!capped) rule.put("priority", between(-3, 3));
            if (exclusive || !amount && only) rule.put("minimum", money(between(1, 20_000)));
            else if (!partial && chance(30)) rule.put("minimum", money(between(0, 20_000)));
            sometimes(rule);
            if (exclusive) return;
            if (byAmount) limit(rule).put("amount", money(between(1_000, 80_000)));
            else if (chance(20)) limit(rule).put("times", between(1, 4));
            else if (!partial && chance(25)) limit(rule).put("points", between(1, 400));
        }

        private void factor(ObjectNode rule, List<String> perAmount, List<String> earningRules, int i) {
            rule.put("kind", "multiplier").put("factor", one("1", "1.2", "1.333", "1.5", "2", "3"));
            if (chance(25)) rule.put("minimum", money(between(1, 20_000)));
            sometimes(rule);
            if (!stacking.equals("add")) {
                rule.put("priority", i + 1L);
                return;
            }
            if (partial && chance(70)) only(rule.putObject("only"));
            ArrayNode of = JSON.createArrayNode();
            if (chance(50)) some(partial ? perAmount : earningRules).forEach(of::add);
            if (!of.isEmpty()) rule.set("of", of);
            if (chance(50)) rule.put("rounding", one("floor", "halfUp", "ceiling"));
            if (capped) return;
            if (chance(20)) limit(rule).put("times", between(1, 4));
            else if (chance(20)) limit(rule).put("points", between(1, 200));
        }

        private ObjectNode limit(ObjectNode rule) {
            return rule.putObject("limit").put("per", one("order", "day", "week", "month", "year", "membership"));
        }

        private void only(ObjectNode only) {
            switch ((int) between(0, 2)) {
                case 0 -> some(SKUS).forEach(only.putArray("skus")::add);
                case 1 -> some(CATEGORIES).forEach(only.putArray("categories")::add);
                default -> only.putArray("excludedCategories").add(one(CATEGORIES));
            }
            if (!only.has("excludedCategories") && chance(30))
                only.putArray("excludedCategories").add(one(CATEGORIES));
        }

        private void basis(ObjectNode basis, boolean extras) {
            if (extras) {
                if (chance(30)) basis.put("tax", true);
                if (chance(30)) basis.put("shipping", true);
                if (chance(30)) basis.put("tips", true);
            }
            if (chance(25)) basis.put("discounts", one("ignored", "deducted"));
            if (chance(25)) basis.put("giftCards", true);
            if (chance(25)) basis.put("paidWithPoints", true);
        }

        private void sometimes(ObjectNode rule) {
            if (!tiers.isEmpty() && chance(20)) some(tiers).forEach(rule.putArray("tiers")::add);
            if (!chance(35)) return;
            ObjectNode during = rule.putObject("during");
            LocalDate from = LocalDate.of(2024, 1, 1).plusDays(between(0, 400));
            if (chance(40)) during.put("from", from.toString());
            LocalDate until = from.plusDays(between(0, 700));
            if (chance(30)) during.put("until", until.toString());
            else if (chance(30)) during.put("until", until + "T10:30:15Z");
            if (chance(30))
                some(List.of("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"))
                        .forEach(during.putArray("weekdays")::add);
            if (chance(30)) during.putArray("hours").add("00:00-09:30").add("14:00-20:15");
        }
    }

    /** One member's random life, step by step in the engine and in the oracle. */
    private static final class History extends Dice {
        final Set<String> seen = new TreeSet<>();
        private final int seed;
        private final ObjectNode document;
        private final CurrencyUnit currency;
        private final ZoneId zone;
        private final Programs programs;
        private final EarningOracle oracle;
        private final List<String> rewards = new ArrayList<>();
        private final Map<String, Long> payments = new HashMap<>();
        private final Map<String, Instant> paidAt = new HashMap<>();
        private final boolean onTheDay;
        private Account account;
        private Instant now;
        private long facts;
        private int step;

        History(int seed) {
            super(new SplittableRandom(seed));
            this.seed = seed;
            this.document = new ProgramDice(random.split()).program();
            ObjectNode later = document.deepCopy();
            later.set("expiry", new ProgramDice(random.split()).program().get("expiry"));
            this.currency = CurrencyUnit.of(document.get("currency").textValue());
            this.zone = ZoneId.of(document.get("timeZone").textValue());
            this.onTheDay = document.at("/tiers/kept").isObject();
            this.now = LocalDate.of(2024, 1, 1)
                    .plusDays(between(0, 400))
                    .atTime((int) between(0, 23), 17, 5)
                    .atZone(zone)
                    .toInstant();
            Instant second = now.plus(Duration.ofDays(between(0, 900))).plusSeconds(between(0, 86_400));
            this.programs = new Programs(List.of(version(1, FIRST, document), version(2, second, later)));
            this.oracle = new EarningOracle(document, later.get("expiry"), second);
            this.account = Account.opened(now, null);
        }

        private Programs.Version version(int number, Instant from, ObjectNode document) {
            assertThat(ProgramFaults.of(document))
                    .as("seed %s: %s", seed, document)
                    .isEmpty();
            return new Programs.Version(number, from, ProgramJson.read(Fields.of(document)));
        }

        void run() {
            decide(new JoinProgram(), now);
            Instant end = now.plus(Duration.ofDays(between(730, 1095)));
            for (step = 1; step <= 220 && now.isBefore(end); step++) {
                pass();
                int kind = random.nextInt(100);
                if (kind < 60) buy();
                else if (kind < 68) takeReward();
                else if (kind < 75) payWithPoints();
                else if (kind < 83) cancel();
                else if (kind < 87) use();
                else look();
            }
        }

        private String when(Object what) {
            return "seed %s, step %s, at %s: %s%nprogram: %s%nlater: %s"
                    .formatted(
                            seed, step, now, what, document, programs.versions().getLast());
        }

        private void pass() {
            int kind = random.nextInt(100);
            Instant due = oracle.nextDue(now);
            if (kind < 35) now = now.plusSeconds(between(0, 3 * 86_400));
            else if (kind < 55) now = now.plusSeconds(between(0, 40_000));
            else if (kind < 63) now = now.plusSeconds(between(0, 50 * 86_400L));
            else if (kind < 75 && due != null) now = later(due.plusSeconds(between(-1, 1)));
            else if (kind < 80) {
                LocalDate newYear =
                        now.atZone(zone).toLocalDate().withDayOfYear(1).plusYears(1);
                Instant then =
                        newYear.plusDays(between(0, 9)).atStartOfDay(zone).toInstant();
                if (Duration.between(now, then).toDays() < 60) now = later(then.plusSeconds(between(0, 100_000)));
            }
        }

        private Instant later(Instant then) {
            return then.isAfter(now) ? then : now;
        }

        // Steps

        private void buy() {
            Purchase purchase = purchase();
            Accepted accepted = decide(new EarnForPurchase(purchase, true), now);
            EarningOracle.Earned expected = oracle.earn(purchase, now);
            var earned = only(accepted, Fact.PointsEarned.class);
            Map<String, Long> rows = new TreeMap<>();
            for (Applied row : earned.earning().applied()) {
                if (row.points() > 0) rows.merge(row.rule(), row.points(), Long::sum);
                if (row.limitedBy() != null) seen.add("limited");
                if (row.cut() > 0) seen.add("capped");
            }
            assertThat(merged(rows)).as(() -> when(purchase)).isEqualTo(merged(expected.rows()));
            assertThat(earned.points()).as(() -> when(purchase)).isEqualTo(expected.points());
            assertThat(earned.earning().available()).as(() -> when(purchase)).isEqualTo(expected.available());
            assertThat(earned.earning().expires()).as(() -> when(purchase)).isEqualTo(expected.expires());
            if (expected.expires() != null && !expected.expires().isAfter(now)) seen.add("expired at once");
            rows.keySet().forEach(r -> seen.add(r.startsWith("tier:") ? "tier factor" : r.replaceAll("\\d", "")));
            compare(accepted, purchase);
        }

        /** Which of several factors the cap cuts first, and which of equal ones is the best, is not said. */
        private Map<String, Long> merged(Map<String, Long> rows) {
            boolean open = document.at("/earning").has("balanceCap")
                    || document.at("/earning/stacking").asText().equals("best");
            Map<String, Long> merged = new TreeMap<>();
            rows.forEach(
                    (id, points) -> merged.merge(open && !id.startsWith("rule") ? "factors" : id, points, Long::sum));
            return merged;
        }

        private void takeReward() {
            JsonNode reward = document.at("/rewards/" + between(0, 2));
            int quantity = (int) between(1, 2);
            String id = "redemption" + step;
            var expected = oracle.redeemReward(id, reward, quantity, now);
            var command = new RedeemReward(id, reward.get("id").textValue(), quantity);
            if (!redeemed(command, expected)) return;
            rewards.add(id);
        }

        private void payWithPoints() {
            long points = between(1, 1_500);
            String id = "payment" + step;
            var expected = oracle.redeemPoints(id, points, now);
            if (!redeemed(new RedeemPoints(id, points, null), expected)) return;
            payments.put(id, points);
            paidAt.put(id, now);
        }

        private boolean redeemed(Command command, Map<Instant, Long> expected) {
            if (expected == null) {
                var decision = command.decide(account, programs, Life::code, now);
                assertThat(decision).as(() -> when(command)).isInstanceOf(Refused.class);
                if (command instanceof RedeemReward)
                    assertThat(((Refused) decision).why())
                            .as(() -> when(command))
                            .isInstanceOfSatisfying(
                                    NotEnoughPoints.class,
                                    why -> assertThat(why.available()).isEqualTo(oracle.spendable(now)));
                seen.add("not enough");
                return false;
            }
            Accepted accepted = decide(command, now);
            assertThat(slices(only(accepted, Fact.PointsSpent.class).slices()))
                    .as(() -> when(command))
                    .isEqualTo(expected);
            seen.add("redeemed");
            compare(accepted, command);
            return true;
        }

        private static Map<Instant, Long> slices(List<Slice> slices) {
            Map<Instant, Long> sums = new TreeMap<>();
            slices.forEach(s -> sums.merge(s.expires() == null ? Instant.MAX : s.expires(), s.points(), Long::sum));
            return sums;
        }

        private void cancel() {
            List<String> all = new ArrayList<>(rewards);
            payments.keySet().stream().sorted().filter(p -> !nearItsEnd(p)).forEach(all::add);
            if (all.isEmpty()) return;
            String id = chance(60) ? all.getLast() : one(all);
            var command = new CancelRedemption(id, true);
            var expected = oracle.cancel(id, now);
            if (expected == null) {
                refusedAsNotOpen(command);
                return;
            }
            Accepted accepted = decide(command, now);
            var returned = accepted.facts().stream()
                    .filter(Fact.PointsReturned.class::isInstance)
                    .map(Fact.PointsReturned.class::cast)
                    .filter(r -> r.redemption().equals(id))
                    .toList();
            assertThat(returned).as(() -> when(command)).hasSize(1);
            assertThat(slices(returned.getFirst().slices()))
                    .as(() -> when(command))
                    .isEqualTo(expected.slices());
            assertThat(returned.getFirst().lost()).as(() -> when(command)).isEqualTo(expected.lost());
            seen.add("cancelled");
            if (expected.lost() > 0) seen.add("lost");
            compare(accepted, command);
        }

        /** The laws say 7 days, not whether of 24 hours. */
        private boolean nearItsEnd(String payment) {
            Duration old = Duration.between(Objects.requireNonNull(paidAt.get(payment)), now);
            return old.compareTo(Duration.ofDays(6)) > 0 && old.compareTo(Duration.ofDays(9)) < 0;
        }

        private void use() {
            if (rewards.isEmpty()) return;
            String id = chance(70) ? rewards.getLast() : one(rewards);
            var command = new UseRedemption(id, new OrderKey("till", "use" + step));
            if (!oracle.use(id, now)) {
                refusedAsNotOpen(command);
                return;
            }
            seen.add("used");
            compare(decide(command, now), command);
        }

        private void refusedAsNotOpen(Command command) {
            assertThat(command.decide(account, programs, Life::code, now))
                    .as(() -> when(command))
                    .isInstanceOfSatisfying(
                            Refused.class, r -> assertThat(r.why()).isInstanceOf(RedemptionNotOpen.class));
        }

        private void look() {
            oracle.settle(now);
            compare(Settling.settled(account, programs, Life::code, now), "a look");
        }

        // What must be the same

        private Accepted decide(Command command, Instant at) {
            Instant clock = chance(10) && !at.isAfter(account.settledTo()) ? at.minusSeconds(between(0, 299)) : at;
            var decision = command.decide(account, programs, Life::code, clock);
            assertThat(decision).as(() -> when(command)).isInstanceOf(Accepted.class);
            Accepted accepted = (Accepted) decision;
            account = accepted.after();
            return accepted;
        }

        private static <F extends Fact> F only(Accepted accepted, Class<F> kind) {
            var found = accepted.facts().stream().filter(kind::isInstance).toList();
            assertThat(found).hasSize(1);
            return kind.cast(found.getFirst());
        }

        private void compare(Accepted accepted, Object what) {
            Map<Instant, Long> expired = new TreeMap<>();
            List<EarningOracle.TierMove> moves = new ArrayList<>();
            List<EarningOracle.Returned> lapsed = new ArrayList<>();
            Set<String> lapsing = new HashSet<>();
            for (Fact fact : accepted.facts()) {
                facts += fact.points();
                switch (fact) {
                    case Fact.PointsExpired e -> {
                        expired.merge(e.expires(), -e.points(), Long::sum);
                        assertThat(e.accountingDay())
                                .as(() -> when(e))
                                .isEqualTo(
                                        e.expires().minusNanos(1).atZone(zone).toLocalDate());
                    }
                    case Fact.TierChanged t
                    when t.from() != null -> moves.add(new EarningOracle.TierMove(t.from(), t.to()));
                    case Fact.RewardLapsed l -> lapsing.add(l.redemption());
                    case Fact.PointsReturned r
                    when lapsing.contains(r.redemption()) ->
                        lapsed.add(new EarningOracle.Returned(slices(r.slices()), r.lost()));
                    case Fact.PointsActivated _ -> seen.add("activated");
                    default -> {}
                }
            }
            if (!lapsing.isEmpty()) seen.add("lapsed");
            if (!expired.isEmpty()) seen.add("expired");
            moves.forEach(m -> seen.add(m.from().compareTo(m.to()) < 0 ? "upgraded" : "downgraded"));
            assertThat(expired).as(() -> when(what)).isEqualTo(oracle.takeExpired());
            assertThat(moves).as(() -> when(what)).isEqualTo(oracle.takeMoves());
            assertThat(lapsed).as(() -> when(what)).containsExactlyInAnyOrderElementsOf(oracle.takeLapsed());
            compare(account, what);
            assertThat(facts)
                    .as(() -> when(what))
                    .isEqualTo(account.balance().spendable() + account.balance().pending());
        }

        private void compare(Account account, Object what) {
            assertThat(account.balance().spendable()).as(() -> when(what)).isEqualTo(oracle.spendable(now));
            assertThat(account.balance().pending()).as(() -> when(what)).isEqualTo(oracle.pending(now));
            assertThat(account.balance().deficit()).as(() -> when(what)).isZero();
            Map<List<Instant>, Long> buckets = new HashMap<>();
            for (Bucket bucket : account.buckets()) {
                buckets.merge(Arrays.asList(bucket.available(), bucket.expires()), bucket.points(), Long::sum);
            }
            assertThat(buckets).as(() -> when(what)).isEqualTo(oracle.buckets(now));
            assertThat(account.lifetime()).as(() -> when(what)).isEqualTo(oracle.lifetime());
            assertThat(account.standing().tier()).as(() -> when(what)).isEqualTo(oracle.tier());
            if (!document.has("tiers")) return;
            int year = now.atZone(zone).getYear();
            for (int y = year - 1; y <= year; y++) {
                assertThat(account.credits(YearMonth.of(y, 1), YearMonth.of(y, 12)))
                        .as(() -> when(what))
                        .isEqualTo(oracle.creditsOf(y));
            }
        }

        // Orders

        private Purchase purchase() {
            CurrencyUnit paidIn = currency;
            List<String> foreign = new ArrayList<>();
            document.at("/earning/rates").fieldNames().forEachRemaining(foreign::add);
            if (!foreign.isEmpty() && chance(20)) {
                paidIn = CurrencyUnit.of(one(foreign));
                seen.add("foreign");
            }
            boolean taxIncluded = chance(25);
            boolean discounts = !taxIncluded && chance(60);
            boolean giftCards = !taxIncluded && chance(30);
            List<Purchase.Line> lines = new ArrayList<>();
            Money goods = Money.zero(paidIn);
            Money charged = goods;
            long many = between(1, 5);
            for (int i = 0; i < many; i++) {
                boolean isGoods = i == 0 || chance(75);
                Money amount = money(paidIn, i > 0 && chance(5) ? 0 : between(200, chance(20) ? 90_000 : 9_000));
                Money off = discounts && chance(40) ? share(amount, between(0, 40)) : Money.zero(paidIn);
                boolean giftCard = !isGoods && giftCards;
                lines.add(new Purchase.Line(
                        "line" + i,
                        one(SKUS),
                        BigDecimal.valueOf(between(1, 3)),
                        amount,
                        off,
                        chance(70) ? Set.copyOf(some(CATEGORIES)) : Set.of(),
                        giftCard,
                        !isGoods && !giftCard));
                if (isGoods) goods = goods.plus(amount);
                if (isGoods) charged = charged.plus(amount.minus(off));
            }
            Money discount = discounts && chance(50) ? share(charged, between(0, 30)) : Money.zero(paidIn);
            boolean own = paidIn.equals(currency);
            boolean free = discounts && own && chance(8);
            if (free) discount = charged;
            List<Purchase.Tender> tenders = new ArrayList<>();
            if (!free) tender(tenders, goods, own, !discounts && !taxIncluded);
            tenders.add(new Purchase.Tender("card", money(paidIn, between(0, 10_000)), null));
            return new Purchase(
                    new OrderKey("shop", "order" + step),
                    0,
                    paidIn,
                    occurred(),
                    lines,
                    discount,
                    chance(60) ? share(goods, between(0, 19)) : Money.zero(paidIn),
                    taxIncluded,
                    chance(40) ? money(paidIn, between(0, 1_500)) : Money.zero(paidIn),
                    chance(30) ? money(paidIn, between(0, 900)) : Money.zero(paidIn),
                    tenders);
        }

        private void tender(List<Purchase.Tender> tenders, Money goods, boolean own, boolean whole) {
            Money most = share(goods, 20);
            List<String> open = payments.keySet().stream()
                    .sorted()
                    .filter(p -> oracle.isOpen(p, now) && !nearItsEnd(p))
                    .filter(p -> !money(currency, payments.get(p)).isGreaterThan(own ? most : Money.zero(currency)))
                    .toList();
            if (!open.isEmpty() && chance(70)) {
                String payment = one(open);
                tenders.add(new Purchase.Tender("points", money(currency, payments.get(payment)), payment));
                seen.add("paid with a redemption");
            } else if (own && whole && chance(8)) {
                tenders.add(new Purchase.Tender("points", goods, null));
            } else if (chance(20)) {
                tenders.add(new Purchase.Tender("points", share(goods, between(0, 10)), null));
                tenders.add(new Purchase.Tender("points", share(goods, between(0, 10)), null));
            }
        }

        /** Now, or up to 360 days ago; not where a hold would count from the order's day. */
        private Instant occurred() {
            if (chance(70)) return null;
            if (onTheDay) return now;
            seen.add("backdated");
            return now.minusSeconds(between(1, 86_400L * one(3, 60, 360)));
        }

        private static Money money(CurrencyUnit currency, long minor) {
            return Money.ofMinor(currency, minor);
        }

        private static Money share(Money of, long percent) {
            return of.multipliedBy(BigDecimal.valueOf(percent, 2), RoundingMode.DOWN);
        }
    }
}
