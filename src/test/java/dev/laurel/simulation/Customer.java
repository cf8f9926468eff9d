package dev.laurel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.MemberBooks;
import dev.laurel.domain.EarningOracle;
import dev.laurel.domain.PointsOracle;
import dev.laurel.domain.ProgramDice;
import dev.laurel.domain.PurchaseDice;
import dev.laurel.domain.RefundDice;
import dev.laurel.domain.RevisionDice;
import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.json.PurchaseJson;
import dev.laurel.json.RefundJson;
import dev.laurel.simulation.Caller.Answer;
import dev.laurel.simulation.Caller.Request;
import dev.laurel.simulation.World.Mood;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One member of a program: what they, tills, the shop and the merchant do about them, and what a second model says that it comes to. */
final class Customer {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int PAGE = 10;
    private static final int REPEATED_MOST = 20;

    /** A redemption as the member knows it. */
    private record Redeemed(
            String reward,
            int quantity,
            String id,
            @Nullable String code) {}

    /** What can be undone by the entry that it wrote. */
    private record Reversible(int number, String kind, String entry) {}

    /** A command that was accepted, with what was answered. */
    private record Done(Request request, JsonNode answer) {}

    private final World world;
    private final Scheme scheme;
    private final String id;
    private final PurchaseDice purchaseDice;
    private final MemberBooks books;
    private final EarningOracle oracle;
    private final Map<String, Purchase> purchases = new LinkedHashMap<>();
    private final Map<String, Redeemed> rewards = new LinkedHashMap<>();
    private final Map<String, Long> payments = new LinkedHashMap<>();
    private final Map<String, Instant> paidAt = new HashMap<>();
    private final Map<String, String> known = new HashMap<>();
    private final List<Reversible> reversible = new ArrayList<>();
    private final List<Done> done = new ArrayList<>();
    private final Corner shop;
    private @Nullable String mail;
    private @Nullable String wanted;
    private long rareTaken;
    private boolean joined;
    private boolean blocked;
    private boolean erased;
    private int next;

    Customer(World world, Scheme scheme, String id) {
        this.world = world;
        this.scheme = scheme;
        this.id = id;
        purchaseDice = new PurchaseDice(world.split(), scheme.document());
        books = new MemberBooks(partition());
        oracle = scheme.oracle();
        shop = new Corner(world, scheme, this);
    }

    Scheme scheme() {
        return scheme;
    }

    String id() {
        return id;
    }

    EarningOracle oracle() {
        return oracle;
    }

    boolean hasJoined() {
        return joined;
    }

    /** Whether something happened to them on which the laws are silent. */
    boolean isInDoubt() {
        return oracle.isDoubtful();
    }

    /** Whether there is something to do about them; not where the laws do not say what comes first. */
    boolean isHere() {
        return joined && !erased && !oracle.isDoubtful();
    }

    @Nullable
    Instant nextDue() {
        return oracle.nextDue(world.now());
    }

    private String path(String rest) {
        return "/members/" + id + rest;
    }

    private int number() {
        return ++next;
    }

    // Calls

    private Answer send(Request request, Mood mood, Supplier<Verdict> effect) {
        Answer answer = world.send(this, () -> world.caller().call(scheme.id, request), request, mood, List.of(effect));
        if (answer.status() < 300) remember(new Done(request, answer.body()));
        return answer;
    }

    private Answer calmly(Request request) {
        return world.calmly(scheme, request);
    }

    private void remember(Done one) {
        done.add(one);
        if (done.size() > REPEATED_MOST) done.removeFirst();
    }

    private Answer post(String role, String rest, ObjectNode body, Mood mood, Supplier<Verdict> effect) {
        return send(new Request(role, "POST", path(rest), null, body), mood, effect);
    }

    private Answer postKeyed(String role, String rest, ObjectNode body, Mood mood, Supplier<Verdict> effect) {
        return send(new Request(role, "POST", path(rest), id + "-" + number(), body), mood, effect);
    }

