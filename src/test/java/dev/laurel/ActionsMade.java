package dev.laurel;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * Notes which DynamoDB actions each function makes in all tests of a run, as IAM counts them: a transaction is the actions on its items. When
 * all tests are over it writes them to {@code target/actions.txt}, which {@code PermissionsIT} holds against functions.yaml.
 */
@Singleton
class ActionsMade implements ExecutionInterceptor {
    static final Path FILE = Path.of("target", "actions.txt");

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

    /** The function on whose behalf the request is made; empty where it is a test's own. */
    private static String caller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .map(FUNCTION::matcher)
                        .filter(Matcher::matches)
                        .map(name -> name.group(1).toLowerCase(java.util.Locale.ROOT))
                        .findFirst()
                        .orElse(""));
    }

    private static Stream<String> actions(SdkRequest request) {
        if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.transactItems().stream().map(ActionsMade::action);
        }
        return Stream.of(request.getClass().getSimpleName().replace("Request", ""));
    }

    private static String action(TransactWriteItem item) {
        if (item.put() != null) return "PutItem";
        if (item.update() != null) return "UpdateItem";
        return item.delete() != null ? "DeleteItem" : "ConditionCheckItem";
    }
}
