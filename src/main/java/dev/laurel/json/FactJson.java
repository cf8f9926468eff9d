package dev.laurel.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.fact.Fact;
import dev.laurel.domain.fact.Fact.*;
import dev.laurel.domain.fact.Hold;
import dev.laurel.domain.fact.Issuer;
import dev.laurel.domain.fact.Redemption;
import dev.laurel.domain.fact.Rising;
import dev.laurel.domain.fact.Slice;
import dev.laurel.domain.value.OrderKey;
import dev.laurel.domain.value.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Facts in JSON: {@code {fact: "PointsExpired", points, at, accountingDay, …}}. The same in the table and over HTTP. */
public final class FactJson {
    private FactJson() {}

    public static ObjectNode write(Fact fact) {
        ObjectNode json = Json.object();
        json.put("fact", name(fact));
        json.put("points", fact.points());
        json.put("at", fact.at().toString());
        json.put("accountingDay", fact.accountingDay().toString());
        switch (fact) {
            case MemberJoined _ -> {}
            case PointsForfeited f -> json.put("writtenOff", f.writtenOff());
            case MemberErased _ -> {}
            case MemberBlocked f -> json.put("reason", f.reason());
            case MemberUnblocked f -> json.put("reason", f.reason());
            case PointsEarned f -> json.set("earning", EarningJson.write(f.earning()));
            case PointsActivated f -> json.put("activated", f.activated()).put("expires", text(f.expires()));
            case PointsSpent f -> json.put("redemption", f.redemption()).set("slices", slices(f.slices()));
            case PointsReturned f ->
                json.put("redemption", f.redemption())
                        .put("lost", f.lost())
                        .put("withheld", f.withheld() == 0 ? null : f.withheld())
                        .set("slices", slices(f.slices()));
            case PointsExpired f -> json.put("expires", text(f.expires())).put("remembered", text(f.remembered()));
            case OrderRefunded f -> json.setAll(RefundJson.write(f));
            case OrderRevised f -> json.setAll(RefundJson.write(f));
            case PointsReversed f -> json.setAll(RefundJson.write(f));
            case ShortfallCovered f -> json.put("covered", f.covered()).put("paidBefore", text(f.paidBefore()));
            case ShortfallReleased f -> json.put("entry", f.entry()).put("released", f.released());
            case NotRecouped f -> {
                json.put("entry", f.entry())
                        .put("missing", f.missing())
                        .put("rest", f.rest())
                        .put("remembered", text(f.remembered()));
                ObjectNode withheld = json.putObject("withheld");
                f.withheld().forEach(withheld::put);
            }
            case PointsAdjusted f -> {
                json.put("credits", f.credits())
                        .put("day", f.day().toString())
                        .put("reason", f.reason())
                        .put("corrects", f.corrects());
                json.set("slices", slices(f.slices()));
            }
            case RewardIssued f -> json.set("redemption", redemption(f.redemption()));
            case RewardUsed f -> {
                json.put("redemption", f.redemption());
                if (f.order() != null)
                    json.put("source", f.order().source())
                            .put("orderId", f.order().id());
            }
            case RewardCancelled f -> json.put("redemption", f.redemption());
            case RewardLapsed f -> json.put("redemption", f.redemption());
            case RewardWithdrawn f -> json.put("redemption", f.redemption()).put("replacedBy", f.replacedBy());
            case TierChanged f -> json.put("from", f.from()).put("to", f.to());
            case TierHeld f -> json.setAll(hold(f.hold()));
            case TierHoldEnded f ->
                json.put("tier", f.tier()).put("window", f.window().toString());
            case TierRising f -> json.setAll(rising(f.rising()));
            case TierRisingEnded f ->
                json.put("tier", f.tier()).put("window", f.window().toString());
            case TierReplaced f -> json.put("tier", f.tier()).put("by", f.by());
            case StepRewarded f ->
                json.put("tier", f.tier()).put("window", f.window().toString());
            case ActivityNoted f -> json.put("until", text(f.until()));
            case MemberInactive _ -> {}
            case ExpiryNear f ->
                json.put("expiring", f.expiring()).put("lastDay", f.lastDay().toString());
            case TierEndNear f ->
                json.put("tier", f.tier()).put("lastDay", f.lastDay().toString());
            case PerkUsed f ->
                json.put("perk", f.perk()).put("reference", f.reference()).put("left", f.left());
            case TierInvited f ->
                json.put("tier", f.tier()).put("until", text(f.until())).put("reason", f.reason());
        }
        return withoutNulls(json);
    }

