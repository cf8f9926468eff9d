package dev.laurel;

import static io.restassured.RestAssured.given;

import dev.laurel.Operations.Budget;
import dev.laurel.Operations.Cost;
import dev.laurel.bench.Figures;
import dev.laurel.bench.Figures.Figure;
import dev.laurel.bench.Figures.Verdict;
import dev.laurel.local.Gateway;
import dev.laurel.local.Meter;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What each operation asks of DynamoDB after twelve purchases, and 10,000 and 100,000 more; and how long a page of history takes near and deep. */
@QuarkusTest
class BudgetBench {
    private static final int[] PURCHASES = {0, 10_000, 100_000};
    private static final int PAGES = 50;
    private static final int WARM_UP = 30;
    private static final int TYPICAL_ACCOUNT = 1024;
    private static final String PART = "What an operation asks of DynamoDB";

    @Inject
    Gateway gateway;

    @Inject
    Meter meter;

    @Inject
    MovableClock clock;

    @Inject
    Histories histories;

    @Inject
    DynamoDbClient dynamo;

    @Test
    void budgets() {
        List<Map<String, Cost>> costs = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        for (int purchases : PURCHASES) {
            Operations operations = new Operations(gateway.port(), meter, clock, histories, dynamo);
            costs.add(operations.afterPurchases(purchases));
            sizes.add(operations.accountSize());
        }
        Operations.BUDGETS.forEach((name, budget) ->
                tell(name, budget, costs.stream().map(c -> c.get(name)).toList()));
        Figures.add(new Figure(
                PART,
                "the account's item, in bytes, after 0 / 10,000 / 100,000 purchases more",
                sizes.toString().replaceAll("[\\[\\]]", "").replace(", ", " / "),
                "≤ " + TYPICAL_ACCOUNT,
                "",
                Verdict.counted(sizes.stream().allMatch(s -> s <= TYPICAL_ACCOUNT))));
        pages();
    }

    @AfterEach
    void backToNow() {
        given().port(gateway.port()).post("/local/reset").then().statusCode(200);
        clock.reset();
    }

    private static void tell(String name, Budget budget, List<Cost> costs) {
        Cost first = costs.getFirst();
        boolean isEqual = costs.stream().allMatch(first::equals);
        boolean isWithin = costs.stream().allMatch(c -> c.isWithin(budget));
        String value = "%s / %s / %s"
                .formatted(
                        number(first.requests()),
                        number(first.capacity().read()),
                        number(first.capacity().written()));
        Figures.add(new Figure(
                PART,
                name + " (requests / read / written)",
                value
                        + (isEqual ? "" : ", not the same with a longer history: " + costs)
                        + String.format(
                                Locale.ROOT,
                                "; %.2f USD a million",
                                first.capacity().usdForAMillion()),
                "≤ %s / %s / %s".formatted(budget.requests(), number(budget.read()), number(budget.written())),
                "",
                Verdict.counted(isEqual && isWithin)));
    }

    private static String number(double units) {
        return units == Math.rint(units) ? String.valueOf((long) units) : Figures.three(units);
    }

    /** The newest page, and one in the middle of the longest history, in turn. */
    private void pages() {
        String token = Api.token(gateway.port(), "budget", "loyalty:admin", null);
        double[] nearest = new double[PAGES];
        double[] deepest = new double[PAGES];
        for (int i = -WARM_UP; i < PAGES; i++) {
            long near = page(token, "");
            long deep = page(token, "&before=" + PURCHASES[PURCHASES.length - 1] / 2);
            if (i < 0) continue;
            nearest[i] = near;
            deepest[i] = deep;
        }
        double near = Figures.median(nearest);
        double deep = Figures.median(deepest);
        Figures.add(new Figure(
                "Growth",
                "a page of 100 entries of 100,000 in a history, from its middle",
                Figures.time(deep),
                "≤ " + Figures.NEARLY + " of the newest page",
                Figures.three(deep / near),
                Verdict.timed(deep / near <= Figures.NEARLY)));
    }

    private long page(String token, String before) {
        long start = System.nanoTime();
        given().port(gateway.port())
                .header("Authorization", "Bearer " + token)
                .get("/v1/programs/budget/members/" + Operations.MEMBER + "/history?limit=100" + before)
                .then()
                .statusCode(200);
        return System.nanoTime() - start;
    }
}
