package dev.laurel.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.value.Limits;
import dev.laurel.json.Json;
import dev.laurel.store.Accounts;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Stored.StoredEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;

/** A member's entries, page by page. */
@ApplicationScoped
class Pages {
    private static final int PAGE = 25;

    private final Flow flow;
    private final Accounts accounts;

    Pages(Flow flow, Accounts accounts) {
        this.flow = flow;
        this.accounts = accounts;
    }

    /** A page of a member's entries as a member reads them, newest first, added to an answer. */
    Reply history(Call call, ObjectNode json) {
        Programs programs = flow.programs(call.program());
        return page(call, json, e -> Answers.history(e, Flow.words(call, programs, e)));
    }

    /** A page of a member's entries, newest first, added to an answer; {@code next} says where the one after it starts. */
    Reply page(Call call, ObjectNode json, Function<StoredEntry, JsonNode> told) {
        MemberKey member = call.member();
        Long before = call.wholeQuery("before", 1, Long.MAX_VALUE).orElse(null);
        int limit = call.wholeQuery("limit", 1, Limits.PAGE).orElse((long) PAGE).intValue();
        List<StoredEntry> page = accounts.history(member, before, limit);
        if (page.isEmpty()) flow.account(member);
        json.set("entries", Json.array(page, told));
        boolean more = !page.isEmpty() && page.getLast().entry().seq() > 1;
        if (more) json.put("next", page.getLast().entry().seq());
        return Reply.ok(json);
    }
}
