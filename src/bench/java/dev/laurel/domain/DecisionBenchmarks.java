package dev.laurel.domain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.laurel.domain.decision.Command;
import dev.laurel.domain.decision.Decision;
import dev.laurel.domain.decision.EarnForPurchase;
import dev.laurel.domain.decision.SettleAccount;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.json.PurchaseJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    /** A purchase, each of whose lines each rule applies to. */
    @State(Scope.Benchmark)
    public static class Buying {
        @Param({"1", "20", "200"})
        public int lines;

        @Param({"1", "20", "100"})
        public int rules;

        private Life life;
        private Command purchase;
        private List<Purchase.Line> bought;
        private List<BigDecimal> pers;

        @Setup
        public void set() {
            String all = IntStream.range(0, rules)
                    .mapToObj(r -> "{id: r%d, kind: perAmount, points: 1, per: '%d.00'}".formatted(r, 1 + r))
                    .collect(Collectors.joining(", "));
            life = Life.under("earning: {rules: [" + all + "]}", "2050-01-01").on("2050-02-01");
            var order = Json.object().put("orderId", "o").put("currency", "USD");
            ArrayNode told = order.putArray("lines");
            for (int line = 0; line < lines; line++)
                told.addObject()
                        .put("sku", "sku-" + line)
                        .put("quantity", 1 + line % 3)
                        .put("amount", (1 + line * 37 % 90) + ".99");
            Purchase read = PurchaseJson.read(Fields.of(order));
            purchase = new EarnForPurchase(read, false);
            bought = read.lines();
            pers = IntStream.range(0, rules)
                    .mapToObj(r -> BigDecimal.valueOf(1L + r))
                    .toList();
        }
    }

    /** The whole decision: settled, priced, booked, looked at again. */
    @Benchmark
    public Decision purchase(Buying buying) {
        return buying.life.decide(buying.purchase);
    }

    /** What a rule gave, and for what. */
    public record Row(int rule, BigDecimal basis, long points) {}

    /** What somebody would write who needs the points of each rule and nothing else: no account, no limits, no factors, no books. */
    @Benchmark
    public List<Row> loop(Buying buying) {
        List<Row> rows = new ArrayList<>();
        for (BigDecimal per : buying.pers) {
            BigDecimal basis = BigDecimal.ZERO;
            for (Purchase.Line line : buying.bought) {
                if (line.giftCard() || line.voided()) continue;
                basis = basis.add(
                        line.amount().getAmount().subtract(line.discount().getAmount()));
            }
            long points = basis.divide(per, 0, RoundingMode.FLOOR).longValueExact();
            rows.add(new Row(rows.size(), basis, points));
        }
        return rows;
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
