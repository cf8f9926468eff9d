package dev.laurel.local;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** This JVM's DynamoDB Local, for processes and clients beside the application's own. */
public final class PlainTable {
    public static final String NAME = "artifact";

    private PlainTable() {}

    /** Creates a table for processes beside this one: where it answers. */
    public static String create() {
        try (DynamoDbClient dynamo = client()) {
            if (!LocalTable.create(dynamo, NAME)) throw new IllegalStateException(NAME + " is there already");
        }
        return endpoint().toString();
    }

    /** A client with these interceptors and no others. */
    public static DynamoDbClient client(ExecutionInterceptor... interceptors) {
        return LocalTable.client(endpoint(), List.of(interceptors));
    }

    private static URI endpoint() {
        return DynamoDbLocal.endpoint(Optional.empty());
    }
}