    /**
     * Holds an answer against what the model says, and the books against the model.
     *
     * @param missing how many entries it had still to write
     */
    void check(Answer answer, Verdict verdict, int missing) {
        int written = commandsWritten();
        if (!verdict.isAccepted()) {
            assertThat(written).as("a refusal leaves no trace").isZero();
            assertThat(answer.status()).as("%s", answer).isEqualTo(verdict.status());
            assertThat(verdict.problems()).as("%s", answer).contains(answer.problem());
            world.saw("refused: " + answer.problem());
            return;
        }
        assertThat(answer.status()).as("%s", answer).isEqualTo(missing == 0 ? 200 : verdict.status());
        assertThat(written).as("entries, once each").isEqualTo(missing);
        verdict.body().accept(answer.body());
        compare();
    }

    // The books

    /** Reads what is new in the books: how many commands it was. */
    int commandsWritten() {
        List<Map<String, AttributeValue>> fresh = new ArrayList<>();
        Map<String, AttributeValue> from = Map.of();
        do {
            Map<String, AttributeValue> start = from;
            var page = world.dynamo()
                    .query(q -> q.tableName("laurel")
                            .indexName("history")
                            .keyConditionExpression("m = :m")
                            .expressionAttributeValues(Map.of(":m", AttributeValue.fromS(partition())))
                            .exclusiveStartKey(start.isEmpty() ? null : start)
                            .scanIndexForward(false)
                            .limit(PAGE));
            for (var item : page.items()) if (seq(item) > books.seq()) fresh.add(item);
            from = page.items().size() < PAGE || seq(page.items().getLast()) <= books.seq()
                    ? Map.of()
                    : page.lastEvaluatedKey();
        } while (!from.isEmpty());
        int commands = 0;
        for (var item : fresh.reversed()) {
            JsonNode entry = books.add(item);
            if (!entry.get("id").textValue().startsWith("due/")) commands++;
        }
        return commands;
    }

    private static long seq(Map<String, AttributeValue> item) {
        return Long.parseLong(item.get("seq").n());
    }

    private String partition() {
        return "M#" + scheme.id + "#" + id;
    }

    /** What was written last is what the model says, to the bucket. */
    private void compare() {
        if (oracle.isDoubtful()) return;
        JsonNode account = books.check(world.dynamo()
                .getItem(g -> g.tableName("laurel")
                        .key(Map.of("pk", AttributeValue.fromS(partition()), "sk", AttributeValue.fromS("A"))))
                .item());
        if (erased) {
            assertThat(account.get("buckets")).isEmpty();
            assertThat(account.get("deficit").longValue()).isZero();
            return;
        }
        PointsOracle points = oracle.points();
        Map<List<Instant>, Long> buckets = new HashMap<>();
        for (JsonNode bucket : account.get("buckets"))
            buckets.merge(
                    Arrays.asList(instant(bucket, "available"), instant(bucket, "expires")),
                    bucket.get("points").longValue(),
                    Long::sum);
        assertThat(buckets).as("%s", account).isEqualTo(points.buckets());
        assertThat(account.get("deficit").longValue()).as("%s", account).isEqualTo(points.deficit());
        assertThat(account.get("lifetime").longValue()).as("%s", account).isEqualTo(oracle.lifetime());
        assertThat(account.path("tier").textValue())
                .as("%s", account)
                .isEqualTo(oracle.tiers().tier());
        know(account.get("open"));
        if (points.deficit() > 0) world.saw("deficit");
    }

    private static @Nullable Instant instant(JsonNode of, String field) {
        return of.has(field) ? Instant.parse(of.get(field).textValue()) : null;
    }

