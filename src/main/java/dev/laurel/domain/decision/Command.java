package dev.laurel.domain.decision;

import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.program.Programs;
import java.time.Instant;

/** Something that somebody wants to happen to a member. */
public sealed interface Command
        permits JoinProgram,
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
                UseRedemption,
                InviteToTier {

    /**
     * Decides the command on an account, under the program's versions, at {@code now}. Pure: the same four give the same decision.
     */
    Decision decide(Account account, Programs programs, Instant now);
}
