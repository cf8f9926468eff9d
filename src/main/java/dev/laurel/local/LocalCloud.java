package dev.laurel.local;

import dev.laurel.store.ProgramStore;
import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Starts the cloud on a laptop: table, gateway, sample. */
@Singleton
@UnlessBuildProfile("prod")
class LocalCloud {
    private static final Logger LOG = Logger.getLogger(LocalCloud.class);

    void start(
            @Observes StartupEvent event,
            LocalTable table,
            DynamoDbClient dynamo,
            Gateway gateway,
            ProgramStore programs,
            Sample sample,
            @ConfigProperty(name = "laurel.local.sample") boolean withSample)
            throws IOException, InterruptedException {
        table.create(dynamo);
        gateway.start();
        boolean hasSample = !programs.documentsNow(Sample.PROGRAM).isEmpty();
        if (withSample && !hasSample) sample.load(gateway.port());
        LOG.infof("Laurel answers at http://localhost:%d/ and says there what to try", gateway.port());
    }
}