    /** A fact's name in what is stored, for ever: renaming a class does not change it. */
    public static String name(Fact fact) {
        return switch (fact) {
            case MemberJoined _ -> "MemberJoined";
            case PointsForfeited _ -> "PointsForfeited";
            case MemberErased _ -> "MemberErased";
            case MemberBlocked _ -> "MemberBlocked";
            case MemberUnblocked _ -> "MemberUnblocked";
            case PointsEarned _ -> "PointsEarned";
            case PointsActivated _ -> "PointsActivated";
            case PointsSpent _ -> "PointsSpent";
            case PointsReturned _ -> "PointsReturned";
            case PointsExpired _ -> "PointsExpired";
            case OrderRefunded _ -> "OrderRefunded";
            case OrderRevised _ -> "OrderRevised";
            case PointsReversed _ -> "PointsReversed";
            case NotRecouped _ -> "NotRecouped";
            case ShortfallCovered _ -> "ShortfallCovered";
            case ShortfallReleased _ -> "ShortfallReleased";
            case PointsAdjusted _ -> "PointsAdjusted";
            case RewardIssued _ -> "RewardIssued";
            case RewardUsed _ -> "RewardUsed";
            case RewardCancelled _ -> "RewardCancelled";
            case RewardLapsed _ -> "RewardLapsed";
            case RewardWithdrawn _ -> "RewardWithdrawn";
            case TierChanged _ -> "TierChanged";
            case TierHeld _ -> "TierHeld";
            case TierHoldEnded _ -> "TierHoldEnded";
            case TierRising _ -> "TierRising";
            case TierRisingEnded _ -> "TierRisingEnded";
            case TierReplaced _ -> "TierReplaced";
            case StepRewarded _ -> "StepRewarded";
            case ActivityNoted _ -> "ActivityNoted";
            case MemberInactive _ -> "MemberInactive";
            case ExpiryNear _ -> "ExpiryNear";
            case TierEndNear _ -> "TierEndNear";
            case PerkUsed _ -> "PerkUsed";
            case TierInvited _ -> "TierInvited";
        };
    }

