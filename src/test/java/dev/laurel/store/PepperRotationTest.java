package dev.laurel.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.laurel.store.Identity.Contact;
import dev.laurel.store.Members.Changed;
import dev.laurel.store.Members.Holders;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** A new pepper is put in front of the old one, and nobody gains or loses a contact by that. */
@QuarkusTest
class PepperRotationTest {
    @Inject
    DynamoDbClient dynamo;

    private final MemberKey owner = new MemberKey("rotation", "owner");
    private final MemberKey thief = new MemberKey("rotation", "thief");

    private Members members(String peppers) {
        return new Members(dynamo, "laurel", new Pepper(peppers));
    }

    private static Identity identity(String mail, String referral) {
        Contact contact = mail == null ? null : new Contact(mail, true);
        return new Identity(0, "-", Instant.EPOCH, contact, null, null, null, null, Map.of(), Map.of(), referral, null);
    }

    private boolean join(Members members, MemberKey member, Identity identity) {
        try {
            dynamo.transactWriteItems(t -> t.transactItems(members.joining(member, identity, new Holders(Map.of()))));
            return true;
        } catch (TransactionCanceledException _) {
            return false;
        }
    }

    private static String holder(Members members, LookUp way) {
        return members.find("rotation", way).orElse(null);
    }

    @Test
    void what_is_stored_of_a_contact_follows_from_the_secret() {
        String mail = "victim@example.com";
        assertThat(new Pepper("1:bbbbbbbbbbbbbbbb").hash(mail))
                .isNotEqualTo(new Pepper("1:aaaaaaaaaaaaaaaa").hash(mail));
    }

    @Test
    void what_was_taken_under_the_old_pepper_is_taken_under_the_new_one_and_can_be_given_up() {
        LookUp mail = LookUp.email("victim@example.com");
        assertThat(join(members("1:aaaaaaaaaaaaaaaa"), owner, identity("victim@example.com", "R1")))
                .isTrue();
        Members rotated = members("2:bbbbbbbbbbbbbbbb,1:aaaaaaaaaaaaaaaa");
        assertThat(join(rotated, thief, identity("victim@example.com", "R2"))).isFalse();
        assertThat(holder(rotated, mail)).isEqualTo("owner");

        Identity before = rotated.identity(owner).orElseThrow();
        Identity without = new Identity(
                before.version(), "-", Instant.EPOCH, null, null, null, null, null, Map.of(), Map.of(), "R1", null);
        assertThat(rotated.change(owner, before, without, null, Instant.EPOCH)).isInstanceOf(Changed.Written.class);
        assertThat(holder(rotated, mail)).isNull();
        assertThat(join(rotated, thief, identity("victim@example.com", "R2"))).isTrue();
        assertThat(holder(rotated, mail)).isEqualTo("thief");
    }
}
