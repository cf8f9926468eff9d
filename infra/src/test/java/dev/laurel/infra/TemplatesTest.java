package dev.laurel.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.cxapi.SynthesisMessageLevel;
import software.amazon.awscdk.services.s3.Bucket;

/** What would be deployed, without an AWS account. */
class TemplatesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static App app(String stage, Map<String, String> more) {
        Map<String, Object> context = new HashMap<>(Map.of(
                "stage",
                stage,
                "issuer",
                "https://login.example/",
                "audience",
                "laurel",
                "placeholder",
                "true",
                "artifact",
                "target/none.zip"));
        context.putAll(more);
        return new App(AppProps.builder()
                .context(context)
                .outdir("target/cdk-" + stage)
                .build());
    }

    private record Deployed(JsonNode data, JsonNode engine) {
        static Deployed of(String stage, Map<String, String> more) {
            App app = app(stage, more);
            LaurelApp.Stacks stacks = LaurelApp.stacks(app, Settings.of(app));
            return new Deployed(
                    JSON.valueToTree(Template.fromStack(stacks.data()).toJSON()),
                    JSON.valueToTree(Template.fromStack(stacks.engine()).toJSON()));
        }
    }

    private static List<JsonNode> ofType(JsonNode template, String type) {
        List<JsonNode> found = new ArrayList<>();
        template.path("Resources").forEach(r -> {
            if (r.path("Type").asText().equals(type)) found.add(r);
        });
        return found;
    }

    @ParameterizedTest
    @CsvSource({"dev, false, false", "prod, false, false", "dev, true, false", "prod, false, true"})
    void no_rule_of_aws_solutions_is_broken_without_a_written_reason(String stage, String java, boolean pool) {
        Map<String, String> settings = new HashMap<>(pool ? POOL : Map.of());
        settings.put("java", java);
        App app = app(stage, settings);
        LaurelApp.stacks(app, Settings.of(app));
        List<String> said = app.synth().getStacks().stream()
                .flatMap(stack -> stack.getMessages().stream())
                .map(message -> message.getId() + " " + message.getEntry().getData())
                .filter(message -> message.contains("AwsSolutions-"))
                .toList();
        assertThat(said).isEmpty();
    }

    @Test
    void a_broken_rule_would_be_seen() {
        App app = app("dev", Map.of());
        Bucket.Builder.create(LaurelApp.stacks(app, Settings.of(app)).data(), "Open")
                .build();
        assertThat(app.synth().getStacks().stream().flatMap(stack -> stack.getMessages().stream()))
                .anyMatch(
                        message -> String.valueOf(message.getEntry().getData()).contains("AwsSolutions-S1"));
    }

    @Test
    void the_table_is_the_one_that_laurel_reads_and_stays_whatever_happens() throws IOException {
        JsonNode table = ofType(Deployed.of("prod", Map.of()).data(), "AWS::DynamoDB::Table")
                .getFirst();
        assertThat(table.path("DeletionPolicy").asText()).isEqualTo("Retain");
        assertThat(table.path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
        JsonNode properties = table.path("Properties");
        assertThat(properties.path("DeletionProtectionEnabled").asBoolean()).isTrue();
        assertThat(properties
                        .at("/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled")
                        .asBoolean())
                .isTrue();
        assertThat(properties.at("/TimeToLiveSpecification/AttributeName").asText())
                .isEqualTo("ttl");
        assertThat(properties.at("/StreamSpecification/StreamViewType").asText())
                .isEqualTo("NEW_AND_OLD_IMAGES");
        assertThat(properties.has("TableName")).isFalse();
        Set<String> indexes = new TreeSet<>();
        for (JsonNode index : properties.path("GlobalSecondaryIndexes")) {
            List<String> projected = new ArrayList<>();
            index.at("/Projection/NonKeyAttributes").forEach(a -> projected.add(a.asText()));
            indexes.add("| %s | `%s` | `%s` | %s |"
                    .formatted(
                            index.path("IndexName").asText(),
                            index.at("/KeySchema/0/AttributeName").asText(),
                            index.at("/KeySchema/1/AttributeName").asText(),
                            projected.isEmpty() ? "keys only" : String.join(", ", projected)));
        }
        List<String> documented = Files.readAllLines(Path.of("../docs/table.md"));
        assertThat(documented).containsAll(indexes);
        assertThat(indexes).hasSize(2);
        assertThat(ofType(Deployed.of("dev", Map.of()).data(), "AWS::DynamoDB::Table")
                        .getFirst()
                        .path("DeletionPolicy")
                        .asText())
                .isEqualTo("Retain");
    }

    @Test
    void every_route_asks_for_its_scopes_and_only_signed_ones_for_no_token() throws IOException {
        JsonNode engine = Deployed.of("dev", Map.of()).engine();
        Map<String, Set<String>> routes = new TreeMap<>();
        for (JsonNode route : ofType(engine, "AWS::ApiGatewayV2::Route")) {
            Set<String> scopes = new TreeSet<>();
            route.at("/Properties/AuthorizationScopes").forEach(s -> scopes.add(s.asText()));
            boolean token = route.at("/Properties/AuthorizationType").asText().equals("JWT");
            String key = route.at("/Properties/RouteKey").asText();
            assertThat(token).as(key).isEqualTo(!key.startsWith("POST /v1/shops/"));
            assertThat(scopes.isEmpty()).as(key).isEqualTo(!token);
            routes.put(key, scopes);
        }
        Map<String, Set<String>> expected = new TreeMap<>();
        Functions.read(Path.of("../src/main/resources/functions.yaml"))
                .forEach(f -> f.routes().forEach((key, scopes) -> {
                    Set<String> asked = new TreeSet<>();
                    scopes.forEach(s -> asked.add("loyalty:" + s));
                    expected.put(key, asked);
                }));
                assertThat(routes).isEqualTo(expected).hasSizeGreaterThan(40);
        assertThat(routes.keySet()).isEqualTo(documented());
    }

    /** The routes of openapi.yaml. */
    private static Set<String> documented() throws IOException {
        Set<String> documented = new TreeSet<>();
        JsonNode paths = new YAMLMapper()
                .readTree(Path.of("../src/main/resources/openapi.yaml").toFile())
                .path("paths");
        paths.properties().forEach(path -> path.getValue().properties().forEach(operation -> {
            if (operation.getValue().has("responses"))
                documented.add(operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
        }));
        return documented;
    }

    /** What the roles allow: function, key or index, action; and secrets. */
    private static Set<String> allowed(JsonNode engine) {
        Set<String> allowed = new TreeSet<>();
        for (JsonNode policy : ofType(engine, "AWS::IAM::Policy")) {
            String role = policy.at("/Properties/Roles/0/Ref")
                    .asText()
                    .replaceAll("Role[0-9A-F]{8}$", "")
                    .toLowerCase(java.util.Locale.ROOT);
            for (JsonNode statement : policy.at("/Properties/PolicyDocument/Statement")) {
                assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
                for (String action : texts(statement.path("Action"))) {
                    assertThat(action).doesNotContain("*");
                    if (action.startsWith("ssm:")) allowed.add(role + " " + action);
                    if (!action.startsWith("dynamodb:")) continue;
                    for (String on : on(statement))
                        allowed.add(role + " " + on + " " + action.substring("dynamodb:".length()));
                }
            }
        }
        return allowed;
    }

    private static List<String> on(JsonNode statement) {
        String resource = statement.path("Resource").toString();
        if (resource.contains("/index/")) return List.of(resource.replaceAll(".*/index/(\\w+).*", "$1"));
        List<String> keys = texts(statement.at("/Condition/ForAllValues:StringLike/dynamodb:LeadingKeys"));
        assertThat(keys).as(statement.toString()).isNotEmpty().allMatch(key -> key.matches("[A-Z]#\\*"));
        return keys.stream().map(key -> key.substring(0, 1)).toList();
    }

    private static List<String> texts(JsonNode oneOrSeveral) {
        List<String> texts = new ArrayList<>();
        if (oneOrSeveral.isTextual()) texts.add(oneOrSeveral.asText());
        else oneOrSeveral.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void no_function_may_do_more_with_the_table_than_its_list_says_nor_with_other_keys() {
        Set<String> expected = new TreeSet<>();
        for (var function : Functions.read(Path.of("../src/main/resources/functions.yaml"))) {
            function.table()
                    .forEach((on, actions) ->
                            actions.forEach(action -> expected.add(function.name() + " " + on + " " + action)));
            function.secrets().ifPresent(how -> {
                expected.add(function.name() + " ssm:GetParameter");
                if (how.equals("ssm")) expected.add(function.name() + " ssm:PutParameter");
            });
        }
        Set<String> allowed = allowed(Deployed.of("dev", Map.of()).engine());
        assertThat(allowed).isEqualTo(expected).hasSizeGreaterThan(70);
        assertThat(allowed)
                .filteredOn(may -> may.matches("\\w+ [IL] .*"))
                .allMatch(may -> may.startsWith("member ") || may.startsWith("shop "));
    }

    @Test
    void what_one_request_reads_of_several_kinds_is_allowed_by_one_statement() {
        for (JsonNode policy : ofType(Deployed.of("dev", Map.of()).engine(), "AWS::IAM::Policy")) {
            Set<String> seen = new TreeSet<>();
            for (JsonNode statement : policy.at("/Properties/PolicyDocument/Statement")) {
                if (statement.path("Resource").toString().contains("/index/")) continue;
                for (String action : texts(statement.path("Action"))) {
                    if (action.startsWith("dynamodb:"))
                        assertThat(seen.add(action)).as(statement.toString()).isTrue();
                }
            }
        }
    }

    @Test
    void a_table_may_have_a_key_of_the_account_which_every_function_may_use_for_it() {
        String arn = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        Deployed deployed = Deployed.of("dev", Map.of("key", arn));
        assertThat(ofType(deployed.data(), "AWS::DynamoDB::Table")
                        .getFirst()
                        .at("/Properties/SSESpecification")
                        .toString())
                .contains("\"SSEType\":\"KMS\"", arn);
        long roles = ofType(deployed.engine(), "AWS::IAM::Policy").stream()
                .filter(policy -> policy.toString().contains("kms:Decrypt"))
                .peek(policy -> assertThat(policy.toString()).contains(arn, "kms:ViaService"))
                .count();
        assertThat(roles)
                .isEqualTo(ofType(deployed.engine(), "AWS::Lambda::Function").size());
        assertThat(ofType(Deployed.of("dev", Map.of()).data(), "AWS::DynamoDB::Table")
                        .getFirst()
                        .path("Properties")
                        .has("SSESpecification"))
                .as("AWS's own key")
                .isFalse();
    }

    private static final Map<String, String> POOL = Map.of(
            "issuer",
            "",
            "audience",
            "",
            "userPool",
            "roastery",
            "callback",
            "https://roastery.example/in",
            "program",
            "roastery");

    @Test
    void who_has_no_issuer_gets_a_user_pool_whose_tokens_the_routes_believe() {
        Deployed deployed = Deployed.of("prod", POOL);
        JsonNode pool = ofType(deployed.data(), "AWS::Cognito::UserPool").getFirst();
        assertThat(pool.path("DeletionPolicy").asText()).isEqualTo("Retain");
        assertThat(ofType(deployed.data(), "AWS::Cognito::UserPoolClient")).hasSize(3);
        Set<String> scopes = new TreeSet<>();
        ofType(deployed.data(), "AWS::Cognito::UserPoolResourceServer")
                .getFirst()
                .at("/Properties/Scopes")
                .forEach(
                        scope -> scopes.add("loyalty/" + scope.path("ScopeName").asText()));
        Set<String> asked = new TreeSet<>();
        for (JsonNode route : ofType(deployed.engine(), "AWS::ApiGatewayV2::Route")) {
            asked.addAll(texts(route.at("/Properties/AuthorizationScopes")));
        }
        assertThat(asked).isEqualTo(scopes).hasSize(3);
        JsonNode authorizer =
                ofType(deployed.engine(), "AWS::ApiGatewayV2::Authorizer").getFirst();
        assertThat(authorizer.at("/Properties/JwtConfiguration/Audience").size())
                .isEqualTo(3);
        assertThat(ofType(Deployed.of("dev", Map.of()).data(), "AWS::Cognito::UserPool"))
                .isEmpty();
    }

    @Test
    void functions_are_native_on_arm_unless_said_otherwise() {
        for (JsonNode function : ofType(Deployed.of("dev", Map.of()).engine(), "AWS::Lambda::Function")) {
            assertThat(function.at("/Properties/Runtime").asText()).isEqualTo("provided.al2023");
            assertThat(function.at("/Properties/Architectures/0").asText()).isEqualTo("arm64");
            assertThat(function.at("/Properties/TracingConfig/Mode").asText()).isEqualTo("Active");
            assertThat(function.path("Properties").has("ReservedConcurrentExecutions"))
                    .isFalse();
            assertThat(function.path("Properties").has("FunctionName")).isFalse();
        }
        for (JsonNode function : ofType(
                Deployed.of("dev", Map.of("architecture", "x86", "java", "true"))
                        .engine(),
                "AWS::Lambda::Function")) {
            assertThat(function.at("/Properties/Runtime").asText()).isEqualTo("java25");
            assertThat(function.at("/Properties/Architectures/0").asText()).isEqualTo("x86_64");
        }
    }

    @Test
    void the_night_starts_each_hour_calls_its_function_and_is_missed_loudly() {
        JsonNode engine =
                Deployed.of("dev", Map.of("alarmMail", "ops@example.com")).engine();
        JsonNode schedule = ofType(engine, "AWS::Scheduler::Schedule").getFirst();
        assertThat(schedule.at("/Properties/ScheduleExpression").asText()).isEqualTo("cron(5 * * * ? *)");
        assertThat(schedule.at("/Properties/Target/DeadLetterConfig").isMissingNode())
                .isFalse();
        JsonNode night = ofType(engine, "AWS::StepFunctions::StateMachine").getFirst();
        assertThat(night.at("/Properties/DefinitionSubstitutions/expire").isMissingNode())
                .isFalse();
        Set<String> alarms = new TreeSet<>();
        ofType(engine, "AWS::CloudWatch::Alarm").forEach(a -> {
            alarms.add(a.at("/Properties/AlarmDescription").asText());
            assertThat(a.at("/Properties/AlarmActions").size()).isEqualTo(1);
        });
        assertThat(alarms)
                .contains(
                        "Nights that failed", "Nights that did not start", "Api 5xx", "Earn errors", "Shop throttles");
        assertThat(ofType(engine, "AWS::SNS::Subscription")).hasSize(1);
    }

    @Test
    void an_artifact_that_is_missing_or_of_the_other_kind_is_not_deployed() throws IOException {
        Path java = Path.of("target", "java.zip");
        Files.createDirectories(java.getParent());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(java))) {
            zip.putNextEntry(new ZipEntry("functions.yaml"));
        }
        assertThat(errors(Map.of("placeholder", "false"))).anyMatch(e -> e.contains("none.zip is missing"));
        assertThat(errors(Map.of("artifact", java.toString()))).anyMatch(e -> e.contains("is Java's"));
        assertThat(errors(Map.of("artifact", java.toString(), "java", "true"))).isEmpty();
    }

    private static List<String> errors(Map<String, String> settings) {
        App app = app("dev", settings);
        LaurelApp.stacks(app, Settings.of(app));
        return app.synth().getStacks().stream()
                .flatMap(stack -> stack.getMessages().stream())
                .filter(message -> message.getLevel() == SynthesisMessageLevel.ERROR)
                .map(message -> String.valueOf(message.getEntry().getData()))
                .toList();
    }

    @Test
    void a_setting_that_is_missing_or_wrong_is_named() {
        App app =
                new App(AppProps.builder().context(Map.of("audience", "laurel")).build());
        assertThatThrownBy(() -> Settings.of(app)).hasMessageContaining("-c issuer=");
        App other = new App(AppProps.builder()
                .context(Map.of("issuer", "https://a.example/", "audience", "laurel", "architecture", "sparc"))
                .build());
        assertThatThrownBy(() -> Settings.of(other)).hasMessageContaining("arm64 or x86");
        App unnamed = new App(
                AppProps.builder().context(Map.of("userPool", "roastery")).build());
        assertThatThrownBy(() -> Settings.of(unnamed)).hasMessageContaining("-c program=");
        App both = new App(AppProps.builder()
                .context(Map.of("userPool", "roastery", "issuer", "https://a.example/"))
                .build());
        assertThatThrownBy(() -> Settings.of(both)).hasMessageContaining("cannot both be");
    }
}
