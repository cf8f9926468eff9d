package dev.laurel.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.laurel.json.Json;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;

/** Loads a program and two members at the start, over HTTP like anybody else. Every call has a key, so that loading twice changes nothing. */
@Singleton
@UnlessBuildProfile("prod")
class Sample {
    static final String PROGRAM = "demo";
    private final Tokens tokens;

    Sample(Tokens tokens) {
        this.tokens = tokens;
    }

    void load(int port) throws IOException, InterruptedException {
        String token = tokens.issue(Map.of("sub", "sample", "program", PROGRAM, "scope", "loyalty:admin"));
        JsonNode steps;
        try (InputStream yaml = Sample.class.getResourceAsStream("/local/sample.yaml")) {
            steps = new YAMLMapper().readTree(Objects.requireNonNull(yaml));
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (JsonNode step : steps) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/programs/"
                                + PROGRAM + step.path("post").asText()))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", step.path("key").asText())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(step.path("body"))))
                        .build();
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
                if (answer.statusCode() >= 300) {
                    throw new IllegalStateException(step.path("post").asText() + ": " + answer.body());
                }
            }
        }
    }
}
