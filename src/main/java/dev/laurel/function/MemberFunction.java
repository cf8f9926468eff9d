package dev.laurel.function;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.BlockMember;
import dev.laurel.domain.ledger.Account;
import dev.laurel.json.Fields;
import dev.laurel.json.Json;
import dev.laurel.outside.Contacts;
import dev.laurel.store.Identity;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.RequestKey;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who the members are: join, find, read, change, block, export, erase. */
@Singleton
public class MemberFunction {
    private final Http http;
    private final Flow flow;
    private final Joining joining;
    private final Leaving leaving;
    private final Changing changing;
    private final Members members;
    private final Clock clock;

    MemberFunction(
            Http http, Flow flow, Joining joining, Leaving leaving, Changing changing, Members members, Clock clock) {
        this.changing = changing;
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
        return members.find(call.program(), way)
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
        var result = changing.change(member, before -> {
            Identity after = new Profile(call, body, today).over(before);
            body.end();
            if (call.isSelf()) vouched(before, after);
            return after;
        });
        return Reply.ok(Profile.told(member.member(), result.identity()));
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
