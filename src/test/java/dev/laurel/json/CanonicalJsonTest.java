package dev.laurel.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a request's hash is made of: it recognises repetitions for ever, so these bytes never change. */
class CanonicalJsonTest {
    @Test
    void keys_stand_in_order_however_deep_they_lie_and_lists_stay_as_they_are() {
        assertThat(canonical("{\"b\": [{\"d\": 2, \"c\": [3, 1]}, {}], \"a\": {\"z\": {}, \"Z\": []}}"))
                .isEqualTo("{\"a\":{\"Z\":[],\"z\":{}},\"b\":[{\"c\":[3,1],\"d\":2},{}]}");
    }

    @Test
    void numbers_keep_their_digits_and_a_null_is_not_left_out() {
        assertThat(canonical("{\"n\": 1.10, \"m\": null, \"l\": 1, \"k\": 1.0}"))
                .isEqualTo("{\"k\":1.0,\"l\":1,\"m\":null,\"n\":1.10}");
    }

    @Test
    void letters_stay_as_they_are_and_what_takes_two_units_is_escaped() {
        assertThat(canonical("{\"ü\": \"\\u00e9\\n\", \"u\": \"\\ud83d\\ude00\"}"))
                .isEqualTo("{\"u\":\"\\uD83D\\uDE00\",\"ü\":\"é\\n\"}");
    }

    private static String canonical(String json) {
        return new String(Json.canonical(Json.parse(json.getBytes(UTF_8))), UTF_8);
    }
}
