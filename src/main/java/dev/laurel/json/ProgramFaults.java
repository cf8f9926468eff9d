package dev.laurel.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.domain.value.Limits;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that is wrong with a program document, each with its place (law 20): what its schema says, what contradicts itself,
 * and what Laurel does not do yet. A sound document has no faults; one with a fault never becomes a program.
 */
public final class ProgramFaults {
    private final JsonNode document;
    private final List<Fault> faults = new ArrayList<>();

    private ProgramFaults(JsonNode document) {
        this.document = document;
    }

    /** The document's faults; none for a sound one. */
    public static List<Fault> of(JsonNode document) {
        return new ProgramFaults(document).find();
    }

    private List<Fault> find() {
        faults.addAll(ProgramSchema.faults(document));
        if (!faults.isEmpty()) return faults;
        faults.addAll(NotYet.faults(document));
        calendarAndMoney();
        payment();
        rules();
        tiers();
        rewards();
        buckets();
        if (faults.isEmpty()) readable();
        return faults;
    }

    private void fault(String pointer, String why) {
        faults.add(new Fault(pointer, why));
    }

    /** Whatever the reader itself finds, such as more decimals than the currency has. */
    private void readable() {
        try {
            ProgramJson.read(Fields.of(document));
        } catch (Malformed unreadable) {
            fault(unreadable.pointer(), unreadable.why());
        }
    }

    private void calendarAndMoney() {
        try {
            ZoneId.of(document.path("timeZone").asText());
        } catch (DateTimeException _) {
            fault("/timeZone", "this time zone is not known; an IANA name like Europe/Berlin is expected");
        }
        document.at("/earning/rates").properties().forEach(rate -> {
            String at = "/earning/rates/" + rate.getKey();
            if (isZero(rate.getValue())) fault(at, "a rate must be more than zero");
            if (rate.getKey().equals(document.path("currency").asText()))
                fault(at, "this is the program's own currency");
        });
        if (document.has("redemption") && isZero(document.at("/redemption/pointValue"))) {
            fault("/redemption/pointValue", "a point must be worth something");
        }
        JsonNode share = document.at("/redemption/maxShareOfOrder");
        if (share.isTextual() && new BigDecimal(share.textValue()).compareTo(BigDecimal.ONE) > 0) {
            fault("/redemption/maxShareOfOrder", "a share is at most 1");
        }
    }

    /** What points can never pay: more than a share of nothing, or steps that miss the minimum for ever. */
    private void payment() {
        if (isZero(document.at("/redemption/maxShareOfOrder"))) {
            fault("/redemption/maxShareOfOrder", "a share of nothing is no payment: leave redemption out");
        }
        JsonNode step = document.at("/redemption/step");
        if (step.isNumber() && step.asLong() > Limits.POINTS / 2)
            fault("/redemption/step", "no balance reaches such a step");
    }

    private static boolean isZero(JsonNode decimal) {
        return decimal.isTextual() && new BigDecimal(decimal.textValue()).signum() == 0;
    }

    private void unique(String list) {
        Set<String> seen = new HashSet<>();
        JsonNode items = document.at(list);
        for (int i = 0; i < items.size(); i++) {
            String id = items.path(i).path("id").asText();
            if (!seen.add(id)) fault(list + "/" + i + "/id", "the id " + id + " stands here twice");
        }
    }

    private void known(String pointer, JsonNode named, Set<String> known, String what) {
        for (int i = 0; i < named.size(); i++) {
            String id = named.path(i).asText();
            if (!known.contains(id)) fault(pointer + "/" + i, "there is no " + what + " " + id);
        }
    }

    private Set<String> idsOf(String list) {
        Set<String> ids = new HashSet<>();
        document.at(list).forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }

