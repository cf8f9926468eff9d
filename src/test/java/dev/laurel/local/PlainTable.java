package dev.laurel.local;

import dev.laurel.store.Table;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A table in a DynamoDB Local of its own, for what runs outside this JVM. */
public final class PlainTable {
    public static final String NAME = "artifact";
    private static final int STARTS_WITHIN_TENTHS_S = 200;

    private PlainTable() {}

    /** Where it answers. */
    public static String create() {
        URI endpoint = DynamoDbLocal.endpoint(Optional.empty());
        try (DynamoDbClient dynamo = DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            for (int tries = 0; ; tries++) {
                try {
                    dynamo.createTable(Table.definition(NAME));
                    return endpoint.toString();
                } catch (SdkClientException notYet) {
                    if (tries >= STARTS_WITHIN_TENTHS_S) throw notYet;
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while DynamoDB Local was starting", stopped);
        }
    }
}
