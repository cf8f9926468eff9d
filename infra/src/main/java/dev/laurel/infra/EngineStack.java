package dev.laurel.infra;

import dev.laurel.infra.Functions.Function;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.aws_apigatewayv2_integrations.HttpLambdaIntegration;
import software.amazon.awscdk.services.apigatewayv2.AddRoutesOptions;
import software.amazon.awscdk.services.apigatewayv2.CfnStage;
import software.amazon.awscdk.services.apigatewayv2.CorsHttpMethod;
import software.amazon.awscdk.services.apigatewayv2.CorsPreflightOptions;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.apigatewayv2.HttpNoneAuthorizer;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.dynamodb.ITable;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableAttributes;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.ParamsAndSecretsLayerVersion;
import software.amazon.awscdk.services.lambda.ParamsAndSecretsOptions;
import software.amazon.awscdk.services.lambda.ParamsAndSecretsVersions;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.Tracing;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** What can be made anew at any time: a function for each entry of functions.yaml, the HTTP API before them, the nightly job, alarms. */
final class EngineStack extends Stack {
    private static final Path RESOURCES = Path.of("..", "src", "main", "resources");
    private static final String JAVA_HANDLER = "io.quarkus.funqy.lambda.FunqyStreamHandler::handleRequest";
    private static final int REQUESTS_PER_SECOND = 200;
    private static final int BURST = 400;

    /** How long the extension answers a shop's secret from its memory: so soon a new one counts. */
    private static final int SECRETS_KEPT_S = 30;

    private static final Set<String> INDEXES = Set.of(DataStack.HISTORY, DataStack.DUE);

