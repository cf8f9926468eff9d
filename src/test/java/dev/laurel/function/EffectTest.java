package dev.laurel.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Law 19: what a version makes better and worse. */
class EffectTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    private static Set<String> effects(String from, String to) throws Exception {
        Set<String> effects = new TreeSet<>();
        Changes.between(YAML.readTree("{id: p, " + from + "}"), YAML.readTree("{id: p, " + to + "}"))
                .forEach(c -> effects.add(c.path("effect").asText()));
        return effects;
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "name: A                                        | name: B                                        | neutral",
                "noticeDays: 30                                 | noticeDays: 10                                 | worse",
                "earning: {pendingDays: 3}                      | earning: {}                                    | better",
                "earning: {}                                    | earning: {pendingDays: 0}                      | neutral",
                "earning: {}                                    | earning: {balanceCap: 1000}                    | worse",
                "earning: {balanceCap: 1000}                    | earning: {balanceCap: 2000}                    | better",
                "earning: {stacking: add}                       | earning: {stacking: best}                      | worse",
                "earning: {rules: [{id: a, points: 1}]}         | earning: {rules: [{id: a, points: 2}]}         | better",
                "earning: {rules: [{id: a, per: '1.00'}]}       | earning: {rules: [{id: a, per: '2.00'}]}       | worse",
                "earning: {rules: [{id: a, rounding: floor}]}   | earning: {rules: [{id: a, rounding: ceiling}]} | better",
                "earning: {rules: [{id: a, kind: x}]}           | earning: {rules: [{id: a, kind: y}]}           | worse",
                "earning: {rules: [{id: a}]}                    | earning: {rules: [{id: a}, {id: b}]}           | better",
                "earning: {rules: [{id: a}, {id: b}]}           | earning: {rules: [{id: a}]}                    | worse",
                "earning: {rules: [{id: a}]}                    | earning: {rules: [{id: a}, {id: b, exclusive: true}]} | worse",
                "earning: {rules: [{id: a}, {id: b}]}           | earning: {rules: [{id: b}, {id: a}]}           | neutral",
                "earning: {rules: [{id: a}]}                    | earning: {rules: [{id: a, limit: {times: 1, per: day}}]} | worse",
                "earning: {rules: [{id: a, tiers: [x]}]}        | earning: {rules: [{id: a, tiers: [x, y]}]}     | better",
                "earning: {rules: [{id: a}]}                    | earning: {rules: [{id: a, tiers: [x]}]}        | worse",
                "earning: {rules: [{id: a, tiers: [x]}]}        | earning: {rules: [{id: a}]}                    | better",
                "earning: {rules: [{id: a}]}                    | earning: {rules: [{id: a, basis: {tax: true}}]} | better",
                "expiry: {kind: afterEarning, months: 12}       | expiry: {kind: afterEarning, months: 6}        | worse",
                "expiry: {kind: afterEarning, months: 12}       | earning: {}                                    | better neutral",
                "earning: {}                                    | expiry: {kind: calendar, month: 12, day: 31}   | neutral worse",
                "earning: {}                                    | expiry: {kind: never}                          | neutral",
                "refunds: {shortfall: deficit}                  | refunds: {shortfall: clamp}                    | better",
                "earning: {}                                    | refunds: {shortfall: deficit}                  | neutral worse",
                "tiers: {ladder: [{id: a, from: 0}, {id: b, from: 9}]} | tiers: {ladder: [{id: a, from: 0}, {id: b, from: 8}]} | better",
                "tiers: {kept: endOfPeriod, ladder: []}         | tiers: {kept: endOfNextYear, ladder: []}       | better",
                "tiers: {kept: {months: 12}, ladder: []}        | tiers: {kept: {months: 6}, ladder: []}         | worse",
                "tiers: {window: month, ladder: []}             | tiers: {window: lifetime, ladder: []}          | worse",
                "rewards: [{id: r, cost: 5}]                    | rewards: [{id: r, cost: 6}]                    | worse",
                "rewards: [{id: r, validDays: 5}]               | rewards: [{id: r}]                             | better",
                "rewards: [{id: r, stock: 5}]                   | rewards: [{id: r, stock: 5, onLapse: return}]  | better",
                "rewards: [{id: r, cost: 5}]                    | name: A                                        | neutral worse",
                "earning: {}                                    | rewards: [{id: r, cost: 5, autoIssue: true}]   | neutral worse",
                "expiry: {kind: afterActivity, months: 9}       | expiry: {kind: afterActivity, months: 9, activity: [purchase]} | worse",
                "expiry: {kind: afterActivity, months: 9, activity: [purchase]} | expiry: {kind: afterActivity, months: 9} | better",
                "tiers: {ladder: [{id: a, from: 0}, {id: b, from: 9}]} | tiers: {ladder: [{id: a, from: 0}, {id: b, byInvitation: true}]} | better worse",
                "redemption: {pointValue: '0.01'}               | earning: {}                                    | neutral worse",
            })
    void a_change_is_better_worse_or_neutral_for_members(String from, String to, String effect) throws Exception {
        assertThat(effects(from, to)).isEqualTo(new TreeSet<>(Set.of(effect.split(" "))));
    }

    @Test
    void a_first_version_makes_nothing_better_or_worse() throws Exception {
        JsonNode first =
                YAML.readTree("{id: p, expiry: {kind: calendar, month: 1, day: 1}, rewards: [{id: r, cost: 5}]}");
        ObjectNode nothing = YAML.createObjectNode();
        assertThat(Changes.between(nothing, first)
                        .valueStream()
                        .map(c -> c.path("effect").asText()))
                .containsOnly("neutral");
    }

    @Test
    void what_is_not_known_is_worse() throws Exception {
        assertThat(effects("somethingNew: 1", "somethingNew: 2")).containsExactly("worse");
    }
}
