package dev.laurel.infra;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
        private static final Map<String, Deployed> MADE = new HashMap<>();

        static Deployed of(String stage, Map<String, String> more) {
            return MADE.computeIfAbsent(stage + new TreeMap<>(more), _ -> made(stage, more));
        }

        private static Deployed made(String stage, Map<String, String> more) {
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
        assertThat(table.path("DeletionPolicy").asText()).isEqualTo("RetainExceptOnCreate");
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
                .isEqualTo("RetainExceptOnCreate");
    }

    @Test
    void every_documented_route_is_there_and_asks_for_a_token_unless_whoever_calls_it_signs() throws IOException {
        JsonNode engine = Deployed.of("dev", Map.of()).engine();
        Set<String> routes = new TreeSet<>();
        for (JsonNode route : ofType(engine, "AWS::ApiGatewayV2::Route")) {
            String key = route.at("/Properties/RouteKey").asText();
            routes.add(key);
            assertThat(route.at("/Properties/AuthorizationType").asText())
                    .as(key)
                    .isEqualTo(key.startsWith("POST /v1/shops/") ? "NONE" : "JWT");
            assertThat(route.path("Properties").has("AuthorizationScopes"))
                    .as("scopes are the functions' to answer")
                    .isFalse();
        }
        assertThat(routes).isEqualTo(documented()).hasSizeGreaterThan(40);
    }

    /** The routes of openapi.yaml. */
    private static Set<String> documented() throws IOException {
        Set<String> documented = new TreeSet<>();
        JsonNode paths = new YAMLMapper()
                .readTree(Path.of("../src/main/resources/openapi.yaml").toFile())
                .path("paths");
        paths.properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
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
        assertThat(resource)
                .contains("Laurel-dev-data:ExportsOutputFnGetAttTable")
                .doesNotContain("\"*\"");
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
                .filteredOn(may -> may.matches("\\w+ [ILB] .*"))
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
        assertThat(pool.path("DeletionPolicy").asText()).isEqualTo("RetainExceptOnCreate");
        assertThat(ofType(deployed.data(), "AWS::Cognito::UserPoolClient")).hasSize(3);
        Set<String> scopes = new TreeSet<>();
        ofType(deployed.data(), "AWS::Cognito::UserPoolResourceServer")
                .getFirst()
                .at("/Properties/Scopes")
                .forEach(scope -> scopes.add(scope.path("ScopeName").asText()));
        assertThat(scopes).containsExactly("admin", "self", "till");
        JsonNode authorizer =
                ofType(deployed.engine(), "AWS::ApiGatewayV2::Authorizer").getFirst();
        assertThat(authorizer.at("/Properties/JwtConfiguration/Audience").size())
                .isEqualTo(3);
        assertThat(ofType(Deployed.of("dev", Map.of()).data(), "AWS::Cognito::UserPool"))
                .isEmpty();
    }

    @Test
    void the_table_has_the_keys_that_laurel_asks_by() {
        JsonNode properties = ofType(Deployed.of("dev", Map.of()).data(), "AWS::DynamoDB::Table")
                .getFirst()
                .path("Properties");
        Map<String, String> types = new TreeMap<>();
        properties
                .path("AttributeDefinitions")
                .forEach(a -> types.put(
                        a.path("AttributeName").asText(),
                        a.path("AttributeType").asText()));
        assertThat(types).isEqualTo(Map.of("pk", "S", "sk", "S", "m", "S", "seq", "N", "shard", "S", "due", "S"));
        assertThat(properties.at("/KeySchema/0").toString())
                .isEqualTo("{\"AttributeName\":\"pk\",\"KeyType\":\"HASH\"}");
        assertThat(properties.at("/KeySchema/1").toString())
                .isEqualTo("{\"AttributeName\":\"sk\",\"KeyType\":\"RANGE\"}");
    }

    @Test
    void a_function_is_given_what_it_reads_and_what_its_entry_says() {
        Map<String, Functions.Function> listed = new TreeMap<>();
        Functions.read(Path.of("../src/main/resources/functions.yaml")).forEach(f -> listed.put(f.name(), f));
        List<JsonNode> made = ofType(
                Deployed.of("dev", Map.of("program", "roastery", "pepper", "2")).engine(), "AWS::Lambda::Function");
        assertThat(made).hasSameSizeAs(listed.values());
        for (JsonNode function : made) {
            JsonNode properties = function.path("Properties");
            JsonNode environment = properties.at("/Environment/Variables");
            Functions.Function entry =
                    listed.remove(environment.path("QUARKUS_FUNQY_EXPORT").asText());
            assertThat(properties.path("MemorySize").asInt()).isEqualTo(entry.memory());
            assertThat(properties.path("Timeout").asInt()).isEqualTo(entry.timeout());
            assertThat(properties.path("Layers").size()).isEqualTo(entry.name().equals("shop") ? 1 : 0);
            assertThat(environment.path("LAUREL_TABLE").toString()).contains("Laurel-dev-data:ExportsOutputRefTable");
            assertThat(environment.path("LAUREL_PEPPER").toString())
                    .contains("{{resolve:secretsmanager:", "ExportsOutputRefPepper");
            assertThat(environment.path("LAUREL_PROGRAM").asText()).isEqualTo("roastery");
            assertThat(environment.path("LAUREL_MEMBER_CLAIM").asText()).isEqualTo("sub");
            assertThat(environment.path("LAUREL_METRICS").asText()).isEqualTo("Laurel-dev");
            assertThat(environment.path("LAUREL_PEPPER_IS").asText()).isEqualTo("2");
        }
        assertThat(listed).isEmpty();
    }

    @Test
    void what_laurel_counts_itself_is_watched_under_the_names_that_its_log_gives_it() {
        Set<String> watched = new TreeSet<>();
        for (JsonNode alarm : ofType(Deployed.of("dev", Map.of()).engine(), "AWS::CloudWatch::Alarm")) {
            JsonNode of = alarm.path("Properties");
            if (of.path("Namespace").asText().equals("Laurel-dev"))
                watched.add(of.path("MetricName").asText()
                        + of.at("/Dimensions/0/Name").asText()
                        + of.at("/Dimensions/0/Value").asText());
        }
        assertThat(watched).containsExactly("Callsoutcomebad-signature", "Callsoutcomeinbox-full", "SkippedAccounts");
    }

    @Test
    void functions_are_native_on_arm_unless_said_otherwise() {
        for (JsonNode function : ofType(Deployed.of("dev", Map.of()).engine(), "AWS::Lambda::Function")) {
            assertThat(function.at("/Properties/Runtime").asText()).isEqualTo("provided.al2023");
            assertThat(function.at("/Properties/Architectures/0").asText()).isEqualTo("arm64");
            assertThat(function.path("Properties").has("TracingConfig"))
                    .as("traces cost more than calls")
                    .isFalse();

            assertThat(function.path("Properties").has("ReservedConcurrentExecutions"))
                    .isFalse();
            assertThat(function.path("Properties").has("FunctionName")).isFalse();
        }
        for (JsonNode function : ofType(
                Deployed.of("dev", Map.of("architecture", "x86", "java", "true", "tracing", "true"))
                        .engine(),
                "AWS::Lambda::Function")) {
            assertThat(function.at("/Properties/Runtime").asText()).isEqualTo("java25");
            assertThat(function.at("/Properties/TracingConfig/Mode").asText()).isEqualTo("Active");
            assertThat(function.at("/Properties/Handler").asText())
                    .isEqualTo("io.quarkus.funqy.lambda.FunqyStreamHandler::handleRequest");
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
                        "Nights that failed",
                        "Nights that timed out",
                        "Nights whose start was lost",
                        "Nights that start",
                        "Api 5xx",
                        "Earn errors",
                        "Shop throttles");
        assertThat(ofType(engine, "AWS::SNS::Subscription")).hasSize(1);
        JsonNode none = ofType(engine, "AWS::CloudWatch::Alarm").stream()
                .filter(a -> a.at("/Properties/AlarmDescription").asText().equals("Nights that start"))
                .findFirst()
                .orElseThrow();
        assertThat(none.at("/Properties/TreatMissingData").asText()).isEqualTo("breaching");
        assertThat(none.at("/Properties/ComparisonOperator").asText()).isEqualTo("LessThanOrEqualToThreshold");
    }

    private static String zip(String name, byte[] content) throws IOException {
        Path zip = Path.of("target", name + "-" + Arrays.hashCode(content) + ".zip");
        Files.createDirectories(zip.getParent());
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry(name));
            out.write(content);
        }
        return zip.toString();
    }

    private static byte[] executable(int machine) {
        byte[] header = new byte[20];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F'}, 0, header, 0, 4);
        header[18] = (byte) machine;
        return header;
    }

    @Test
    void an_artifact_that_is_missing_or_of_another_kind_is_not_deployed() throws IOException {
        assertThat(errors(Map.of("placeholder", "false"))).anyMatch(e -> e.contains("none.zip is missing"));
        String java = zip("functions.yaml", new byte[0]);
        assertThat(errors(Map.of("artifact", java))).anyMatch(e -> e.contains("is Java's"));
        assertThat(errors(Map.of("artifact", java, "java", "true"))).isEmpty();
        String x86 = zip("bootstrap", executable(62));
        assertThat(errors(Map.of("artifact", x86)))
                .anyMatch(e -> e.contains("is native for x86, and what is asked for is native for arm64"));
        assertThat(errors(Map.of("artifact", x86, "architecture", "x86"))).isEmpty();
        assertThat(errors(Map.of("artifact", zip("bootstrap", executable(183)))))
                .isEmpty();
        assertThat(errors(Map.of("artifact", zip("bootstrap", "#!/bin/sh and then".getBytes(US_ASCII)))))
                .anyMatch(e -> e.contains("no executable of Linux"));
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "audience=laurel | -c issuer=",
                "issuer=https://a.example/ | -c audience=",
                "issuer=a.example audience=laurel | https://",
                "issuer=https://a.example/ audience=laurel architecture=sparc | arm64 or x86",
                "issuer=https://a.example/ audience=laurel java=yes | true or false",
                "issuer=https://a.example/ audience=laurel stage=Production | small letters",
                "issuer=https://a.example/ audience=laurel alarmmail=ops@example.com | not known: -c alarmmail",
                "issuer=https://a.example/ audience=laurel key=arn:aws:kms:eu-central-1:123456789012:alias/laurel | not of an alias",
                "userPool=roastery | -c program=",
                "userPool=roastery program=roastery | -c callback=",
                "userPool=roastery issuer=https://a.example/ | cannot both be"
            })
    void a_setting_that_is_missing_or_wrong_is_named(String settings, String named) {
        Map<String, Object> context = new HashMap<>(Map.of("@aws-cdk/core:someFlag", true));
        for (String setting : settings.split(" "))
            context.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        App app = new App(AppProps.builder().context(context).build());
        assertThatThrownBy(() -> Settings.of(app)).hasMessageContaining(named);
    }

    @Test
    void alarms_may_reach_their_topic() {
        JsonNode engine = Deployed.of("dev", Map.of()).engine();
        List<JsonNode> allowed = new ArrayList<>();
        ofType(engine, "AWS::SNS::TopicPolicy")
                .getFirst()
                .at("/Properties/PolicyDocument/Statement")
                .forEach(statement -> {
                    if (statement.path("Effect").asText().equals("Allow")) allowed.add(statement);
                });
        assertThat(allowed).hasSize(1);
        assertThat(allowed.getFirst().path("Action").asText()).isEqualTo("sns:Publish");
        assertThat(allowed.getFirst().at("/Principal/Service").asText()).isEqualTo("cloudwatch.amazonaws.com");
    }

    @Test
    void the_engine_can_be_pointed_at_a_restored_table() {
        JsonNode engine = Deployed.of("dev", Map.of("table", "restored")).engine();
        for (JsonNode function : ofType(engine, "AWS::Lambda::Function")) {
            assertThat(function.at("/Properties/Environment/Variables/LAUREL_TABLE")
                            .asText())
                    .isEqualTo("restored");
        }
        for (JsonNode policy : ofType(engine, "AWS::IAM::Policy")) {
            for (JsonNode statement : policy.at("/Properties/PolicyDocument/Statement")) {
                if (statement.path("Action").toString().contains("dynamodb:"))
                    assertThat(statement.path("Resource").toString()).contains("table/restored");
            }
        }
    }

    @Test
    void pages_of_an_origin_that_was_named_may_call_and_no_others() {
        JsonNode api = ofType(
                        Deployed.of("dev", Map.of("origins", "https://shop.example, https://app.example"))
                                .engine(),
                        "AWS::ApiGatewayV2::Api")
                .getFirst();
        assertThat(texts(api.at("/Properties/CorsConfiguration/AllowOrigins")))
                .containsExactly("https://shop.example", "https://app.example");
        assertThat(texts(api.at("/Properties/CorsConfiguration/AllowHeaders")))
                .contains("authorization", "idempotency-key");
        JsonNode closed = ofType(Deployed.of("dev", Map.of()).engine(), "AWS::ApiGatewayV2::Api")
                .getFirst();
        assertThat(closed.path("Properties").has("CorsConfiguration")).isFalse();
    }
}
