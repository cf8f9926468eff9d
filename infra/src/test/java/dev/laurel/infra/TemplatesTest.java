package dev.laurel.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    @CsvSource({"dev, false", "prod, false", "dev, true"})
    void no_rule_of_aws_solutions_is_broken_without_a_written_reason(String stage, String java) {
        App app = app(stage, Map.of("java", java));
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
    void every_route_asks_for_its_scopes_and_only_signed_ones_for_no_token() {
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
    }

    @Test
    void no_function_may_do_more_with_the_table_than_its_list_says_and_none_may_scan_or_delete_it() {
        JsonNode engine = Deployed.of("dev", Map.of()).engine();
        Map<String, Set<String>> allowed = new TreeMap<>();
        for (JsonNode policy : ofType(engine, "AWS::IAM::Policy")) {
            String role = policy.at("/Properties/Roles/0/Ref").asText();
            for (JsonNode statement : policy.at("/Properties/PolicyDocument/Statement")) {
                if (statement.path("Effect").asText().equals("Deny")) continue;
                JsonNode actions = statement.path("Action");
                for (JsonNode action :
                        actions.isArray() ? actions : JSON.createArrayNode().add(actions)) {
                    assertThat(action.asText()).doesNotContain("*");
                    if (action.asText().startsWith("dynamodb:")
                            || action.asText().startsWith("ssm:"))
                        allowed.computeIfAbsent(role.replaceAll("Role[0-9A-F]{8}$", ""), _ -> new TreeSet<>())
                                .add(action.asText());
                }
            }
        }
        Map<String, Set<String>> expected = new TreeMap<>();
        for (var function : Functions.read(Path.of("../src/main/resources/functions.yaml"))) {
            Set<String> actions = new TreeSet<>();
            function.table().forEach(a -> actions.add("dynamodb:" + a));
            function.secrets().ifPresent(how -> {
                actions.add("ssm:GetParameter");
                if (how.equals("ssm")) actions.add("ssm:PutParameter");
            });
            String name = function.name();
            expected.put(name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1), actions);
        }
        assertThat(allowed).isEqualTo(expected);
        assertThat(allowed.get("Shop")).doesNotContain("ssm:PutParameter");
    }

    @Test
    void only_the_functions_that_know_people_may_reach_what_is_personal() {
        Set<String> denied = new TreeSet<>();
        for (JsonNode policy : ofType(Deployed.of("dev", Map.of()).engine(), "AWS::IAM::Policy")) {
            for (JsonNode statement : policy.at("/Properties/PolicyDocument/Statement")) {
                if (!statement.path("Effect").asText().equals("Deny")) continue;
                assertThat(statement
                                .at("/Condition/ForAnyValue:StringLike/dynamodb:LeadingKeys")
                                .toString())
                        .isEqualTo("[\"I#*\",\"L#*\"]");
                denied.add(policy.at("/Properties/Roles/0/Ref").asText().replaceAll("Role[0-9A-F]{8}$", ""));
            }
        }
        assertThat(denied).containsExactly("Balance", "Earn", "Expire", "Program", "Redeem", "Tier");
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
    }
}
