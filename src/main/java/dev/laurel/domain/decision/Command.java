package dev.laurel.domain.decision;

import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Programs;
import dev.laurel.domain.value.Codes;
import java.time.Instant;
import java.util.Optional;

/** Something that somebody wants to happen to a member. */
public sealed interface Command
        permits JoinProgram,
                SettleAccount,
                EraseMember,
                UsePerk,
                BlockMember,
                EarnForPurchase,
                EarnForAction,
                ReverseEntry,
                RefundOrder,
                ReviseOrder,
                RedeemReward,
                RedeemPoints,
                AdjustPoints,
                CancelRedemption,
                ExchangeReward,
                UseRedemption,
                InviteToTier {

    /**
     * Decides the command on an account, under the program's versions, at {@code now}; vouchers have their codes from {@code codes}.
     * Pure: the same five give the same decision.
     */
    default Decision decide(Account account, Programs programs, Codes codes, Instant now) {
        return Deciding.decide(account, programs, codes, now, this);
    }

    /** The command's own part, on an account that is settled: it records facts, or says why it cannot. */
    Optional<Refusal> take(Deciding deciding);
}
