package dev.laurel.function;

import dev.laurel.domain.decision.EarnForAction;
import dev.laurel.domain.fact.Performed;
import dev.laurel.domain.program.Programs;
import dev.laurel.json.Fields;
import dev.laurel.store.Accounts;
import dev.laurel.store.MemberKey;
import dev.laurel.store.RequestKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What members do beside buying, and earn by. */
@ApplicationScoped
class Actions {
    private final Flow flow;
    private final Accounts accounts;
    private final Clock clock;

    Actions(Flow flow, Accounts accounts, Clock clock) {
        this.flow = flow;
        this.accounts = accounts;
        this.clock = clock;
    }

    Reply act(Call call) {
        MemberKey member = call.member();
        Fields body = call.fields();
        Performed performed = performed(body);
        @Nullable Instant occurredAt = body.optionalInstant("occurredAt").orElse(null);
        var location = body.optionalId("location");
        var merchant = body.optionalId("merchant");
        body.end();
        RequestKey key = key(call, member, performed);
        var request = call.request(key, body.node(), location, merchant);
        Programs programs = flow.programs(member.program());
        List<String> counted = bySubject(programs, performed, occurredAt == null ? clock.instant() : occurredAt);
        var done = flow.run(
                member,
                request,
                () -> {
                    var read = accounts.beforeAction(member, key, performed.subject(), counted);
                    var command = new EarnForAction(performed, occurredAt, read.used(), call.isSelf(), call.isAdmin());
                    return new Flow.Attempt(read.before(), command);
                },
                Flow::same);
        return done.reply(201, Answers.purchase(done.entry(), flow.words(call, done.entry())));
    }

    private static Performed performed(Fields body) {
        String action = body.id("action");
        if (action.equals(Performed.JOIN)) throw body.fault("action", "joining performs this action by itself");
        Optional<String> reference = body.optionalId("reference");
        return new Performed(
                action,
                reference.orElse(null),
                body.optionalId("subject").or(() -> reference).orElse(null),
                body.optionalQuantity("quantity").orElse(null));
    }

    private static RequestKey key(Call call, MemberKey member, Performed performed) {
        String reference = performed.reference();
        return reference == null
                ? RequestKey.unnamedAction(member, performed.action(), Ids.derived("k", call.idempotencyKey()))
                : RequestKey.action(member, performed.action(), reference);
    }

    /** The rules that count what the action's subject has used. */
    private static List<String> bySubject(Programs programs, Performed performed, Instant at) {
        return programs.inForce(at)
                .map(v -> EarnForAction.countedBySubject(v.program(), performed.action()))
                .orElse(List.of());
    }
}