    /** Which of the open redemptions came by themselves: the model knows them by other names. */
    private void know(JsonNode open) {
        List<JsonNode> theirs = new ArrayList<>();
        for (JsonNode redemption : open) if (redemption.has("issuedBy")) theirs.add(redemption);
        List<PointsOracle.Open> ours = oracle.points().openByThemselves();
        assertThat(theirs).as("%s", open).hasSameSizeAs(ours);
        Map<String, List<JsonNode>> byReward = new TreeMap<>();
        for (JsonNode redemption : theirs)
            byReward.computeIfAbsent(redemption.get("reward").textValue(), _ -> new ArrayList<>())
                    .add(redemption);
        for (PointsOracle.Open mine : ours) {
            JsonNode redemption =
                    byReward.getOrDefault(mine.reward(), new ArrayList<>()).removeFirst();
            assertThat(instant(redemption, "until")).as("%s", open).isEqualTo(mine.until());
            rewards.put(
                    mine.id(),
                    new Redeemed(
                            mine.reward(),
                            1,
                            redemption.get("id").textValue(),
                            redemption.get("voucher").textValue()));
            world.saw("came by itself");
        }
    }

    /** After a night, the books are what the model says without anybody asking. */
    void slept() {
        if (!isHere()) return;
        oracle.settle(world.now());
        commandsWritten();
        compare();
    }

    /** What a member sees now is what the model says. */
    void look() {
        if (!joined) return;
        Answer answer = world.ask(scheme, path("/balance"));
        if (erased) {
            assertThat(answer.status()).isEqualTo(404);
            return;
        }
        oracle.settle(world.now());
        if (oracle.isDoubtful()) return;
        JsonNode balance = answer.body();
        PointsOracle points = oracle.points();
        assertThat(balance.get("spendable").longValue()).as("%s", balance).isEqualTo(points.spendable());
        assertThat(balance.get("pending").longValue()).as("%s", balance).isEqualTo(points.pending());
        assertThat(balance.get("deficit").longValue()).as("%s", balance).isEqualTo(points.deficit());
        assertThat(balance.get("lifetime").longValue()).as("%s", balance).isEqualTo(oracle.lifetime());
        assertThat(balance.path("tier").textValue())
                .as("%s", balance)
                .isEqualTo(oracle.tiers().tier());
        assertThat(balance.path("blocked").asBoolean()).isEqualTo(blocked);
        assertThat(ends(balance.get("expiring"))).as("%s", balance).isEqualTo(ends(points.buckets()));
    }

    private static Map<Instant, Long> ends(JsonNode expiring) {
        Map<Instant, Long> ends = new TreeMap<>();
        for (JsonNode each : expiring)
            ends.put(
                    Instant.parse(each.get("at").textValue()),
                    each.get("points").longValue());
        return ends;
    }

    private static Map<Instant, Long> ends(Map<List<Instant>, Long> buckets) {
        Map<Instant, Long> ends = new TreeMap<>();
        buckets.forEach((when, points) -> {
            if (when.get(0) == null && when.get(1) != null) ends.merge(when.get(1), points, Long::sum);
        });
        return ends;
    }

    // What happens

    /** @param address null for none */
    void join(@Nullable String address) {
        wanted = address;
        ObjectNode body = JSON.objectNode().put("memberId", id);
        if (address != null) body.put("email", address);
        body.putObject("shopCustomers").put(Scheme.SHOP, shop.customer());
        Request request = new Request("till", "POST", "/members", null, body);
        send(request, Mood.ALONE, () -> {
            if (address != null && scheme.byMail.containsKey(address)) return Verdict.refused(409, "contact-taken");
            joined = true;
            has(address);
            oracle.act(0, "join", null, world.now(), world.now());
            return Verdict.accepted(
                    201, answer -> assertThat(answer.get("balance").longValue()).isEqualTo(net()));
        });
        wanted = null;
    }

    /** The address with which they are joining; null where they are not. */
    @Nullable
    String wants() {
        return wanted;
    }

