package dev.laurel;

import jakarta.inject.Singleton;
import java.util.function.Predicate;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Lets something happen, or fail, right before a request to DynamoDB is sent. */
@Singleton
class Meanwhile implements ExecutionInterceptor {
    private static final Predicate<SdkRequest> NEVER = _ -> false;

    private volatile Predicate<SdkRequest> when = NEVER;
    private volatile Runnable what = () -> {};
    private volatile boolean happened;

    /** Once, before the first request that is like this. */
    void before(Predicate<SdkRequest> request, Runnable then) {
        happened = false;
        what = then;
        when = request;
    }

    boolean happened() {
        return happened;
    }

    void never() {
        when = NEVER;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (!when.test(context.request())) return;
        when = NEVER;
        happened = true;
        what.run();
    }
}
