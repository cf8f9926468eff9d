package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.Effort;
import dev.laurel.domain.decision.AdjustPoints;
import dev.laurel.domain.decision.CancelRedemption;
import dev.laurel.domain.decision.Command;
import dev.laurel.domain.decision.Decision.Accepted;
import dev.laurel.domain.decision.Decision.Refused;
import dev.laurel.domain.decision.EarnForAction;
import dev.laurel.domain.decision.EarnForPurchase;
import dev.laurel.domain.decision.JoinProgram;
import dev.laurel.domain.decision.RedeemPoints;
import dev.laurel.domain.decision.RedeemReward;
import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.decision.RefundOrder;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.Refusal.MoreThanLeft;
import dev.laurel.domain.decision.Refusal.NotCancellable;
import dev.laurel.domain.decision.Refusal.NotEnoughPoints;
import dev.laurel.domain.decision.Refusal.OverTheCap;
import dev.laurel.domain.decision.Refusal.RedemptionNotOpen;
import dev.laurel.domain.decision.Refusal.UnknownAction;
import dev.laurel.domain.decision.ReverseEntry;
import dev.laurel.domain.decision.ReviseOrder;
import dev.laurel.domain.decision.Settling;
import dev.laurel.domain.decision.UseRedemption;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Entry;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.fact.Performed;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Bucket;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.json.Fields;
import dev.laurel.json.ProgramFaults;
import dev.laurel.json.ProgramJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random programs and random histories, decided by the engine and by {@link EarningOracle}: after every step both say the same.
 * Nothing is drawn on which the laws are silent.
 */
@Tag("long")
class EarningOracleTest {
    private static final Instant FIRST = Instant.parse("2023-01-01T00:00:00Z");

    @Test
    void the_engine_earns_what_the_laws_say() {
        Set<String> seen = new ConcurrentSkipListSet<>();
        Effort.eachSeed(Effort.of(300, 10_000), seed -> {
            History history = new History(seed);
            history.run();
            seen.addAll(history.seen);
        });
        assertThat(seen)
                .as("what the histories are for")
                .contains(
                        "acted",
                        "activated",
                        "adjusted",
                        "backdated",
                        "cancelled",
                        "capped",
                        "counted as taken",
                        "deficit",
                        "deficit paid",
                        "downgraded",
                        "expired",
                        "expired at once",
                        "factor",
                        "foreign",
                        "lapsed",
                        "issued by itself",
                        "issued for stamps",
                        "limited",
                        "lost",
                        "more than left",
                        "not enough",
                        "not recouped",
                        "paid with a redemption",
                        "paid with points withheld",
                        "redeemed",
                        "refunded",
                        "returned",
                        "paid by a revision",
                        "revised after a refund",
                        "revised down",
                        "revised up",
                        "reversed",
                        "reinstated",
                        "tier factor",
                        "upgraded",
                        "used",
                        "withheld",
                        "withheld of a payment",
                        "withheld on a return",
                        "withdrawn",
                        "withdrawn with its stamps");
    }

    /** One member's random life, step by step in the engine and in the oracle. */
    private static final class History extends Dice {
        /** What can be undone by its entry. */
        private record Reversible(int step, String kind, List<Fact> facts) {}

        final Set<String> seen = new TreeSet<>();
        private final ObjectNode document;
        private final CurrencyUnit currency;
        private final ZoneId zone;
        private final Programs programs;
        private final EarningOracle oracle;
        private final List<String> rewards = new ArrayList<>();
        private final Map<String, String> automatic = new HashMap<>();
        private final Map<String, Long> payments = new HashMap<>();
        private final Map<String, Instant> paidAt = new HashMap<>();
        private final Map<String, Purchase> purchases = new HashMap<>();
        private final Map<String, Order> orders = new HashMap<>();
        private final Map<String, Map<Instant, Long>> taken = new HashMap<>();
        private final Set<String> withheld = new TreeSet<>();
        private final List<String> bought = new ArrayList<>();
        private final List<Reversible> reversible = new ArrayList<>();
        private final PurchaseDice purchaseDice;
        private Account account;
        private Instant now;
        private long facts;
        private long owed;
        private int step;

