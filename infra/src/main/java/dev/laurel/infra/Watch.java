package dev.laurel.infra;

import static software.amazon.awscdk.services.cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD;
import static software.amazon.awscdk.services.cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD;
import static software.amazon.awscdk.services.cloudwatch.TreatMissingData.BREACHING;
import static software.amazon.awscdk.services.cloudwatch.TreatMissingData.NOT_BREACHING;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.CreateAlarmOptions;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.dynamodb.ITable;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.constructs.Construct;

/** What is watched: of what should be nothing anything is an alarm, and all of it is on one dashboard. */
final class Watch {
    private static final int WIDGET = 12;

    private static final int HOURS = 3;

    /** @param isNothing whether it should be; else it should be something */
    private record Watched(Metric metric, int periods, boolean isNothing) {}

    private final Map<String, Watched> watched = new LinkedHashMap<>();

    /** A metric that should be nothing. */
    void nothing(String name, Metric metric) {
        watched.put(name, new Watched(metric, 1, true));
    }

    /** A metric that anybody can cause now and then, but that should not go on. */
    void notForHours(String name, Metric metric) {
        watched.put(name, new Watched(perHour(metric), HOURS, true));
    }

    /** A metric that should be something every hour. */
    void something(String name, Metric metric) {
        watched.put(name, new Watched(perHour(metric), HOURS, false));
    }

    private static Metric perHour(Metric metric) {
        return metric.with(MetricOptions.builder()
                .period(Duration.hours(1))
                .statistic("Sum")
                .build());
    }

    static MetricOptions perMinutes() {
        return MetricOptions.builder().period(Duration.minutes(5)).build();
    }

    void alarms(Construct scope, Optional<String> mail) {
        Topic told = Topic.Builder.create(scope, "Alarms").enforceSsl(true).build();
        told.addToResourcePolicy(mayTell(told));
        mail.ifPresent(address -> told.addSubscription(new EmailSubscription(address)));
        watched.forEach((name, each) -> {
            Alarm alarm = each.metric()
                    .createAlarm(
                            scope,
                            "Alarm" + name.replace(" ", ""),
                            CreateAlarmOptions.builder()
                                    .alarmDescription(name)
                                    .threshold(0)
                                    .comparisonOperator(
                                            each.isNothing() ? GREATER_THAN_THRESHOLD : LESS_THAN_OR_EQUAL_TO_THRESHOLD)
                                    .evaluationPeriods(each.periods())
                                    .treatMissingData(each.isNothing() ? NOT_BREACHING : BREACHING)
                                    .build());
            alarm.addAlarmAction(new SnsAction(told));
        });
    }

    /** A topic with a policy of its own is told by nobody who is not named in it. */
    private static PolicyStatement mayTell(Topic topic) {
        return PolicyStatement.Builder.create()
                .effect(Effect.ALLOW)
                .principals(List.of(new ServicePrincipal("cloudwatch.amazonaws.com")))
                .actions(List.of("sns:Publish"))
                .resources(List.of(topic.getTopicArn()))
                .conditions(Map.of(
                        "StringEquals",
                        Map.of("aws:SourceAccount", Stack.of(topic).getAccount())))
                .build();
    }

    void dashboard(
            Construct scope, Collection<software.amazon.awscdk.services.lambda.Function> functions, ITable table) {
        List<Metric> units = List.of(
                table.metricConsumedReadCapacityUnits(perMinutes()),
                table.metricConsumedWriteCapacityUnits(perMinutes()));
        Dashboard.Builder.create(scope, "Dashboard")
                .build()
                .addWidgets(
                        graph("Calls", functions, f -> f.metricInvocations(perMinutes())),
                        graph("Duration", functions, f -> f.metricDuration(perMinutes())),
                        graph("Capacity units", units, m -> m),
                        graph(
                                "What should be nothing",
                                watched.values().stream()
                                        .filter(Watched::isNothing)
                                        .toList(),
                                Watched::metric));
    }

    private static <T> GraphWidget graph(String title, Collection<T> of, Function<T, Metric> metric) {
        return GraphWidget.Builder.create()
                .title(title)
                .width(WIDGET)
                .left(of.stream().map(each -> (IMetric) metric.apply(each)).toList())
                .build();
    }
}