    private void rules() {
        unique("/earning/rules");
        JsonNode rules = document.at("/earning/rules");
        int counted = 0;
        for (int i = 0; i < rules.size(); i++) {
            JsonNode rule = rules.path(i);
            String at = "/earning/rules/" + i;
            boolean factor = rule.path("kind").asText().equals("multiplier");
            if (isZero(rule.path("per"))) fault(at + "/per", "per must be more than zero");
            if (factor && new BigDecimal(rule.path("factor").asText()).compareTo(BigDecimal.ONE) < 0) {
                fault(at + "/factor", "a factor is at least 1");
            }
            if (factor && rule.path("exclusive").asBoolean()) {
                fault(at + "/exclusive", "a factor earns nothing by itself, so it cannot be exclusive");
            }
            if (rule.at("/limit/amount").isTextual()) {
                if (!rule.path("kind").asText().equals("perAmount")) {
                    fault(at + "/limit/amount", "only a perAmount rule has an amount to limit");
                } else if (isZero(rule.at("/limit/amount"))) {
                    fault(at + "/limit/amount", "a limit must be more than zero");
                }
            }
            String gives = rule.path("gives").asText();
            if (gives.equals("credits")
                    && (factor || !document.at("/tiers/credits").asText().equals("points"))) {
                fault(at + "/gives", "credits alone are for rules that earn, where the ladder counts points");
            }
            stampsAndBirthday(at, rule);
            if (rule.has("limit")) counted++;
            known(at + "/tiers", rule.path("tiers"), idsOf("/tiers/ladder"), "tier");
            known(at + "/of", rule.path("of"), earning(rules), "rule that earns");
            during(at + "/during", rule.path("during"));
        }
        if (counted > Limits.COUNTED_RULES) {
            fault("/earning/rules", "at most " + Limits.COUNTED_RULES + " rules may have a limit");
        }
    }

    private void stampsAndBirthday(String at, JsonNode rule) {
        String kind = rule.path("kind").asText();
        if (kind.equals("stamps")) {
            JsonNode reward = reward(rule.path("reward").asText());
            if (reward.isMissingNode()) fault(at + "/reward", "there is no such reward");
            if (reward.has("stock")) fault(at + "/reward", "a reward that comes by itself cannot have a stock");
            if (rule.has("limit")) fault(at + "/limit", "a card of stamps has no limit of its own");
        }
        if (kind.equals("birthday")) {
            boolean factor = rule.has("factor");
            if (!factor && rule.path("points").asLong() == 0) fault(at, "a birthday gives points, a factor, or both");
            if (factor && new BigDecimal(rule.path("factor").asText()).compareTo(BigDecimal.ONE) < 0) {
                fault(at + "/factor", "a factor is at least 1");
            }
        }
    }

    private JsonNode reward(String id) {
        for (JsonNode reward : document.at("/rewards"))
            if (reward.path("id").asText().equals(id)) return reward;
        return document.path("/");
    }

    private static Set<String> earning(JsonNode rules) {
        Set<String> ids = new HashSet<>();
        rules.forEach(rule -> {
            if (!rule.path("kind").asText().equals("multiplier"))
                ids.add(rule.path("id").asText());
        });
        return ids;
    }

    private void during(String at, JsonNode during) {
        JsonNode hours = during.path("hours");
        for (int i = 0; i < hours.size(); i++) {
            String[] ends = hours.path(i).asText().split("-");
            if (ends[0].equals(ends[1])) fault(at + "/hours/" + i, "these hours end when they start");
        }
        if (!during.has("from") || !during.has("until")) return;
        try {
            LocalDate from = LocalDate.parse(during.path("from").asText());
            String until = during.path("until").asText();
            boolean ends = until.contains("T")
                    ? !OffsetDateTime.parse(until).toInstant().isAfter(startOf(from))
                    : LocalDate.parse(until).isBefore(from);
            if (ends) fault(at + "/until", "this window ends before it starts");
        } catch (DateTimeException _) {
            // a day or a zone that does not exist is found elsewhere
        }
    }

