package dev.laurel.domain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.laurel.domain.decision.Command;
import dev.laurel.domain.decision.Decision;
import dev.laurel.domain.decision.EarnForPurchase;
import dev.laurel.domain.decision.SettleAccount;
import dev.laurel.domain.earning.EarnRule;
import dev.laurel.domain.earning.EarnRule.PerAmount;
import dev.laurel.domain.earning.EarningPolicy;
import dev.laurel.domain.earning.Pricing;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.earning.Rooms;
import dev.laurel.domain.fact.Applied;
import dev.laurel.domain.fact.Counting;
import dev.laurel.domain.program.Programs;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.PurchaseJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.joda.money.Money;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a decision costs by itself, without JSON and without a table. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmarks {
    /** A purchase, each of whose lines each rule applies to; without rules of that kind it earns a point for itself. */
    @State(Scope.Benchmark)
    public static class Buying {
        @Param({"1", "20", "200"})
        public int lines;

        @Param({"1", "20", "100"})
        public int rules;

        private Life life;
        private Command command;
        private Purchase purchase;
        private EarningPolicy policy;
        private Rooms rooms;
        private Pricing.Situation situation;

        @Setup
        public void set() {
            String all = IntStream.range(0, rules)
                    .mapToObj(r -> "{id: r%d, kind: perAmount, points: 1, per: '%d.00'}".formatted(r, 1 + r))
                    .collect(Collectors.joining(", "));
            if (rules == 0) all = "{id: order, kind: perOrder, points: 1}";
            life = Life.under("earning: {rules: [" + all + "]}", "2050-01-01").on("2050-02-01");
            var order = Json.object().put("orderId", "o").put("currency", "USD");
            ArrayNode told = order.putArray("lines");
            for (int line = 0; line < lines; line++)
                told.addObject()
                        .put("sku", "sku-" + line)
                        .put("quantity", 1 + line % 3)
                        .put("amount", (1 + line * 37 % 90) + ".99");
            purchase = PurchaseJson.read(Fields.of(order));
            command = new EarnForPurchase(purchase, false);
            Programs.Version version = life.programs().at(life.now());
            policy = version.program().earning();
            LocalDate day = version.program().day(life.now());
            rooms = Rooms.of(life.account(), policy.balanceCap(), day, day);
            ZonedDateTime now = life.now().atZone(version.program().zone());
            situation = new Pricing.Situation(version.number(), now, null, null, false);
            if (rules > 0 && !byHand().equals(priced().applied()))
                throw new IllegalStateException("by hand it is something else");
        }

        private Pricing.Priced priced() {
            return Pricing.price(purchase, policy, rooms, situation);
        }

        private List<Applied> byHand() {
            List<Money> counted = new ArrayList<>();
            for (Purchase.Line line : purchase.lines())
                counted.add(line.amount().minus(line.discount()));
            Money nothing = Money.zero(purchase.currency());
            List<Applied> rows = new ArrayList<>();
            for (EarnRule rule : policy.rules()) {
                PerAmount each = (PerAmount) rule;
                BigDecimal sum = BigDecimal.ZERO;
                for (Money line : counted) sum = sum.add(line.getAmount());
                BigDecimal per = each.per().getAmount();
                long points = sum.multiply(BigDecimal.valueOf(each.points()))
                        .divide(per, 0, RoundingMode.FLOOR)
                        .longValueExact();
                Counting basis = new Counting(counted, nothing, nothing, nothing);
                Applied.Rate rate = new Applied.Rate(each.points(), per, null);
                String bookedAs = rule.terms().bookedAs();
                rows.add(new Applied(rule.id(), 1, points, 0, 0, 0, bookedAs, basis, rate, null, null, null));
            }
            return rows;
        }
    }

    /** The whole decision: settled, priced, booked, looked at again. */
    @Benchmark
    public Decision purchase(Buying buying) {
        return buying.life.decide(buying.command);
    }

    /** Its pricing alone. */
    @Benchmark
    public Pricing.Priced pricing(Buying buying) {
        return buying.priced();
    }

    /** What somebody would write who needs the same rows, goes through the lines for each rule, and knows of no other kinds of rules. */
    @Benchmark
    public List<Applied> loop(Buying buying) {
        return buying.byHand();
    }

    /** An account of three years of months, the first of which is over. */
    @State(Scope.Benchmark)
    public static class Settled {
        private Life life;

        @Setup
        public void set() {
            life = Life.under(
                    "{earning: {rules: [{id: base, kind: perAmount, points: 1, per: '1.00'}]}, expiry: {kind: afterEarning, months: 36, roundTo: monthEnd}}",
                    "2050-01-01");
            for (int month = 0; month < 36; month++) {
                life.on("%d-%02d-15".formatted(2050 + month / 12, 1 + month % 12));
                life.buys("{lines: [{sku: a, quantity: 1, amount: '100.00'}]}");
            }
            life.on("2053-02-02");
        }
    }

    @Benchmark
    public Decision settling(Settled settled) {
        return settled.life.decide(new SettleAccount());
    }
}
