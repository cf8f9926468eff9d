package dev.laurel.infra;

import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.App;
import software.amazon.awscdk.services.lambda.Architecture;

/**
 * What a deployment may choose, as {@code -c name=value} on the command line.
 *
 * @param stage names the stacks: {@code prod} keeps its data whatever happens
 * @param tokens whose tokens are believed
 * @param program the only program, for tokens without a program claim
 * @param memberClaim the claim that names a member
 * @param alarmMail who is told when something is wrong
 * @param architecture of the functions, which has to be that of the native executable
 * @param isNative whether the artifact is one; else it is Java's
 * @param artifact the zip to deploy
 * @param key the ARN of a KMS key of the account's own for the table, instead of AWS's
 * @param isPlaceholder whether an empty one will do, to look at the templates where nothing was built
 */
record Settings(
        String stage,
        TokensFrom tokens,
        Optional<String> program,
        String memberClaim,
        Optional<String> alarmMail,
        Architecture architecture,
        boolean isNative,
        String artifact,
        boolean isPlaceholder,
        Optional<String> key) {

    /** Where tokens come from. */
    sealed interface TokensFrom {}

    /**
     * An OpenID Connect issuer that the merchant has.
     *
     * @param audience what its tokens have to be for
     */
    record Issuer(String url, List<String> audience) implements TokensFrom {}

    /**
     * A Cognito user pool that is made for them.
     *
     * @param domain the first part of the name of its sign-in page, which nobody else in the region may have
     * @param callbacks where members come back to from there
     */
    record Pool(String domain, List<String> callbacks) implements TokensFrom {}

    boolean isProduction() {
        return stage.equals("prod");
    }

    static Settings of(App app) {

        String architecture = context(app, "architecture").orElse("arm64");
        if (!List.of("arm64", "x86").contains(architecture))
            throw new IllegalArgumentException("-c architecture=" + architecture + ": arm64 or x86 is expected");
        return new Settings(
                context(app, "stage").orElse("dev"),
                tokens(app),
                context(app, "program"),
                context(app, "memberClaim").orElse("sub"),
                context(app, "alarmMail"),
                architecture.equals("arm64") ? Architecture.ARM_64 : Architecture.X86_64,
                !context(app, "java").orElse("false").equals("true"),
                context(app, "artifact").orElse("../target/function.zip"),
                context(app, "placeholder").orElse("false").equals("true"),
                context(app, "key"));
    }

    private static TokensFrom tokens(App app) {
        Optional<String> pool = context(app, "userPool");
        if (pool.isEmpty()) {
            return new Issuer(
                    required(
                            app,
                            "issuer",
                            "the URL of the OpenID Connect issuer whose tokens are believed; or -c userPool=NAME makes a user pool"),
                    list(required(app, "audience", "what tokens have to be for")));
        }
        if (context(app, "issuer").isPresent())
            throw new IllegalArgumentException("-c issuer=… and -c userPool=… cannot both be");
        required(app, "program", "a user pool's tokens name none");
        return new Pool(
                pool.get(),
                list(required(
                        app,
                        "callback",
                        "where members come back to from the sign-in page, as https://shop.example/signed-in")));
    }

    private static List<String> list(String commas) {
        return List.of(commas.split(","));
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
