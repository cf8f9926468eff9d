package dev.laurel.json;

import static dev.laurel.json.FactJson.count;
import static dev.laurel.json.FactJson.slices;
import static dev.laurel.json.FactJson.text;
import static dev.laurel.json.FactJson.withoutNulls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.ledger.Account;
import dev.laurel.domain.ledger.Birthday;
import dev.laurel.domain.ledger.Bucket;
import dev.laurel.domain.ledger.Counter;
import dev.laurel.domain.ledger.ExpiredUnused;
import dev.laurel.domain.ledger.OpenRedemption;
import dev.laurel.domain.ledger.Shortfall;
import dev.laurel.domain.ledger.Standing;
import dev.laurel.domain.value.Window;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.YearMonth;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Accounts in JSON, as the table keeps them. */
public final class AccountJson {
    private AccountJson() {}

    public static ObjectNode write(Account account) {
        ObjectNode json = Json.object()
                .put("settledTo", account.settledTo().toString())
                .put("deficit", account.deficit())
                .put("lifetime", account.lifetime())
                .put("lifetimeCredits", account.lifetimeCredits())
                .put("issued", account.issued() == 0 ? null : account.issued())
                .put("celebrated", account.celebrated() == 0 ? null : account.celebrated());
        json.put("activeUntil", text(account.activeUntil()))
                .put("spell", account.spell() == 0 ? null : account.spell());
        if (account.hasOrdered()) json.put("hasOrdered", true);
        if (account.birthday() != null) {
            json.put("birthday", text(account.birthday().day()));
            if (account.birthday().from() > 0)
                json.put("birthdayFrom", account.birthday().from());
        }
        if (account.blocked()) json.put("blocked", true);
        if (account.erased()) json.put("erased", true);
        json.set(
                "buckets",
                Json.array(
                        account.buckets(),
                        b -> withoutNulls(Json.object()
                                .put("points", b.points())
                                .put("available", text(b.available()))
                                .put("expires", text(b.expires())))));
        json.set("open", Json.array(account.open(), o -> {
            ObjectNode redemption = FactJson.redemption(o.redemption());
            redemption.set("slices", slices(o.slices()));
            if (!o.shortfalls().isEmpty()) redemption.set("withheld", shortfalls(o.shortfalls()));
            return redemption;
        }));
        if (!account.expiredUnused().isEmpty()) {
            json.set(
                    "expiredUnused",
                    Json.array(
                            account.expiredUnused(),
                            e -> Json.object()
                                    .put("expires", text(e.expires()))
                                    .put("at", text(e.at()))
                                    .put("points", e.points())
                                    .put("remembered", text(e.remembered()))));
        }
        if (!account.shortfalls().isEmpty()) {
            json.set("shortfalls", shortfalls(account.shortfalls()));
        }
        Standing standing = account.standing();
        json.put("tier", standing.tier()).put("since", text(standing.since()));
        if (standing.invitation() != null) {
            json.putObject("invitation")
                    .put("tier", standing.invitation().tier())
                    .put("until", text(standing.invitation().until()));
        }
        json.set("holds", Json.array(standing.holds(), FactJson::hold));
        if (!standing.rising().isEmpty()) json.set("rising", Json.array(standing.rising(), FactJson::rising));
        if (!standing.rewarded().isEmpty()) {
            ObjectNode rewarded = json.putObject("rewarded");
            standing.rewarded()
                    .forEach((step, windows) -> rewarded.set(step, Json.array(windows, w -> Json.text(w.toString()))));
        }
        ObjectNode credits = json.putObject("credits");
        account.credits().forEach((month, sum) -> credits.put(month.toString(), sum));
        ObjectNode counters = json.putObject("counters");
        account.counters()
                .forEach((rule, windows) -> counters.set(
                        rule,
                        Json.array(
                                windows,
                                c -> Json.object()
                                        .put("window", c.window().toString())
                                        .put("times", c.times())
                                        .put("points", c.points())
                                        .put("amount", c.amount()))));
        return withoutNulls(json);
    }

    public static Account read(Fields json) {
        SortedMap<YearMonth, Long> credits = new TreeMap<>();
        json.map("credits", (object, month) -> credits.put(YearMonth.parse(month), count(object, month)));
        SortedMap<String, List<Counter>> counters = new TreeMap<>();
        json.map("counters", (object, rule) -> counters.put(rule, counters(object, rule)));
        return new Account(
                json.instant("settledTo"),
                json.objects(
                        "buckets",
                        b -> new Bucket(
                                count(b, "points"),
                                b.optionalInstant("available").orElse(null),
                                b.optionalInstant("expires").orElse(null))),
                count(json, "deficit"),
                count(json, "lifetime"),
                json.objects(
                        "open", o -> new OpenRedemption(FactJson.redemption(o), slices(o), shortfalls(o, "withheld"))),
                standing(json),
                credits,
                count(json, "lifetimeCredits"),
                counters,
                json.objects(
                        "expiredUnused",
                        e -> new ExpiredUnused(
                                e.instant("expires"), e.instant("at"), count(e, "points"), e.instant("remembered"))),
                shortfalls(json, "shortfalls"),
                FactJson.orZero(json, "issued"),
                (int) FactJson.orZero(json, "celebrated"),
                json.flag("hasOrdered"),
                json.optionalInstant("activeUntil").orElse(null),
                (int) FactJson.orZero(json, "spell"),
                json.flag("blocked"),
                json.flag("erased"),
                birthday(json));
    }

    private static ArrayNode shortfalls(List<Shortfall> shortfalls) {
        return Json.array(
                shortfalls,
                s -> Json.object()
                        .put("at", text(s.at()))
                        .put("entry", s.entry())
                        .put("points", s.points())
                        .put("remembered", text(s.remembered())));
    }

    private static List<Shortfall> shortfalls(Fields json, String name) {
        return json.objects(
                name,
                s -> new Shortfall(s.instant("at"), s.text("entry"), count(s, "points"), s.instant("remembered")));
    }

    private static @Nullable Birthday birthday(Fields json) {
        if (!json.has("birthday") && !json.has("birthdayFrom")) return null;
        return new Birthday(
                json.parsed("birthday", MonthDay::parse, "a day of the year is expected")
                        .orElse(null),
                (int) FactJson.orZero(json, "birthdayFrom"));
    }

    private static Standing standing(Fields json) {
        return new Standing(
                json.optionalId("tier").orElse(null),
                json.optionalInstant("since").orElse(null),
                json.optionalObject("invitation")
                        .map(i -> new Standing.Invitation(
                                i.id("tier"), i.optionalInstant("until").orElse(null)))
                        .orElse(null),
                json.objects("holds", FactJson::hold),
                json.objects("rising", FactJson::rising),
                new TreeMap<>(json.map(
                        "rewarded",
                        (steps, step) ->
                                steps.texts(step).stream().map(LocalDate::parse).toList())));
    }

    private static List<Counter> counters(Fields object, String rule) {
        return object.objects(
                rule,
                c -> new Counter(
                        Window.parse(c.text("window")), count(c, "times"), count(c, "points"), count(c, "amount")));
    }
}
