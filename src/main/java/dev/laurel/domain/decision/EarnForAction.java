package dev.laurel.domain.decision;

import dev.laurel.domain.earning.EarnRule;
import dev.laurel.domain.earning.Pricing;
import dev.laurel.domain.earning.Rooms;
import dev.laurel.domain.fact.Applied.Counted;
import dev.laurel.domain.fact.Performed;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Expiry;
import dev.laurel.domain.program.Program;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.value.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A member did something that the program rewards.
 *
 * @param occurredAt null is now
 * @param used what was used of limits by the action's subject, by rule
 * @param bySelf whether the member says so themselves; only rules that allow it earn by that
 * @param anyAge whether it may lie longer ago than the program accepts; only an admin may say so
 */
public record EarnForAction(
        Performed performed, @Nullable Instant occurredAt, Map<String, Counted> used, boolean bySelf, boolean anyAge)
        implements Command {
    /** The rules that an action wakes. */
    public static List<EarnRule> rules(Program program, String action) {
        return program.earning().rules().stream()
                .filter(r -> action.equals(r.action()))
                .toList();
    }

    @Override
    public Optional<Refusal> take(Deciding deciding) {
        Instant at = Objects.requireNonNullElse(occurredAt, deciding.now);
        Optional<Refusal> refusal = deciding.unblocked().or(() -> deciding.timely(at, anyAge));
        if (refusal.isPresent()) return refusal;
        var version = deciding.programs.at(at);
        List<EarnRule> rules = rules(version.program(), performed.action());
        if (rules.isEmpty()) return Optional.of(new Refusal.UnknownAction(performed.action()));
        if (bySelf && !rules.stream().allMatch(r -> r.terms().selfReported())) {
            return Optional.of(new Refusal.NotSelfReported(performed.action()));
        }
        boolean bySubject = rules.stream()
                .anyMatch(r -> r.terms().limit() != null && r.terms().limit().per() == Period.REFERENCE);
        if (bySubject && performed.subject() == null) return Optional.of(new Refusal.ReferenceNeeded());
        boolean byQuantity = rules.stream().anyMatch(EarnRule.PerQuantity.class::isInstance);
        if (byQuantity && performed.quantity() == null) return Optional.of(new Refusal.QuantityNeeded());
        deciding.happenedAt = at;
        deciding.happenedOn = version.program().day(at);
        deciding.active(Expiry.Activity.ACTION, version.program(), deciding.happenedOn);
        earn(deciding, version, at);
        return Optional.empty();
    }

    private void earn(Deciding deciding, Programs.Version version, Instant at) {
        Account account = deciding.book.account();
        String tier = account.standing().tier();
        Granting granting = new Granting(version, account, at, deciding.now, tier);
        Rooms rooms = granting.rooms(deciding.today);
        if (performed.subject() != null) rooms = rooms.by(performed.subject(), used);
        Program program = version.program();
        var situation = granting.situation(deciding.version.factorOf(tier));
        var priced = Pricing.price(performed, program.currency(), program.earning(), rooms, situation);
        var earning = granting.earning(performed, priced);
        deciding.earned(earning, program);
    }

    /** The rules and factors that count what the action's subject has used. */
    public static List<String> countedBySubject(Program program, String action) {
        return program.earning().rules().stream()
                .filter(r -> r.terms().limit() != null && r.terms().limit().per() == Period.REFERENCE)
                .filter(r ->
                        action.equals(r.action()) || r instanceof EarnRule.Multiplier || r instanceof EarnRule.Birthday)
                .map(EarnRule::id)
                .toList();
    }

    /** What joining earns, where the program rewards it; it is also where a member starts to be active. */
    static void joining(Deciding deciding) {
        deciding.activeFrom(deciding.version.program(), deciding.today);
        if (rules(deciding.version.program(), Performed.JOIN).isEmpty()) return;
        Performed joined = new Performed(Performed.JOIN, null, null, BigDecimal.ONE);
        new EarnForAction(joined, null, Map.of(), false, false).earn(deciding, deciding.version, deciding.now);
    }
}
