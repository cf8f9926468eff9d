package dev.laurel.function;

import static io.quarkiverse.loggingjson.providers.KeyValueStructuredArgument.kv;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Json;
import dev.laurel.store.Consumed;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * One line in the log for each call: what it was, how it ended, how long it took, and what DynamoDB charged for it. Never what was sent, nor
 * of whom. Where a namespace is set, CloudWatch makes metrics of these lines: {@code Calls} by outcome, and what else a call counts; few, since each of them, and of their
 * dimensions, is paid for, and what DynamoDB and Lambda count of themselves is not. The form is its
 * <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">Embedded Metric
 * Format</a>.
 */
@ApplicationScoped
class CallLog {
    private static final Logger LOG = Logger.getLogger("dev.laurel.calls");
    static final String OK = "ok";

    private static final int NANOS_PER_MS = 1_000_000;

    private final Optional<String> namespace;
    private final Clock clock;

    CallLog(@ConfigProperty(name = "laurel.metrics") Optional<String> namespace, Clock clock) {
        this.namespace = namespace;
        this.clock = clock;
    }

    /**
     * A call.
     *
     * @param what its route, or its step
     * @param context what all lines that are written meanwhile say, too: the function, the request's id, the program
     */
    record Woken(String what, Map<String, String> context) {}

    /**
     * How a call ended.
     *
     * @param outcome {@link #OK}, or a problem's type
     * @param counts what else is counted, by the name of its metric
     */
    record Ended<T>(T answer, String outcome, Map<String, Long> counts) {
        Ended(T answer, String outcome) {
            this(answer, outcome, Map.of());
        }
    }

    /** Does the work, and says how it ended; what it throws is thrown on. */
    <T> T of(Woken call, Supplier<Ended<T>> work) {
        long start = System.nanoTime();
        Consumed.Sum units = new Consumed.Sum();
        call.context().forEach(MDC::put);
        try {
            Ended<T> ended = ended(call, start, units, work);
            write(call, start, units, ended.outcome(), ended.counts());
            return ended.answer();
        } finally {
            call.context().keySet().forEach(MDC::remove);
        }
    }

    private <T> Ended<T> ended(Woken call, long start, Consumed.Sum units, Supplier<Ended<T>> work) {
        try {
            return units.of(work);
        } catch (RuntimeException | Error fault) {
            write(call, start, units, "failed", Map.of());
            throw fault;
        }
    }

    private void write(Woken call, long start, Consumed.Sum units, String outcome, Map<String, Long> counts) {
        long ms = (System.nanoTime() - start) / NANOS_PER_MS;
        List<Object> said = new ArrayList<>(List.of(call.what(), outcome, ms));
        said.addAll(List.of(
                kv("call", call.what()),
                kv("outcome", outcome),
                kv("ms", ms),
                kv("readUnits", units.read()),
                kv("writeUnits", units.written())));
        counts.forEach((name, count) -> said.add(kv(name, count)));
        namespace.ifPresent(named -> {
            said.add(kv("Calls", 1));
            said.add(kv("_aws", metrics(named, counts)));
        });
        LOG.infof("%s: %s in %d ms", said.toArray());
    }

    private ObjectNode metrics(String named, Map<String, Long> counts) {
        ObjectNode aws = Json.object().put("Timestamp", clock.millis());
        ArrayNode directives = aws.putArray("CloudWatchMetrics");
        directives.add(directive(named, List.of("outcome"), List.of("Calls")));
        if (!counts.isEmpty()) directives.add(directive(named, List.of(), counts.keySet()));
        return aws;
    }

    private static ObjectNode directive(String namespace, List<String> dimensions, Collection<String> metrics) {
        ObjectNode directive = Json.object().put("Namespace", namespace);
        directive.putArray("Dimensions").add(Json.array(dimensions, Json::text));
        directive.set(
                "Metrics",
                Json.array(metrics, name -> Json.object().put("Name", name).put("Unit", "Count")));
        return directive;
    }
}
