package dev.laurel.infra;

import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.App;
import software.amazon.awscdk.services.lambda.Architecture;

/**
 * What a deployment may choose, as {@code -c name=value} on the command line.
 *
 * @param stage names the stacks: {@code prod} keeps its data whatever happens
 * @param issuer whose tokens are believed: the URL of an OpenID Connect issuer
 * @param audience what the tokens have to be for
 * @param program the only program, for tokens without a program claim
 * @param memberClaim the claim that names a member
 * @param alarmMail who is told when something is wrong
 * @param architecture of the functions, which has to be that of the native executable
 * @param isNative whether the artifact is one; else it is Java's
 * @param artifact the zip to deploy
 * @param isPlaceholder whether an empty one will do, to look at the templates where nothing was built
 */
record Settings(
        String stage,
        String issuer,
        List<String> audience,
        Optional<String> program,
        String memberClaim,
        Optional<String> alarmMail,
        Architecture architecture,
        boolean isNative,
        String artifact,
        boolean isPlaceholder) {

    boolean isProduction() {
        return stage.equals("prod");
    }

    static Settings of(App app) {
        String issuer = required(app, "issuer", "the URL of the OpenID Connect issuer whose tokens are believed");
        List<String> audience =
                List.of(required(app, "audience", "what tokens have to be for").split(","));
        String architecture = context(app, "architecture").orElse("arm64");
        if (!List.of("arm64", "x86").contains(architecture))
            throw new IllegalArgumentException("-c architecture=" + architecture + ": arm64 or x86 is expected");
        return new Settings(
                context(app, "stage").orElse("dev"),
                issuer,
                audience,
                context(app, "program"),
                context(app, "memberClaim").orElse("sub"),
                context(app, "alarmMail"),
                architecture.equals("arm64") ? Architecture.ARM_64 : Architecture.X86_64,
                !context(app, "java").orElse("false").equals("true"),
                context(app, "artifact").orElse("../target/function.zip"),
                context(app, "placeholder").orElse("false").equals("true"));
    }

    private static String required(App app, String name, String what) {
        return context(app, name)
                .orElseThrow(() -> new IllegalArgumentException("-c " + name + "=… is required: " + what));
    }

    private static Optional<String> context(App app, String name) {
        return Optional.ofNullable(app.getNode().tryGetContext(name))
                .map(Object::toString)
                .filter(v -> !v.isBlank());
    }
}
