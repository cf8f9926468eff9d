package dev.laurel;

import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** Does harm to one of a call's requests to DynamoDB, and counts them. */
@Singleton
public class Faults implements ExecutionInterceptor {
    /** What may happen to a request. */
    public enum Kind {
        /** It does not arrive, however often the SDK tries. */
        LOST,
        /** It is carried out, and nobody hears so. */
        UNHEARD,
        /** It is carried out, and is not answered in time; the SDK sends it again, and is answered. */
        TIMED_OUT,
        /** DynamoDB refuses it for being one too many, however often the SDK tries. */
        THROTTLED,
        /** Another transaction is writing one of its items. */
        CONFLICTED,
        /** The process ends before it is sent. */
        KILLED_BEFORE,
        /** The process ends when it was carried out. */
        KILLED_AFTER;

        /** Whether it can happen to a request: what only reads is in no transaction's way. */
        public boolean happensTo(SdkRequest request) {
            boolean reads = request instanceof GetItemRequest
                    || request instanceof BatchGetItemRequest
                    || request instanceof QueryRequest;
            return this != CONFLICTED || !reads;
        }

        /** What becomes of a request when it is made. */
        public void before(SdkRequest request) {
            switch (this) {
                case LOST -> throw SdkClientException.create("the request did not arrive");
                case THROTTLED -> throw throttled(request);
                case CONFLICTED -> throw conflicted(request);
                case KILLED_BEFORE -> throw new Killed();
                case UNHEARD, TIMED_OUT, KILLED_AFTER -> {}
            }
        }

        /** What becomes of it when it was carried out. */
        public void after() {
            if (this == UNHEARD) throw SdkClientException.create("the answer did not arrive");
            if (this == KILLED_AFTER) throw new Killed();
        }
    }

    /** A process that is no more. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private static final ExecutionAttribute<Boolean> HARMED = new ExecutionAttribute<>("harmed");

    private final AtomicInteger seen = new AtomicInteger();
    private volatile int which;
    private volatile @Nullable Kind kind;
    private volatile boolean happened;

    /** Counts from now on, and does no harm. */
    void watch() {
        harm(0, null);
    }

    /** @param request 1 is the next one */
    void harm(int request, @Nullable Kind how) {
        seen.set(0);
        happened = false;
        which = request;
        kind = how;
    }

    int seen() {
        return seen.get();
    }

    boolean happened() {
        return happened;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        Kind harm = kind;
        if (seen.incrementAndGet() != which || harm == null || !harm.happensTo(context.request())) return;
        happened = true;
        attributes.putAttribute(HARMED, true);
        harm.before(context.request());
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        if (kind != Kind.TIMED_OUT || attributes.getAttribute(HARMED) == null) return;
        attributes.putAttribute(HARMED, null);
        throw ApiCallAttemptTimeoutException.create(1000);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (attributes.getAttribute(HARMED) == null) return;
        Objects.requireNonNull(kind).after();
    }

    private static RuntimeException throttled(SdkRequest request) {
        if (request instanceof TransactWriteItemsRequest) return cancelled("ThrottlingError");
        return ProvisionedThroughputExceededException.builder()
                .message("throttled")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ProvisionedThroughputExceededException")
                        .build())
                .statusCode(400)
                .build();
    }

    private static RuntimeException conflicted(SdkRequest request) {
        if (request instanceof TransactWriteItemsRequest) return cancelled("TransactionConflict");
        return TransactionConflictException.builder()
                .message("in another transaction")
                .statusCode(400)
                .build();
    }

    private static RuntimeException cancelled(String reason) {
        return TransactionCanceledException.builder()
                .message(reason)
                .statusCode(400)
                .cancellationReasons(CancellationReason.builder().code(reason).build())
                .build();
    }
}
