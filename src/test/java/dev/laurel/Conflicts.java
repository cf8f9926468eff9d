package dev.laurel;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.MDC;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Has a share of all transactions be in another's way, which DynamoDB Local never says, and counts them all. */
@Singleton
class Conflicts implements ExecutionInterceptor {
    private static final int HUNDRED = 100;

    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();

    private volatile Random random = new Random();
    private volatile int percent;

    /** From now on; 0 is never. */
    void happen(long seed, int percent) {
        random = new Random(seed);
        this.percent = percent;
        attempts.clear();
    }

    /** Transactions of one call since then, by the id that its answer has; those that were in another's way included. */
    int attempts(String requestId) {
        return attempts.getOrDefault(requestId, 0);
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (!(context.request() instanceof TransactWriteItemsRequest)) return;
        attempts.merge(String.valueOf(MDC.get("requestId")), 1, Integer::sum);
        if (random.nextInt(HUNDRED) >= percent) return;
        throw TransactionCanceledException.builder()
                .message("in another transaction")
                .statusCode(400)
                .cancellationReasons(
                        CancellationReason.builder().code("TransactionConflict").build())
                .build();
    }
}
