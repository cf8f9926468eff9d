package dev.laurel;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Ends a program at one of its requests to DynamoDB: before it is sent, or when it was carried out and nobody has heard so. */
@Singleton
class KillSwitch implements ExecutionInterceptor {
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean armed;
    private volatile boolean afterwards;
    private volatile boolean writesOnly;

    /** A request was never answered, and whoever made it is gone. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** @param request 1 is the next one; those after it are never made */
    void at(int request, boolean afterwards) {
        set(request, afterwards, false);
    }

    /** The next transaction is carried out, and nothing after it is. */
    void afterTheNextWrite() {
        set(1, true, true);
    }

    private void set(int request, boolean afterwards, boolean writesOnly) {
        this.afterwards = afterwards;
        this.writesOnly = writesOnly;
        left.set(request);
        armed = true;
    }

    /** Whether it has killed since it was set; then it is off again. */
    boolean hasKilled() {
        armed = false;
        return left.get() <= 0;
    }

    /** Transactions that were carried out without anybody having heard so, in all. */
    int writesUnheard() {
        return writes.get();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        if (!armed) return;
        if (writesOnly && left.get() > 0 && !(context.request() instanceof TransactWriteItemsRequest)) return;
        int now = left.decrementAndGet();
        if (now < 0 || (now == 0 && !afterwards)) throw new Killed();
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        if (!armed || !afterwards || left.get() > 0) return;
        if (context.request() instanceof TransactWriteItemsRequest) writes.incrementAndGet();
        throw new Killed();
    }
}
