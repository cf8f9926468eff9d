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
import dev.laurel.store.Accounts;
import dev.laurel.store.Commit;
import dev.laurel.store.Identity;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
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
import org.jspecify.annotations.Nullable;

/**
 * Somebody becomes a member. The account, its first entry, the identity and every way to find it are written together or not at
 * all. The entry holds nothing personal, not even a hash of what was sent: that lies with the identity, and goes with it.
 */
@ApplicationScoped
class Joining {
    private static final int REFERRAL_LENGTH = 8;

    private final Flow flow;
    private final Accounts accounts;
    private final Members members;
    private final Pepper pepper;
    private final Clock clock;

    Joining(Flow flow, Accounts accounts, Members members, Pepper pepper, Clock clock) {
        this.flow = flow;
        this.accounts = accounts;
        this.members = members;
        this.pepper = pepper;
        this.clock = clock;
    }

    Reply join(Call call) {
        Fields body = call.fields();
        MemberKey member = new MemberKey(call.program(), memberId(call, body));
        String input = new String(Json.canonical(body.node()), UTF_8);
        Commit.Request request =
                call.request(RequestKey.join(member), Json.object().put("join", member.member()));
        AtomicReference<@Nullable Identity> joined = new AtomicReference<>();
        AtomicInteger attempts = new AtomicInteger();
        var done = flow.run(
                member,
                request,
                () -> {
                    Before before = accounts.before(member, request.key());
                    if (before.done().isPresent()) return new Flow.Attempt(before, new JoinProgram());
                    Identity identity = identity(call, body, member, input, attempts.getAndIncrement());
                    joined.set(identity);
                    return joining(member, identity);
                },
                (_, _) -> joined.set(sameAsBefore(member, input)));
        return done.reply(201, told(member, done.entry(), Objects.requireNonNull(joined.get())));
    }

    private Flow.Attempt joining(MemberKey member, Identity identity) {
        Birthday birthday = identity.birthday() == null ? null : new Birthday(MonthDay.from(identity.birthday()), 0);
        Account opened = Account.opened(identity.joinedAt(), birthday);
        var claims = members.joining(member, identity);
        return new Flow.Attempt(
                new Before(Optional.of(StoredAccount.unwritten(member, opened)), Optional.empty()),
                new JoinProgram(),
                claims.writes(),
                refused -> refuseTaken(claims.claimed().get(refused)));
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

    private Identity identity(Call call, Fields body, MemberKey member, String input, int attempt) {
        Instant now = clock.instant();
        Identity blank = Identity.blank(
                pepper.hash(input),
                now,
                referralCode(member, attempt),
                body.optionalId("referralCode").orElse(null));
        var today = flow.programs(call.program()).at(now).program().day(now);
        Identity identity = new Profile(call, body, today).over(blank);
        body.end();
        return identity;
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

    /** A referral code that is taken is drawn again; anything else belongs to another member. */
    private static void refuseTaken(Optional<LookUp> claimed) {
        claimed.filter(l -> !l.kind().equals(LookUp.REFERRAL)).ifPresent(l -> {
            throw taken(l);
        });
    }

    static Problem taken(LookUp lookUp) {
        return new Problem(
                409,
                "contact-taken",
                "another member is known by this " + lookUp.kind(),
                Json.object().put("kind", lookUp.kind()));
    }

    private static ObjectNode told(MemberKey member, StoredEntry entry, Identity identity) {
        ObjectNode json = Json.object().put("memberId", member.member()).put("referralCode", identity.referralCode());
        return json.setAll(Answers.receiptAndBalance(entry));
    }
}
