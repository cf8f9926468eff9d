package dev.laurel.infra;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.CreateAlarmOptions;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.constructs.Construct;

/** What is watched: of what should be nothing anything is an alarm, and all of it is on one dashboard. */
final class Watch {
    private static final int WIDGET = 12;

    private final Map<String, Metric> nothing = new LinkedHashMap<>();

    /** A metric that should be nothing. */
    void nothing(String name, Metric metric) {
        nothing.put(name, metric);
    }

    static MetricOptions perMinutes() {
        return MetricOptions.builder().period(Duration.minutes(5)).build();
    }

    void alarms(Construct scope, Optional<String> mail) {
        Topic told = Topic.Builder.create(scope, "Alarms").enforceSsl(true).build();
        mail.ifPresent(address -> told.addSubscription(new EmailSubscription(address)));
        nothing.forEach((name, metric) -> {
            Alarm alarm = metric.createAlarm(
                    scope,
                    "Alarm" + name.replace(" ", ""),
                    CreateAlarmOptions.builder()
                            .alarmDescription(name)
                            .threshold(0)
                            .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                            .evaluationPeriods(1)
                            .treatMissingData(TreatMissingData.NOT_BREACHING)
                            .build());
            alarm.addAlarmAction(new SnsAction(told));
        });
    }

    void dashboard(
            Construct scope, Collection<software.amazon.awscdk.services.lambda.Function> functions, Table table) {
        List<Metric> units = List.of(
                table.metricConsumedReadCapacityUnits(perMinutes()),
                table.metricConsumedWriteCapacityUnits(perMinutes()));
        Dashboard.Builder.create(scope, "Dashboard")
                .build()
                .addWidgets(
                        graph("Calls", functions, f -> f.metricInvocations(perMinutes())),
                        graph("Duration", functions, f -> f.metricDuration(perMinutes())),
                        graph("Capacity units", units, m -> m),
                        graph("What should be nothing", nothing.values(), m -> m));
    }

    private static <T> GraphWidget graph(String title, Collection<T> of, Function<T, Metric> metric) {
        return GraphWidget.Builder.create()
                .title(title)
                .width(WIDGET)
                .left(of.stream().map(each -> (IMetric) metric.apply(each)).toList())
                .build();
    }
}
