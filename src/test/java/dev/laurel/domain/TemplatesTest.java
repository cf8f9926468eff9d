package dev.laurel.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.domain.decision.ExchangeReward;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.decision.UsePerk;
import dev.laurel.domain.program.Programs;
import dev.laurel.json.ProgramFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program templates, and the numbers of the schemes that they are modelled on. */
class TemplatesTest {
    private static final Path TEMPLATES = Path.of("src/main/resources/templates");

    private static Life life(String template, String joined) throws IOException {
        return Life.under(yaml(template), joined);
    }

    private static String yaml(String template) throws IOException {
        return Files.readString(TEMPLATES.resolve(template + ".yaml"));
    }

    private static List<String> open(Life life) {
        return life.account().open().stream().map(o -> o.redemption().reward()).toList();
    }

    private static String euros(String fields) {
        return "{currency: EUR, lines: [{sku: thing, quantity: 1, " + fields + "}]}";
    }

    @Test
    void every_template_is_a_sound_program() throws IOException {
        try (var files = Files.list(TEMPLATES)) {
            var templates = files.toList();
            assertThat(templates).hasSizeGreaterThanOrEqualTo(12);
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
        assertThat(insider.refused(insider.reward("ten-off"))).isEqualTo(new Refusal.NotEnoughPoints(399, 500));
        assertThat(insider.refused(insider.reward("rouge-hundred-off"))).isInstanceOf(Refusal.RewardNotForTier.class);
        Life rouge = life("beauty-tiers", "2026-03-02");
        rouge.spends("1000.00");
        rouge.spends("1400.00");
        assertThat(rouge.spendable()).isEqualTo(50 + 1000 + 2100);
        rouge.takes("rouge-hundred-off");
        rouge.takes("ten-off");
        assertThat(rouge.spendable()).isEqualTo(150);
    }

    @Test
    void coffee_stars_of_card_holders_never_end_and_a_birthday_brings_a_drink() throws IOException {
        Life life = Life.born("--07-01", yaml("coffee-stars"), "2019-05-01");
        life.accept(Life.invitation("card-holder", null));
        life.spends("10.00");
        assertThat(life.on("2019-07-01T00:00").spendable()).isEqualTo(170);
        assertThat(life.on("2021-12-01").spendable()).isGreaterThanOrEqualTo(170);
    }

    @Test
    void coffee_stars_went_from_gold_and_125_to_the_ladder_without_losing_a_star() throws IOException {
        Programs programs = new Programs(List.of(
                new Programs.Version(1, Instant.EPOCH, Life.program(yaml("coffee-stars-gold"))),
                new Programs.Version(
                        2,
                        Instant.parse("2019-04-16T07:00:00Z"),
                        Life.program(yaml("coffee-stars")
                                .replace("ladder:", "replacedBy: { green: member, gold: member }\n  ladder:")))));
        Life life = Life.under(programs, "2019-02-01");
        assertThat(life.refused(life.reward("drink-or-snack"))).isInstanceOf(Refusal.RewardNotForTier.class);
        assertThat(life.spends("150.00")).isEqualTo(300);
        assertThat(life.tier()).isEqualTo("gold");
        life.takes("drink-or-snack");
        assertThat(life.spendable()).isEqualTo(175);
        assertThat(life.on("2019-04-20").spendable()).isEqualTo(175);
        assertThat(life.tier()).isEqualTo("member");
        life.takes("handcrafted-drink");
        assertThat(life.spendable()).isEqualTo(25);
        assertThat(life.on("2019-09-01T00:00").spendable())
                .as("with the end of the sixth month")
                .isZero();
    }

    @Test
    void beauty_points_come_for_joining_profile_app_and_reviews_and_twice_in_the_birthday_month() throws IOException {
        Life life = Life.born("--05-17", yaml("beauty-tiers"), "2026-03-02");
        assertThat(life.spendable()).isEqualTo(50);
        assertThat(life.does("profile", null).points()).isEqualTo(50);
        assertThat(life.does("profile", null).points()).isZero();
        assertThat(life.does("app", null).points()).isEqualTo(40);
        assertThat(life.acts(Life.done("review", "lipstick", null)).points()).isEqualTo(5);
        assertThat(life.on("2026-05-01").spends("10.00")).isEqualTo(20);
        assertThat(life.on("2026-05-17T00:00").spendable()).isEqualTo(50 + 50 + 40 + 5 + 20 + 250);
    }

    @Test
    void beauty_points_end_18_months_after_the_last_purchase() throws IOException {
        Life life = life("beauty-tiers", "2026-03-02");
        life.on("2026-06-30").spends("100.00");
        life.on("2027-06-30").does("profile", null);
        assertThat(life.on("2027-12-30T23:59").spendable()).isEqualTo(200);
        assertThat(life.on("2027-12-31T00:00").spendable()).isZero();
    }

    @Test
    void runners_climb_by_all_points_ever_and_spend_what_is_left() throws IOException {
        Life life = life("runners-club", "2026-03-02");
        assertThat(life.buys(euros("amount: '60.00'")).points()).isEqualTo(600);
        assertThat(life.does("profile", null).points()).isEqualTo(100);
        assertThat(life.acts(Life.done("review", "shoe", null)).points()).isEqualTo(50);
        assertThat(life.does("run", "10.5").points()).isEqualTo(21);
        assertThat(life.does("training", null).points()).isEqualTo(10);
        assertThat(life.does("training", null).points()).as("once a day").isZero();
        assertThat(life.tier()).isEqualTo("level-1");
        life.buys(euros("amount: '40.00'"));
        assertThat(life.tier()).isEqualTo("level-2");
        life.takes("five-off");
        assertThat(life.spendable()).isEqualTo(181);
        assertThat(life.tier()).as("spending never lowers a level").isEqualTo("level-2");
        assertThat(life.on("2027-03-31T23:59").spendable()).isEqualTo(181);
        assertThat(life.on("2027-04-01T00:00").spendable()).isZero();
        assertThat(life.tier()).isEqualTo("level-2");
    }

    @Test
    void runners_never_hold_more_than_a_hundred_thousand_points_and_climb_all_the_same() throws IOException {
        Life life = life("runners-club", "2026-03-02");
        assertThat(life.buys(euros("amount: '10500.00'")).points()).isEqualTo(100_000);
        assertThat(life.tier()).isEqualTo("level-4");
        assertThat(life.account().lifetimeCredits()).isEqualTo(105_000);
    }

    @Test
    void access_is_set_by_the_first_order_raised_30_days_after_and_kept_for_twelve_months() throws IOException {
        Life life = life("access-tiers", "2026-03-02");
        assertThat(life.spends("1200.00")).isZero();
        assertThat(life.tier()).isEqualTo("silver");
        var second = life.on("2026-03-10").buys("{lines: [{sku: coat, quantity: 1, amount: '2300.00'}]}");
        assertThat(life.on("2026-04-09T00:00").tier()).isEqualTo("silver");
        assertThat(life.on("2026-04-10T00:00").tier()).isEqualTo("gold");
        life.on("2026-04-11").refunds(second, "{amount: '1.00'}");
        assertThat(life.tier()).isEqualTo("silver");
        assertThat(life.on("2027-03-02T23:59").tier()).isEqualTo("silver");
        life.accept(Life.invitation("private-client", "2027-12-31"));
        assertThat(life.tier()).isEqualTo("private-client");
        assertThat(life.on("2028-01-01T00:00").tier()).isEqualTo("bronze");
    }

    @Test
    void express_codes_are_one_a_year_in_silver_and_two_in_gold() throws IOException {
        Life life = life("express-perks", "2026-03-02");
        life.buys(euros("amount: '3000.00'"));
        assertThat(life.tier()).isEqualTo("silver");
        life.accept(new UsePerk("express-code", "e1"));
        assertThat(life.refused(new UsePerk("express-code", "e2"))).isEqualTo(new Refusal.PerkUsedUp("express-code"));
        life.buys(euros("amount: '7000.00'"));
        life.accept(new UsePerk("express-code", "e2"));
        assertThat(life.refused(new UsePerk("personal-shopper", "p1"))).isInstanceOf(Refusal.UnknownPerk.class);
        life.accept(Life.invitation("eip", null));
        life.accept(new UsePerk("personal-shopper", "p1"));
    }

    @Test
    void a_hundred_body_care_points_become_ten_dollars_or_a_gift() throws IOException {
        Life life = life("body-care", "2026-03-02");
        life.spends("250.00");
        assertThat(open(life)).containsExactly("ten-off", "ten-off");
        assertThat(life.spendable()).isEqualTo(50);
        life.accept(
                new ExchangeReward(life.account().open().getFirst().redemption().id(), "give-ten"));
        assertThat(open(life)).containsExactly("ten-off", "give-ten");
    }

    @Test
    void four_stamps_of_ten_pounds_are_five_and_eight_are_ten() throws IOException {
        Life life = life("body-care-stamps", "2026-03-02");
        assertThat(life.buys("{currency: GBP, lines: [{sku: soap, quantity: 1, amount: '49.99'}]}")
                        .points())
                .isEqualTo(4);
        life.takes("five-off");
        assertThat(life.refused(life.reward("ten-off"))).isEqualTo(new Refusal.NotEnoughPoints(0, 8));
    }

    @Test
    void one_per_cent_is_given_a_euro_at_a_time() throws IOException {
        Life life = life("body-care-giving", "2026-03-02");
        life.buys(euros("amount: '250.00'"));
        assertThat(open(life)).containsExactly("one-euro", "one-euro");
        assertThat(life.spendable()).isEqualTo(50);
    }

    @Test
    void eleven_twenty_five_of_burrito_is_112_points() throws IOException {
        Life life = life("burrito-points", "2026-03-02");
        assertThat(life.buys("{tax: '0.95', tip: '2.00', lines: [{sku: burrito, quantity: 1, amount: '11.25'}]}")
                        .points())
                .isEqualTo(112);
        life.spends("262.00");
        for (String reward : new String[] {"side", "chips-and-dip", "entree"}) life.takes(reward);
        assertThat(life.spendable()).isEqualTo(112 + 2620 - 425 - 600 - 1625);
    }

    @Test
    void four_eight_and_eleven_visits_a_month_bring_an_entree_each_and_the_next_month_starts_anew() throws IOException {
        Life life = life("burrito-visits", "2016-07-01");
        for (int day = 1; day <= 11; day++) {
            life.on("2016-07-%02d".formatted(day)).spends("8.00");
            life.spends("8.00");
            life.spends("5.99");
            assertThat(open(life)).as("after %d visits", day).hasSize(day >= 11 ? 3 : day >= 8 ? 2 : day >= 4 ? 1 : 0);
        }
        assertThat(life.tier()).isEqualTo("hot");
        assertThat(life.on("2016-08-01T00:00").tier()).isEqualTo("guest");
        for (int day = 1; day <= 4; day++)
            life.on("2016-08-%02d".formatted(day)).spends("8.00");
        assertThat(life.tier()).isEqualTo("mild");
    }

    @Test
    void every_tenth_cone_is_free() throws IOException {
        Life life = life("yoghurt-card", "2026-03-02");
        life.buys("{currency: EUR, lines: [{sku: cone, quantity: 9, amount: '27.00'}]}");
        assertThat(open(life)).isEmpty();
        life.buys(
                "{currency: EUR, lines: [{sku: cone, quantity: 1, amount: '3.00'}, {sku: tea, quantity: 4, amount: '8.00'}]}");
        assertThat(open(life)).containsExactly("free-cone");
    }
}
