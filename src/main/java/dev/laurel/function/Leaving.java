package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.decision.EraseMember;
import dev.laurel.json.AccountJson;
import dev.laurel.json.Json;
import dev.laurel.store.Accounts;
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

    Leaving(Flow flow, Accounts accounts, Pages pages, Members members) {
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

    /** Everything personal goes, in one transaction with the entry that closes the account. */
    Reply erase(Call call) {
        MemberKey member = call.member();
        RequestKey key = RequestKey.erasure(member);
        var done = flow.run(
                member,
                call.request(key, Json.object().put("erase", member.member())),
                () -> {
                    var before = accounts.before(member, key);
                    if (before.done().isPresent()) return new Flow.Attempt(before, new EraseMember());
                    var identity = members.identity(member).orElseThrow(Flow::unknownMember);
                    return new Flow.Attempt(before, new EraseMember(), members.erasing(member, identity), _ -> {});
                },
                Flow::same);
        return Reply.ok(Answers.receiptAndBalance(done.entry()));
    }
}