    private void has(@Nullable String address) {
        if (mail != null) scheme.byMail.remove(mail);
        mail = address;
        if (address != null) scheme.byMail.put(address, this);
    }

    private long net() {
        return oracle.points().spendable() - oracle.points().deficit();
    }

    void step() {
        if (blocked) {
            blockedStep();
            return;
        }
        long kind = world.between(0, 99);
        if (kind < 22) buy();
        else if (kind < 29) shop.step();
        else if (kind < 35) revise();
        else if (kind < 48) refund();
        else if (kind < 54) act();
        else if (kind < 58) adjust();
        else if (kind < 61) reverse();
        else if (kind < 69) takeReward();
        else if (kind < 74) payWithPoints();
        else if (kind < 80) cancel();
        else if (kind < 84) use();
        else if (kind < 89) repeat();
        else if (kind < 91) deceive();
        else if (kind < 93) meet();
        else if (kind < 95 && !world.isAmidACall()) changeForGood();
        else look();
    }

    // Buying

    private ObjectNode json(Purchase purchase) {
        ObjectNode json = PurchaseJson.write(purchase);
        for (JsonNode tender : json.path("tenders")) {
            if (tender.has("redemptionId"))
                ((ObjectNode) tender)
                        .put(
                                "redemptionId",
                                known.get(tender.get("redemptionId").textValue()));
        }
        return json;
    }

    private void buy() {
        OrderKey order = new OrderKey("till", scheme.id + id + "-" + number());
        Purchase purchase = purchaseDice.purchase(order, world.now(), toPayWith());
        boolean pays = purchase.tenders().stream().anyMatch(t -> t.redemption() != null);
        boolean asks = !pays && world.chance(15);
        Long offered = asks ? quote(purchase) : null;
        Mood mood = asks ? Mood.CALM : pays ? Mood.ALONE : Mood.ROUGH;
        Instant drawn = world.now();
        String role = purchase.occurredAt() == null ? "till" : "admin";
        post(role, "/purchases", json(purchase), mood, () -> {
            var earned = oracle.earn(purchase, world.now());
            purchases.put(order.id(), purchase);
            if (world.now().isAfter(drawn)) world.saw("bought late");
            return Verdict.accepted(201, answer -> {
                assertThat(answer.get("points").longValue()).isEqualTo(earned.points());
                if (offered != null) assertThat(earned.points()).isEqualTo(offered);
            });
        });
        world.saw(pays ? "paid with points" : "bought");
    }

    private Long quote(Purchase purchase) {
        ObjectNode body = JSON.objectNode().put("memberId", id);
        body.set("purchase", json(purchase));
        Answer answer = calmly(new Request("admin", "POST", "/quotes", null, body));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        world.saw("quoted");
        return answer.body().get("points").longValue();
    }

    private List<PurchaseDice.Payment> toPayWith() {
        return openPayments().stream()
                .map(p -> new PurchaseDice.Payment(p, Objects.requireNonNull(payments.get(p))))
                .toList();
    }

    private List<String> openPayments() {
        return payments.keySet().stream()
                .filter(p -> oracle.points().isOpen(p, world.now()) && known.containsKey(p) && !nearItsEnd(p))
                .toList();
    }

    private boolean isAnyPaymentNearItsEnd() {
        return payments.keySet().stream().anyMatch(this::nearItsEnd);
    }

    /** The laws say 7 days, not whether of 24 hours. */
    private boolean nearItsEnd(String payment) {
        Duration old = Duration.between(Objects.requireNonNull(paidAt.get(payment)), world.now());
        return old.compareTo(Duration.ofDays(5)) > 0 && old.compareTo(Duration.ofDays(9)) < 0;
    }

