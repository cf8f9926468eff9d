package dev.laurel.infra;

import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.logs.ILogGroup;
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

/** What runs by itself: a schedule that starts a state machine that calls a function, and alarms where any of it does not. */
record Night(Construct scope, ILogGroup log) {
    /** A night that takes longer is stopped; the next one goes on where it was. */
    private static final Duration LONGEST = Duration.hours(6);

    private static final Duration KEPT = Duration.days(14);

    /** @param definition of the state machine, in which the function goes by this name */
    void each(String when, Path definition, String name, Function function, Watch watch) {
        StateMachine night = StateMachine.Builder.create(scope, "Night")
                .definitionBody(DefinitionBody.fromFile(definition.toString()))
                .definitionSubstitutions(Map.of(name, function.getFunctionArn()))
                .timeout(LONGEST)
                .tracingEnabled(true)
                .logs(LogOptions.builder()
                        .destination(log)
                        .level(LogLevel.ALL)
                        .includeExecutionData(false)
                        .build())
                .build();
        function.grantInvoke(night.getRole());
        Rules.explain(
                night,
                "AwsSolutions-IAM5",
                "Log delivery and X-Ray take no resource; a function is called in whatever version is the newest.");
        Queue missed = Queue.Builder.create(scope, "MissedNights")
                .encryption(QueueEncryption.SQS_MANAGED)
                .enforceSsl(true)
                .retentionPeriod(KEPT)
                .build();
        Rules.explain(missed, "AwsSolutions-SQS3", "It is a queue of dead letters itself.");
        Schedule.Builder.create(scope, "EachHour")
                .schedule(ScheduleExpression.expression(when))
                .target(StepFunctionsStartExecution.Builder.create(night)
                        .deadLetterQueue(missed)
                        .build())
                .build();
        watch.nothing("Nights that failed", night.metricFailed(Watch.perMinutes()));
        watch.nothing("Nights that timed out", night.metricTimedOut(Watch.perMinutes()));
        watch.nothing(
                "Nights whose start was lost", missed.metricApproximateNumberOfMessagesVisible(Watch.perMinutes()));
        watch.something("Nights that start", night.metricStarted(Watch.perMinutes()));
    }
}
