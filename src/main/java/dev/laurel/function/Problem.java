package dev.laurel.function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.laurel.json.Json;
import dev.laurel.json.Malformed;

/** An error as the caller sees it (RFC 9457): a status, a stable type, plain words, and data. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String type;
    private final transient ObjectNode data;

    /** @param type the last part of the problem's type URI, stable for clients: {@code not-enough-points} */
    public Problem(int status, String type, String detail, ObjectNode data) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.data = data;
    }

    public Problem(int status, String type, String detail) {
        this(status, type, detail, Json.object());
    }

    static Problem malformed(Malformed fault) {
        String where = fault.pointer().isEmpty() ? "the body" : fault.pointer();
        return new Problem(
                400, "malformed", where + ": " + fault.why(), Json.object().put("pointer", fault.pointer()));
    }

    /** A part of the request outside its body is not as it should be. */
    static Problem badRequest(String detail) {
        return new Problem(400, "malformed", detail);
    }

    static Problem forbidden(String detail) {
        return new Problem(403, "forbidden", detail);
    }

    static Problem unknown(String what, String detail) {
        return new Problem(404, "unknown-" + what, detail);
    }

    static Problem keyReused() {
        return new Problem(422, "key-reused", "this idempotency key was used for another request before");
    }

    /** The last part of its type URI. */
    String type() {
        return type;
    }

    /** Whether the same request may succeed later. */
    boolean isForNow() {
        return status == 429 || status >= 500;
    }

    int status() {
        return status;
    }

    ObjectNode body(String requestId) {
        ObjectNode body = Json.object()
                .put("type", "/problems/" + type)
                .put("title", type.replace('-', ' '))
                .put("status", status)
                .put("detail", getMessage())
                .put("instance", requestId);
        body.setAll(data);
        return body;
    }
}
