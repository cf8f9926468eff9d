package dev.laurel.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** How DynamoDB refuses requests, and parts of transactions. */
final class Refusals {
    static final CancellationReason NONE = reason("None", null).build();
    private static final int BAD_REQUEST = 400;
    private static final String REFUSED = "The conditional request failed";

    private Refusals() {}

    /** Of what makes no sense, or is too much. */
    static DynamoDbException invalid(String message) {
        return (DynamoDbException) DynamoDbException.builder()
                .message(message)
                .statusCode(BAD_REQUEST)
                .awsErrorDetails(details("ValidationException", message))
                .build();
    }

    static DynamoDbException noSuchTable() {
        String message = "Cannot do operations on a non-existent table";
        return ResourceNotFoundException.builder()
                .message(message)
                .statusCode(BAD_REQUEST)
                .awsErrorDetails(details("ResourceNotFoundException", message))
                .build();
    }

    static DynamoDbException conditionFailed() {
        return ConditionalCheckFailedException.builder()
                .message(REFUSED)
                .statusCode(BAD_REQUEST)
                .awsErrorDetails(details("ConditionalCheckFailedException", REFUSED))
                .build();
    }

    static DynamoDbException canceled(List<CancellationReason> reasons) {
        String message = "Transaction cancelled, please refer cancellation reasons for specific reasons "
                + reasons.stream().map(CancellationReason::code).toList();
        return TransactionCanceledException.builder()
                .message(message)
                .statusCode(BAD_REQUEST)
                .awsErrorDetails(details("TransactionCanceledException", message))
                .cancellationReasons(reasons)
                .build();
    }

    /** @param told what is there; null where nothing is, or nobody asked */
    static CancellationReason conditionFailed(@Nullable Map<String, AttributeValue> told) {
        return reason("ConditionalCheckFailed", REFUSED).item(told).build();
    }

    static CancellationReason invalid(DynamoDbException why) {
        return reason("ValidationError", why.awsErrorDetails().errorMessage()).build();
    }

    private static CancellationReason.Builder reason(String code, @Nullable String message) {
        return CancellationReason.builder().code(code).message(message);
    }

    private static AwsErrorDetails details(String code, String message) {
        return AwsErrorDetails.builder()
                .serviceName("DynamoDb")
                .errorCode(code)
                .errorMessage(message)
                .build();
    }
}