        History(int seed) {
            super(new SplittableRandom(seed));
            this.document = new ProgramDice(random.split()).program();
            ObjectNode later = document.deepCopy();
            later.set("expiry", new ProgramDice(random.split()).program().get("expiry"));
            this.currency = CurrencyUnit.of(document.get("currency").textValue());
            this.zone = ZoneId.of(document.get("timeZone").textValue());
            this.purchaseDice = new PurchaseDice(random.split(), document);
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
            assertThat(ProgramFaults.of(document)).as("%s", document).isEmpty();
            return new Programs.Version(number, from, ProgramJson.read(Fields.of(document)));
        }

        void run() {
            join();
            Instant end = now.plus(Duration.ofDays(between(730, 1095)));
            for (step = 1; step <= 220 && now.isBefore(end) && !oracle.isDoubtful(); step++) {
                pass();
                int kind = random.nextInt(100);
                if (kind < 30) buy();
                else if (kind < 39) revise();
                else if (kind < 56) refund();
                else if (kind < 64) act();
                else if (kind < 68) adjust();
                else if (kind < 72) reverse();
                else if (kind < 79) takeReward();
                else if (kind < 86) payWithPoints();
                else if (kind < 92) cancel();
                else if (kind < 95) use();
                else look();
            }
        }

        private String when(Object what) {
            return "step %s, at %s: %s%nprogram: %s%nlater: %s"
                    .formatted(step, now, what, document, programs.versions().getLast());
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
            Purchase purchase = purchaseDice.purchase(new OrderKey("shop", "order" + step), now, toPayWith());
            saw(purchase);
            Accepted accepted = decide(new EarnForPurchase(purchase, true), now);
            EarningOracle.Earned expected = oracle.earn(purchase, now);
            var earned = only(accepted, Fact.PointsEarned.class);
            compareEarned(earned, expected, purchase);
            String id = purchase.order().id();
            purchases.put(id, purchase);
            orders.put(id, Order.fresh(earned.earning(), earned.at()));
            bought.add(id);
            compare(accepted, purchase);
        }

        private void compareEarned(Fact.PointsEarned earned, EarningOracle.Earned expected, Object what) {
            compareRows(earned.earning(), expected.rows(), what);
            assertThat(earned.points()).as(() -> when(what)).isEqualTo(expected.points());
            assertThat(earned.earning().credits()).as(() -> when(what)).isEqualTo(expected.credits());
            assertThat(earned.earning().available()).as(() -> when(what)).isEqualTo(expected.available());
            assertThat(earned.earning().expires()).as(() -> when(what)).isEqualTo(expected.expires());
            if (expected.expires() != null && !expected.expires().isAfter(now)) seen.add("expired at once");
        }

        private void compareRows(Earning earning, Map<String, Long> expected, Object what) {
            Map<String, Long> rows = new TreeMap<>();
            for (Applied row : earning.applied()) {
                if (row.points() > 0) rows.merge(row.rule(), row.points(), Long::sum);
                if (row.limitedBy() != null) seen.add("limited");
                if (row.cut() > 0) seen.add("capped");
            }
            assertThat(merged(rows)).as(() -> when(what)).isEqualTo(merged(expected));
            rows.keySet().forEach(r -> seen.add(r.startsWith("tier:") ? "tier factor" : r.replaceAll("\\d", "")));
        }

        private void join() {
            Accepted accepted = decide(new JoinProgram(), now);
            EarningOracle.Earned expected = oracle.act(0, "join", null, now, now);
            if (expected != null) compareEarned(only(accepted, Fact.PointsEarned.class), expected, "joining");
            oracle.tiers().takeMoves();
            compare(accepted, "joining");
        }

        private void act() {
            String action = one(ProgramDice.ACTIONS);
            BigDecimal quantity = BigDecimal.valueOf(between(0, 2_000), (int) between(0, 2));
            Instant occurred = purchaseDice.occurred(now);
            sawBackdated(occurred);
            var command = new EarnForAction(
                    new Performed(action, "action" + step, null, quantity), occurred, Map.of(), false, true);
            EarningOracle.Earned expected = oracle.act(step, action, quantity, occurred == null ? now : occurred, now);
            if (expected == null) {
                refused(command, UnknownAction.class);
                return;
            }
            Accepted accepted = decide(command, now);
            compareEarned(only(accepted, Fact.PointsEarned.class), expected, command);
            seen.add("acted");
            reversible.add(new Reversible(step, "action", accepted.facts()));
            compare(accepted, command);
        }