    private void revise() {
        if (purchases.isEmpty() || isAnyPaymentNearItsEnd()) return;
        Purchase before = lately(purchases.values());
        if (before.order().source().equals(Scheme.SHOP)) return;
        boolean own = before.currency().equals(scheme.currency);
        Purchase changed = new RevisionDice(world.split(), before, own).changed(named(before));
        oracle.settle(world.now());
        if (PurchaseDice.isPaidWithTooMuch(changed) || !oracle.isClear(changed, world.now())) return;
        ObjectNode body = json(changed);
        Request request = new Request("admin", "POST", path("/purchases"), null, body);
        send(request, Mood.ALONE, () -> {
            var revised = oracle.revise(changed, world.now());
            purchases.put(before.order().id(), changed);
            return Verdict.accepted(
                    201,
                    answer -> assertThat(answer.get("difference").longValue()).isEqualTo(revised.difference()));
        });
        done.removeIf(d -> d.request.path().endsWith("/purchases")
                && d.request.body().get("orderId").equals(body.get("orderId")));
        world.saw("revised");
    }

    private Purchase.@Nullable Tender named(Purchase before) {
        for (Purchase.Tender tender : before.tenders()) if (tender.redemption() != null) return tender;
        return null;
    }

    /** Mostly one of the last. */
    <T> T lately(Collection<T> of) {
        List<T> all = new ArrayList<>(of);
        return world.one(world.chance(60) ? all.subList(Math.max(0, all.size() - 5), all.size()) : all);
    }

    private void refund() {
        if (purchases.isEmpty() || isAnyPaymentNearItsEnd()) return;
        Purchase of = lately(purchases.values());
        if (of.order().source().equals(Scheme.SHOP)) return;
        String order = of.order().id();
        Refund refund = new RefundDice(world.split(), of, oracle.order(order), "refund" + number()).refund();
        ObjectNode body = RefundJson.write(refund);
        body.put("orderId", order).put("source", of.order().source());
        post("till", "/refunds", body, Mood.ALONE, () -> refunded(order, refund));
    }

    private Verdict refunded(String order, Refund refund) {
        oracle.settle(world.now());
        oracle.points().takeWithdrawn();
        var expected = oracle.refund(order, refund, world.now());
        if (expected == null) return Verdict.refused(422, "more-than-left");
        long withdrawn = oracle.points().takeWithdrawn().stream()
                .mapToLong(w -> sum(w.slices()))
                .sum();
        if (withdrawn > 0) world.saw("withdrawn");
        world.saw("refunded");
        if (expected.back().missing() > 0) world.saw("not recouped");
        return Verdict.accepted(201, answer -> {
            assertThat(answer.get("taken").longValue())
                    .isEqualTo(expected.back().taken());
            assertThat(answer.get("notRecouped").longValue())
                    .isEqualTo(expected.back().missing());
            assertThat(answer.get("returned").longValue())
                    .isEqualTo(sum(expected.returned().slices()) + withdrawn);
            assertThat(minor(answer, "value")).isEqualTo(expected.value());
            assertThat(minor(answer, "cash")).isEqualTo(expected.cash());
        });
    }

    /** An amount in an order's currency, whichever that is, in its minor unit. */
    private static long minor(JsonNode answer, String field) {
        return new BigDecimal(answer.get(field).textValue()).unscaledValue().longValueExact();
    }

    private static long sum(Map<Instant, Long> slices) {
        return slices.values().stream().mapToLong(Long::longValue).sum();
    }

    // Doing

    private void act() {
        String action = world.one(world.chance(90) ? scheme.actions() : ProgramDice.ACTIONS);
        BigDecimal quantity = BigDecimal.valueOf(world.between(1, 2_000), (int) world.between(0, 2));
        Instant occurred = purchaseDice.occurred(world.now());
        int number = number();
        ObjectNode body = JSON.objectNode()
                .put("action", action)
                .put("reference", "action" + number)
                .put("quantity", quantity.toPlainString());
        if (occurred != null) body.put("occurredAt", occurred.toString());
        Answer answer = post("admin", "/actions", body, Mood.ROUGH, () -> {
            Instant now = world.now();
            var earned = oracle.act(number, action, quantity, occurred == null ? now : occurred, now);
            if (earned == null) return Verdict.refused(404, "unknown-action");
            return Verdict.accepted(
                    201, told -> assertThat(told.get("points").longValue()).isEqualTo(earned.points()));
        });
        if (answer.status() < 300) undoable(number, "action", answer);
    }

