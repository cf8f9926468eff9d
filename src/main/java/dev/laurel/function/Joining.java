package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.JoinProgram;
import dev.laurel.domain.decision.Refusal;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Birthday;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.outside.Contacts;
import dev.laurel.store.Commit;
import dev.laurel.store.Identity;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Members.Holders;
import dev.laurel.store.Pepper;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Stored.Before;
import dev.laurel.store.Stored.StoredAccount;
import dev.laurel.store.Stored.StoredEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.MonthDay;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Somebody becomes a member. The account, its first entry, the identity and every way to find it are written together or not at
 * all. The entry holds nothing personal, not even a hash of what was sent: that lies with the identity, and goes with it.
 */
@ApplicationScoped
class Joining {
    private static final Logger LOG = Logger.getLogger(Joining.class);
    private static final int REFERRAL_LENGTH = 8;

    /** The type of problem with a way to find somebody that is another's. */
    static final String TAKEN = "contact-taken";

    private final Flow flow;
    private final Members members;
    private final WaitingOrders waitingOrders;
    private final Pepper pepper;
    private final Clock clock;

    Joining(Flow flow, Members members, WaitingOrders waitingOrders, Pepper pepper, Clock clock) {
        this.flow = flow;
        this.members = members;
        this.waitingOrders = waitingOrders;
        this.pepper = pepper;
        this.clock = clock;
    }

    Reply join(Call call) {
        Fields body = call.fields();
        MemberKey member = new MemberKey(call.program(), memberId(call, body));
        String input = new String(Json.canonical(body.node()), UTF_8);
        Commit.Request request =
                call.request(RequestKey.join(member), Json.object().put("join", member.member()));
        Instant now = clock.instant();
        var today = flow.programs(call.program()).at(now).program().day(now);
        var profile = new Profile(call, body, today);
        var referredBy = body.optionalId("referralCode").orElse(null);
        var joined = join(member, request, input, referredBy, blank -> {
            Identity identity = profile.over(blank);
            body.end();
            return identity;
        });
        return joined.done().reply(201, told(member, joined.done().entry(), joined.identity()));
    }

    /** A join, now or before, and who joined. */
    record Joined(Flow.Done done, Identity identity) {}

    /**
     * Somebody joins, and is credited with the orders that waited for them.
     *
     * @param input what makes two joins of a member the same
     * @param profile adds what was told of them to what nobody has to tell
     */
    Joined join(
            MemberKey member,
            Commit.Request request,
            String input,
            @Nullable String referredBy,
            UnaryOperator<Identity> profile) {
        AtomicReference<@Nullable Identity> joined = new AtomicReference<>();
        AtomicReference<@Nullable Holders> holders = new AtomicReference<>();
        AtomicInteger attempts = new AtomicInteger();
        String hash = pepper.hash(input);
        Instant now = clock.instant();
        var done = flow.run(
                member,
                request,
                () -> {
                    String code = referralCode(member, attempts.getAndIncrement());
                    Identity identity = profile.apply(Identity.blank(hash, now, code, referredBy));
                    var read = members.beforeJoin(member, request.key(), LookUp.ofOthers(identity));
                    holders.set(read.holders());
                    joined.set(identity);
                    return read.before().done().isPresent()
                            ? new Flow.Attempt(read.before(), new JoinProgram())
                            : joining(member, identity, read.holders());
                },
                (_, _) -> joined.set(sameAsBefore(member, input)));
        Identity identity = Objects.requireNonNull(joined.get());
        boolean waits = !Objects.requireNonNull(holders.get()).waiting().isEmpty();
        if (waits) waitingOrders.credit(member, LookUp.ofOthers(identity));
        return new Joined(done, identity);
    }

    /** A way to find them that is another's is refused; one that was taken meanwhile is looked up again, and another code drawn. */
    private Flow.Attempt joining(MemberKey member, Identity identity, Holders holders) {
        holders.notOf(member).ifPresent(lookUp -> {
            throw taken(lookUp);
        });
        Birthday birthday = identity.birthday() == null ? null : new Birthday(MonthDay.from(identity.birthday()), 0);
        Account opened = Account.opened(identity.joinedAt(), birthday);
        return new Flow.Attempt(
                new Before(Optional.of(StoredAccount.unwritten(member, opened)), Optional.empty()),
                new JoinProgram(),
                members.joining(member, identity, holders),
                refused -> LOG.debugf("the join of %s is tried again: part %d", member, refused));
    }

    /** The body's, which must be the token's own for a member; else one that follows from the request key. */
    private static String memberId(Call call, Fields body) {
        Optional<String> named = body.optionalText("memberId");
        if (call.isSelf()) {
            String own = call.ownMember();
            if (named.isPresent() && !named.get().equals(own))
                throw Problem.forbidden("this token is another member's");
            return own;
        }
        if (named.isEmpty()) return Ids.derived("m", call.program(), call.idempotencyKey());
        if (!Contacts.isMemberId(named.get())) {
            throw body.fault(
                    "memberId",
                    "1 to 64 letters, digits, hyphens and underscores are expected, and neither a mail address nor a phone number");
        }
        return named.get();
    }

    /** A short code to pass on; another one at each attempt, in case somebody has it already. */
    private static String referralCode(MemberKey member, int attempt) {
        String hash = Ids.derived("c", member.program(), member.member(), String.valueOf(attempt));
        return hash.substring(2)
                .replaceAll("[^A-Za-z0-9]", "")
                .toUpperCase(Locale.ROOT)
                .substring(0, REFERRAL_LENGTH);
    }

    /** The identity of the member who joined with the same request; any other is a conflict. */
    private Identity sameAsBefore(MemberKey member, String input) {
        Identity identity = members.identity(member).orElseThrow(() -> Refusals.problem(new Refusal.Erased()));
        if (!pepper.hashes(input).contains(identity.joinInput())) {
            throw new Problem(
                    409,
                    "member-known",
                    "this member has joined with other data",
                    Json.object().put("memberId", member.member()));
        }
        return identity;
    }

    static Problem taken(LookUp lookUp) {
        return new Problem(
                409,
                TAKEN,
                "another member is known by this " + lookUp.kind(),
                Json.object().put("kind", lookUp.kind()));
    }

    private static ObjectNode told(MemberKey member, StoredEntry entry, Identity identity) {
        ObjectNode json = Json.object().put("memberId", member.member()).put("referralCode", identity.referralCode());
        return json.setAll(Answers.receiptAndBalance(entry));
    }
}