        private void adjust() {
            long points = chance(60) ? between(1, 500) : -between(1, 300);
            LocalDate today = now.atZone(zone).toLocalDate();
            LocalDate last = points > 0 && chance(50) ? today.plusDays(between(0, 200)) : null;
            long credits = document.has("tiers") && chance(30) ? between(1, 2_000) : 0;
            var command = new AdjustPoints(points, "goodwill", last, credits);
            if (points > 0) {
                if (!oracle.give(step, points, credits, last, now)) {
                    refused(command, OverTheCap.class);
                    return;
                }
                Accepted accepted = decide(command, now);
                reversible.add(new Reversible(step, "gift", accepted.facts()));
                compare(accepted, command);
            } else {
                var slices = oracle.take(step, -points, credits, now);
                if (slices == null) {
                    refused(command, NotEnoughPoints.class);
                    return;
                }
                Accepted accepted = decide(command, now);
                assertThat(slices(only(accepted, Fact.PointsAdjusted.class).slices()))
                        .as(() -> when(command))
                        .isEqualTo(slices);
                reversible.add(new Reversible(step, "taking", accepted.facts()));
                compare(accepted, command);
            }
            seen.add("adjusted");
        }

        private void reverse() {
            if (reversible.isEmpty()) return;
            Reversible done = chance(50) ? reversible.getLast() : one(reversible);
            if (isAnyPaymentNearItsEnd()) return;
            reversible.remove(done);
            Entry entry = new Entry(
                    "entry" + done.step,
                    "",
                    1,
                    now,
                    now,
                    "admin",
                    "api",
                    null,
                    null,
                    done.facts,
                    account.balance(),
                    null);
            var command = new ReverseEntry(entry, "mistake");
            Accepted accepted;
            switch (done.kind) {
                case "action" -> {
                    var expected = oracle.reverseAction(done.step, now);
                    accepted = decide(command, now);
                    compareTakenBack(accepted, expected, command);
                }
                case "gift" -> {
                    var expected = oracle.reverseGift(done.step, now);
                    accepted = decide(command, now);
                    compareTakenBack(accepted, expected, command);
                }
                default -> {
                    oracle.reverseTaking(done.step, now);
                    accepted = decide(command, now);
                }
            }
            seen.add("reversed");
            compare(accepted, command);
        }

        private void refund() {
            if (bought.isEmpty() || isAnyPaymentNearItsEnd()) return;
            List<String> recent = bought.subList(Math.max(0, bought.size() - 5), bought.size());
            String id = chance(60) ? one(recent) : one(bought);
            Refund refund = new RefundDice(
                            random.split(),
                            Objects.requireNonNull(purchases.get(id)),
                            oracle.order(id),
                            "refund" + step)
                    .refund();
            Order order = Objects.requireNonNull(orders.get(id));
            var command = new RefundOrder("order/" + id, order, refund, false);
            var expected = oracle.refund(id, refund, now);
            if (expected == null) {
                refused(command, MoreThanLeft.class);
                seen.add("more than left");
                return;
            }
            Accepted accepted = decide(command, now);
            var refunded = only(accepted, Fact.OrderRefunded.class);
            orders.put(id, order.refunded(refunded.soFar()));
            assertThat(refunded.value().getAmountMinorLong())
                    .as(() -> "value: " + when(command))
                    .isEqualTo(expected.value());
            assertThat(refunded.cash().getAmountMinorLong())
                    .as(() -> "cash: " + when(command))
                    .isEqualTo(expected.cash());
            Money unnamed = Objects.requireNonNull(purchases.get(id)).tenders().stream()
                    .filter(t -> t.kind().equals("points") && t.redemption() == null)
                    .map(Purchase.Tender::amount)
                    .reduce(Money.zero(refund.currency()), Money::plus);
            assertThat(refunded.unnamedPoints()).as(() -> when(command)).isEqualTo(unnamed);
            Map<Instant, Long> returned = new TreeMap<>();
            long lost = 0;
            for (Fact fact : accepted.facts()
                    .subList(
                            accepted.facts().indexOf(refunded), accepted.facts().size())) {
                if (!(fact instanceof Fact.PointsReturned back)) continue;
                if (!back.redemption().startsWith("payment")) continue;
                slices(back.slices()).forEach((expires, points) -> returned.merge(expires, points, Long::sum));
                lost += back.lost();
            }
            assertThat(returned)
                    .as(() -> "returned: " + when(command))
                    .isEqualTo(expected.returned().slices());
            assertThat(lost)
                    .as(() -> when(command))
                    .isEqualTo(expected.returned().lost());
            compareTakenBack(accepted, expected.back(), command);
            if (!returned.isEmpty()) seen.add("returned");
            seen.add("refunded");
            compare(accepted, command);
        }

