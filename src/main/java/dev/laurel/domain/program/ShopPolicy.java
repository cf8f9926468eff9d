package dev.laurel.domain.program;

/**
 * What comes of what shops tell of themselves.
 *
 * @param earnOn when an order earns
 * @param autoJoin whether a shop's customer who is nobody's member yet becomes one
 */
public record ShopPolicy(OrderStage earnOn, boolean autoJoin) {
    public static final ShopPolicy DEFAULT = new ShopPolicy(OrderStage.PAID, false);
}
