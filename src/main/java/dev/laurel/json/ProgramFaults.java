package dev.laurel.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.laurel.domain.value.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Everything that is wrong with a program document, each with its place (law 20): what its schema says, what contradicts itself,
 * and what Laurel does not do yet. A sound document has no faults; one with a fault never becomes a program.
 */
public final class ProgramFaults {
    /** Fields that the schema knows and that do not work yet, by place ({@code *} is any position). */
    private static final List<String> PLANNED = List.of(
            "/earning/rules/*/selfReported",
            "/expiry/exemptTiers",
            "/expiry/warnDays",
            "/tiers/visit",
            "/tiers/upgradeAfterDays",
            "/tiers/firstOrderAtOnce",
            "/tiers/warnDays",
            "/tiers/replacedBy",
            "/tiers/ladder/*/onReach",
            "/rewards/*/autoIssue",
            "/rewards/*/alternatives",
            "/refunds/shortfall",
            "/refunds/rememberDays",
            "/shops",
            "/accounting");

    /** Fields of which some values work already. */
    private record Working(String place, Set<String> values) {}

    private static final List<Working> WORKING = List.of(
            new Working("/earning/rules/*/kind", Set.of("perAmount", "perOrder", "multiplier")),
            new Working("/earning/rules/*/gives", Set.of("both")),
            new Working("/expiry/kind", Set.of("never", "afterEarning")),
            new Working("/tiers/credits", Set.of("spend")),
            new Working("/tiers/window", Set.of("calendarYear", "lifetime")),
            new Working(
                    "/rewards/*/kind", Set.of("amountOff", "percentOff", "freeProduct", "freeShipping", "giftCard")));

    private final JsonNode document;
    private final List<Fault> faults = new ArrayList<>();

    private ProgramFaults(JsonNode document) {
        this.document = document;
    }

    /** The document's faults; none for a sound one. */
    public static List<Fault> of(JsonNode document) {
        return new ProgramFaults(document).find();
    }

    /** Read at each call: a program is proposed once in a while, and a native image keeps nothing of a library in its heap. */
    private static Schema published() {
        try (InputStream schema = ProgramFaults.class.getResourceAsStream("/program.schema.json")) {
            return SchemaRegistry.withDefaultDialect(
                            SpecificationVersion.DRAFT_2020_12,
                            r -> r.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                    .locale(Locale.ENGLISH)
                                    .build()))
                    .getSchema(Json.parse(Objects.requireNonNull(schema).readAllBytes())
                            .toString());
        } catch (IOException broken) {
            throw new IllegalStateException("the program schema cannot be read", broken);
        }
    }

    private List<Fault> find() {
        schema();
        if (!faults.isEmpty()) return faults;
        planned();
        calendarAndMoney();
        payment();
        rules();
        tiers();
        rewards();
        buckets();
        if (faults.isEmpty()) readable();
        return faults;
    }

    /** Where the fault is; of a field that should not be there, the field itself. */
    private static String place(Error error) {
        boolean unknown = error.getKeyword().equals("additionalProperties")
                || error.getKeyword().equals("unevaluatedProperties");
        String object = error.getInstanceLocation().toString();
        return unknown ? object + "/" + error.getArguments()[0] : object;
    }

    /**
     * What the schema says. Where an object has a fault, its kind's other fields have not been looked at: that they are then called
     * unknown is left out.
     */
    private void schema() {
        List<Error> errors = published().validate(document.toString(), InputFormat.JSON);
        for (Error error : errors) {
            String at = error.getInstanceLocation().toString();
            boolean echo = error.getKeyword().equals("unevaluatedProperties")
                    && errors.stream()
                            .filter(e -> !e.getKeyword().equals("unevaluatedProperties"))
                            .anyMatch(e -> (e.getInstanceLocation() + "/").startsWith(at + "/"));
            if (!echo) fault(place(error), error.getMessage());
        }
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

    private void planned() {
        for (String place : PLANNED) {
            for (String pointer : places(place)) fault(pointer, "this field is not supported yet");
        }
        for (Working working : WORKING) {
            for (String pointer : places(working.place())) {
                JsonNode value = document.at(pointer);
                if (!value.isTextual() || !working.values().contains(value.textValue())) {
                    fault(
                            pointer,
                            "this value is not supported yet; what is: " + String.join(", ", sorted(working.values())));
                }
            }
        }
    }

    private static List<String> sorted(Set<String> values) {
        return values.stream().sorted().toList();
    }

    /** The pointers of all fields that stand at a place. */
    private List<String> places(String place) {
        List<String> found = List.of("");
        for (String step : place.substring(1).split("/")) {
            List<String> next = new ArrayList<>();
            for (String pointer : found) {
                JsonNode node = document.at(pointer);
                if (step.equals("*")) for (int i = 0; i < node.size(); i++) next.add(pointer + "/" + i);
                else if (node.has(step)) next.add(pointer + "/" + step);
            }
            found = next;
        }
        return found;
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
            if (rule.has("limit")) counted++;
            known(at + "/tiers", rule.path("tiers"), idsOf("/tiers/ladder"), "tier");
            known(at + "/of", rule.path("of"), earning(rules), "rule that earns");
            during(at + "/during", rule.path("during"));
        }
        if (counted > Limits.COUNTED_RULES) {
            fault("/earning/rules", "at most " + Limits.COUNTED_RULES + " rules may have a limit");
        }
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
        boolean lifetime = document.at("/tiers/window").asText().equals("lifetime");
        if (lifetime && document.at("/tiers/kept").asText().equals("endOfPeriod")) {
            fault("/tiers/kept", "a lifetime window has no end to be kept to");
        }
    }

    private void rewards() {
        unique("/rewards");
        JsonNode rewards = document.at("/rewards");
        for (int i = 0; i < rewards.size(); i++) {
            JsonNode reward = rewards.path(i);
            String at = "/rewards/" + i;
            known(at + "/tiers", reward.path("tiers"), idsOf("/tiers/ladder"), "tier");
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
