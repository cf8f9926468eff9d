package dev.laurel.local;

import dev.laurel.store.Table;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Counts what is asked of DynamoDB, by operation: every HTTP request that leaves, so that retries count too; and where capacity is wanted,
 * what AWS would charge for it. For that it looks at each item before and after it is written, so what two calls write at once is counted
 * about right only. What the SDK sends again by itself is a request more, its capacity counts once.
 */
@Singleton
@UnlessBuildProfile("prod")
public class Meter implements ExecutionInterceptor {
    private static final ExecutionAttribute<List<Write>> WRITES = new ExecutionAttribute<>("writes");
    private static final ScopedValue<Count> CALL = ScopedValue.newInstance();

    /** Tokens of transactions are good for ten minutes; so many are remembered. */
    private static final int TOKENS = 1000;

    private final TableView table;
    private final CapacityRules rules;
    private final Count all = new Count();
    private final Map<String, Boolean> tokens = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > TOKENS;
        }
    });
    private volatile boolean withCapacity;

    Meter(TableView table, @ConfigProperty(name = "laurel.local.capacity") boolean withCapacity) {
        this.table = table;
        this.rules = table.rules();
        this.withCapacity = withCapacity;
    }

    /** What was asked of DynamoDB: HTTP requests by operation, and units by AWS's rules. */
    public record Reading(SortedMap<String, Long> requests, Capacity capacity) {
        public long requestsInAll() {
            return requests.values().stream().mapToLong(n -> n).sum();
        }

        /** {@code requests=2, read=2.0, written=5.0} */
        String text() {
            return "requests=%d, read=%s, written=%s".formatted(requestsInAll(), capacity.read(), capacity.written());
        }
    }

    private static final class Count {
        private final SortedMap<String, Long> requests = new TreeMap<>();
        private Capacity capacity = Capacity.NONE;

        synchronized void request(String operation) {
            requests.merge(operation, 1L, Long::sum);
        }

        synchronized void charge(Capacity more) {
            capacity = capacity.plus(more);
        }

        synchronized Reading read() {
            return new Reading(new TreeMap<>(requests), capacity);
        }

        synchronized Reading readAndReset() {
            Reading reading = read();
            requests.clear();
            capacity = Capacity.NONE;
            return reading;
        }
    }

    /** How an item is written: as it was, and as it is to be where that is known beforehand. */
    private record Write(
            Map<String, AttributeValue> key,
            Map<String, AttributeValue> before,
            Map<String, AttributeValue> wanted,
            boolean isCheck) {}

    /** Whether capacity is counted from now on. */
    public void countCapacity(boolean wanted) {
        withCapacity = wanted;
    }

    public boolean countsCapacity() {
        return withCapacity;
    }

    /** What was counted since the last call, and starts over. */
    public Reading read() {
        return all.readAndReset();
    }

    /** Does the work, and says what this thread asked for on the way. */
    <T> Metered<T> of(Supplier<T> work) {
        Count count = new Count();
        T done = ScopedValue.where(CALL, count).call(work::get);
        return new Metered<>(done, count.read());
    }

    record Metered<T>(T done, Reading reading) {}

    private Stream<Count> counts() {
        return CALL.isBound() ? Stream.of(all, CALL.get()) : Stream.of(all);
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        counts().forEach(count -> count.request(operation));
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (withCapacity) attributes.putAttribute(WRITES, writes(context.request()));
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        List<Write> writes = attributes.getAttribute(WRITES);
        if (writes == null) return;
        Capacity charged =
                writes.isEmpty() ? read(context.request(), context.response()) : written(context.request(), writes);
        counts().forEach(count -> count.charge(charged));
    }

    /** A write that is refused is charged by the item that was there, a cancelled transaction like one that is carried out, as far as that is known. */
    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        List<Write> writes = attributes.getAttribute(WRITES);
        if (writes == null) return;
        double units = writes.stream()
                .mapToDouble(w -> switch (context.exception()) {
                    case TransactionCanceledException _ -> units(w, w.wanted(), true);
                    case ConditionalCheckFailedException _ -> rules.refused(w.before());
                    default -> 0;
                })
                .sum();
        counts().forEach(count -> count.charge(Capacity.written(units)));
    }

    private Capacity written(SdkRequest request, List<Write> writes) {
        boolean isKnown = request instanceof TransactWriteItemsRequest transaction
                && transaction.clientRequestToken() != null
                && tokens.put(transaction.clientRequestToken(), true) != null;
        if (isKnown)
            return Capacity.read(
                    writes.stream().mapToDouble(w -> rules.again(w.before())).sum());
        return Capacity.written(writes.stream()
                .mapToDouble(w -> units(w, table.item(w.key()), isTransaction(request)))
                .sum());
    }

    private double units(Write write, Map<String, AttributeValue> after, boolean inTransaction) {
        return write.isCheck() ? rules.check(write.before()) : rules.write(write.before(), after, inTransaction);
    }

    private static boolean isTransaction(SdkRequest request) {
        return request instanceof TransactWriteItemsRequest;
    }

    /** What a request writes; nothing where it only reads. */
    private List<Write> writes(SdkRequest request) {
        return switch (request) {
            case TransactWriteItemsRequest all ->
                all.transactItems().stream().map(this::write).toList();
            case PutItemRequest put -> List.of(put(put.item()));
            case UpdateItemRequest update -> List.of(change(update.key(), false));
            case DeleteItemRequest delete -> List.of(remove(delete.key()));
            default -> List.of();
        };
    }

    private Write write(TransactWriteItem part) {
        if (part.put() != null) return put(part.put().item());
        if (part.update() != null) return change(part.update().key(), false);
        if (part.delete() != null) return remove(part.delete().key());
        return change(part.conditionCheck().key(), true);
    }

    private Write put(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = new HashMap<>(item);
        key.keySet().retainAll(List.of(Table.PARTITION, Table.SORT));
        return new Write(key, table.item(key), item, false);
    }

    /** What comes of an update only DynamoDB knows: one that is refused leaves what was. */
    private Write change(Map<String, AttributeValue> key, boolean isCheck) {
        var item = table.item(key);
        return new Write(key, item, item, isCheck);
    }

    private Write remove(Map<String, AttributeValue> key) {
        return new Write(key, table.item(key), Map.of(), false);
    }

    private Capacity read(SdkRequest request, SdkResponse response) {
        return Capacity.read(
                switch (request) {
                    case GetItemRequest get ->
                        rules.read(ItemSize.of(((GetItemResponse) response).item()), isTrue(get.consistentRead()));
                    case BatchGetItemRequest batch -> batch(batch, (BatchGetItemResponse) response);
                    case QueryRequest query -> rules.read(table.lookedThrough(query), isTrue(query.consistentRead()));
                    case CreateTableRequest _, DeleteTableRequest _ -> 0;
                    default ->
                        throw new IllegalStateException(
                                "no capacity is known of " + request.getClass().getSimpleName());
                });
    }

    /** Each item by itself; one that is not there costs as much as a small one. */
    private double batch(BatchGetItemRequest request, BatchGetItemResponse response) {
        double units = 0;
        for (var wanted : request.requestItems().entrySet()) {
            KeysAndAttributes keys = wanted.getValue();
            boolean strong = isTrue(keys.consistentRead());
            var items = response.responses().getOrDefault(wanted.getKey(), List.of());
            for (var item : items) units += rules.read(ItemSize.of(item), strong);
            var left = response.unprocessedKeys().get(wanted.getKey());
            int missing = keys.keys().size()
                    - items.size()
                    - (left == null ? 0 : left.keys().size());
            units += missing * rules.read(0, strong);
        }
        return units;
    }

    private static boolean isTrue(Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }
}
