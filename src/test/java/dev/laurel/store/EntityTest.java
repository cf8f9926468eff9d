package dev.laurel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class EntityTest {
    @Test
    void names_fill_the_partition_first_and_then_the_sort_key() {
        assertThat(Entity.SUBJECT.key("demo", "ada", "review", "sku-1")).isEqualTo(key("M#demo#ada", "C#review#sku-1"));
        assertThat(Entity.PURCHASE.key("demo", "api", "1001")).isEqualTo(key("O#demo#api#1001", "O"));
        assertThat(Entity.STOCK.key("demo", "mug")).isEqualTo(key("S#demo", "S#mug"));
    }

    @Test
    void a_name_may_look_like_a_place_for_one() {
        assertThat(Entity.ENTRY.key("demo", "<program>", "a<b>c")).isEqualTo(key("M#demo#<program>", "E#a<b>c"));
    }

    @Test
    void what_all_keys_of_a_kind_start_with_is_told() {
        assertThat(Entity.ACCOUNT.prefixOf("demo")).isEqualTo("M#demo#");
        assertThat(Entity.ENTRY.sortPrefix()).isEqualTo("E#");
        assertThat(Entity.ACCOUNT.sortPrefix()).isEqualTo("A");
        assertThat(Entity.VERSION.partitionOf("demo")).isEqualTo("P#demo");
    }

    @Test
    void a_program_of_one_partition_is_not_asked_for_as_the_start_of_many() {
        assertThatIllegalArgumentException().isThrownBy(() -> Entity.PARKED.prefixOf("demo"));
    }

    @Test
    void names_are_as_many_as_there_are_places() {
        assertThatIllegalArgumentException().isThrownBy(() -> Entity.ENTRY.key("demo"));
        assertThatIllegalArgumentException().isThrownBy(() -> Entity.ENTRY.key("demo", "ada"));
        assertThatIllegalArgumentException().isThrownBy(() -> Entity.ENTRY.key("demo", "ada", "k", "more"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a#b", "a\nb"})
    void a_name_that_could_be_taken_for_another_key_is_refused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Entity.ENTRY.key("demo", "ada", name));
        assertThatIllegalArgumentException().isThrownBy(() -> Entity.ENTRY.key("demo", name, "k"));
    }

    private static Map<String, AttributeValue> key(String partition, String sort) {
        return Map.of(Table.PARTITION, AttributeValue.fromS(partition), Table.SORT, AttributeValue.fromS(sort));
    }
}
