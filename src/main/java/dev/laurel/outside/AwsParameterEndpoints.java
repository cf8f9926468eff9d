package dev.laurel.outside;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Those of the account and region that a function runs in; or where AWS's own environment variables say otherwise. */
@ApplicationScoped
class AwsParameterEndpoints implements ParameterEndpoints {
    @Override
    public URI extension() {
        return URI.create("http://localhost:"
                + environment("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT").orElse("2773"));
    }

    @Override
    public String extensionToken() {
        return environment("AWS_SESSION_TOKEN").orElse("");
    }

    @Override
    public URI service() {
        return URI.create(
                environment("AWS_ENDPOINT_URL_SSM").orElseGet(() -> "https://ssm." + region() + ".amazonaws.com/"));
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name));
    }

    @Override
    public String region() {
        return DefaultAwsRegionProviderChain.builder().build().getRegion().id();
    }

    @Override
    public AwsCredentialsIdentity credentials() {
        return DefaultCredentialsProvider.builder().build().resolveCredentials();
    }
}
