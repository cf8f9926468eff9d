package dev.laurel.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.EarningOracle;
import dev.laurel.domain.ProgramDice;
import dev.laurel.simulation.Caller.Request;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.joda.money.CurrencyUnit;

/** One program of a world: its two versions, its shop, and what its members share. */
final class Scheme {
    static final String SHOP = "corner.myshopify.com";
    static final String SECRET = "shpss_simulated_secret";
    private static final Instant FIRST = Instant.parse("2023-01-01T00:00:00Z");

    /** A reward of which there are few, some for each member. */
    static final String RARE = "rare";

    final String id;
    final CurrencyUnit currency;
    final ZoneId zone;
    final Map<String, Customer> byMail = new HashMap<>();
    private final ObjectNode document;
    private final ObjectNode later;
    private final Instant second;
    final long rareForEach;
    private long rareLeft;

    /** @param second when the other version takes effect */
    Scheme(String id, ObjectNode document, JsonNode laterExpiry, World world, Instant second) {
        this.id = id;
        this.document = document;
        this.second = second;
        currency = CurrencyUnit.of(document.get("currency").textValue());
        zone = ZoneId.of(document.get("timeZone").textValue());
        document.put("id", id);
        rareLeft = world.between(2, 9);
        rareForEach = world.between(1, 3);
        ObjectNode rare = ((ArrayNode) document.get("rewards"))
                .addObject()
                .put("id", RARE)
                .put("kind", "amountOff")
                .put("cost", world.between(1, 60))
                .put("amount", BigDecimal.ONE.toPlainString())
                .put("stock", rareLeft);
        rare.putObject("perMember").put("times", rareForEach).put("per", "membership");
        later = document.deepCopy();
        later.set("expiry", laterExpiry);
    }

    /** A program that is drawn, and what its second version ends points by. */
    static Scheme drawn(String id, World world, Instant second) {
        return new Scheme(
                id,
                new ProgramDice(world.split()).program(),
                new ProgramDice(world.split()).program().get("expiry"),
                world,
                second);
    }

    /** What the merchant sends before anybody joins. */
    Request[] opening() {
        ObjectNode shop = document.objectNode()
                .put("platform", "shopify")
                .put("domain", SHOP)
                .put("secret", SECRET);
        return new Request[] {
            version("first", FIRST, document),
            version("second", second, later),
            new Request("admin", "POST", "/shops", "shop", shop)
        };
    }

    private static Request version(String key, Instant from, JsonNode program) {
        ObjectNode body = ((ObjectNode) program).objectNode().put("effectiveFrom", from.toString());
        body.set("program", program);
        return new Request("admin", "POST", "/program/versions", key, body);
    }

    JsonNode document() {
        return document;
    }

    EarningOracle oracle() {
        return new EarningOracle(document, later.get("expiry"), second);
    }

    JsonNode reward(String reward) {
        for (JsonNode each : document.get("rewards"))
            if (each.get("id").textValue().equals(reward)) return each;
        throw new IllegalArgumentException(reward);
    }

    /** The actions that its rules know; where they know none, all that any does. */
    List<String> actions() {
        List<String> known = ProgramDice.ACTIONS.stream()
                .filter(a ->
                        document.at("/earning/rules").findValuesAsText("action").contains(a))
                .toList();
        return known.isEmpty() ? ProgramDice.ACTIONS : known;
    }

    long rareLeft() {
        return rareLeft;
    }

    void takeRare(long some) {
        rareLeft -= some;
    }

    /** Whether there are rewards that come without anybody asking. */
    boolean givesByItself() {
        for (JsonNode reward : document.get("rewards"))
            if (reward.path("autoIssue").asBoolean() || reward.get("cost").longValue() == 0) return true;
        return false;
    }

    @Override
    public String toString() {
        return id + " " + document + ", from " + second + " on " + later.get("expiry");
    }
}