    private Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneId.of(document.path("timeZone").asText())).toInstant();
    }

    private void tiers() {
        known("/expiry/exemptTiers", document.at("/expiry/exemptTiers"), idsOf("/tiers/ladder"), "tier");
        if (!document.has("tiers")) return;
        unique("/tiers/ladder");
        JsonNode ladder = document.at("/tiers/ladder");
        long below = -1;
        for (int i = 0; i < ladder.size(); i++) {
            JsonNode step = ladder.path(i);
            String at = "/tiers/ladder/" + i;
            unique(at + "/perks");
            if (step.has("factor") && new BigDecimal(step.path("factor").asText()).compareTo(BigDecimal.ONE) < 0) {
                fault(at + "/factor", "a factor is at least 1");
            }
            if (!step.has("from")) {
                if (i == 0) fault(at, "the first step is where everybody stands: it is from 0");
                else if (!step.path("byInvitation").asBoolean())
                    fault(at, "a step without from is reached by invitation only");
                continue;
            }
            long from = step.path("from").asLong();
            if (i == 0 && from != 0) fault(at + "/from", "the first step is where everybody stands: it is from 0");
            if (from <= below) fault(at + "/from", "a ladder rises: this step must be above " + below);
            below = from;
        }
        boolean visits = document.at("/tiers/credits").asText().equals("visits");
        if (document.at("/tiers").has("visit") && !visits) {
            fault("/tiers/visit", "this ladder does not count visits");
        }
        windows();
        JsonNode replaced = document.at("/tiers/replacedBy");
        Set<String> tiers = idsOf("/tiers/ladder");
        replaced.properties().forEach(r -> {
            String at = "/tiers/replacedBy/" + r.getKey();
            if (tiers.contains(r.getKey())) fault(at, "this tier is still on the ladder");
            if (!tiers.contains(r.getValue().asText()))
                fault(at, "there is no tier " + r.getValue().asText());
        });
        for (int i = 0; i < ladder.size(); i++) {
            if (!ladder.path(i).has("onReach")) continue;
            String at = "/tiers/ladder/" + i + "/onReach";
            JsonNode reward = reward(ladder.path(i).path("onReach").asText());
            if (i == 0) fault(at, "the first step is where everybody stands: nobody reaches it");
            if (reward.isMissingNode()) fault(at, "there is no such reward");
            if (reward.has("stock")) fault(at, "a reward that comes by itself cannot have a stock");
        }
    }

    private void windows() {
        JsonNode window = document.at("/tiers/window");
        JsonNode kept = document.at("/tiers/kept");
        boolean lifetime = window.asText().equals("lifetime");
        if (lifetime && kept.asText().equals("endOfPeriod")) {
            fault("/tiers/kept", "a lifetime window has no end to be kept to");
        }
        if (window.isObject() && kept.asText("endOfPeriod").equals("endOfPeriod") && !kept.isObject()) {
            fault("/tiers/kept", "a rolling window has no end to be kept to: endOfNextYear or months is expected");
        }
        if (lifetime
                && kept.isMissingNode()
                && document.at("/tiers/upgradeAfterDays").asLong() > 0) {
            fault("/tiers/upgradeAfterDays", "a delay needs kept, which says how long a step is held then");
        }
    }

    private void rewards() {
        unique("/rewards");
        JsonNode rewards = document.at("/rewards");
        for (int i = 0; i < rewards.size(); i++) {
            JsonNode reward = rewards.path(i);
            String at = "/rewards/" + i;
            known(at + "/tiers", reward.path("tiers"), idsOf("/tiers/ladder"), "tier");
            byItself(at, reward);
            if (isZero(reward.path("amount"))) fault(at + "/amount", "a reward must be worth something");
            JsonNode percent = reward.path("percent");
            if (percent.isTextual()) {
                BigDecimal value = new BigDecimal(percent.textValue());
                if (value.signum() == 0 || value.compareTo(BigDecimal.valueOf(100)) > 0) {
                    fault(at + "/percent", "more than 0 and at most 100 is expected");
                }
            }
        }
    }

    private void byItself(String at, JsonNode reward) {
        boolean automatic = reward.path("autoIssue").asBoolean();
        if (automatic && reward.has("stock")) fault(at + "/stock", "what issues itself cannot have a stock");
        if (automatic && reward.path("cost").asLong() == 0)
            fault(at + "/cost", "what issues itself must cost something");
        if (reward.has("alternatives") && !automatic) {
            fault(at + "/alternatives", "only what issues itself is exchanged");
        }
        known(at + "/alternatives", reward.path("alternatives"), idsOf("/rewards"), "reward");
    }

    /** A member's points lie in at most so many buckets: one for each day on which some may end or become spendable. */
    private void buckets() {
        if (!document.at("/expiry/kind").asText().equals("afterEarning")) return;
        long months = document.at("/expiry/months").asLong();
        long ends = switch (document.at("/expiry/roundTo").asText("day")) {
            case "monthEnd" -> months + 1;
            case "yearEnd" -> months / 12 + 2;
            default -> months * 31;
        };
        long pending = document.at("/earning/pendingDays").asLong()
                + document.at("/refunds/reinstateDays").asLong();
        if (ends + pending > Limits.BUCKETS) {
            fault(
                    "/expiry",
                    "points could end on " + ends + " days, and wait or come back on " + pending + ": more than "
                            + Limits.BUCKETS + " in all; round the expiry to monthEnd");
        }
    }
}