        private void revise() {
            if (bought.isEmpty() || isAnyPaymentNearItsEnd()) return;
            List<String> recent = bought.subList(Math.max(0, bought.size() - 5), bought.size());
            String id = chance(70) ? one(recent) : one(bought);
            Purchase before = Objects.requireNonNull(purchases.get(id));
            Purchase changed =
                    new RevisionDice(random.split(), before, before.currency().equals(currency)).changed(named(before));
            oracle.settle(now);
            if (PurchaseDice.isPaidWithTooMuch(changed) || !oracle.isClear(changed, now)) return;
            Order order = Objects.requireNonNull(orders.get(id));
            boolean touched = oracle.order(id).isTouched();
            var command = new ReviseOrder("order/" + id, order, changed);
            EarningOracle.Revised expected = oracle.revise(changed, now);
            Accepted accepted = decide(command, now);
            var revised = only(accepted, Fact.OrderRevised.class);
            compareRows(revised.earning(), expected.rows(), command);
            assertThat(revised.difference()).as(() -> when(command)).isEqualTo(expected.difference());
            compareTakenBack(accepted, expected.back(), command);
            orders.put(id, order.revised(revised.earning()));
            purchases.put(id, changed);
            seen.add("revised");
            if (touched) seen.add("revised after a refund");
            if (expected.difference() != 0) seen.add(expected.difference() > 0 ? "revised up" : "revised down");
            compare(accepted, command);
        }

        private Purchase.Tender named(Purchase before) {
            for (Purchase.Tender tender : before.tenders()) if (tender.redemption() != null) return tender;
            if (!before.currency().equals(currency) || chance(50)) return null;
            List<String> open = openPayments();
            if (open.isEmpty()) return null;
            seen.add("paid by a revision");
            String payment = one(open);
            return new Purchase.Tender(
                    "points", Money.ofMinor(currency, Objects.requireNonNull(payments.get(payment))), payment);
        }

        private void compareTakenBack(Accepted accepted, PointsOracle.TakenBack expected, Object what) {
            long due = 0;
            long already = 0;
            long taken = 0;
            long missing = 0;
            Map<String, Long> less = new TreeMap<>();
            for (Fact fact : accepted.facts()) {
                if (fact instanceof Fact.PointsReversed reversed) {
                    due += reversed.due();
                    already += reversed.alreadyExpired();
                    taken -= reversed.points();
                }
                if (fact instanceof Fact.NotRecouped not) {
                    missing += not.missing();
                    less.putAll(not.withheld());
                }
            }
            var actual = new PointsOracle.TakenBack(due, already, taken, missing, less);
            assertThat(actual).as(() -> when(what)).isEqualTo(expected);
            if (already > 0) seen.add("counted as taken");
            if (missing > 0) seen.add("not recouped");
            withheld.addAll(less.keySet());
            if (!less.isEmpty()) seen.add("withheld");
            if (less.keySet().stream().anyMatch(payments::containsKey)) seen.add("withheld of a payment");
        }

        private void refused(Command command, Class<? extends Refusal> why) {
            assertThat(command.decide(account, programs, Life::code, now))
                    .as(() -> when(command))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            r -> assertThat(r.why()).as(() -> when(command)).isInstanceOf(why));
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
            oracle.settle(now);
            if (oracle.points().isFull()) return;
            JsonNode reward = document.at("/rewards/" + between(0, 2));
            int quantity = (int) between(1, 2);
            String id = "redemption" + step;
            var expected = oracle.redeemReward(id, reward, quantity, now);
            var command = new RedeemReward(id, reward.get("id").textValue(), quantity);
            if (!redeemed(command, expected)) return;
            rewards.add(id);
        }

