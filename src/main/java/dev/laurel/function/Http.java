package dev.laurel.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import dev.laurel.json.Json;
import dev.laurel.json.Malformed;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/**
 * The door that all HTTP functions share: who may come in, and how every outcome is told. Refusals and bad input are answers;
 * what is our fault or AWS's is logged under the request's id and answered without its insides.
 */
@ApplicationScoped
class Http {
    /** Why a part of a transaction may go better next time. */
    private static final Set<String> THROTTLED = Set.of("ThrottlingError", "ProvisionedThroughputExceeded");

    /** What DynamoDB says where a function was deployed wrongly. */
    private static final Set<String> SETUP = Set.of(
            "ResourceNotFoundException",
            "AccessDeniedException",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "ExpiredTokenException");

    private static final Logger LOG = Logger.getLogger(Http.class);

    private static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final Optional<String> onlyProgram;
    private final String memberClaim;
    private final CallLog calls;

    /** Answers one route. */
    interface Handler {
        Reply handle(Call call);
    }

    Http(
            @ConfigProperty(name = "laurel.program") Optional<String> onlyProgram,
            @ConfigProperty(name = "laurel.member-claim") String memberClaim,
            CallLog calls) {
        this.calls = calls;

        this.onlyProgram = onlyProgram;
        this.memberClaim = memberClaim;
    }

    /** @param handlers by route, as functions.yaml names them after {@code /v1/programs/{program}} */
    APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent event, Map<String, Handler> handlers) {
        return answer(event, () -> {
            Call call = admit(event);
            Handler handler = handlers.get(event.getRouteKey().replace("/v1/programs/{program}", ""));
            if (handler == null) throw new IllegalStateException("no handler for " + event.getRouteKey());
            return handler.handle(call);
        });
    }

    /** For callers who have no token and prove themselves otherwise. */
    APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent event, Supplier<Reply> replies) {
        String requestId = event.getRequestContext().getRequestId();
        return calls.of(woken(event, requestId), () -> ended(requestId, replies));
    }

    private static CallLog.Woken woken(APIGatewayV2HTTPEvent event, String requestId) {
        Map<String, String> context = new HashMap<>(Map.of("requestId", requestId));
        Functions.route(event.getRouteKey()).ifPresent(route -> context.put("function", route.function()));
        String program = event.getPathParameters().get("program");
        if (PROGRAM.matcher(program).matches()) context.put("program", program);
        return new CallLog.Woken(event.getRouteKey(), context);
    }

    private static CallLog.Ended<APIGatewayV2HTTPResponse> ended(String requestId, Supplier<Reply> replies) {
        try {
            Reply reply = replies.get();
            return new CallLog.Ended<>(
                    response(requestId, reply.status(), "application/json", reply.body()), reply.outcome());
        } catch (Malformed malformed) {
            return problem(requestId, Problem.malformed(malformed));
        } catch (Problem problem) {
            return problem(requestId, problem);
        } catch (RuntimeException fault) {
            if (isOfAws(fault)) {
                LOG.error("AWS did not answer as it should", fault);
                return problem(requestId, new Problem(503, "unavailable", "the books cannot be reached; try again"));
            }
            LOG.error("the call failed", fault);
            return problem(requestId, new Problem(500, "internal", "this is our fault; nothing was promised"));
        }
    }

    /** Whether it lies between us and AWS, and not in what is asked: it passes, or whoever deployed Laurel has to look. */
    static boolean isOfAws(RuntimeException fault) {
        return mayPass(fault) || isOfTheSetup(fault);
    }

    /** No answer, too many requests, another transaction on the same item, or a fault of AWS's; not what AWS says is wrong with ours. */
    private static boolean mayPass(RuntimeException fault) {
        if (fault instanceof UncheckedIOException) return true;
        if (fault instanceof TransactionConflictException) return true;
        if (!(fault instanceof SdkException)) return false;
        if (fault instanceof TransactionCanceledException told)
            return told.cancellationReasons().stream().anyMatch(r -> THROTTLED.contains(String.valueOf(r.code())));
        return !(fault instanceof AwsServiceException told) || told.isThrottlingException() || told.statusCode() >= 500;
    }

    /** Whether the table is not there, not as it has to be, or not ours to use: whoever deployed Laurel has to look, and no client. */
    private static boolean isOfTheSetup(RuntimeException fault) {
        if (!(fault instanceof AwsServiceException told) || told.awsErrorDetails() == null) return false;
        String code = String.valueOf(told.awsErrorDetails().errorCode());
        return SETUP.contains(code) || String.valueOf(told.getMessage()).contains("specified index");
    }

    private Call admit(APIGatewayV2HTTPEvent event) {
        var route = Functions.route(event.getRouteKey())
                .orElseThrow(() -> new IllegalStateException("no route " + event.getRouteKey()));
        Caller caller = Caller.of(claims(event), memberClaim);
        String role = caller.roleFor(route.scopes())
                .orElseThrow(() -> Problem.forbidden("this token's scope does not allow this"));
        String program = program(event);
        boolean ours =
                caller.program().or(() -> onlyProgram).filter(program::equals).isPresent();
        if (!ours) throw Problem.forbidden("this token is for another program");
        return new Call(event, caller, role);
    }

    /** The program that the path names, if it can be one. */
    static String program(APIGatewayV2HTTPEvent event) {
        String program = event.getPathParameters().get("program");
        if (!PROGRAM.matcher(program).matches()) throw Problem.unknown("program", "there is no such program");
        return program;
    }

    private static Map<String, String> claims(APIGatewayV2HTTPEvent event) {
        var authorizer = event.getRequestContext().getAuthorizer();
        if (authorizer == null || authorizer.getJwt() == null) return Map.of();
        return Objects.requireNonNullElse(authorizer.getJwt().getClaims(), Map.of());
    }

    private static CallLog.Ended<APIGatewayV2HTTPResponse> problem(String requestId, Problem problem) {
        var response = response(requestId, problem.status(), "application/problem+json", problem.body(requestId));
        if (problem.status() == 429 || problem.status() == 503)
            response.getHeaders().put("Retry-After", "1");
        return new CallLog.Ended<>(response, problem.type());
    }

    private static APIGatewayV2HTTPResponse response(String requestId, int status, String type, JsonNode body) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", type);
        headers.put("X-Request-Id", requestId);
        headers.put("Cache-Control", "no-store");
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(status)
                .withHeaders(headers)
                .withBody(new String(Json.bytes(body), UTF_8))
                .build();
    }
}
