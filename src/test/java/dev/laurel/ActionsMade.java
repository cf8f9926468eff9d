package dev.laurel;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Notes which DynamoDB actions each function makes in all tests of a run, as IAM counts them: a transaction is the actions on its items. When
 * all tests are over it writes them, each after what it is made on, to {@code target/actions.txt}, which {@code PermissionsIT} holds against functions.yaml.
 */
@Singleton
class ActionsMade implements ExecutionInterceptor {
    static final Path FILE = Path.of("target", "actions.txt");

    /** Looks at the table while others call. */
    private static final String LOOKS = "dev.laurel.simulation.Customer";

    private static final Pattern FUNCTION = Pattern.compile("dev\\.laurel\\.function\\.(\\w+)Function");
    private static final Set<String> MADE = new ConcurrentSkipListSet<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ActionsMade::write));
    }

    private static void write() {
        boolean onlySome = System.getProperty("test") != null;
        if (MADE.isEmpty() || onlySome) return;
        try {
            Files.write(FILE, MADE, UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String function = caller();
        if (!function.isEmpty()) actions(context.request()).forEach(action -> MADE.add(function + " " + action));
    }

    /** The function on whose behalf the request is made; empty where it is a test's own, also one in the middle of a function's call. */
    private static String caller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .filter(name -> FUNCTION.matcher(name).matches() || name.equals(LOOKS))
                        .findFirst()
                        .map(FUNCTION::matcher)
                        .filter(Matcher::matches)
                        .map(name -> name.group(1).toLowerCase(java.util.Locale.ROOT))
                        .orElse(""));
    }

    /** Each action, after what the partition key that it is made on starts with, or the index. */
    private static Stream<String> actions(SdkRequest request) {
        return switch (request) {
            case TransactWriteItemsRequest all -> all.transactItems().stream().map(ActionsMade::action);
            case BatchGetItemRequest batch ->
                batch.requestItems().values().stream()
                        .flatMap(wanted -> wanted.keys().stream())
                        .map(key -> on(key, "BatchGetItem"));
            case GetItemRequest get -> Stream.of(on(get.key(), "GetItem"));
            case PutItemRequest put -> Stream.of(on(put.item(), "PutItem"));
            case UpdateItemRequest update -> Stream.of(on(update.key(), "UpdateItem"));
            case DeleteItemRequest delete -> Stream.of(on(delete.key(), "DeleteItem"));
            case QueryRequest query -> Stream.of(query(query));
            default -> throw new IllegalStateException("not known to this test: " + request);
        };
    }

    private static String action(TransactWriteItem item) {
        if (item.put() != null) return on(item.put().item(), "PutItem");
        if (item.update() != null) return on(item.update().key(), "UpdateItem");
        if (item.delete() != null) return on(item.delete().key(), "DeleteItem");
        return on(item.conditionCheck().key(), "ConditionCheckItem");
    }

    private static String query(QueryRequest query) {
        if (query.indexName() != null) return query.indexName() + " Query";
        String partition = query.keyConditionExpression().replaceAll("^pk = (:\\w+).*", "$1");
        return on(Map.of("pk", query.expressionAttributeValues().get(partition)), "Query");
    }

    private static String on(Map<String, AttributeValue> key, String action) {
        String partition = key.get("pk").s();
        return partition.substring(0, partition.indexOf('#')) + " " + action;
    }
}
