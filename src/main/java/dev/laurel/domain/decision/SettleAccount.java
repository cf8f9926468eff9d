package dev.laurel.domain.decision;

import java.util.Optional;

/** Nothing but time: what is due is written down, as it would have been with the next command. */
public record SettleAccount() implements Command {
    @Override
    public Optional<Refusal> take(Deciding deciding) {
        return Optional.empty();
    }
}