    public static Fact read(Fields json) {
        Instant at = json.instant("at");
        LocalDate day = json.date("accountingDay");
        return switch (json.text("fact")) {
            case "MemberJoined" -> new MemberJoined(at, day);
            case "PointsForfeited" -> new PointsForfeited(at, day, points(json), count(json, "writtenOff"));
            case "MemberErased" -> new MemberErased(at, day);
            case "MemberBlocked" -> new MemberBlocked(at, day, json.id("reason"));
            case "MemberUnblocked" -> new MemberUnblocked(at, day, json.id("reason"));
            case "PointsEarned" -> new PointsEarned(at, day, points(json), EarningJson.read(json.object("earning")));
            case "PointsActivated" ->
                new PointsActivated(
                        at,
                        day,
                        count(json, "activated"),
                        json.optionalInstant("expires").orElse(null));
            case "PointsSpent" -> new PointsSpent(at, day, points(json), json.id("redemption"), slices(json));
            case "PointsReturned" ->
                new PointsReturned(
                        at,
                        day,
                        points(json),
                        json.id("redemption"),
                        slices(json),
                        count(json, "lost"),
                        orZero(json, "withheld"));
            case "PointsExpired" ->
                new PointsExpired(at, day, points(json), json.instant("expires"), json.instant("remembered"));
            case "OrderRevised" -> RefundJson.orderRevised(json, at, day);
            case "OrderRefunded" -> RefundJson.orderRefunded(json, at, day);
            case "PointsReversed" -> RefundJson.pointsReversed(json, at, day);
            case "NotRecouped" ->
                new NotRecouped(
                        at,
                        day,
                        json.id("entry"),
                        count(json, "missing"),
                        new TreeMap<>(json.map("withheld", FactJson::count)),
                        count(json, "rest"),
                        json.instant("remembered"));
            case "ShortfallCovered" ->
                new ShortfallCovered(at, day, count(json, "covered"), json.instant("paidBefore"));
            case "ShortfallReleased" -> new ShortfallReleased(at, day, json.text("entry"), count(json, "released"));
            case "PointsAdjusted" ->
                new PointsAdjusted(
                        at,
                        day,
                        points(json),
                        slices(json),
                        count(json, "credits"),
                        json.date("day"),
                        json.id("reason"),
                        json.optionalId("corrects").orElse(null));
            case "RewardIssued" -> new RewardIssued(at, day, redemption(json.object("redemption")));
            case "RewardUsed" ->
                new RewardUsed(
                        at,
                        day,
                        json.id("redemption"),
                        json.optionalId("orderId")
                                .map(o -> new OrderKey(json.id("source"), o))
                                .orElse(null));
            case "RewardCancelled" -> new RewardCancelled(at, day, json.id("redemption"));
            case "RewardLapsed" -> new RewardLapsed(at, day, json.id("redemption"));
            case "RewardWithdrawn" ->
                new RewardWithdrawn(
                        at,
                        day,
                        json.id("redemption"),
                        json.optionalId("replacedBy").orElse(null));
            case "TierChanged" ->
                new TierChanged(
                        at,
                        day,
                        json.optionalId("from").orElse(null),
                        json.optionalId("to").orElse(null));
            case "TierHeld" -> new TierHeld(at, day, hold(json));
            case "TierHoldEnded" -> new TierHoldEnded(at, day, json.id("tier"), json.date("window"));
            case "TierRising" -> new TierRising(at, day, rising(json));
            case "TierRisingEnded" -> new TierRisingEnded(at, day, json.id("tier"), json.date("window"));
            case "TierReplaced" -> new TierReplaced(at, day, json.id("tier"), json.id("by"));
            case "StepRewarded" -> new StepRewarded(at, day, json.id("tier"), json.date("window"));
            case "ActivityNoted" -> new ActivityNoted(at, day, json.instant("until"));
            case "MemberInactive" -> new MemberInactive(at, day);
            case "ExpiryNear" -> new ExpiryNear(at, day, count(json, "expiring"), json.date("lastDay"));
            case "TierEndNear" -> new TierEndNear(at, day, json.id("tier"), json.date("lastDay"));
            case "PerkUsed" ->
                new PerkUsed(
                        at,
                        day,
                        json.id("perk"),
                        json.id("reference"),
                        json.optionalWhole("left", 0, Long.MAX_VALUE).orElse(null));
            case "TierInvited" ->
                new TierInvited(
                        at, day, json.id("tier"), json.optionalInstant("until").orElse(null), json.id("reason"));
            default -> throw json.fault("fact", "this fact is not known");
        };
    }

    static ObjectNode redemption(Redemption r) {
        ObjectNode json = Json.object()
                .put("id", r.id())
                .put("reward", r.reward())
                .put("version", r.version())
                .put("quantity", r.quantity())
                .put("points", r.points())
                .put("voucher", r.voucher())
                .put("replaces", r.replaces())
                .put("until", text(r.until()))
                .put("countedIn", text(r.countedIn()));
        if (r.value() != null) money(json, "value", r.value());
        if (r.orderTotal() != null) money(json, "orderTotal", r.orderTotal());
        if (r.returnsOnLapse()) json.put("returnsOnLapse", true);
        json.put("stock", r.stock());
        if (r.issuedBy() != null) json.set("issuedBy", issuer(r.issuedBy()));
        return withoutNulls(json);
    }

