package dev.laurel.infra;

import dev.laurel.infra.Functions.Function;
import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
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
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.apigatewayv2.HttpNoneAuthorizer;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.ParamsAndSecretsLayerVersion;
import software.amazon.awscdk.services.lambda.ParamsAndSecretsVersions;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.Tracing;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.scheduler.Schedule;
import software.amazon.awscdk.services.scheduler.ScheduleExpression;
import software.amazon.awscdk.services.scheduler.targets.StepFunctionsStartExecution;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.LogLevel;
import software.amazon.awscdk.services.stepfunctions.LogOptions;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/** What can be made anew at any time: a function for each entry of functions.yaml, the HTTP API before them, the nightly job, alarms. */
final class EngineStack extends Stack {
    private static final Path RESOURCES = Path.of("..", "src", "main", "resources");
    private static final String JAVA_HANDLER = "io.quarkus.funqy.lambda.FunqyStreamHandler::handleRequest";
    private static final int REQUESTS_PER_SECOND = 200;
    private static final int BURST = 400;
    private static final Set<String> INDEXES = Set.of("history", "due");

    /** What DynamoDB does with a table's own key on behalf of whoever asks for an item. */
    private static final List<String> KEY_ACTIONS = List.of(
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo");

    private final Settings settings;
    private final DataStack data;
    private final String metrics;
    private final Watch watch = new Watch();
    private final Map<String, software.amazon.awscdk.services.lambda.Function> running = new LinkedHashMap<>();

    EngineStack(Construct scope, String id, StackProps props, Settings settings, DataStack data) {
        super(scope, id, props);
        this.settings = settings;
        this.data = data;
        this.metrics = "Laurel-" + settings.stage();
        List<Function> functions = Functions.read(RESOURCES.resolve("functions.yaml"));
        Code code = code();
        for (Function function : functions) running.put(function.name(), function(function, code));
        HttpApi api = api(functions);
        for (Function function : functions) {
            function.schedule().ifPresent(when -> nightly(function, when));
        }
        watch.nothing("Accounts that the night skipped", metric("SkippedAccounts", Map.of()));
        watch.nothing("Shops that are not believed", metric("Calls", Map.of("outcome", "bad-signature")));
        watch.alarms(this, settings.alarmMail());
        watch.dashboard(this, running.values(), data.table());
        CfnOutput.Builder.create(this, "Url")
                .value(api.getApiEndpoint())
                .description("Where clients and shops reach Laurel")
                .build();
    }

    private Code code() {
        Path artifact = Path.of(settings.artifact());
        if (!Files.exists(artifact)) {
            if (!settings.isPlaceholder()) {
                fail(
                        artifact
                                + " is missing: ./mvnw package -Dnative makes it; -c placeholder=true only looks at the templates");
            }
            return Code.fromAsset("src/main/placeholder");
        }
        if (isNative(artifact) != settings.isNative()) {
            fail(artifact
                    + (settings.isNative()
                            ? " is Java's: make it with -Dnative, or say -c java=true"
                            : " is native: leave out -c java=true"));
        }
        return Code.fromAsset(settings.artifact());
    }

    private static boolean isNative(Path artifact) {
        try (ZipFile zip = new ZipFile(artifact.toFile())) {
            return zip.getEntry("bootstrap") != null;
        } catch (IOException broken) {
            throw new UncheckedIOException(artifact + " cannot be read", broken);
        }
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
                data.table().getTableName(),
                "LAUREL_PEPPER",
                "1:" + data.pepper().getSecretValue().unsafeUnwrap(),
                "LAUREL_MEMBER_CLAIM",
                settings.memberClaim(),
                "LAUREL_METRICS",
                metrics));
        settings.program().ifPresent(program -> environment.put("LAUREL_PROGRAM", program));
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
                .tracing(Tracing.ACTIVE);
        function.secrets().ifPresent(how -> {
            boolean reads = how.equals("extension");
            role.addToPolicy(allow(
                    reads ? List.of("ssm:GetParameter") : List.of("ssm:GetParameter", "ssm:PutParameter"),
                    List.of(shopSecrets())));
            if (reads)
                builder.paramsAndSecrets(ParamsAndSecretsLayerVersion.fromVersion(ParamsAndSecretsVersions.V1_0_103));
        });
        var made = builder.build();
        explain(
                role,
                "AwsSolutions-IAM5",
                "X-Ray takes no resource; the shops' secrets are parameters below one path, of which each shop is one.");
        if (!settings.isNative()) explain(made, "AwsSolutions-L1", "Java 25 is the version that Laurel is written in.");
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
                role.addToPolicy(allow(dynamodb(actions), List.of(data.table().getTableArn() + "/index/" + key)));
                return;
            }
            actions.forEach(action ->
                    keys.computeIfAbsent(action, _ -> new ArrayList<>()).add(key + "#*"));
        });
        Map<List<String>, List<String>> actionsOnTheSame = keys.keySet().stream()
                .collect(Collectors.groupingBy(keys::get, LinkedHashMap::new, Collectors.toList()));
        actionsOnTheSame.forEach((same, actions) -> {
            PolicyStatement statement =
                    allow(dynamodb(actions), List.of(data.table().getTableArn()));
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
                .resourceName(data.table().getTableName() + "/shops/*")
                .build());
    }

    private HttpApi api(List<Function> functions) {
        HttpApi api = HttpApi.Builder.create(this, "Api")
                .description("Laurel " + settings.stage())
                .build();
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
                if (scopes.isEmpty()) route.authorizer(new HttpNoneAuthorizer());
                else
                    route.authorizer(authorizer)
                            .authorizationScopes(data.tokens().scopes(scopes));
                api.addRoutes(route.build());
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
        explain(
                api,
                "AwsSolutions-APIG4",
                "Shops have no token: their routes verify the signature over the body themselves.");
        watch.nothing("Api 5xx", api.metricServerError(Watch.perMinutes()));
        return api;
    }

    private void nightly(Function function, String when) {
        LogGroup log = log("NightLog");
        var called = running.get(function.name());
        StateMachine night = StateMachine.Builder.create(this, "Night")
                .definitionBody(DefinitionBody.fromFile(
                        RESOURCES.resolve(function.stateMachine().orElseThrow()).toString()))
                .definitionSubstitutions(Map.of(function.name(), called.getFunctionArn()))
                .tracingEnabled(true)
                .logs(LogOptions.builder()
                        .destination(log)
                        .level(LogLevel.ALL)
                        .includeExecutionData(false)
                        .build())
                .build();
        called.grantInvoke(night.getRole());
        explain(
                night,
                "AwsSolutions-IAM5",
                "Log delivery and X-Ray take no resource; a function is called in whatever version is the newest.");
        Queue missed = Queue.Builder.create(this, "MissedNights")
                .encryption(QueueEncryption.SQS_MANAGED)
                .enforceSsl(true)
                .retentionPeriod(Duration.days(14))
                .build();
        explain(missed, "AwsSolutions-SQS3", "It is a queue of dead letters itself.");
        Schedule.Builder.create(this, "EachHour")
                .schedule(ScheduleExpression.expression(when))
                .target(StepFunctionsStartExecution.Builder.create(night)
                        .deadLetterQueue(missed)
                        .build())
                .build();
        watch.nothing("Nights that failed", night.metricFailed(Watch.perMinutes()));
        watch.nothing("Nights that timed out", night.metricTimedOut(Watch.perMinutes()));
        watch.nothing("Nights that did not start", missed.metricApproximateNumberOfMessagesVisible(Watch.perMinutes()));
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

    private static void explain(Construct what, String rule, String reason) {
        NagSuppressions.addResourceSuppressions(
                what,
                List.of(NagPackSuppression.builder().id(rule).reason(reason).build()),
                true);
    }

    private static String capitalised(String name) {
        return name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
    }
}
