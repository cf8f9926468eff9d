package dev.laurel;

import jakarta.inject.Singleton;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Fails transactions before they are sent, where a test says so. */
@Singleton
class WriteFaults implements ExecutionInterceptor {
    private volatile Function<String, @Nullable RuntimeException> faults = _ -> null;

    /** @param faults the fault of a transaction that writes the item with this partition key; null is none */
    void are(Function<String, @Nullable RuntimeException> faults) {
        this.faults = faults;
    }

    void over() {
        are(_ -> null);
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (!(context.request() instanceof TransactWriteItemsRequest write)) return;
        for (var item : write.transactItems()) {
            if (item.put() == null) continue;
            RuntimeException fault = faults.apply(item.put().item().get("pk").s());
            if (fault != null) throw fault;
        }
    }
}
