package dev.laurel.outside;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Those of the account and region that a function runs in. */
@ApplicationScoped
class AwsParameterEndpoints implements ParameterEndpoints {
    @Override
    public URI extension() {
        return URI.create("http://localhost:2773");
    }

    @Override
    public String extensionToken() {
        return Objects.requireNonNullElse(System.getenv("AWS_SESSION_TOKEN"), "");
    }

    @Override
    public URI service() {
        return URI.create("https://ssm." + region() + ".amazonaws.com/");
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
