package dev.laurel.infra;

import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.aws_apigatewayv2_authorizers.HttpJwtAuthorizer;
import software.amazon.awscdk.services.cognito.AutoVerifiedAttrs;
import software.amazon.awscdk.services.cognito.CognitoDomainOptions;
import software.amazon.awscdk.services.cognito.FeaturePlan;
import software.amazon.awscdk.services.cognito.Mfa;
import software.amazon.awscdk.services.cognito.MfaSecondFactor;
import software.amazon.awscdk.services.cognito.OAuthFlows;
import software.amazon.awscdk.services.cognito.OAuthScope;
import software.amazon.awscdk.services.cognito.OAuthSettings;
import software.amazon.awscdk.services.cognito.PasswordPolicy;
import software.amazon.awscdk.services.cognito.ResourceServerScope;
import software.amazon.awscdk.services.cognito.SignInAliases;
import software.amazon.awscdk.services.cognito.UserPool;
import software.amazon.awscdk.services.cognito.UserPoolClient;
import software.amazon.awscdk.services.cognito.UserPoolClientOptions;
import software.amazon.awscdk.services.cognito.UserPoolDomainOptions;
import software.amazon.awscdk.services.cognito.UserPoolResourceServer;
import software.amazon.awscdk.services.cognito.UserPoolResourceServerOptions;
import software.constructs.Construct;

/**
 * Whose tokens are believed: those of an issuer that the merchant has, or of a user pool that is made for them.
 *
 * Scopes are not the gateway's to look at: functions answer a token that lacks one, and read {@code loyalty:self} as well as {@code loyalty/self}, as Cognito writes it.
 */
record Tokens(String issuer, List<String> audience) {
    private static final String LOYALTY = "loyalty";
    private static final int PASSWORD_LENGTH = 12;

    static Tokens of(Settings.Issuer issuer) {
        return new Tokens(issuer.url(), issuer.audience());
    }

    /** Members sign in with their mail address, on Cognito's own page; tills and the merchant's systems with a client of their own. */
    static Tokens of(Construct scope, Settings.Pool settings, boolean production) {
        UserPool pool = UserPool.Builder.create(scope, "Members")
                .selfSignUpEnabled(true)
                .signInAliases(SignInAliases.builder().email(true).build())
                .autoVerify(AutoVerifiedAttrs.builder().email(true).build())
                .mfa(Mfa.OPTIONAL)
                .mfaSecondFactor(MfaSecondFactor.builder().otp(true).sms(false).build())
                .passwordPolicy(PasswordPolicy.builder()
                        .minLength(PASSWORD_LENGTH)
                        .requireLowercase(true)
                        .requireUppercase(true)
                        .requireDigits(true)
                        .requireSymbols(true)
                        .build())
                .featurePlan(FeaturePlan.ESSENTIALS)
                .deletionProtection(production)
                .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
                .build();
        Rules.explain(
                pool,
                "AwsSolutions-COG2",
                "Members of a points program choose for themselves whether they want a second factor.");
        Rules.explain(
                pool,
                "AwsSolutions-COG3",
                "Threat protection is a plan that is paid for each member; whoever wants it switches it on.");
        UserPoolDomainOptions domain = UserPoolDomainOptions.builder()
                .cognitoDomain(CognitoDomainOptions.builder()
                        .domainPrefix(settings.domain())
                        .build())
                .build();
        output(
                scope,
                "SignIn",
                pool.addDomain("SignIn", domain).baseUrl(),
                "Where members sign in and clients get their tokens");

        ResourceServerScope self = named("self", "a member's own token");
        ResourceServerScope till = named("till", "a till's");
        ResourceServerScope admin = named("admin", "the merchant's");
        UserPoolResourceServer loyalty = pool.addResourceServer(
                "Loyalty",
                UserPoolResourceServerOptions.builder()
                        .identifier(LOYALTY)
                        .scopes(List.of(self, till, admin))
                        .build());
        UserPoolClient app = pool.addClient(
                "App",
                UserPoolClientOptions.builder()
                        .generateSecret(false)
                        .preventUserExistenceErrors(true)
                        .oAuth(OAuthSettings.builder()
                                .flows(OAuthFlows.builder()
                                        .authorizationCodeGrant(true)
                                        .build())
                                .scopes(List.of(OAuthScope.OPENID, OAuthScope.resourceServer(loyalty, self)))
                                .callbackUrls(settings.callbacks())
                                .build())
                        .build());
        UserPoolClient tills = pool.addClient("Tills", withSecret(OAuthScope.resourceServer(loyalty, till)));
        UserPoolClient merchant = pool.addClient("Merchant", withSecret(OAuthScope.resourceServer(loyalty, admin)));
        output(scope, "UserPoolId", pool.getUserPoolId(), "The user pool");
        output(scope, "AppClient", app.getUserPoolClientId(), "The client of the members' app");
        output(scope, "TillClient", tills.getUserPoolClientId(), "The client of the tills; its secret is in Cognito");
        output(
                scope,
                "MerchantClient",
                merchant.getUserPoolClientId(),
                "The client of the merchant; its secret is in Cognito");
        return new Tokens(
                pool.getUserPoolProviderUrl(),
                List.of(app.getUserPoolClientId(), tills.getUserPoolClientId(), merchant.getUserPoolClientId()));
    }

    HttpJwtAuthorizer authorizer() {
        return HttpJwtAuthorizer.Builder.create("Tokens", issuer)
                .jwtAudience(audience)
                .build();
    }

    private static ResourceServerScope named(String name, String what) {
        return ResourceServerScope.Builder.create()
                .scopeName(name)
                .scopeDescription(what)
                .build();
    }

    private static UserPoolClientOptions withSecret(OAuthScope scope) {
        return UserPoolClientOptions.builder()
                .generateSecret(true)
                .oAuth(OAuthSettings.builder()
                        .flows(OAuthFlows.builder().clientCredentials(true).build())
                        .scopes(List.of(scope))
                        .build())
                .build();
    }

    private static void output(Construct scope, String name, String value, String what) {
        CfnOutput.Builder.create(scope, name).value(value).description(what).build();
    }
}