    private void undoable(int number, String kind, Answer answer) {
        reversible.add(
                new Reversible(number, kind, answer.body().at("/entry/id").textValue()));
    }

    private void adjust() {
        boolean gift = world.chance(60);
        long points = gift ? world.between(1, 500) : -world.between(1, 300);
        LocalDate today = world.now().atZone(scheme.zone).toLocalDate();
        LocalDate last = gift && world.chance(50) ? today.plusDays(world.between(1, 200)) : null;
        int number = number();
        ObjectNode body = JSON.objectNode().put("points", points).put("reason", "goodwill");
        if (last != null) body.put("expires", last.toString());
        Answer answer = postKeyed("admin", "/adjustments", body, Mood.ROUGH, () -> {
            boolean may = gift
                    ? oracle.give(number, points, 0, last, world.now())
                    : oracle.take(number, -points, 0, world.now()) != null;
            if (!may) return Verdict.refused(422, gift ? "over-the-cap" : "not-enough-points");
            return Verdict.accepted(
                    201, told -> assertThat(told.get("points").longValue()).isEqualTo(points));
        });
        if (answer.status() < 300) undoable(number, gift ? "gift" : "taking", answer);
    }

    private void reverse() {
        if (reversible.isEmpty() || isAnyPaymentNearItsEnd()) return;
        Reversible one = lately(reversible);
        reversible.remove(one);
        ObjectNode body = JSON.objectNode().put("entry", one.entry).put("reason", "mistake");
        postKeyed("admin", "/reversals", body, Mood.ALONE, () -> {
            oracle.settle(world.now());
            oracle.points().takeWithdrawn();
            if (one.kind.equals("taking")) {
                var back = oracle.reverseTaking(one.number, world.now());
                return Verdict.accepted(
                        201,
                        told -> assertThat(told.get("returned").longValue()).isEqualTo(sum(back.slices())));
            }
            var back = one.kind.equals("action")
                    ? oracle.reverseAction(one.number, world.now())
                    : oracle.reverseGift(one.number, world.now());
            return Verdict.accepted(201, told -> {
                assertThat(told.get("taken").longValue()).isEqualTo(back.taken());
                assertThat(told.get("notRecouped").longValue()).isEqualTo(back.missing());
            });
        });
        world.saw("reversed");
    }

    // Redeeming

    private void takeReward() {
        String reward = world.chance(30) ? Scheme.RARE : "reward" + world.between(0, 2);
        int quantity = (int) world.between(1, 2);
        JsonNode offered = scheme.reward(reward);
        String ours = "redemption" + number();
        ObjectNode body = JSON.objectNode().put("reward", reward).put("quantity", quantity);
        Answer answer = postKeyed("self", "/redemptions", body, Mood.ROUGH, () -> {
            Instant now = world.now();
            oracle.settle(now);
            boolean rare = reward.equals(Scheme.RARE);
            List<String> why = new ArrayList<>();
            if (oracle.points().isFull()) why.add("too-many-open-redemptions");
            if (rare && rareTaken + quantity > scheme.rareForEach) why.add("limit-reached");
            if (rare && quantity > scheme.rareLeft()) why.add("out-of-stock");
            if (offered.get("cost").longValue() * quantity > oracle.points().spendable()) why.add("not-enough-points");
            if (!why.isEmpty()) return Verdict.refused(422, why.toArray(String[]::new));
            oracle.redeemReward(ours, offered, quantity, now);
            if (rare) {
                rareTaken += quantity;
                scheme.takeRare(quantity);
                world.saw("took what is rare");
            }
            return Verdict.accepted(
                    201,
                    told -> assertThat(told.get("points").longValue())
                            .isEqualTo(offered.get("cost").longValue() * quantity));
        });
        if (answer.status() >= 300) return;
        rewards.put(
                ours,
                new Redeemed(
                        reward,
                        quantity,
                        answer.body().get("redemptionId").textValue(),
                        answer.body().at("/voucher/code").textValue()));
        world.saw("redeemed");
    }

