package dev.laurel.infra;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Tags;

/** Laurel in somebody's AWS account: what must never be lost in one stack, what can be made anew in another. */
public final class LaurelApp {
    private LaurelApp() {}

    public static void main(String[] args) {
        try {
            App app = new App();
            stacks(app, Settings.of(app));
            app.synth();
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(1);
        }
    }

    /** Both stacks of a stage, with the rules that they have to keep. */
    static Stacks stacks(App app, Settings settings) {
        String name = "Laurel-" + settings.stage();
        StackProps props = StackProps.builder()
                .env(Environment.builder()
                        .account(System.getenv("CDK_DEFAULT_ACCOUNT"))
                        .region(System.getenv("CDK_DEFAULT_REGION"))
                        .build())
                .terminationProtection(settings.isProduction())
                .build();
        DataStack data = new DataStack(app, name + "-data", props, settings);
        EngineStack engine = new EngineStack(app, name, props, settings, data);
        Tags.of(app).add("application", "laurel");
        Tags.of(app).add("stage", settings.stage());
        Aspects.of(app).add(new AwsSolutionsChecks());
        return new Stacks(data, engine);
    }

    record Stacks(DataStack data, EngineStack engine) {}
}
