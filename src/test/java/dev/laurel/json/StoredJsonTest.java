package dev.laurel.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored is read faster than what somebody sends, and means the same. */
class StoredJsonTest {
    private static Fields sent(String json) {
        return Fields.of(Json.parse(json.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2050-03-03T12:00:00Z",
                "2050-03-03T12:00:00.120Z",
                "2050-03-03T12:00:00.000001Z",
                "2050-03-03T12:00:00.123456789Z",
                "2050-03-03T12:00:00.000000000Z",
                "1969-12-31T23:59:59.999999999Z",
                "9999-12-31T00:00:00.000000000Z"
            })
    void an_instant_is_read_as_laurel_writes_it(String written) {
        assertThat(Json.instant(written)).isEqualTo(Instant.parse(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-12-31T23:59Z",
                "2026-12-31T23:59:00-00:00",
                "2026-12-31t23:59:59.5+02:00",
                "2026-12-31T23:59:59.Z"
            })
    void an_instant_in_a_merchants_own_words_is_stored_as_it_was_taken(String sent) {
        assertThat(Json.instant(sent)).isEqualTo(OffsetDateTime.parse(sent).toInstant());
    }

    @Test
    void what_somebody_sends_is_never_read_without_a_bound() {
        Fields sent = sent("{\"list\": [{}], \"map\": {\"a\": 1}}");
        assertThatThrownBy(() -> sent.objects("list", object -> object)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sent.map("map", Fields::text)).isInstanceOf(IllegalStateException.class);
    }
}
