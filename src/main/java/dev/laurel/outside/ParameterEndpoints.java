package dev.laurel.outside;

import java.net.URI;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Where secrets are kept, and who we are there. */
public interface ParameterEndpoints {
    /** Of the Parameters and Secrets Lambda extension. */
    URI extension();

    /** What the extension wants to see: that whoever asks is the function itself. */
    String extensionToken();

    /** Of SSM. */
    URI service();

    String region();

    AwsCredentialsIdentity credentials();
}
