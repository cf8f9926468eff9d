package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.ledger.Account;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command comes to: facts to write, or a refusal. A refusal leaves no trace. */
public sealed interface Decision {

    /**
     * @param at when it happened; {@code decidedAt} when it was decided, never before the account's own last instant
     * @param after the account with all the facts in it; {@code due} is when something happens to it next by itself, null is never
     */
    record Accepted(
            Instant at,
            Instant decidedAt,
            List<Fact> facts,
            Account after,
            @Nullable Instant due) implements Decision {}

    record Refused(Refusal why) implements Decision {}
}