    /** What DynamoDB does with a table's own key on behalf of whoever asks for an item. */
    private static final List<String> KEY_ACTIONS = List.of(
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo");

    private final Settings settings;
    private final DataStack data;
    private final ITable table;

    private final String metrics;
    private final Watch watch = new Watch();
    private final Map<String, software.amazon.awscdk.services.lambda.Function> running = new LinkedHashMap<>();

    EngineStack(Construct scope, String id, StackProps props, Settings settings, DataStack data) {
        super(scope, id, props);
        this.settings = settings;
        this.data = data;
        this.table = settings.table().map(this::restored).orElse(data.table());
        this.metrics = "Laurel-" + settings.stage();
        List<Function> functions = Functions.read(RESOURCES.resolve("functions.yaml"));
        Code code = code();
        for (Function function : functions) running.put(function.name(), function(function, code));
        HttpApi api = api(functions);
        for (Function function : functions) {
            function.schedule().ifPresent(when -> {
                Path definition = RESOURCES.resolve(function.stateMachine().orElseThrow());
                new Night(this, log("NightLog"))
                        .each(when, definition, function.name(), running.get(function.name()), watch);
            });
        }
        watch.nothing("Accounts that the night skipped", metric("SkippedAccounts", Map.of()));
        watch.nothing("Deliveries lost to a full inbox", metric("Calls", Map.of("outcome", "inbox-full")));
        watch.notForHours("Shops that are not believed", metric("Calls", Map.of("outcome", "bad-signature")));
        watch.alarms(this, settings.alarmMail());
        watch.dashboard(this, running.values(), table);
        CfnOutput.Builder.create(this, "Url")
                .value(api.getApiEndpoint())
                .description("Where clients and shops reach Laurel")
                .build();
    }

    /** A table that was restored beside the stage's own. */
    private ITable restored(String name) {
        return Table.fromTableAttributes(
                this, "Restored", TableAttributes.builder().tableName(name).build());
    }

    private Code code() {
        Path artifact = Path.of(settings.artifact());
        Artifact wanted = Artifact.wanted(settings);
        Optional<Artifact> found = Artifact.of(artifact);
        if (settings.isPlaceholder() && found.isEmpty()) return Code.fromAsset("src/main/placeholder");
        if (found.isEmpty()) {
            fail(artifact
                    + " is missing: ./mvnw package -Dnative makes it; -c placeholder=true only looks at the templates");
            return Code.fromAsset("src/main/placeholder");
        }
        if (found.get() != wanted)
            fail(artifact + " is " + found.get() + ", and what is asked for is " + wanted
                    + ": see architecture and java among the settings");
        return Code.fromAsset(settings.artifact());
    }

    private void fail(String why) {
        Annotations.of(this).addError(why);
    }

    private software.amazon.awscdk.services.lambda.Function function(Function function, Code code) {
        String id = capitalised(function.name());
        LogGroup log = log(id + "Log");
        Role role = Role.Builder.create(this, id + "Role")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();
        log.grantWrite(role);
        allowTable(function, role);
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUARKUS_FUNQY_EXPORT",
                function.name(),
                "LAUREL_TABLE",
                table.getTableName(),
                "LAUREL_PEPPER",
                data.pepper().getSecretValue().unsafeUnwrap(),
                "LAUREL_MEMBER_CLAIM",
                settings.memberClaim(),
                "LAUREL_METRICS",
                metrics));
        settings.program().ifPresent(program -> environment.put("LAUREL_PROGRAM", program));
        settings.pepper().ifPresent(which -> environment.put("LAUREL_PEPPER_IS", which));
        var builder = software.amazon.awscdk.services.lambda.Function.Builder.create(this, id)
                .runtime(settings.isNative() ? Runtime.PROVIDED_AL2023 : Runtime.JAVA_25)
                .handler(settings.isNative() ? "bootstrap" : JAVA_HANDLER)
                .code(code)
                .architecture(settings.architecture())
                .memorySize(function.memory())
                .timeout(Duration.seconds(function.timeout()))
                .environment(environment)
                .role(role)
                .logGroup(log)
                .tracing(settings.isTraced() ? Tracing.ACTIVE : Tracing.DISABLED);
        function.secrets().ifPresent(how -> {
            boolean reads = how.equals("extension");
            role.addToPolicy(allow(
                    reads ? List.of("ssm:GetParameter") : List.of("ssm:GetParameter", "ssm:PutParameter"),
                    List.of(shopSecrets())));
            if (reads)
                builder.paramsAndSecrets(ParamsAndSecretsLayerVersion.fromVersion(
                        ParamsAndSecretsVersions.V1_0_103,
                        ParamsAndSecretsOptions.builder()
                                .parameterStoreTtl(Duration.seconds(SECRETS_KEPT_S))
                                .build()));
        });
        var made = builder.build();
        Rules.explain(
                role,
                "AwsSolutions-IAM5",
                "X-Ray takes no resource; the shops' secrets are parameters below one path, of which each shop is one.");
        if (!settings.isNative())
            Rules.explain(made, "AwsSolutions-L1", "Java 25 is the version that Laurel is written in.");
        watch.nothing(id + " errors", made.metricErrors(Watch.perMinutes()));
        watch.nothing(id + " throttles", made.metricThrottles(Watch.perMinutes()));
        return made;
    }

    /**
     * What a function may do with the table: its actions, each on the keys that it makes them on. Transactions are made of the actions on their
     * items; one BatchGetItem may read several kinds, so that all keys of an action stand in one statement.
     */
    private void allowTable(Function function, Role role) {
        Map<String, List<String>> keys = new TreeMap<>();
        function.table().forEach((key, actions) -> {
            if (INDEXES.contains(key)) {
                role.addToPolicy(allow(dynamodb(actions), List.of(table.getTableArn() + "/index/" + key)));
                return;
            }
            actions.forEach(action ->
                    keys.computeIfAbsent(action, _ -> new ArrayList<>()).add(key + "#*"));
        });
        Map<List<String>, List<String>> actionsOnTheSame = keys.keySet().stream()
                .collect(Collectors.groupingBy(keys::get, LinkedHashMap::new, Collectors.toList()));
        actionsOnTheSame.forEach((same, actions) -> {
            PolicyStatement statement = allow(dynamodb(actions), List.of(table.getTableArn()));
            statement.addCondition("ForAllValues:StringLike", Map.of("dynamodb:LeadingKeys", same));
            role.addToPolicy(statement);
        });
        settings.key().ifPresent(arn -> {
            PolicyStatement statement = allow(KEY_ACTIONS, List.of(arn));
            statement.addCondition(
                    "StringEquals", Map.of("kms:ViaService", "dynamodb." + getRegion() + ".amazonaws.com"));
            role.addToPolicy(statement);
        });
    }

    private static List<String> dynamodb(List<String> actions) {
        return actions.stream().map(action -> "dynamodb:" + action).toList();
    }

    private String shopSecrets() {
        return formatArn(ArnComponents.builder()
                .service("ssm")
                .resource("parameter")
                .resourceName(table.getTableName() + "/shops/*")
                .build());
    }

    private HttpApi api(List<Function> functions) {
        var builder = HttpApi.Builder.create(this, "Api")
                .apiName("laurel-" + settings.stage())
                .description("Laurel " + settings.stage());
        if (!settings.origins().isEmpty()) builder.corsPreflight(browsers());
        HttpApi api = builder.build();
        var authorizer = data.tokens().authorizer();

        for (Function function : functions) {
            if (function.routes().isEmpty()) continue;
            var integration = new HttpLambdaIntegration(capitalised(function.name()), running.get(function.name()));
            function.routes().forEach((key, scopes) -> {
                String[] parts = key.split(" ");
                var route = AddRoutesOptions.builder()
                        .path(parts[1])
                        .methods(List.of(HttpMethod.valueOf(parts[0])))
                        .integration(integration);
                api.addRoutes(route.authorizer(scopes.isEmpty() ? new HttpNoneAuthorizer() : authorizer)
                        .build());
            });
        }
        LogGroup access = log("AccessLog");
        CfnStage stage = (CfnStage) api.getDefaultStage().getNode().getDefaultChild();
        stage.setDefaultRouteSettings(CfnStage.RouteSettingsProperty.builder()
                .throttlingRateLimit(REQUESTS_PER_SECOND)
                .throttlingBurstLimit(BURST)
                .build());
        stage.setAccessLogSettings(CfnStage.AccessLogSettingsProperty.builder()
                .destinationArn(access.getLogGroupArn())
                .format(
                        "{\"requestId\":\"$context.requestId\",\"route\":\"$context.routeKey\",\"status\":\"$context.status\","
                                + "\"latency\":\"$context.responseLatency\",\"error\":\"$context.error.message\"}")
                .build());
        Rules.explain(
                api,
                "AwsSolutions-APIG4",
                "Shops have no token: their routes verify the signature over the body themselves.");
        watch.nothing("Api 5xx", api.metricServerError(Watch.perMinutes()));
        return api;
    }

    /** What pages from these origins may send and see. */
    private CorsPreflightOptions browsers() {
        return CorsPreflightOptions.builder()
                .allowOrigins(settings.origins())
                .allowMethods(List.of(CorsHttpMethod.ANY))
                .allowHeaders(List.of("authorization", "content-type", "idempotency-key", "accept-language"))
                .exposeHeaders(List.of("x-request-id", "retry-after"))
                .maxAge(Duration.hours(1))
                .build();
    }

    /** One of Laurel's own, out of the lines that its functions write for each call. */
    private Metric metric(String name, Map<String, String> dimensions) {
        return Metric.Builder.create()
                .namespace(metrics)
                .metricName(name)
                .dimensionsMap(dimensions)
                .statistic("Sum")
                .period(Duration.minutes(5))
                .build();
    }

    private LogGroup log(String id) {
        return LogGroup.Builder.create(this, id)
                .retention(RetentionDays.ONE_MONTH)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
    }

    private static PolicyStatement allow(List<String> actions, List<String> resources) {
        return PolicyStatement.Builder.create()
                .effect(Effect.ALLOW)
                .actions(actions)
                .resources(resources)
                .build();
    }

    private static String capitalised(String name) {
        return name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
    }
}
