package dev.laurel.artifact;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** An event of API Gateway's HTTP API, payload format 2.0, with an admin's token. */
final class ApiEvent {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ApiEvent() {}

    static ObjectNode of(String program, String routeKey, Map<String, String> path, String body) {
        String method = routeKey.substring(0, routeKey.indexOf(' '));
        ObjectNode event = JSON.createObjectNode().put("version", "2.0").put("routeKey", routeKey);
        String raw = routeKey.substring(routeKey.indexOf(' ') + 1);
        for (var part : path.entrySet()) raw = raw.replace("{" + part.getKey() + "}", part.getValue());
        event.put("rawPath", raw).put("rawQueryString", "").put("isBase64Encoded", false);
        event.putObject("headers")
                .put("content-type", "application/json")
                .put("idempotency-key", "once")
                .put("authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl")
                .put("host", "api.example");
        ObjectNode parameters = event.putObject("pathParameters");
        path.forEach(parameters::put);
        ObjectNode context = event.putObject("requestContext")
                .put("accountId", "123456789012")
                .put("apiId", "api")
                .put("requestId", "request")
                .put("routeKey", routeKey)
                .put("stage", "$default")
                .put("timeEpoch", 1_780_000_000_000L);
        context.putObject("http")
                .put("method", method)
                .put("path", raw)
                .put("protocol", "HTTP/1.1")
                .put("sourceIp", "127.0.0.1");
        ObjectNode jwt = context.putObject("authorizer").putObject("jwt");
        jwt.putObject("claims")
                .put("sub", "somebody")
                .put("scope", "loyalty:admin")
                .put("program", program);
        jwt.putArray("scopes").add("loyalty:admin");
        if (body != null) event.put("body", body);
        return event;
    }
}
