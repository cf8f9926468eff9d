package dev.laurel.infra;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
 * @param origins whose pages in a browser may call the API, as {@code https://shop.example}
 * @param architecture of the functions, which has to be that of the native executable
 * @param isNative whether the artifact is one; else it is Java's
 * @param artifact the zip to deploy
 * @param isTraced whether X-Ray keeps a trace of the first call in each second, and of one in twenty others
 * @param key the ARN of a KMS key of the account's own for the table, instead of AWS's
 * @param pepper any word that is another one after the pepper was changed, so that every function is given the new one
 * @param table a restored table to read and write instead of the stage's own
 * @param isPlaceholder whether an empty one will do, to look at the templates where nothing was built
 */
record Settings(
        String stage,
        TokensFrom tokens,
        Optional<String> program,
        String memberClaim,
        Optional<String> alarmMail,
        List<String> origins,
        Architecture architecture,
        boolean isNative,
        String artifact,
        boolean isPlaceholder,
        boolean isTraced,
        Optional<String> key,
        Optional<String> pepper,
        Optional<String> table) {
    private static final Pattern STAGE = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern KEY = Pattern.compile("arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+");
    private static final Pattern HTTPS = Pattern.compile("https://\\S+");

    /** What a name of a setting looks like; the CDK has names of its own, with other characters in them. */
    private static final Pattern OURS = Pattern.compile("[A-Za-z]+");

    private static final Set<String> KNOWN = Set.of(
            "stage",
            "issuer",
            "audience",
            "userPool",
            "callback",
            "program",
            "memberClaim",
            "alarmMail",
            "origins",
            "architecture",
            "java",
            "artifact",
            "placeholder",
            "tracing",
            "key",
            "pepper",
            "table");

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

    /** @throws IllegalArgumentException where one is missing, wrong, or of a name that is not known */
    static Settings of(App app) {
        Set<String> unknown = new TreeSet<>();
        names(app).stream()
                .filter(name -> OURS.matcher(name).matches() && !KNOWN.contains(name))
                .forEach(unknown::add);
        if (!unknown.isEmpty())
            throw new IllegalArgumentException("not known: -c " + String.join("=…, -c ", unknown) + "=…");
        return new Settings(
                oneOf(app, "stage", STAGE, "small letters, digits and -; prod is the one that is protected")
                        .orElse("dev"),
                tokens(app),
                context(app, "program"),
                context(app, "memberClaim").orElse("sub"),
                context(app, "alarmMail"),
                list(context(app, "origins").orElse("")),
                oneOf(app, "architecture", Pattern.compile("arm64|x86"), "arm64 or x86")
                                .orElse("arm64")
                                .equals("arm64")
                        ? Architecture.ARM_64
                        : Architecture.X86_64,
                !isSaid(app, "java"),
                context(app, "artifact").orElse("../target/function.zip"),
                isSaid(app, "placeholder"),
                isSaid(app, "tracing"),
                oneOf(app, "key", KEY, "the ARN of a KMS key, not of an alias"),
                context(app, "pepper"),
                context(app, "table"));
    }

    private static Set<String> names(App app) {
        return app.getNode().getAllContext() instanceof Map<?, ?> all
                ? all.keySet().stream().map(String::valueOf).collect(Collectors.toSet())
                : Set.of();
    }

    private static boolean isSaid(App app, String name) {
        return oneOf(app, name, Pattern.compile("true|false"), "true or false")
                .filter("true"::equals)
                .isPresent();
    }

    private static Optional<String> oneOf(App app, String name, Pattern pattern, String expected) {
        context(app, name).filter(value -> !pattern.matcher(value).matches()).ifPresent(wrong -> {
            throw new IllegalArgumentException("-c " + name + "=" + wrong + ": " + expected + " is expected");
        });
        return context(app, name);
    }

    private static TokensFrom tokens(App app) {
        Optional<String> pool = context(app, "userPool");
        oneOf(app, "issuer", HTTPS, "a URL that starts with https://");
        if (pool.isEmpty()) {
            return new Issuer(
                    required(
                            app,
                            "issuer",
                            "the URL of the OpenID Connect issuer whose tokens are believed; or -c userPool=NAME makes a user pool"),
                    list(required(app, "audience", "what tokens have to be for")));
        }
        oneOf(app, "callback", HTTPS, "an address that starts with https://");
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
        return Arrays.stream(commas.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
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
