package dev.laurel.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/** The least that a Lambda bootstrap in Java does: it asks the Runtime API for the next event, and answers it with nothing of interest. */
final class BareBootstrap {
    private static final byte[] ANSWER = "{\"statusCode\":200}".getBytes(UTF_8);

    private BareBootstrap() {}

    public static void main(String[] none) throws IOException {
        String invocation = "http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/";
        while (true) {
            HttpURLConnection next = open(invocation + "next");
            next.getInputStream().readAllBytes();
            HttpURLConnection response =
                    open(invocation + next.getHeaderField("Lambda-Runtime-Aws-Request-Id") + "/response");
            response.setDoOutput(true);
            try (OutputStream out = response.getOutputStream()) {
                out.write(ANSWER);
            }
            if (response.getResponseCode() != 202) throw new IOException("answered " + response.getResponseCode());
        }
    }

    private static HttpURLConnection open(String url) throws IOException {
        return (HttpURLConnection) URI.create(url).toURL().openConnection();
    }
}
