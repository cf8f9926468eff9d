package dev.laurel.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.EraseMember;
import dev.laurel.json.AccountJson;
import dev.laurel.json.Json;
import dev.laurel.store.Accounts;
import dev.laurel.store.Commit;
import dev.laurel.store.Inbox;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.RequestKey;
import jakarta.enterprise.context.ApplicationScoped;

/** What a member may ask of their data: to have it, and to have it gone. */
@ApplicationScoped
class Leaving {
    private final Flow flow;
    private final Accounts accounts;
    private final Pages pages;
    private final Members members;
    private final Inbox inbox;

    Leaving(Flow flow, Accounts accounts, Pages pages, Members members, Inbox inbox) {
        this.inbox = inbox;
        this.pages = pages;
        this.flow = flow;
        this.accounts = accounts;
        this.members = members;
    }

    /** Everything that is held about a member; the entries page by page, newest first. */
    Reply export(Call call) {
        MemberKey member = call.member();
        var current = flow.current(member);
        ObjectNode json = Json.object();
        json.set(
                "profile",
                Profile.told(member.member(), members.identity(member).orElseThrow(Flow::unknownMember)));
        json.set("account", AccountJson.write(current.account()));
        return pages.history(call, json);
    }

    Reply erase(Call call) {
        MemberKey member = call.member();
        JsonNode input = Json.object().put("erase", member.member());
        var done = erase(member, call.request(RequestKey.erasure(member), input));
        return Reply.ok(Answers.receiptAndBalance(done.entry()));
    }

    /** Everything personal goes, in one transaction with the entry that closes the account; before it what the inbox has of them. */
    Flow.Done erase(MemberKey member, Commit.Request request) {
        members.identity(member).ifPresent(identity -> inbox.forget(member.program(), LookUp.ofOthers(identity)));
        return flow.run(
                member,
                request,
                () -> {
                    var before = accounts.before(member, request.key());
                    if (before.done().isPresent()) return new Flow.Attempt(before, new EraseMember());
                    var identity = members.identity(member).orElseThrow(Flow::unknownMember);
                    return new Flow.Attempt(before, new EraseMember(), members.erasing(member, identity), _ -> {});
                },
                (_, _) -> {});
    }
}
