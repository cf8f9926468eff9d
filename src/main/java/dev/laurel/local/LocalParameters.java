package dev.laurel.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.json.Json;
import dev.laurel.local.Gateway.Answer;
import dev.laurel.outside.ParameterEndpoints;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** SSM Parameter Store on a laptop, as far as it is used, and the Lambda extension that reads from it. It forgets when it stops. */
@Singleton
@Alternative
@Priority(1)
@UnlessBuildProfile("prod")
class LocalParameters implements ParameterEndpoints {
    static final String EXTENSION = "/systemsmanager/parameters/get";
    static final String SSM = "/ssm";

    private final Map<String, String> parameters = Kept.orMake("parameters", ConcurrentHashMap::new);
    private final Instance<Gateway> gateway;

    LocalParameters(Instance<Gateway> gateway) {
        this.gateway = gateway;
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + gateway.get().port() + path);
    }

    @Override
    public URI extension() {
        return at("/");
    }

    @Override
    public String extensionToken() {
        return "local";
    }

    @Override
    public URI service() {
        return at(SSM);
    }

    @Override
    public String region() {
        return "eu-central-1";
    }

    @Override
    public AwsCredentialsIdentity credentials() {
        return AwsBasicCredentials.create("local", "local");
    }

    /** Answers a call to SSM. */
    Answer call(@Nullable String target, byte[] body) {
        JsonNode input = Json.parse(body);
        String name = input.path("Name").asText();
        return switch (String.valueOf(target)) {
            case "AmazonSSM.PutParameter" -> {
                parameters.put(name, input.path("Value").asText());
                yield Answer.json(200, Json.object().put("Version", 1));
            }
            case "AmazonSSM.GetParameter" -> get(name);
            default -> Answer.message(400, "not known here: " + target);
        };
    }

    /** Answers the extension's question. */
    Answer get(String name) {
        String value = parameters.get(name);
        if (value == null) return Answer.json(400, Json.object().put("__type", "ParameterNotFound"));
        return Answer.json(
                200,
                Json.object().set("Parameter", Json.object().put("Name", name).put("Value", value)));
    }
}
