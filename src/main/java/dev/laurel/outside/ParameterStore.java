package dev.laurel.outside;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Optional;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/**
 * Secrets in SSM Parameter Store. They are read through the Parameters and Secrets Lambda extension, which runs beside a function and
 * keeps what it read for a while; written, and read as they are now, with a signed request to SSM itself.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html">the extension</a>
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html">PutParameter</a>
 */
@ApplicationScoped
public class ParameterStore {
    private static final int TIMEOUT_MS = 2_000;
    private static final int ABSENT = 400;

    private final ParameterEndpoints endpoints;

    ParameterStore(ParameterEndpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** A secret as the extension knows it. */
    public Optional<String> cached(String name) {
        URI uri = endpoints
                .extension()
                .resolve("/systemsmanager/parameters/get?withDecryption=true&name=" + URLEncoder.encode(name, UTF_8));
        try {
            HttpURLConnection get = open(uri);
            get.setRequestProperty("X-Aws-Parameters-Secrets-Token", endpoints.extensionToken());
            return value(get);
        } catch (IOException unreachable) {
            throw new UncheckedIOException("the extension that reads secrets does not answer", unreachable);
        }
    }

    /** A secret as it is now. */
    public Optional<String> now(String name) {
        return call("GetParameter", Json.object().put("Name", name).put("WithDecryption", true));
    }

    /** Writes a secret, encrypted under the account's own key. */
    public void put(String name, String value) {
        call(
                "PutParameter",
                Json.object()
                        .put("Name", name)
                        .put("Value", value)
                        .put("Type", "SecureString")
                        .put("Overwrite", true));
    }

    private Optional<String> call(String action, JsonNode input) {
        byte[] body = Json.bytes(input);
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoints.service())
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "AmazonSSM." + action)
                .build();
        var signed = AwsV4HttpSigner.create()
                .sign(s -> s.identity(endpoints.credentials())
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "ssm")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, endpoints.region()))
                .request();
        try {
            HttpURLConnection post = open(endpoints.service());
            post.setRequestMethod("POST");
            post.setDoOutput(true);
            signed.forEachHeader((name, values) -> {
                if (!name.equalsIgnoreCase("Host")) values.forEach(v -> post.addRequestProperty(name, v));
            });
            try (var out = post.getOutputStream()) {
                out.write(body);
            }
            return value(post);
        } catch (IOException unreachable) {
            throw new UncheckedIOException("SSM does not answer", unreachable);
        }
    }

    private static HttpURLConnection open(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        return connection;
    }

    /** The parameter's value; nothing where there is none, or where a write answers no value. */
    private static Optional<String> value(HttpURLConnection answered) throws IOException {
        int status = answered.getResponseCode();
        try (InputStream in = status < ABSENT ? answered.getInputStream() : answered.getErrorStream()) {
            String text = in == null ? "" : new String(in.readAllBytes(), UTF_8);
            if (status == ABSENT && text.contains("ParameterNotFound")) return Optional.empty();
            if (status >= ABSENT) throw new IOException(status + ": " + text);
            return Optional.ofNullable(
                    Json.parse(text.getBytes(UTF_8)).at("/Parameter/Value").textValue());
        }
    }
}
