package dev.laurel.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** Which faults a client may hope to pass. */
class HttpTest {
    private static AwsServiceException told(int status, String code) {
        return DynamoDbException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    @Test
    void no_answer_throttling_conflicts_faults_of_aws_and_of_the_deployment_are_not_the_clients() {
        assertThat(Http.isOfAws(SdkClientException.create("no route to host"))).isTrue();
        assertThat(Http.isOfAws(ApiCallTimeoutException.create(5))).isTrue();
        assertThat(Http.isOfAws(told(500, "InternalServerError"))).isTrue();
        assertThat(Http.isOfAws(told(400, "ProvisionedThroughputExceededException")))
                .isTrue();
        assertThat(Http.isOfAws(told(400, "ThrottlingException"))).isTrue();
        assertThat(Http.isOfAws(TransactionConflictException.builder().build())).isTrue();
        assertThat(Http.isOfAws(told(400, "AccessDeniedException"))).isTrue();
    }

    @Test
    void what_aws_refuses_and_our_own_faults_do_not() {
        assertThat(Http.isOfAws(told(400, "ValidationException"))).isFalse();
        assertThat(Http.isOfAws(new IllegalStateException("ours"))).isFalse();
    }
}
