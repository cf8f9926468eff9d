package dev.laurel.function;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a change of a program means to its members (law 19). What cannot be told for certain is worse, so that it is announced in time. */
enum Effect {
    BETTER,
    WORSE,
    NEUTRAL;

    /** Judges what a field was and what it is; either may be missing. */
    private interface Judge {
        Effect of(JsonNode from, JsonNode to);
    }

    private static final Judge ADDED_IS_BETTER = (from, to) -> from.isMissingNode() ? BETTER : WORSE;
    private static final Judge ADDED_IS_WORSE = (from, to) -> to.isMissingNode() ? BETTER : WORSE;
    private static final Judge NOTHING = (_, _) -> NEUTRAL;

    /** Places in the document ({@code *} is any name), the more special first. */
    private static final Map<String, Judge> JUDGES = new LinkedHashMap<>();

    static {
        put(NOTHING, "/id", "/name", "/unit", "/unit/*", "/shops", "/shops/*", "/accounting", "/accounting/*");
        put(NOTHING, "/earning/rules", "/earning/rules/*/class", "/earning/rules/*/priority", "/earning/rules/*/unit");
        put(NOTHING, "/earning/rules/*/selfReported", "/expiry/warnDays", "/tiers/warnDays", "/tiers/replacedBy");
        put(NOTHING, "/tiers/replacedBy/*", "/rewards", "/rewards/*/partner");
        put(more("0"), "/noticeDays", "/tiers/graceDays", "/refunds/reinstateDays");
        put(more("60"), "/earning/acceptDays");
        put(more("180"), "/refunds/rememberDays");
        put(more("0"), "/earning/rules/*/points", "/earning/rates/*", "/redemption/pointValue");
        put(more("1"), "/earning/rules/*/factor", "/tiers/ladder/*/factor", "/redemption/maxShareOfOrder");
        put(
                more(null),
                "/earning/balanceCap",
                "/expiry/months",
                "/tiers/visit/perDay",
                "/tiers/ladder/*/perks/*/perYear");
        put(
                more(null),
                "/earning/rules/*/limit/times",
                "/earning/rules/*/limit/points",
                "/earning/rules/*/limit/amount");
        put(more(null), "/rewards/*/amount", "/rewards/*/percent", "/rewards/*/upTo", "/rewards/*/validDays");
        put(more(null), "/rewards/*/stock", "/rewards/*/perMember/times");
        put(
                less("0"),
                "/earning/pendingDays",
                "/earning/rules/*/minimum",
                "/earning/rules/*/per",
                "/tiers/visit/minimum");
        put(less("0"), "/rewards/*/cost", "/tiers/upgradeAfterDays", "/earning/rules/*/every");
        put(less(null), "/tiers/ladder/*/from");
        put(less("1"), "/redemption/minimum", "/redemption/step");
        put(flag(), "/earning/rules/*/basis/tax", "/earning/rules/*/basis/shipping", "/earning/rules/*/basis/tips");
        put(flag(), "/earning/rules/*/basis/giftCards", "/earning/rules/*/basis/paidWithPoints");
        put(flag(), "/tiers/basis/tax", "/tiers/basis/shipping", "/tiers/basis/tips", "/tiers/basis/giftCards");
        put(flag(), "/tiers/basis/paidWithPoints", "/tiers/firstOrderAtOnce", "/tiers/ladder/*/byInvitation");
        put(flag().reversed(), "/earning/rules/*/exclusive");
        put(order("deducted", "ignored"), "/earning/rules/*/basis/discounts", "/tiers/basis/discounts");
        put(order("fullUnits", "floor", "halfUp", "ceiling").otherwise("floor"), "/earning/rules/*/rounding");
        put(order("best", "add", "compound").otherwise("add"), "/earning/stacking");
        put(order("day", "month", "year").otherwise("day"), "/earning/rules/*/span");
        put(order("day", "monthEnd", "yearEnd"), "/expiry/roundTo");
        put(order("toEarned", "oneStep", "never"), "/tiers/downgrade");
        put(order("endOfPeriod", "endOfNextYear"), "/tiers/kept");
        put(more("0"), "/tiers/kept/months");
        put(order("deficit", "clamp").otherwise("clamp"), "/refunds/shortfall");
        put(order("nothing", "return"), "/rewards/*/onLapse");
        put(Effect::expiry, "/expiry/kind");
        put(wider(), "/earning/rules/*/tiers", "/rewards/*/tiers", "/rewards/*/skus");
        put(superset(), "/expiry/exemptTiers", "/rewards/*/alternatives");
        put(superset("purchase", "action", "redemption"), "/expiry/activity");
        put(ADDED_IS_WORSE, "/earning/rules/*/limit", "/earning/rules/*/during", "/earning/rules/*/only");
        put(ADDED_IS_WORSE, "/rewards/*/perMember");
        put(
                (from, to) -> from.isMissingNode() && !to.path("exclusive").asBoolean() ? BETTER : WORSE,
                "/earning/rules/*");
        put((from, to) -> from.isMissingNode() && !to.path("autoIssue").asBoolean() ? BETTER : WORSE, "/rewards/*");
        put(ADDED_IS_BETTER, "/tiers", "/tiers/ladder/*", "/tiers/ladder/*/perks");
        put(ADDED_IS_BETTER, "/tiers/ladder/*/perks/*", "/redemption", "/tiers/ladder/*/onReach");
    }

