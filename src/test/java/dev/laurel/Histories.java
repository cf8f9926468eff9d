package dev.laurel;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.laurel.function.EarnFunction;
import dev.laurel.store.ProgramStore;
import dev.laurel.store.Table;
import dev.laurel.store.TableInMemory;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusMock;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Makes members with long histories: lived on a table in memory, which is fast, and then laid down in DynamoDB Local. */
@Singleton
class Histories {
    private static final String TABLE = "laurel";

    /** What one BatchWriteItem may have. */
    private static final int BATCH = 25;

    @Inject
    DynamoDbClient dynamo;

    @Inject
    EarnFunction earn;

    @Inject
    ProgramStore programs;

    /**
     * What a client sends to a function, without a gateway between.
     *
     * @param what the end of a member's path, or nothing for the members themselves
     */
    static APIGatewayV2HTTPEvent event(String program, String member, String what, String key, String body) {
        var jwt = APIGatewayV2HTTPEvent.RequestContext.Authorizer.JWT
                .builder()
                .withClaims(Map.of("sub", "bench", "program", program, "scope", "loyalty:admin"))
                .build();
        return APIGatewayV2HTTPEvent.builder()
                .withRouteKey("POST /v1/programs/{program}/members" + (what.isEmpty() ? "" : "/{id}/" + what))
                .withPathParameters(Map.of("program", program, "id", member))
                .withHeaders(Map.of("idempotency-key", key, "content-type", "application/json"))
                .withBody(body)
                .withRequestContext(APIGatewayV2HTTPEvent.RequestContext.builder()
                        .withRequestId(UUID.randomUUID().toString())
                        .withAuthorizer(APIGatewayV2HTTPEvent.RequestContext.Authorizer.builder()
                                .withJwt(jwt)
                                .build())
                        .build())
                .build();
    }

    /** Has the member buy so often; the program and the member have to be there. */
    void grow(String program, String member, int purchases) {
        DynamoDbClient real = ClientProxy.unwrap(dynamo);
        TableInMemory memory = new TableInMemory(Table.definition(TABLE));
        for (var item : real.scanPaginator(s -> s.tableName(TABLE)).items())
            memory.putItem(p -> p.tableName(TABLE).item(item));
        serveFrom(memory, () -> {
            for (int i = 0; i < purchases; i++) buy(program, member, i);
        });
        lay(real, memory.items());
    }

    interface Work {
        void run() throws Exception;
    }

    /** Has the functions served from another table meanwhile. */
    void serveFrom(DynamoDbClient table, Work work) {
        DynamoDbClient real = ClientProxy.unwrap(dynamo);
        QuarkusMock.installMockForType(table, DynamoDbClient.class);
        programs.forget();
        try {
            work.run();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        } finally {
            QuarkusMock.installMockForType(real, DynamoDbClient.class);
            programs.forget();
        }
    }

    private void buy(String program, String member, int number) {
        String body =
                "{\"orderId\": \"old-%d\", \"currency\": \"USD\", \"lines\": [{\"sku\": \"thing\", \"quantity\": 1, \"amount\": \"3.00\"}]}"
                        .formatted(number);
        APIGatewayV2HTTPResponse answer = earn.earn(event(program, member, "purchases", "none", body));
        if (answer.getStatusCode() != 201) throw new IllegalStateException(answer.getBody());
    }

    /** Puts items where they are, however many. */
    static void lay(DynamoDbClient real, List<Map<String, AttributeValue>> items) {
        IntStream.range(0, Math.ceilDiv(items.size(), BATCH)).parallel().forEach(batch -> {
            List<WriteRequest> some = new ArrayList<>();
            for (var item : items.subList(batch * BATCH, Math.min((batch + 1) * BATCH, items.size())))
                some.add(WriteRequest.builder().putRequest(p -> p.item(item)).build());
            var left = real.batchWriteItem(w -> w.requestItems(Map.of(TABLE, some)));
            if (left.hasUnprocessedItems() && !left.unprocessedItems().isEmpty())
                throw new IllegalStateException("DynamoDB Local did not take all");
        });
    }
}
