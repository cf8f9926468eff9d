package dev.laurel.local;

import java.lang.reflect.Field;

/**
 * The child process's main class: DynamoDB Local, but on the loopback address only, which it has no option for. Its classes are on the
 * child's class path alone, so they are spoken to by reflection.
 */
final class DynamoDbOnLoopback {
    private DynamoDbOnLoopback() {}

    /** @param options DynamoDB Local's own */
    public static void main(String[] options) throws ReflectiveOperationException {
        Class<?> runner = Class.forName("com.amazonaws.services.dynamodbv2.local.main.ServerRunner");
        Object server = runner.getMethod("createServerFromCommandLineArgs", String[].class)
                .invoke(null, (Object) options);
        Field jettyField = server.getClass().getDeclaredField("server");
        jettyField.setAccessible(true);
        Object jetty = jettyField.get(server);
        for (Object connector :
                (Object[]) jetty.getClass().getMethod("getConnectors").invoke(jetty)) {
            connector.getClass().getMethod("setHost", String.class).invoke(connector, "127.0.0.1");
        }
        server.getClass().getMethod("start").invoke(server);
        server.getClass().getMethod("join").invoke(server);
    }
}