    /** @param path as {@link Changes} names it: a pointer in which items with an id go by it */
    static Effect of(String path, JsonNode from, JsonNode to) {
        Judge judge = judge(path);
        if (judge != null) return judge.of(from, to);
        boolean section = (from.isObject() && to.isMissingNode()) || (from.isMissingNode() && to.isObject());
        return section ? worst(path, from, to) : WORSE;
    }

    String inWords() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Judge judge(String path) {
        String[] steps = path.split("/");
        for (var known : JUDGES.entrySet()) {
            String[] place = known.getKey().split("/");
            boolean fits = place.length == steps.length;
            for (int i = 0; fits && i < place.length; i++) fits = place[i].equals("*") || place[i].equals(steps[i]);
            if (fits) return known.getValue();
        }
        return null;
    }

    /** A section that came or went means what its fields mean. */
    private static Effect worst(String path, JsonNode from, JsonNode to) {
        Effect worst = NEUTRAL;
        JsonNode section = from.isObject() ? from : to;
        for (var field : section.properties()) {
            String name = field.getKey();
            Effect effect = of(path + "/" + name, from.path(name), to.path(name));
            if (effect == WORSE) return WORSE;
            if (effect == BETTER) worst = BETTER;
        }
        return worst;
    }

    private static void put(Judge judge, String... places) {
        for (String place : places) JUDGES.put(place, judge);
    }

    private static Effect compare(int compared) {
        if (compared == 0) return NEUTRAL;
        return compared > 0 ? BETTER : WORSE;
    }

    /** @param otherwise what a missing number is; null is without limit */
    private static Judge more(@Nullable String otherwise) {
        return (from, to) -> compare(compare(number(to, otherwise), number(from, otherwise)));
    }

    private static Judge less(@Nullable String otherwise) {
        return (from, to) -> more(otherwise).of(to, from);
    }

    private static @Nullable BigDecimal number(JsonNode node, @Nullable String otherwise) {
        if (node.isMissingNode()) return otherwise == null ? null : new BigDecimal(otherwise);
        return new BigDecimal(node.asText());
    }

    private static int compare(@Nullable BigDecimal a, @Nullable BigDecimal b) {
        if (a == null || b == null) return Boolean.compare(a == null, b == null);
        return a.compareTo(b);
    }

    /** No expiry is the best; between two others nobody can tell. */
    private static Effect expiry(JsonNode from, JsonNode to) {
        boolean never = to.asText("never").equals("never");
        if (never && from.asText("never").equals("never")) return NEUTRAL;
        return never ? BETTER : WORSE;
    }

    /** Values from the worst to the best. */
    private record Order(List<String> values, String missing) implements Judge {
        Order otherwise(String other) {
            return new Order(values, other);
        }

        Order reversed() {
            return new Order(values.reversed(), missing);
        }

        @Override
        public Effect of(JsonNode from, JsonNode to) {
            int before = values.indexOf(from.asText(missing));
            int after = values.indexOf(to.asText(missing));
            return before < 0 || after < 0 ? WORSE : compare(Integer.compare(after, before));
        }
    }

    private static Order order(String... values) {
        return new Order(Arrays.asList(values), values[0]);
    }

    private static Order flag() {
        return order("false", "true");
    }

    /** A list of who may: more is better, and none is everybody. */
    private static Judge wider() {
        return (from, to) -> {
            if (to.isEmpty()) return BETTER;
            return from.isEmpty() ? WORSE : superset().of(from, to);
        };
    }

    /** @param otherwise what a missing list has */
    private static Judge superset(String... otherwise) {
        return (from, to) -> texts(to, otherwise).containsAll(texts(from, otherwise)) ? BETTER : WORSE;
    }

    private static Set<String> texts(JsonNode list, String... otherwise) {
        if (list.isMissingNode()) return Set.of(otherwise);
        List<String> texts = new ArrayList<>();
        list.forEach(t -> texts.add(t.asText()));
        return new LinkedHashSet<>(texts);
    }
}
