package dev.laurel.function;

import dev.laurel.domain.decision.Settling;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Birthday;
import dev.laurel.domain.program.Programs;
import dev.laurel.store.Identity;
import dev.laurel.store.LookUp;
import dev.laurel.store.MemberKey;
import dev.laurel.store.Members;
import dev.laurel.store.Members.Changed;
import dev.laurel.store.Stored.StoredAccount;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is known of a member changes; and they are credited with what waits for whom they are found by, also where that was cut off before. */
@ApplicationScoped
class Changing {
    private final Flow flow;
    private final Members members;
    private final WaitingOrders waitingOrders;
    private final Waits waits;
    private final Clock clock;

    Changing(Flow flow, Members members, WaitingOrders waitingOrders, Waits waits, Clock clock) {
        this.flow = flow;
        this.members = members;
        this.waitingOrders = waitingOrders;
        this.waits = waits;
        this.clock = clock;
    }

    /** Who a member is now, and whether they were another before. */
    record Result(Identity identity, boolean changed) {}

    /**
     * @param change is asked again where somebody else changed the member meanwhile
     * @throws Problem where there is no such member, or another is found by what they would be
     */
    Result change(MemberKey member, UnaryOperator<Identity> change) {
        Backoff backoff = waits.backoff();
        do {
            Identity before = members.identity(member).orElseThrow(Flow::unknownMember);
            Identity after = change.apply(before);
            boolean changed = !after.equals(before);
            var written = changed
                    ? members.change(member, before, after, moved(member, before, after), clock.instant())
                    : new Changed.Written();
            switch (written) {
                case Changed.Written _ -> {
                    waitingOrders.credit(member, LookUp.ofOthers(after));
                    return new Result(after, changed);
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
}