    private static ObjectNode issuer(Issuer issuer) {
        return switch (issuer) {
            case Issuer.Balance _ -> Json.object().put("kind", "balance");
            case Issuer.Card card ->
                Json.object().put("kind", "stamps").put("rule", card.rule()).put("every", card.every());
            case Issuer.Step step ->
                Json.object()
                        .put("kind", "tier")
                        .put("tier", step.tier())
                        .put("window", text(step.window()))
                        .put("months", step.months())
                        .put("from", step.from());
        };
    }

    private static Issuer issuer(Fields json) {
        String kind = json.text("kind");
        return switch (kind) {
            case "balance" -> new Issuer.Balance();
            case "stamps" -> new Issuer.Card(json.id("rule"), count(json, "every"));
            case "tier" ->
                new Issuer.Step(json.id("tier"), json.date("window"), (int) count(json, "months"), count(json, "from"));
            default -> throw new IllegalStateException("an unknown issuer: " + kind);
        };
    }

    static Redemption redemption(Fields json) {
        return new Redemption(
                json.id("id"),
                json.optionalId("reward").orElse(null),
                (int) count(json, "version"),
                (int) count(json, "quantity"),
                count(json, "points"),
                json.optionalText("value").map(Money::parse).orElse(null),
                json.optionalId("voucher").orElse(null),
                json.optionalInstant("until").orElse(null),
                json.flag("returnsOnLapse"),
                json.optionalWhole("stock", 0, Long.MAX_VALUE).orElse(null),
                json.optionalText("countedIn").map(Window::parse).orElse(null),
                json.optionalText("orderTotal").map(Money::parse).orElse(null),
                json.optionalObject("issuedBy").map(FactJson::issuer).orElse(null),
                json.optionalId("replaces").orElse(null));
    }

    static ObjectNode hold(Hold hold) {
        return withoutNulls(Json.object()
                .put("tier", hold.tier())
                .put("window", text(hold.window()))
                .put("months", hold.months())
                .put("from", hold.from())
                .put("until", text(hold.until())));
    }

    static Hold hold(Fields json) {
        return new Hold(
                json.id("tier"),
                json.optionalDate("window").orElse(null),
                (int) count(json, "months"),
                count(json, "from"),
                json.optionalInstant("until").orElse(null));
    }

    static ObjectNode rising(Rising rising) {
        return Json.object()
                .put("tier", rising.tier())
                .put("window", rising.window().toString())
                .put("day", rising.day().toString())
                .put("shows", rising.shows().toString());
    }

    static Rising rising(Fields json) {
        return new Rising(json.id("tier"), json.date("window"), json.date("day"), json.instant("shows"));
    }

    static JsonNode slices(List<Slice> slices) {
        return Json.array(
                slices,
                s -> withoutNulls(Json.object()
                        .put("points", s.points())
                        .put("available", text(s.available()))
                        .put("expires", text(s.expires()))));
    }

    static List<Slice> slices(Fields json) {
        return json.objects(
                "slices",
                s -> new Slice(
                        count(s, "points"),
                        s.optionalInstant("available").orElse(null),
                        s.optionalInstant("expires").orElse(null)));
    }

    private static long points(Fields json) {
        return count(json, "points");
    }

    static long count(Fields json, String name) {
        return json.whole(name, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** A number that is left out where it is nothing. */
    static long orZero(Fields json, String name) {
        return json.optionalWhole(name, Long.MIN_VALUE, Long.MAX_VALUE).orElse(0L);
    }

    /** An amount with its currency in front, as {@code USD 10.00}: for places that no order or program gives a currency. */
    static void money(ObjectNode json, String name, Money money) {
        json.put(name, money.getCurrencyUnit().getCode() + " " + Json.amount(money));
    }

    static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    static ObjectNode withoutNulls(ObjectNode json) {
        json.removeIf(JsonNode::isNull);
        return json;
    }

    static CurrencyUnit currency(Fields json) {
        return CurrencyUnit.of(json.text("currency"));
    }
}