    private void payWithPoints() {
        long most = Math.max(1, oracle.points().spendable());
        long points = world.chance(40) ? most : world.between(1, 1_500);
        String ours = "payment" + number();
        Answer answer = postKeyed("self", "/redemptions", JSON.objectNode().put("points", points), Mood.ROUGH, () -> {
            oracle.settle(world.now());
            if (oracle.points().isFull()) return Verdict.refused(422, "too-many-open-redemptions");
            if (oracle.redeemPoints(ours, points, world.now()) == null)
                return Verdict.refused(422, "not-enough-points");
            payments.put(ours, points);
            paidAt.put(ours, world.now());
            return Verdict.accepted(
                    201, told -> assertThat(told.get("points").longValue()).isEqualTo(points));
        });
        if (answer.status() < 300)
            known.put(ours, answer.body().get("redemptionId").textValue());
    }

    private void cancel() {
        List<String> all = new ArrayList<>(rewards.keySet());
        payments.keySet().stream()
                .filter(p -> known.containsKey(p) && !nearItsEnd(p))
                .forEach(all::add);
        if (all.isEmpty()) return;
        String ours = lately(all);
        Redeemed reward = rewards.get(ours);
        String theirs = reward == null ? known.get(ours) : reward.id;
        boolean byItself = ours.startsWith("automatic");
        String rest = "/redemptions/" + theirs + "/cancellation";
        boolean again = done.stream().anyMatch(d -> d.request.path().endsWith(rest));
        if (again) return;
        send(new Request("till", "POST", path(rest), null, null), Mood.ALONE, () -> {
            oracle.settle(world.now());
            if (byItself) {
                boolean open = oracle.points().isOpen(ours, world.now());
                return Verdict.refused(409, open ? "not-cancellable" : "redemption-not-open");
            }
            var back = oracle.cancel(ours, world.now());
            if (back == null) return Verdict.refused(409, "redemption-not-open");
            if (reward != null && reward.reward.equals(Scheme.RARE)) {
                rareTaken -= reward.quantity;
                scheme.takeRare(-reward.quantity);
            }
            rewards.remove(ours);
            payments.remove(ours);
            world.saw("cancelled");
            return Verdict.accepted(
                    200, told -> assertThat(told.get("points").longValue()).isEqualTo(sum(back.slices())));
        });
    }

    private void use() {
        if (rewards.isEmpty()) return;
        String ours = lately(rewards.keySet());
        Redeemed reward = rewards.get(ours);
        ObjectNode body = JSON.objectNode().put("orderId", "use" + number()).put("source", "till");
        send(new Request("till", "POST", "/vouchers/" + reward.code + "/use", null, body), Mood.ROUGH, () -> {
            if (!oracle.use(ours, world.now())) return Verdict.refused(409, "redemption-not-open");
            world.saw("used");
            return Verdict.accepted(
                    200, told -> assertThat(told.get("state").textValue()).isEqualTo("used"));
        });
    }

    // Once more, and what is not allowed

    /** Whoever asks the same again is answered the same, however long ago it was. */
    private void repeat() {
        if (done.isEmpty()) return;
        Done one = lately(done);
        commandsWritten();
        long before = books.seq();
        Answer answer = calmly(one.request);
        assertThat(answer.status()).as("%s: %s", one.request, answer).isEqualTo(200);
        assertThat(answer.body()).as("%s", one.request).isEqualTo(one.answer);
        assertThat(commandsWritten()).isZero();
        assertThat(books.seq()).isEqualTo(before);
        world.saw("repeated");
    }

