package dev.laurel;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A member's account as it lies in the table. */
final class AccountItem {
    private AccountItem() {}

    static Map<String, AttributeValue> key(String program, String member) {
        return Map.of("pk", AttributeValue.fromS("M#" + program + "#" + member), "sk", AttributeValue.fromS("A"));
    }

    static Map<String, AttributeValue> read(DynamoDbClient dynamo, String program, String member) {
        return dynamo.getItem(
                        g -> g.tableName("laurel").key(key(program, member)).consistentRead(true))
                .item();
    }
}
