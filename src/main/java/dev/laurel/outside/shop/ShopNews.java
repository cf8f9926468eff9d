package dev.laurel.outside.shop;

import dev.laurel.domain.decision.Refund;
import dev.laurel.domain.earning.Purchase;
import dev.laurel.domain.program.OrderStage;
import dev.laurel.domain.value.OrderKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a shop told us, in our words. */
public sealed interface ShopNews {
    /**
     * Somebody in the shop.
     *
     * @param id the shop's own; null for a guest
     * @param email as it stands in the shop, like the phone number
     */
    record Customer(
            @Nullable String id,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String name) {}

    /**
     * An order as it is when it was told, whatever had become of it before.
     *
     * @param purchase as it was sold, without what was refunded since; its revision grows with each change
     * @param reached the stages that it has passed
     * @param refunds all so far, each named by the shop
     * @param codes the codes that were typed for a discount, as they were typed
     */
    record OrderTold(
            Purchase purchase,
            Customer customer,
            Set<OrderStage> reached,
            boolean cancelled,
            List<Refund> refunds,
            List<String> codes)
            implements ShopNews {}

    /** One refund of an order that is told elsewhere. */
    record RefundTold(OrderKey order, Refund refund) implements ShopNews {}

    /**
     * A customer as they stand in the shop.
     *
     * @param id the shop's own
     * @param emailVerified whether the shop has seen that the mail address is theirs
     */
    record CustomerTold(String id, Customer customer, boolean emailVerified) implements ShopNews {}

    /** A customer asks for everything that is held about them. */
    record DataRequested(Customer customer) implements ShopNews {}

    /** Everything that is held about a customer has to go. */
    record CustomerRedacted(Customer customer) implements ShopNews {}

    /** The shop has done with us. */
    record ShopLeft() implements ShopNews {}

    /** Everything that is held about a shop that left has to go. */
    record ShopRedacted() implements ShopNews {}

    /** Nothing that matters to members' points. */
    record Nothing(String why) implements ShopNews {}
}