    /** The same key, or the same order, for something else. */
    private void deceive() {
        if (done.isEmpty()) return;
        Done one = lately(done);
        Request request = one.request;
        if (request.path().endsWith("/purchases")) {
            ObjectNode other = request.body().deepCopy();
            other.put("shipping", "1000000");
            refused(new Request("admin", "POST", request.path(), null, other), 409, "order-differs");
        } else if (request.path().endsWith("/redemptions")) {
            ObjectNode other = JSON.objectNode().put("points", 1_000_000);
            refused(new Request("self", "POST", request.path(), request.key(), other), 422, "key-reused");
        }
    }

    private void refused(Request request, int status, String problem) {
        Answer answer = calmly(request);
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(commandsWritten()).isZero();
        world.saw("refused: " + problem);
    }

    // Who they are

    /** They get another address, or somebody looks for the one they have. */
    private void meet() {
        String address = "mail" + world.between(0, 9) + "@example.com";
        Customer whose = scheme.byMail.get(address);
        Answer found = world.ask(scheme, "/members?email=" + address.replace("@", "%40"));
        assertThat(found.status()).isEqualTo(whose == null ? 404 : 200);
        if (whose != null) assertThat(found.body().get("memberId").textValue()).isEqualTo(whose.id);
        ObjectNode body = JSON.objectNode().put("email", address);
        boolean taken = whose != null && whose != this;
        Answer answer = calmly(new Request("till", "PATCH", path(""), null, body));
        assertThat(answer.status()).as("%s", answer).isEqualTo(taken ? 409 : 200);
        if (!taken) has(address);
        world.saw(taken ? "not their address" : "another address");
    }

    /** What rewards come to a blocked member by themselves, the laws do not say. */
    private void changeForGood() {
        if (world.chance(20)) erase();
        else if (!scheme.givesByItself()) block(true);
    }

    private void block(boolean to) {
        ObjectNode body = JSON.objectNode().put("reason", "check");
        postKeyed("admin", to ? "/block" : "/unblock", body, Mood.ALONE, () -> {
            oracle.settle(world.now());
            blocked = to;
            return Verdict.accepted(201, _ -> {});
        });
        world.saw(to ? "blocked" : "unblocked");
    }

    private void blockedStep() {
        if (world.chance(40) && !world.isAmidACall()) block(false);
        else if (world.chance(30)) look();
        else {
            ObjectNode body = JSON.objectNode().put("points", 1);
            postKeyed("self", "/redemptions", body, Mood.ROUGH, () -> Verdict.refused(422, "member-blocked"));
        }
    }

    private void erase() {
        send(new Request("admin", "DELETE", path(""), null, null), Mood.ALONE, () -> {
            oracle.settle(world.now());
            rewards.forEach((ours, reward) -> {
                if (reward.reward.equals(Scheme.RARE) && oracle.points().isOpen(ours, world.now()))
                    scheme.takeRare(-reward.quantity);
            });
            has(null);
            erased = true;
            return Verdict.accepted(
                    200, told -> assertThat(told.get("balance").longValue()).isZero());
        });
        world.saw("erased");
    }

    // What the shop needs to know

    /** An order that the shop took. */
    void bought(Purchase purchase) {
        purchases.put(purchase.order().id(), purchase);
    }

    Verdict shopRefunded(String order, Refund refund) {
        Verdict verdict = refunded(order, refund);
        assertThat(verdict.isAccepted()).isTrue();
        return verdict;
    }

    Answer delivered(Supplier<Answer> call, Object what, Mood mood, List<Supplier<Verdict>> effects) {
        return world.send(this, call, what, mood, effects);
    }
}
