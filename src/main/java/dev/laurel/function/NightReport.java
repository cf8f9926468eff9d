package dev.laurel.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.fact.Fact;
import dev.laurel.json.FactJson;
import dev.laurel.json.Json;
import dev.laurel.json.Malformed;
import dev.laurel.store.Consumed;
import dev.laurel.store.DueIndex.Sweep;
import dev.laurel.store.Stored.StoredEntry;
import java.math.BigInteger;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a night came to. Reports of shards and of calls add up in any order to the report of the night. */
final class NightReport {
    private static final BigInteger DIGESTS = BigInteger.ONE.shiftLeft(256);
    private static final int HEX_DIGITS = 64;

    private long seen;
    private long settled;
    private final SortedMap<String, Long> swept = new TreeMap<>();
    private final SortedMap<String, Long> facts = new TreeMap<>();
    private final SortedMap<String, Long> points = new TreeMap<>();
    private final SortedMap<String, Long> skipped = new TreeMap<>();
    private BigInteger digest = BigInteger.ZERO;
    private boolean hasNews;
    private double read;
    private double written;

    static NightReport of(JsonNode json) {
        NightReport report = new NightReport();
        report.seen = json.path("seen").asLong();
        report.settled = json.path("settled").asLong();
        read(json.path("swept"), report.swept);
        read(json.path("facts"), report.facts);
        read(json.path("points"), report.points);
        read(json.path("skipped"), report.skipped);
        report.read = json.at("/capacity/read").asDouble();
        report.written = json.at("/capacity/written").asDouble();
        String digest = json.path("digest").asText();
        if (!digest.isEmpty() && !digest.matches("\\p{XDigit}{1,64}"))
            throw new Malformed("", "a report's digest has at most 64 hexadecimal digits");
        if (!digest.isEmpty()) report.digest = new BigInteger(digest, 16);
        return report;
    }

    /** Accounts that were looked at. */
    void saw(int accounts) {
        seen += accounts;
    }

    /** Of those, members of a program that has a new version. */
    void swept(Sweep sweep, int members) {
        swept.merge(sweep.program() + "/" + Integer.parseInt(sweep.version()), (long) members, Long::sum);
    }

    long skippedAccounts() {
        return skipped.values().stream().mapToLong(n -> n).sum();
    }

    void settled() {
        settled++;
    }

    /** An entry that was written: its facts, and its hash in the sum of all. */
    void wrote(StoredEntry entry) {
        hasNews = true;
        for (Fact fact : entry.entry().facts()) {
            String kind = FactJson.name(fact);
            facts.merge(kind, 1L, Long::sum);
            if (fact.points() != 0) points.merge(kind, fact.points(), Long::sum);
        }
        digest = digest.add(new BigInteger(1, entry.hash())).mod(DIGESTS);
    }

    /** Whether it was told of an entry since it was made or read. */
    boolean hasNews() {
        return hasNews;
    }

    /** Capacity units of DynamoDB. */
    void consumed(Consumed.Sum units) {
        read += units.read();
        written += units.written();
    }

    void skipped(String why) {
        skipped.merge(why, 1L, Long::sum);
    }

    void add(NightReport other) {
        seen += other.seen;
        settled += other.settled;
        add(other.swept, swept);
        add(other.facts, facts);
        add(other.points, points);
        add(other.skipped, skipped);
        read += other.read;
        written += other.written;
        digest = digest.add(other.digest).mod(DIGESTS);
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("seen", seen).put("settled", settled);
        write(json.putObject("swept"), swept);
        write(json.putObject("facts"), facts);
        write(json.putObject("points"), points);
        write(json.putObject("skipped"), skipped);
        json.putObject("capacity").put("read", read).put("written", written);
        String hex = digest.toString(16);
        return json.put("digest", "0".repeat(HEX_DIGITS - hex.length()) + hex);
    }

    private static void add(Map<String, Long> some, Map<String, Long> sums) {
        some.forEach((kind, count) -> sums.merge(kind, count, Long::sum));
    }

    private static void read(JsonNode json, Map<String, Long> counts) {
        json.properties().forEach(p -> counts.put(p.getKey(), p.getValue().asLong()));
    }

    private static void write(ObjectNode json, Map<String, Long> counts) {
        counts.forEach(json::put);
    }
}
