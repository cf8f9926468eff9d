package dev.laurel.domain.decision;

import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.earning.Remaining;
import dev.laurel.domain.earning.Rooms;
import dev.laurel.domain.fact.Earning;
import dev.laurel.domain.fact.Fact.OrderRevised;
import dev.laurel.domain.fact.Fact.RewardUsed;
import dev.laurel.domain.fact.Fact.ShortfallReleased;
import dev.laurel.domain.fact.Order;
import dev.laurel.domain.fact.Sale;
import dev.laurel.domain.ledger.Account;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An order that the books have was changed. It is priced anew as of when it was placed, with the tier and with what limits and the
 * cap had left then; refunds stay, and the difference is booked (law 4).
 *
 * @param entry the id of the order's first entry
 */
public record ReviseOrder(String entry, Order order, Purchase purchase) implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        Earning was = order.earning();
        if (!purchase.currency().equals(order.sale().currency())) {
            return Optional.of(new Refusal.OtherCurrency(order.sale().currency()));
        }
        Map<String, Sale.Tender> paid = order.sale().tenders().stream()
                .filter(t -> t.redemption() != null)
                .collect(Collectors.toMap(t -> Objects.requireNonNull(t.redemption()), Function.identity()));
        Account account = deciding.book.account();
        var booking = new OrderBooking(purchase, deciding.programs.at(was.occurredAt()), account, paid);
        Optional<Refusal> refusal = booking.refusal();
        if (refusal.isPresent()) return refusal;
        var factor = deciding.programs.at(order.recordedAt()).factorOf(was.tier());
        Earning anew = booking.earning(was.occurredAt(), order.recordedAt(), was.tier(), factor, Rooms.recorded(was))
                .from(was);
        refusal = refundedLines();
        if (refusal.isPresent()) return refusal;
        Remaining before = Remaining.of(was, order.refunded());
        Remaining after = Remaining.of(anew, order.refunded());
        long more = after.points() - before.points();
        if (account.blocked() && (more > 0 || !booking.newlyUsed().isEmpty()))
            return Optional.of(new Refusal.Blocked());
        deciding.happenedOn = was.day();
        long released = Math.min(Math.max(0, more), account.shortfallOf(entry));
        deciding.book.record(new OrderRevised(
                deciding.now,
                deciding.today,
                Math.max(0, more) - released,
                entry,
                more,
                after.credits() - before.credits(),
                before.goodsAreBack() ? List.of() : was.used(),
                after.goodsAreBack() ? List.of() : anew.used(),
                anew));
        if (released > 0) {
            deciding.book.record(new ShortfallReleased(deciding.now, deciding.today, entry, released));
        }
        for (String used : booking.newlyUsed()) {
            deciding.book.record(new RewardUsed(deciding.now, deciding.today, used, purchase.order()));
        }
        if (more < 0) {
            var given = TakingBack.Given.by(entry, was, order.recordedAt());
            new TakingBack(deciding, given).take(-more, 0, List.of());
        }
        return Optional.empty();
    }

    /** A line of which something was given back is still the same thing, or gone: another one in its place would inherit the refund. */
    private Optional<Refusal> refundedLines() {
        Map<String, String> known =
                order.sale().lines().stream().collect(Collectors.toMap(Sale.Line::line, Sale.Line::sku));
        return purchase.lines().stream()
                .filter(l -> order.refunded().lines().containsKey(l.line()))
                .filter(l -> !l.sku().equals(known.get(l.line())))
                .findFirst()
                .map(l -> new Refusal.RefundedLine(l.line(), l.sku()));
    }
}
