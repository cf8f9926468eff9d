package dev.laurel.infra;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import software.constructs.Construct;

/** Why a rule of cdk-nag's AwsSolutions is not kept somewhere. */
final class Rules {
    private Rules() {}

    /** For a construct and what it is made of. */
    static void explain(Construct what, String rule, String reason) {
        NagSuppressions.addResourceSuppressions(
                what,
                List.of(NagPackSuppression.builder().id(rule).reason(reason).build()),
                true);
    }
}
