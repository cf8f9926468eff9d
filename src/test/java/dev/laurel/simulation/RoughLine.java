package dev.laurel.simulation;

import dev.laurel.Faults;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** The way to DynamoDB: requests and answers get lost on it, and others write meanwhile. Without a plan, all goes well. */
final class RoughLine {
    static final Plan CALM = new Plan(0, null, 0, () -> {});

    private final DynamoDbClient real;
    private final Consumer<Faults.Kind> harmed;
    private Plan plan = CALM;
    private int requests;
    private int transactions;

    /**
     * What happens to the requests of one call.
     *
     * @param request which one is harmed, 1 is the first; 0 is none
     * @param transaction before which one something else happens; 0 is none
     */
    record Plan(int request, Faults.@Nullable Kind harm, int transaction, Runnable meanwhile) {}

    /** @param harmed is told what harm was done, each time */
    RoughLine(DynamoDbClient real, Consumer<Faults.Kind> harmed) {
        this.real = real;
        this.harmed = harmed;
    }

    /** A client whose requests go over the line that is asked for each time. */
    static DynamoDbClient client(Supplier<RoughLine> line) {
        InvocationHandler handler = (proxy, method, arguments) -> isShorthand(arguments)
                ? InvocationHandler.invokeDefault(proxy, method, arguments)
                : line.get().invoke(method, arguments);
        return (DynamoDbClient) Proxy.newProxyInstance(
                RoughLine.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, handler);
    }

    /** Whether the request is still to be built: the client does, and calls itself with it. */
    private static boolean isShorthand(Object @Nullable [] arguments) {
        return arguments != null && arguments.length == 1 && arguments[0] instanceof Consumer;
    }

    /** Makes a call with a plan; calls within it have plans of their own. */
    <T> T with(Plan its, Supplier<T> call) {
        Plan outer = plan;
        int outerRequests = requests;
        int outerTransactions = transactions;
        plan = its;
        requests = 0;
        transactions = 0;
        try {
            return call.get();
        } finally {
            plan = outer;
            requests = outerRequests;
            transactions = outerTransactions;
        }
    }

    private @Nullable Object invoke(Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments == null || !(arguments[0] instanceof DynamoDbRequest request)) return real(method, arguments);
        Faults.Kind harm = ++requests == plan.request ? plan.harm : null;
        if (harm != null && !harm.happensTo(request)) harm = null;
        if (request instanceof TransactWriteItemsRequest && ++transactions == plan.transaction) meanwhile();
        if (harm != null) harmed.accept(harm);
        if (harm != null) harm.before(request);
        Object answer = real(method, arguments);
        if (harm != null) harm.after();
        return answer;
    }

    /** What goes wrong there is no fault of the call that it happens to: no function may take it for one of AWS's. */
    private void meanwhile() {
        try {
            plan.meanwhile.run();
        } catch (RuntimeException broken) {
            throw new AssertionError("what happened meanwhile", broken);
        }
    }

    private @Nullable Object real(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
