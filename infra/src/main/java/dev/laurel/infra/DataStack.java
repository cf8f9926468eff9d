package dev.laurel.infra;

import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.GlobalSecondaryIndexProps;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.ProjectionType;
import software.amazon.awscdk.services.dynamodb.StreamViewType;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/** What must never be lost: the one table, the secret by which personal data is found in it, and a user pool where there is one. They stay when the stack goes. */
final class DataStack extends Stack {
    static final String HISTORY = "history";
    static final String DUE = "due";

    private static final int PEPPER_LENGTH = 48;

    private final Table table;
    private final Secret pepper;
    private final Tokens tokens;

    DataStack(Construct scope, String id, StackProps props, Settings settings) {
        super(scope, id, props);
        Table.Builder builder = Table.Builder.create(this, "Table")
                .partitionKey(attribute("pk", AttributeType.STRING))
                .sortKey(attribute("sk", AttributeType.STRING))
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .timeToLiveAttribute("ttl")
                .stream(StreamViewType.NEW_AND_OLD_IMAGES)
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecification.builder()
                        .pointInTimeRecoveryEnabled(true)
                        .build())
                .deletionProtection(settings.isProduction())
                .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        settings.key()
                .ifPresent(arn -> builder.encryption(TableEncryption.CUSTOMER_MANAGED)
                        .encryptionKey(Key.fromKeyArn(this, "Key", arn)));
        table = builder.build();
        table.addGlobalSecondaryIndex(GlobalSecondaryIndexProps.builder()
                .indexName(HISTORY)
                .partitionKey(attribute("m", AttributeType.STRING))
                .sortKey(attribute("seq", AttributeType.NUMBER))
                .projectionType(ProjectionType.INCLUDE)
                .nonKeyAttributes(List.of("body", "prev", "hash"))
                .build());
        table.addGlobalSecondaryIndex(GlobalSecondaryIndexProps.builder()
                .indexName(DUE)
                .partitionKey(attribute("shard", AttributeType.STRING))
                .sortKey(attribute("due", AttributeType.STRING))
                .projectionType(ProjectionType.KEYS_ONLY)
                .build());
        pepper = Secret.Builder.create(this, "Pepper")
                .description(
                        "Under this, phone numbers and mail addresses are hashed. Lose it, and members can no longer be found by them.")
                .generateSecretString(SecretStringGenerator.builder()
                        .passwordLength(PEPPER_LENGTH)
                        .excludePunctuation(true)
                        .build())
                .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
                .build();
        tokens = tokens(settings);
        CfnOutput.Builder.create(this, "TableName").value(table.getTableName()).build();
        CfnOutput.Builder.create(this, "PepperName")
                .value(pepper.getSecretName())
                .build();
        Rules.explain(
                pepper,
                "AwsSolutions-SMG4",
                "Hashes that were made with it are looked for as long as it is in use: a new one is put in front of it by hand, not in its place.");
    }

    /** The stack's user pool, if it has one, is made here: members' accounts must not be lost either. */
    private Tokens tokens(Settings settings) {
        return switch (settings.tokens()) {
            case Settings.Issuer issuer -> Tokens.of(issuer);
            case Settings.Pool pool -> Tokens.of(this, pool, settings.isProduction());
        };
    }

    private static Attribute attribute(String name, AttributeType type) {
        return Attribute.builder().name(name).type(type).build();
    }

    Table table() {
        return table;
    }

    Secret pepper() {
        return pepper;
    }

    Tokens tokens() {
        return tokens;
    }
}
