package dev.laurel.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a token goes into the books for ever. */
class CallerTest {
    @ParameterizedTest(name = "{0} is told as {1}")
    @CsvSource({
        "till-7, till-7",
        "auth0|5f7c8ec7c33c6c004bbafe82, auth0|5f7c8ec7c33c6c004bbafe82",
        "550e8400-e29b-41d4-a716-446655440000, 550e8400-e29b-41d4-a716-446655440000",
        "boss@example.com, withheld",
        "491701234567, withheld",
        "0301234567, withheld",
        "sms|491701234567, withheld",
        "'', withheld",
    })
    void only_an_opaque_subject_is_told_never_a_mail_address_or_a_phone_number(String subject, String told) {
        assertThat(Caller.of(Map.of("sub", subject), "sub").subject()).isEqualTo(told);
    }
}
