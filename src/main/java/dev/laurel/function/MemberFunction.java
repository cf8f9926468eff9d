package dev.laurel.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.BlockMember;
import dev.laurel.domain.decision.Settling;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Birthday;
import dev.laurel.domain.program.Programs;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.outside.Contacts;
import dev.laurel.store.Identity;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Members.Changed;
import dev.laurel.store.RequestKey;
import dev.laurel.store.Stored.StoredAccount;
import io.quarkus.funqy.Funq;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who the members are: join, find, read, change, block, export, erase. */
public class MemberFunction {
    private final Http http;
    private final Flow flow;
    private final Joining joining;
    private final Leaving leaving;
    private final WaitingOrders waitingOrders;
    private final Members members;
    private final Clock clock;

    MemberFunction(
            Http http,
            Flow flow,
            Joining joining,
            Leaving leaving,
            WaitingOrders waitingOrders,
            Members members,
            Clock clock) {
        this.waitingOrders = waitingOrders;
        this.http = http;
        this.flow = flow;
        this.joining = joining;
        this.leaving = leaving;
        this.members = members;
        this.clock = clock;
    }

    @Funq
    public APIGatewayV2HTTPResponse member(APIGatewayV2HTTPEvent event) {
        return http.answer(
                event,
                Map.of(
                        "POST /members", joining::join,
                        "GET /members", this::find,
                        "GET /members/{id}", this::read,
                        "PATCH /members/{id}", this::change,
                        "GET /members/{id}/export", leaving::export,
                        "DELETE /members/{id}", leaving::erase,
                        "POST /members/{id}/block", call -> block(call, true),
                        "POST /members/{id}/unblock", call -> block(call, false)));
    }

    private Reply find(Call call) {
        MemberKey member = found(call);
        Identity identity = members.identity(member).orElseThrow(Flow::unknownMember);
        ObjectNode json = Json.object().put("memberId", member.member());
        if (identity.name() != null) json.put("name", identity.name());
        return Reply.ok(withBalance(json, member));
    }

    private ObjectNode withBalance(ObjectNode json, MemberKey member) {
        Account account = flow.current(member).account();
        json.put("balance", account.balance().net());
        if (account.standing().tier() != null)
            json.put("tier", account.standing().tier());
        return json;
    }

    private MemberKey found(Call call) {
        var asked = List.of("phone", "email", "card", "shop").stream()
                .filter(q -> call.query(q).isPresent())
                .toList();
        if (asked.size() != 1) {
            throw Problem.badRequest("exactly one of phone, email, card, or shop and customer is expected");
        }
        String value = call.query(asked.getFirst()).orElseThrow();
        if (asked.getFirst().equals("card")) return call.member(value);
        LookUp way = lookUp(call, asked.getFirst(), value);
        return Optional.ofNullable(
                        members.holders(call.program(), List.of(way)).get(way).member())
                .map(id -> new MemberKey(call.program(), id))
                .orElseThrow(Flow::unknownMember);
    }

    private static LookUp lookUp(Call call, String kind, String value) {
        return switch (kind) {
            case "phone" ->
                Contacts.phone(value.startsWith("+") ? value : "+" + value.strip())
                        .map(LookUp::phone)
                        .orElseThrow(
                                () -> Problem.badRequest("phone: this is not a phone number in international form"));
            case "email" ->
                Contacts.mail(value)
                        .map(LookUp::email)
                        .orElseThrow(() -> Problem.badRequest("email: this is not a mail address"));
            default ->
                LookUp.shop(
                        value,
                        call.query("customer").orElseThrow(() -> Problem.badRequest("customer: required beside shop")));
        };
    }

    private Reply read(Call call) {
        MemberKey member = call.member();
        return Reply.ok(Profile.told(member.member(), members.identity(member).orElseThrow(Flow::unknownMember)));
    }

    private Reply block(Call call, boolean blocked) {
        MemberKey member = call.member();
        Fields body = call.fields();
        var command = new BlockMember(blocked, body.code("reason"));
        body.end();
        RequestKey key = RequestKey.blocking(member, blocked, Ids.derived("b", call.idempotencyKey()));
        var done = flow.run(member, call.request(key, body.node()), command);
        return done.reply(201, Answers.receiptAndBalance(done.entry()));
    }

    private Reply change(Call call) {
        MemberKey member = call.member();
        Fields body = call.fields();
        Instant now = clock.instant();
        var today = flow.programs(call.program()).at(now).program().day(now);
        Backoff backoff = new Backoff();
        do {
            Identity before = members.identity(member).orElseThrow(Flow::unknownMember);
            Identity after = new Profile(call, body, today).over(before);
            body.end();
            if (call.isSelf()) vouched(before, after);
            switch (members.change(member, before, after, moved(member, before, after))) {
                case Changed.Written(List<LookUp> claimed) -> {
                    waitingOrders.credit(member, claimed);
                    return Reply.ok(Profile.told(member.member(), after));
                }
                case Changed.Taken(LookUp lookUp) -> throw Joining.taken(lookUp);
                case Changed.LostRace _ -> {}
            }
        } while (backoff.again());
        throw Backoff.tooContended();
    }

    /** The account with the new birthday, where it is another: what the old one still gave is settled first, and the new one counts from next year. */
    private @Nullable StoredAccount moved(MemberKey member, Identity before, Identity after) {
        if (Objects.equals(before.birthday(), after.birthday())) return null;
        Programs programs = flow.programs(member.program());
        Instant now = clock.instant();
        StoredAccount account = flow.settled(member);
        LocalDate today = programs.at(now).program().day(now);
        Account changed =
                account.account().withBirthday(birthday(account.account().birthday(), after, today));
        return account.with(changed, Settling.nextDue(changed, programs).orElse(null));
    }

    /** The first date that is told counts from this year on where its day is still to come; a changed one, or one told late, from the next. */
    private static Birthday birthday(@Nullable Birthday before, Identity after, LocalDate today) {
        @Nullable MonthDay day = after.birthday() == null ? null : MonthDay.from(after.birthday());
        boolean ahead = day != null && day.atYear(today.getYear()).isAfter(today);
        return new Birthday(day, before == null && ahead ? today.getYear() : today.getYear() + 1);
    }

    /** A member's own token changes a contact only to one that it vouches for. */
    private static void vouched(Identity before, Identity after) {
        for (Optional<Identity.Contact> contact :
                List.of(changed(before.email(), after.email()), changed(before.phone(), after.phone()))) {
            if (contact.filter(c -> !c.verified()).isPresent()) {
                throw Problem.forbidden("this token does not vouch for the new contact");
            }
        }
    }

    private static Optional<Identity.Contact> changed(
            Identity.@Nullable Contact before, Identity.@Nullable Contact after) {
        return Optional.ofNullable(after)
                .filter(a -> before == null || !a.value().equals(before.value()));
    }
}
