package dev.laurel.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** Which faults a client may hope to pass. */
class HttpTest {
    private static AwsServiceException told(int status, String code) {
        return DynamoDbException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    @Test
    void no_answer_throttling_and_faults_of_aws_may_pass() {
        assertThat(Http.mayPass(SdkClientException.create("no route to host"))).isTrue();
        assertThat(Http.mayPass(ApiCallTimeoutException.create(5))).isTrue();
        assertThat(Http.mayPass(told(500, "InternalServerError"))).isTrue();
        assertThat(Http.mayPass(told(400, "ProvisionedThroughputExceededException")))
                .isTrue();
        assertThat(Http.mayPass(told(400, "ThrottlingException"))).isTrue();
    }

    @Test
    void what_aws_refuses_and_our_own_faults_do_not() {
        assertThat(Http.mayPass(told(400, "ValidationException"))).isFalse();
        assertThat(Http.mayPass(told(400, "AccessDeniedException"))).isFalse();
        assertThat(Http.mayPass(new IllegalStateException("ours"))).isFalse();
    }
}
