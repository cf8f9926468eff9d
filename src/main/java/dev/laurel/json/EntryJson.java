package dev.laurel.json;

import static dev.laurel.json.FactJson.count;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.domain.fact.Balance;
import dev.laurel.domain.fact.Entry;

/** Entries in JSON: the bytes that the chain is made over, and that a member's statement shows. */
public final class EntryJson {
    private EntryJson() {}

    public static ObjectNode write(Entry entry) {
        ObjectNode json = Json.object()
                .put("id", entry.id())
                .put("input", entry.input())
                .put("seq", entry.seq())
                .put("at", entry.at().toString())
                .put("recordedAt", entry.recordedAt().toString())
                .put("actor", entry.actor())
                .put("channel", entry.channel())
                .put("location", entry.location())
                .put("merchant", entry.merchant());
        json.set("facts", Json.array(entry.facts(), FactJson::write));
        json.putObject("after")
                .put("spendable", entry.after().spendable())
                .put("pending", entry.after().pending())
                .put("deficit", entry.after().deficit());
        json.put("tier", entry.tier());
        return FactJson.withoutNulls(json);
    }

    public static Entry read(Fields json) {
        Fields after = json.object("after");
        return new Entry(
                json.parsed("id", id -> id, "an id is expected").orElseThrow(),
                json.text("input"),
                count(json, "seq"),
                json.instant("at"),
                json.instant("recordedAt"),
                json.parsed("actor", actor -> actor, "an actor is expected").orElseThrow(),
                json.text("channel"),
                json.optionalText("location").orElse(null),
                json.optionalText("merchant").orElse(null),
                json.objects("facts", FactJson::read),
                new Balance(count(after, "spendable"), count(after, "pending"), count(after, "deficit")),
                json.optionalId("tier").orElse(null));
    }
}
