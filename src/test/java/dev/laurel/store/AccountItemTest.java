package dev.laurel.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.ledger.Account;
import dev.laurel.json.AccountJson;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.store.Stored.StoredAccount;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What an account is in the table: plain as long as that costs nothing. */
class AccountItemTest {
    private static final Instant NOW = Instant.parse("2050-03-03T12:00:00.123456789Z");
    private static final MemberKey LONGEST = new MemberKey("p".repeat(64), "m".repeat(64));
    private static final int CHARGED = 1024;

    private static Account of(int buckets) {
        ObjectNode json = AccountJson.write(Account.opened(NOW, null));
        ArrayNode all = json.putArray("buckets");
        for (int month = 1; month <= buckets; month++)
            all.addObject()
                    .put("points", 1000 + month)
                    .put("expires", "%d-%02d-01T00:00:00Z".formatted(2051 + month / 12, 1 + month % 12));
        return AccountJson.read(Fields.stored(json));
    }

    private static StoredAccount stored(Account account) {
        return new StoredAccount(account, NOW, 1L << 53, (1L << 53) - 1, new byte[32]);
    }

    private static Map<String, AttributeValue> item(Account account) {
        return Items.account(LONGEST, stored(account));
    }

    private static boolean isPlain(Map<String, AttributeValue> item) {
        return item.get(Table.BODY).b().asByteArrayUnsafe()[0] == '{';
    }

    @Test
    void an_account_of_a_few_buckets_is_plain_and_one_of_many_deflated() {
        assertThat(isPlain(item(of(3)))).isTrue();
        assertThat(isPlain(item(of(36)))).isFalse();
    }

    @Test
    void no_account_is_plain_that_would_be_charged_for_more_than_a_kilobyte() {
        assertThat(IntStream.rangeClosed(0, 36).mapToObj(n -> item(of(n))).filter(AccountItemTest::isPlain))
                .hasSizeGreaterThan(5)
                .allSatisfy(item -> assertThat(Values.size(item)).isLessThanOrEqualTo(CHARGED));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 36})
    void an_account_is_read_as_it_was_written(int buckets) {
        assertThat(Items.account(item(of(buckets)))).usingRecursiveComparison().isEqualTo(stored(of(buckets)));
    }

    @Test
    void an_account_that_waits_for_nothing_is_read_as_one() {
        var waits = new StoredAccount(of(0), null, 1, 2, new byte[32]);
        assertThat(Items.account(Items.account(LONGEST, waits)).due()).isNull();
    }

    @Test
    void the_largest_plain_account_leaves_room_for_the_longest_names() {
        Map<String, AttributeValue> item = item(of(0));
        item.put(Table.PARKED, item.get(Table.DUE));
        int others = Values.size(item) - Json.bytes(AccountJson.write(of(0))).length;
        assertThat(others + Items.PLAIN).isLessThanOrEqualTo(CHARGED);
    }
}
