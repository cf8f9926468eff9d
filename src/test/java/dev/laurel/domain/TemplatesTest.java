package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.domain.decision.Refusal;
import dev.laurel.json.ProgramFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The program templates, and the numbers of the schemes that they are modelled on. */
class TemplatesTest {
    private static final Path TEMPLATES = Path.of("src/main/resources/templates");

    private static Life life(String template, String joined) throws IOException {
        return Life.under(Files.readString(TEMPLATES.resolve(template + ".yaml")), joined);
    }

    @Test
    void every_template_is_a_sound_program() throws IOException {
        try (var files = Files.list(TEMPLATES)) {
            var templates = files.toList();
            assertThat(templates).hasSizeGreaterThanOrEqualTo(2);
            for (Path template : templates) {
                assertThat(ProgramFaults.of(Life.tree(Files.readString(template))))
                        .as(template.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void coffee_stars_come_two_for_a_dollar_and_twice_on_a_double_star_day() throws IOException {
        Life life = life("coffee-stars", "2019-05-01");
        assertThat(life.spends("12.45")).isEqualTo(24);
        assertThat(life.on("2019-06-07T23:30").spends("12.45")).isEqualTo(48);
        assertThat(life.on("2019-06-08T00:30").spends("12.45")).isEqualTo(24);
    }

    @Test
    void coffee_stars_buy_the_reward_ladder_and_end_six_months_after_the_month_they_were_earned_in()
            throws IOException {
        Life life = life("coffee-stars", "2019-05-01");
        life.spends("413.00");
        for (String reward :
                new String[] {"customisation", "brewed-coffee", "handcrafted-drink", "lunch", "merchandise"}) {
            life.takes(reward);
        }
        assertThat(life.spendable()).isEqualTo(826 - 25 - 50 - 150 - 200 - 400);
        assertThat(life.on("2019-11-30T23:59").spendable()).isEqualTo(1);
        assertThat(life.on("2019-12-01T00:00").spendable()).isZero();
    }

    @Test
    void coffee_stars_are_earned_only_on_the_part_of_a_mixed_tender_that_stars_did_not_pay() throws IOException {
        Life life = life("coffee-stars", "2019-05-01");
        long earned = life.buys("""
                {tenders: [{kind: points, amount: '4.00'}, {kind: card, amount: '6.00'}], lines: [{sku: latte, quantity: 2, amount: '10.00'}]}
                """).points();
        assertThat(earned).isEqualTo(12);
    }

    @Test
    void beauty_tiers_rise_at_350_and_1000_a_year_and_hold_for_the_rest_of_it_and_the_next() throws IOException {
        Life life = life("beauty-tiers", "2026-03-02");
        assertThat(life.spends("350.00")).isEqualTo(350);
        assertThat(life.tier()).isEqualTo("vib");
        assertThat(life.spends("650.00")).isEqualTo(650 + 162);
        assertThat(life.tier()).isEqualTo("rouge");
        assertThat(life.spends("100.00")).isEqualTo(150);
        assertThat(life.on("2027-12-31T23:59").tier()).isEqualTo("rouge");
        assertThat(life.on("2028-01-01T00:00").tier()).isEqualTo("insider");
    }

    @Test
    void beauty_points_are_ten_dollars_for_500_and_a_hundred_for_2500_in_the_top_tier_only() throws IOException {
        Life insider = life("beauty-tiers", "2026-03-02");
        insider.spends("349.00");
        assertThat(insider.refused(insider.reward("ten-off"))).isEqualTo(new Refusal.NotEnoughPoints(349, 500));
        assertThat(insider.refused(insider.reward("rouge-hundred-off"))).isInstanceOf(Refusal.RewardNotForTier.class);
        Life rouge = life("beauty-tiers", "2026-03-02");
        rouge.spends("1000.00");
        rouge.spends("1400.00");
        assertThat(rouge.spendable()).isEqualTo(1000 + 2100);
        rouge.takes("rouge-hundred-off");
        rouge.takes("ten-off");
        assertThat(rouge.spendable()).isEqualTo(100);
    }
}
