package dev.laurel.store;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Adds up the capacity units that DynamoDB says it charged, for a piece of work that wants to know. A request that was refused or lost
 * says nothing and is not in the sum, though AWS charges refused writes, too.
 */
@Singleton
public class Consumed implements ExecutionInterceptor {
    private static final ScopedValue<Sum> WANTED = ScopedValue.newInstance();
    private static final ReturnConsumedCapacity TOTAL = ReturnConsumedCapacity.TOTAL;

    /** Units so far. */
    public static final class Sum {
        private double read;
        private double written;

        public double read() {
            return read;
        }

        public double written() {
            return written;
        }

        /** Has what this work asks of DynamoDB, in this thread, added to the sum. */
        public <T> T of(Supplier<T> work) {
            return ScopedValue.where(WANTED, this).call(work::get);
        }
    }

    /** Of the work that is going on in this thread. */
    public static Sum soFar() {
        return WANTED.get();
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        if (!WANTED.isBound()) return context.request();
        return switch (context.request()) {
            case GetItemRequest get ->
                get.toBuilder().returnConsumedCapacity(TOTAL).build();
            case BatchGetItemRequest get ->
                get.toBuilder().returnConsumedCapacity(TOTAL).build();
            case QueryRequest query ->
                query.toBuilder().returnConsumedCapacity(TOTAL).build();
            case PutItemRequest put ->
                put.toBuilder().returnConsumedCapacity(TOTAL).build();
            case UpdateItemRequest update ->
                update.toBuilder().returnConsumedCapacity(TOTAL).build();
            case DeleteItemRequest delete ->
                delete.toBuilder().returnConsumedCapacity(TOTAL).build();
            case TransactWriteItemsRequest all ->
                all.toBuilder().returnConsumedCapacity(TOTAL).build();
            case SdkRequest other -> other;
        };
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (!WANTED.isBound()) return;
        Sum sum = WANTED.get();
        switch (context.response()) {
            case GetItemResponse get -> sum.read += units(get.consumedCapacity());
            case BatchGetItemResponse get -> sum.read += units(get.consumedCapacity());
            case QueryResponse query -> sum.read += units(query.consumedCapacity());
            case PutItemResponse put -> sum.written += units(put.consumedCapacity());
            case UpdateItemResponse update -> sum.written += units(update.consumedCapacity());
            case DeleteItemResponse delete -> sum.written += units(delete.consumedCapacity());
            case TransactWriteItemsResponse all -> sum.written += units(all.consumedCapacity());
            default ->
                throw new IllegalStateException("no capacity is known of a "
                        + context.response().getClass().getSimpleName());
        }
    }

    private static double units(ConsumedCapacity consumed) {
        return consumed == null ? 0 : consumed.capacityUnits();
    }

    private static double units(List<ConsumedCapacity> consumed) {
        return consumed.stream().mapToDouble(ConsumedCapacity::capacityUnits).sum();
    }
}
