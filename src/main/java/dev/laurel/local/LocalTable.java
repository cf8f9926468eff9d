package dev.laurel.local;

import dev.laurel.store.Table;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;

/** The table on a laptop, and the client that the functions are given there: the same as deployed, but metered, and in tests disturbed. */
@ApplicationScoped
@UnlessBuildProfile("prod")
class LocalTable {
    private static final int STARTS_WITHIN_S = 30;

    private final String name;
    private final Optional<String> folder;
    private final Instance<ExecutionInterceptor> interceptors;

    LocalTable(
            @ConfigProperty(name = "laurel.table") String name,
            @ConfigProperty(name = "laurel.local.data") Optional<String> folder,
            @Any Instance<ExecutionInterceptor> interceptors) {
        this.name = name;
        this.folder = folder;
        this.interceptors = interceptors;
    }

    @Produces
    @Alternative
    @Priority(1)
    @ApplicationScoped
    DynamoDbClient client() {
        return client(interceptors);
    }

    /** A client of the same table with other interceptors. */
    DynamoDbClient client(Iterable<ExecutionInterceptor> others) {
        return client(DynamoDbLocal.endpoint(folder), others);
    }

    static DynamoDbClient client(URI endpoint, Iterable<ExecutionInterceptor> interceptors) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(c -> interceptors.forEach(c::addExecutionInterceptor))
                .build();
    }

    /**
     * Creates the table where there is none; waits for DynamoDB Local to come up. True where it is new. It has no stream: nobody reads it
     * here, and DynamoDB Local gets slower with every record of one.
     */
    boolean create(DynamoDbClient dynamo) {
        return create(dynamo, name);
    }

    static boolean create(DynamoDbClient dynamo, String name) {
        for (int tries = 0; ; tries++) {
            try {
                dynamo.createTable(Table.definition(name).toBuilder()
                        .streamSpecification((StreamSpecification) null)
                        .build());
                return true;
            } catch (ResourceInUseException _) {
                return false;
            } catch (SdkClientException notYet) {
                if (tries >= STARTS_WITHIN_S * 10) throw notYet;
                pause();
            }
        }
    }

    void delete(DynamoDbClient dynamo) {
        dynamo.deleteTable(d -> d.tableName(name));
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(100));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while DynamoDB Local was starting", stopped);
        }
    }
}
