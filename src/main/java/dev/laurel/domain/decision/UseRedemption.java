package dev.laurel.domain.decision;

import dev.laurel.domain.fact.Fact.RewardUsed;
import dev.laurel.domain.value.OrderKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A voucher is used, once. */
public record UseRedemption(String redemption, @Nullable OrderKey order) implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        if (deciding.unblocked().isPresent()) return deciding.unblocked();
        if (deciding.book.account().open(redemption).isEmpty()) {
            return Optional.of(new Refusal.RedemptionNotOpen(redemption));
        }
        deciding.book.record(new RewardUsed(deciding.now, deciding.today, redemption, order));
        return Optional.empty();
    }
}
