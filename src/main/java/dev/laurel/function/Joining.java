package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.Decision.Accepted;
import dev.laurel.domain.decision.Decision.Refused;
import dev.laurel.domain.decision.JoinProgram;
import dev.laurel.domain.ledger.Account;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.outside.Contacts;
import dev.laurel.store.Accounts;
import dev.laurel.store.Commit;
import dev.laurel.store.Commit.Outcome;
import dev.laurel.store.Identity;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Pepper;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Stored.StoredAccount;
import dev.laurel.store.Stored.StoredEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.MonthDay;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
    private final Commit commit;
    private final Pepper pepper;
    private final Clock clock;

    Joining(Flow flow, Accounts accounts, Members members, Commit commit, Pepper pepper, Clock clock) {
        this.flow = flow;
        this.accounts = accounts;
        this.members = members;
        this.commit = commit;
        this.pepper = pepper;
        this.clock = clock;
    }

    Reply join(Call call) {
        var programs = flow.programs(call.program());
        Fields body = call.fields();
        MemberKey member = new MemberKey(call.program(), memberId(call, body));
        String input = new String(Json.canonical(body.node()), UTF_8);
        Commit.Request request =
                call.request(RequestKey.join(member), Json.object().put("join", member.member()));
        Backoff backoff = new Backoff();
        for (int attempt = 0; attempt == 0 || backoff.again(); attempt++) {
            Instant now = clock.instant();
            var before = accounts.before(member, request.key());
            if (before.done().isPresent()) return again(member, before.done().get(), input);
            var joining = identity(call, body, member, input, now, attempt);
            body.end();
            Account opened = Account.opened(now, joining.birthday() == null ? null : MonthDay.from(joining.birthday()));
            var claims = members.joining(member, joining);
            switch (new JoinProgram().decide(opened, programs, now)) {
                case Refused(var why) -> throw Refusals.problem(why);
                case Accepted accepted -> {
                    switch (commit.tryWrite(
                            member, StoredAccount.unwritten(member, opened), request, accepted, claims.writes())) {
                        case Outcome.Written(StoredEntry entry) -> {
                            return Reply.created(told(member, entry, joining));
                        }
                        case Outcome.Taken(int index) ->
                            refuseTaken(claims.claimed().get(index));
                        case Outcome.LostRace _ -> {}
                        case Outcome.TooLarge _ -> throw new IllegalStateException("a join is never too large");
                        case Outcome.OutOfStock stock ->
                            throw new IllegalStateException("a join sells nothing: " + stock);
                    }
                }
            }
        }
        throw Backoff.tooContended();
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

    private Identity identity(Call call, Fields body, MemberKey member, String input, Instant now, int attempt) {
        Identity blank = new Identity(
                0,
                pepper.hash(input),
                now,
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                Map.of(),
                referralCode(member, attempt),
                body.optionalId("referralCode").orElse(null));
        var today = flow.programs(call.program()).at(now).program().day(now);
        return new Profile(call, body, today).over(blank);
    }

    /** A short code to pass on; another one at each attempt, in case somebody has it already. */
    private static String referralCode(MemberKey member, int attempt) {
        String hash = Ids.derived("c", member.program(), member.member(), String.valueOf(attempt));
        return hash.substring(2)
                .replaceAll("[^A-Za-z0-9]", "")
                .toUpperCase(Locale.ROOT)
                .substring(0, REFERRAL_LENGTH);
    }

    private Reply again(MemberKey member, StoredEntry first, String input) {
        Identity identity = members.identity(member).orElseThrow(Flow::unknownMember);
        if (!pepper.hashes(input).contains(identity.joinInput())) {
            throw new Problem(
                    409,
                    "member-known",
                    "this member has joined with other data",
                    Json.object().put("memberId", member.member()));
        }
        return Reply.ok(told(member, first, identity));
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
