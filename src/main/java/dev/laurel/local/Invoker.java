package dev.laurel.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.laurel.json.Json;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.quarkus.funqy.runtime.FunctionRecorder;
import io.quarkus.funqy.runtime.FunqyServerRequest;
import io.quarkus.funqy.runtime.FunqyServerResponse;
import io.quarkus.funqy.runtime.RequestContext;
import io.quarkus.funqy.runtime.RequestContextImpl;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Calls a function as Lambda does: through Funqy's own registry and its own JSON mapping. */
@Singleton
@UnlessBuildProfile("prod")
public class Invoker {

    public JsonNode invoke(String function, JsonNode event) {
        return Json.parse(invoke(function, Json.bytes(event)));
    }

    /** The answer to an event, both in JSON. */
    public byte[] invoke(String function, byte[] event) {
        FunctionInvoker invoker = FunctionRecorder.registry.matchInvoker(function);
        if (invoker == null) throw new IllegalStateException("there is no function " + function);
        ObjectReader reader = (ObjectReader) invoker.getBindingContext().get(ObjectReader.class.getName());
        ObjectWriter writer = (ObjectWriter) invoker.getBindingContext().get(ObjectWriter.class.getName());
        try {
            Object input = reader.readValue(event);
            return writer.writeValueAsBytes(dispatch(invoker, input));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the event does not fit " + function, unreadable);
        }
    }

    private static Object dispatch(FunctionInvoker invoker, Object input) {
        ManagedContext context = Arc.container().requestContext();
        context.activate();
        try {
            Response response = new Response();
            invoker.invoke(new Request(new RequestContextImpl(), input), response);
            return response.getOutput().await().indefinitely();
        } finally {
            context.terminate();
        }
    }

    private record Request(RequestContext context, Object input) implements FunqyServerRequest {
        @Override
        @SuppressWarnings("rawtypes") // Funqy's own signature
        public Object extractInput(Class inputClass) {
            return input;
        }
    }

    private static final class Response implements FunqyServerResponse {
        private Uni<?> output = Uni.createFrom().nullItem();

        @Override
        public Uni<?> getOutput() {
            return output;
        }

        @Override
        public void setOutput(Uni<?> output) {
            this.output = output;
        }
    }
}
