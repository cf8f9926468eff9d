package dev.laurel.local;

import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Counts what is asked of DynamoDB, by operation: every HTTP request that leaves, so that retries count too. */
@Singleton
@UnlessBuildProfile("prod")
public class Meter implements ExecutionInterceptor {
    private final Map<String, AtomicLong> requests = new ConcurrentHashMap<>();

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        requests.computeIfAbsent(operation, _ -> new AtomicLong()).incrementAndGet();
    }

    /** Requests by operation since the last call, and starts over. */
    public SortedMap<String, Long> read() {
        SortedMap<String, Long> counted = new TreeMap<>();
        requests.forEach((operation, count) -> counted.put(operation, count.getAndSet(0)));
        counted.values().removeIf(count -> count == 0);
        return counted;
    }
}