        private void payWithPoints() {
            oracle.settle(now);
            if (oracle.points().isFull()) return;
            long points = chance(40) ? Math.max(1, oracle.points().spendable()) : between(1, 1_500);
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
                                    why -> assertThat(why.available())
                                            .isEqualTo(oracle.points().spendable()));
                seen.add("not enough");
                return false;
            }
            Accepted accepted = decide(command, now);
            String id = command instanceof RedeemReward r ? r.id() : ((RedeemPoints) command).id();
            assertThat(spent(accepted).get(id)).as(() -> when(command)).isEqualTo(expected);
            seen.add("redeemed");
            taken.put(id, expected);
            compare(accepted, command);
            return true;
        }

        private static Map<String, Map<Instant, Long>> spent(Accepted accepted) {
            Map<String, Map<Instant, Long>> spent = new HashMap<>();
            for (Fact fact : accepted.facts())
                if (fact instanceof Fact.PointsSpent s) spent.put(s.redemption(), slices(s.slices()));
            return spent;
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
            List<String> less = all.stream().filter(withheld::contains).toList();
            String id = !less.isEmpty() && chance(50) ? one(less) : chance(60) ? all.getLast() : one(all);
            var command = new CancelRedemption(id, true);
            oracle.settle(now);
            if (automatic.containsKey(id)) {
                boolean open = oracle.points().isOpen(automatic.get(id), now);
                refused(command, open ? NotCancellable.class : RedemptionNotOpen.class);
                return;
            }
            var expected = oracle.cancel(id, now);
            if (expected == null) {
                refused(command, RedemptionNotOpen.class);
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
            assertThat(returned.getFirst().withheld()).as(() -> when(command)).isEqualTo(expected.withheld());
            if (expected.withheld() > 0) seen.add("withheld on a return");
            if (!expected.slices().equals(taken.get(id)) && !expected.slices().isEmpty() && expected.withheld() == 0)
                seen.add("reinstated");
            seen.add("cancelled");
            if (expected.lost() > 0) seen.add("lost");
            compare(accepted, command);
        }

        private List<String> openPayments() {
            return payments.keySet().stream()
                    .sorted()
                    .filter(p -> oracle.points().isOpen(p, now) && !nearItsEnd(p))
                    .toList();
        }

        private boolean isAnyPaymentNearItsEnd() {
            return payments.keySet().stream().anyMatch(this::nearItsEnd);
        }

        /** What can pay for an order: where refunds have missed some of it, only that, since it is seldom. */
        private List<PurchaseDice.Payment> toPayWith() {
            List<String> open = openPayments();
            List<String> less = open.stream().filter(withheld::contains).toList();
            return (less.isEmpty() ? open : less)
                    .stream()
                            .map(p -> new PurchaseDice.Payment(p, Objects.requireNonNull(payments.get(p))))
                            .toList();
        }

        private void saw(Purchase purchase) {
            if (!purchase.currency().equals(currency)) seen.add("foreign");
            sawBackdated(purchase.occurredAt());
            for (Purchase.Tender tender : purchase.tenders()) {
                if (tender.redemption() == null) continue;
                seen.add("paid with a redemption");
                if (withheld.contains(tender.redemption())) seen.add("paid with points withheld");
            }
        }

        private void sawBackdated(Instant occurred) {
            if (occurred != null && occurred.isBefore(now)) seen.add("backdated");
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
            if (!oracle.use(automatic.getOrDefault(id, id), now)) {
                refused(command, RedemptionNotOpen.class);
                return;
            }
            seen.add("used");
            compare(decide(command, now), command);
        }

        private void look() {
            oracle.settle(now);
            if (!oracle.isDoubtful()) compare(Settling.settled(account, programs, Life::code, now), "a look");
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
            if (oracle.isDoubtful()) return;
            Map<Instant, Long> expired = new TreeMap<>();
            List<TierOracle.Move> moves = new ArrayList<>();
            List<PointsOracle.Returned> lapsed = new ArrayList<>();
            Set<String> lapsing = new HashSet<>();
            List<PointsOracle.Returned> withdrawn = new ArrayList<>();
            Set<String> withdrawing = new HashSet<>();
            List<Redemption> issuing = new ArrayList<>();
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
                    case Fact.TierChanged t when t.from() != null -> moves.add(new TierOracle.Move(t.from(), t.to()));
                    case Fact.RewardLapsed l -> lapsing.add(l.redemption());
                    case Fact.RewardWithdrawn w -> withdrawing.add(w.redemption());
                    case Fact.PointsReturned r
                    when withdrawing.contains(r.redemption()) ->
                        withdrawn.add(new PointsOracle.Returned(slices(r.slices()), r.lost(), r.withheld()));
                    case Fact.RewardIssued i when i.redemption().issuedBy() != null -> issuing.add(i.redemption());
                    case Fact.PointsReturned r
                    when lapsing.contains(r.redemption()) ->
                        lapsed.add(new PointsOracle.Returned(slices(r.slices()), r.lost(), r.withheld()));
                    case Fact.PointsActivated _ -> seen.add("activated");
                    default -> {}
                }
            }
            if (!lapsing.isEmpty()) seen.add("lapsed");
            if (!expired.isEmpty()) seen.add("expired");
            moves.forEach(m -> seen.add(m.from().compareTo(m.to()) < 0 ? "upgraded" : "downgraded"));
            assertThat(expired).as(() -> when(what)).isEqualTo(oracle.points().takeExpired());
            assertThat(moves).as(() -> when(what)).isEqualTo(oracle.tiers().takeMoves());
            assertThat(lapsed)
                    .as(() -> when(what))
                    .containsExactlyInAnyOrderElementsOf(oracle.points().takeLapsed());
            List<PointsOracle.Returned> expectedBack = oracle.points().takeWithdrawn();
            assertThat(withdrawing).as(() -> when(what)).hasSameSizeAs(expectedBack);
            expectedBack.removeIf(PointsOracle.Returned.NOTHING::equals);
            assertThat(withdrawn).as(() -> when(what)).containsExactlyElementsOf(expectedBack);
            if (!withdrawn.isEmpty()) seen.add("withdrawn");
            if (withdrawing.size() > withdrawn.size()) seen.add("withdrawn with its stamps");
            compareIssued(issuing, spent(accepted), what);
            compare(account, what);
            assertThat(facts)
                    .as(() -> when(what))
                    .isEqualTo(account.balance().net() + account.balance().pending());
        }

        private void compareIssued(List<Redemption> issued, Map<String, Map<Instant, Long>> spent, Object what) {
            List<PointsOracle.Issued> expected = new ArrayList<>(oracle.points().takeIssued());
            expected.sort(Comparator.comparing(PointsOracle.Issued::reward));
            issued.sort(Comparator.comparing(redemption -> String.valueOf(redemption.reward())));
            assertThat(issued).as(() -> when(what)).hasSameSizeAs(expected);
            for (int i = 0; i < issued.size(); i++) {
                Redemption redemption = issued.get(i);
                PointsOracle.Issued other = expected.get(i);
                assertThat(redemption.reward()).as(() -> when(what)).isEqualTo(other.reward());
                assertThat(spent.getOrDefault(redemption.id(), Map.of()))
                        .as(() -> when(what))
                        .isEqualTo(other.slices());
                automatic.put(redemption.id(), other.id());
                rewards.add(redemption.id());
                seen.add(other.reward().equals("free") ? "issued for stamps" : "issued by itself");
            }
        }

        private void compare(Account account, Object what) {
            assertThat(account.balance().spendable())
                    .as(() -> when(what))
                    .isEqualTo(oracle.points().spendable());
            assertThat(account.balance().pending())
                    .as(() -> when(what))
                    .isEqualTo(oracle.points().pending());
            assertThat(account.balance().deficit())
                    .as(() -> when(what))
                    .isEqualTo(oracle.points().deficit());
            if (account.balance().deficit() > 0) seen.add("deficit");
            if (account.balance().deficit() < owed) seen.add("deficit paid");
            owed = account.balance().deficit();
            Map<List<Instant>, Long> buckets = new HashMap<>();
            for (Bucket bucket : account.buckets()) {
                buckets.merge(Arrays.asList(bucket.available(), bucket.expires()), bucket.points(), Long::sum);
            }
            assertThat(buckets).as(() -> when(what)).isEqualTo(oracle.points().buckets());
            assertThat(account.lifetime()).as(() -> when(what)).isEqualTo(oracle.lifetime());
            assertThat(account.standing().tier())
                    .as(() -> when(what))
                    .isEqualTo(oracle.tiers().tier());
            if (!document.has("tiers")) return;
            YearMonth current = YearMonth.from(now.atZone(zone));
            for (int back = 0; back < 24; back++) {
                YearMonth month = current.minusMonths(back);
                assertThat(account.credits(month, month))
                        .as(() -> month + ": " + when(what))
                        .isEqualTo(oracle.tiers().credits(month, month));
            }
        }
    }
}
