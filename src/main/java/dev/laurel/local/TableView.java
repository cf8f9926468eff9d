package dev.laurel.local;

import dev.laurel.store.Table;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Looks at the table without being counted or disturbed. */
@Singleton
@UnlessBuildProfile("prod")
class TableView {
    private final DynamoDbClient dynamo;
    private final String name;

    TableView(LocalTable local, @ConfigProperty(name = "laurel.table") String name) {
        this.dynamo = local.client(List.of());
        this.name = name;
    }

    CapacityRules rules() {
        return new CapacityRules(Table.definition(name));
    }

    /** The item as it is now; empty where there is none. */
    Map<String, AttributeValue> item(Map<String, AttributeValue> key) {
        return dynamo.getItem(g -> g.tableName(name).key(key).consistentRead(true))
                .item();
    }

    /** Bytes of all items that a query looks at, also of those that its filter leaves out. */
    long lookedThrough(QueryRequest query) {
        Map<String, AttributeValue> values = new HashMap<>(query.expressionAttributeValues());
        values.keySet().removeIf(name -> !query.keyConditionExpression().matches(".*" + name + "\\b.*"));
        return dynamo
                .query(query.toBuilder()
                        .filterExpression(null)
                        .expressionAttributeValues(values)
                        .build())
                .items()
                .stream()
                .mapToLong(ItemSize::of)
                .sum();
    }
}
