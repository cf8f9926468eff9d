package dev.laurel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.Operations.Budget;
import dev.laurel.Operations.Cost;
import dev.laurel.local.Gateway;
import dev.laurel.local.Meter;
import dev.laurel.local.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What each operation asks of DynamoDB, held against its budget: the same after a thousand purchases more as after one in each of twelve months. */
@QuarkusTest
class BudgetTest {
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

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private Operations operations() {
        return new Operations(gateway.port(), meter, clock, histories, dynamo);
    }

    @Test
    void no_operation_costs_more_than_its_budget_nor_more_with_a_long_history() {
        Operations typical = operations();
        Map<String, Cost> first = typical.afterPurchases(0);
        assertThat(typical.accountSize()).as("bytes of a typical account").isBetween(400L, 1024L);
        Map<String, Cost> later = operations().afterPurchases(1000);
        assertThat(first.keySet()).isEqualTo(Operations.BUDGETS.keySet());
        first.forEach((name, cost) -> {
            Budget budget = Operations.BUDGETS.get(name);
            assertThat(cost.isWithin(budget))
                    .as("%s: %s, and may cost %s", name, cost, budget)
                    .isTrue();
        });
        assertThat(later).isEqualTo(first);
    }
}
