package dev.laurel.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.domain.program.Programs;
import dev.laurel.json.Json;
import dev.laurel.json.ProgramJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Program documents and their versions. Kept for 30 s, so that the hot path does not read them: a new version takes effect 60 s
 * after its proposal at the earliest, and only a program's first may lie in the past.
 */
@ApplicationScoped
public class ProgramStore {
    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final String EFFECTIVE = "effective";
    private static final String PROPOSED = "proposed";
    private static final String KEY = "key";
    private static final String INPUT = "input";
    private static final String CORRECTION = "correction";
    private static final String WITHDRAWN = "withdrawn";

    private final DynamoDbClient dynamo;
    private final String table;
    private final Clock clock;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(Instant readAt, List<Document> documents, Programs programs) {
        boolean goodAt(Instant now) {
            return Duration.between(readAt, now).abs().compareTo(KEPT) < 0;
        }
    }

    /**
     * A version as it was proposed.
     *
     * @param key the proposal's idempotency key, {@code input} the hash of the proposal
     * @param correction why it did not wait for its notice; a code, null where it did
     * @param withdrawnAt when it was withdrawn, before it took effect; null where it stands
     */
    public record Document(
            int number,
            Instant proposedAt,
            Instant effectiveFrom,
            String key,
            String input,
            @Nullable String correction,
            @Nullable Instant withdrawnAt,
            JsonNode program) {

        public boolean stands() {
            return withdrawnAt == null;
        }
    }

    ProgramStore(DynamoDbClient dynamo, @ConfigProperty(name = "laurel.table") String table, Clock clock) {
        this.dynamo = dynamo;
        this.table = table;
        this.clock = clock;
    }

    /** All versions, checked and ready to decide under; nothing where there is no such program. */
    public Optional<Programs> programs(String program) {
        return kept(program).map(Kept::programs);
    }

    /** All versions as they were proposed, oldest first. */
    public List<Document> documents(String program) {
        return kept(program).map(Kept::documents).orElse(List.of());
    }

    /** The same as they are in the table now. */
    public List<Document> documentsNow(String program) {
        kept.remove(program);
        return documents(program);
    }

    /** Reads everything anew from now on: for a table that was replaced. */
    public void forget() {
        kept.clear();
    }

    /** Whoever asks at the same time waits for the same answer. */
    private Optional<Kept> kept(String program) {
        Instant now = clock.instant();
        return Optional.ofNullable(kept.compute(
                program, (_, known) -> known != null && known.goodAt(now) ? known : readNow(program, now, known)));
    }

    /** What has not changed is not checked again. */
    private @Nullable Kept readNow(String program, Instant now, @Nullable Kept known) {
        List<Document> documents = read(program);
        if (documents.isEmpty()) return null;
        boolean same = known != null && known.documents.equals(documents);
        return new Kept(now, documents, same ? known.programs : programs(documents));
    }

    /** Those that stand, checked and ready to decide under. */
    public static Programs programs(List<Document> documents) {
        return new Programs(documents.stream()
                .filter(Document::stands)
                .map(d -> new Programs.Version(
                        d.number(), d.effectiveFrom(), Packed.read(d.program(), ProgramJson::read)))
                .toList());
    }

    private List<Document> read(String program) {
        return dynamo
                .queryPaginator(Items.ofProgram(table, Entity.VERSION, program).build())
                .items()
                .stream()
                .map(ProgramStore::document)
                .toList();
    }

    private static Document document(Map<String, AttributeValue> item) {
        return new Document(
                Integer.parseInt(item.get(Table.VERSION).n()),
                Json.instant(item.get(PROPOSED).s()),
                Json.instant(item.get(EFFECTIVE).s()),
                item.get(KEY).s(),
                item.get(INPUT).s(),
                item.containsKey(CORRECTION) ? item.get(CORRECTION).s() : null,
                item.containsKey(WITHDRAWN) ? Json.instant(item.get(WITHDRAWN).s()) : null,
                Packed.unpack(item.get(Table.BODY).b().asByteArray()));
    }

    /** Adds a version; false where somebody else has just added one with its number. */
    public boolean add(String program, Document document) {
        String sort = sort(document.number());
        Map<String, AttributeValue> item = new HashMap<>(Entity.VERSION.key(program, sort));
        item.put(Table.VERSION, Items.number(document.number()));
        item.put(PROPOSED, AttributeValue.fromS(document.proposedAt().toString()));
        item.put(EFFECTIVE, AttributeValue.fromS(document.effectiveFrom().toString()));
        item.put(KEY, AttributeValue.fromS(document.key()));
        item.put(INPUT, AttributeValue.fromS(document.input()));
        if (document.correction() != null) item.put(CORRECTION, AttributeValue.fromS(document.correction()));
        item.put(Table.BODY, Packed.attribute(document.program()));
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(Writes.create(table, item));
        boolean hasMembers = document.number() > 1;
        if (hasMembers) writes.addAll(DueIndex.announced(table, program, sort, document.effectiveFrom()));
        try {
            dynamo.transactWriteItems(t -> t.transactItems(writes));
        } catch (TransactionCanceledException cancelled) {
            Writes.refused(cancelled);
            return false;
        }
        kept.remove(program);
        return true;
    }

    /** Takes a version back that has not taken effect; what it said stays to be read. False where somebody else does the same now. */
    public boolean withdraw(String program, int number, Instant now) {
        String sort = sort(number);
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(TransactWriteItem.builder()
                .update(u -> u.tableName(table)
                        .key(Entity.VERSION.key(program, sort))
                        .updateExpression("SET " + WITHDRAWN + " = :now")
                        .conditionExpression(
                                "attribute_exists(" + Table.PARTITION + ") AND attribute_not_exists(" + WITHDRAWN + ")")
                        .expressionAttributeValues(Map.of(":now", AttributeValue.fromS(now.toString()))))
                .build());
        writes.addAll(DueIndex.withdrawn(table, program, sort));
        try {
            dynamo.transactWriteItems(t -> t.transactItems(writes));
        } catch (TransactionCanceledException cancelled) {
            Writes.refused(cancelled);
            return false;
        }
        kept.remove(program);
        return true;
    }

    private static String sort(int number) {
        return String.format(Locale.ROOT, "%06d", number);
    }
}
