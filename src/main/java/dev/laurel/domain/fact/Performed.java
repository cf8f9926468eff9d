package dev.laurel.domain.fact;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Something that a member did, other than buying.
 *
 * @param reference names the happening; null where nothing but the request did
 * @param subject the thing that it was done to or with
 * @param quantity how much of it, where that was told
 */
public record Performed(
        String action,
        @Nullable String reference,
        @Nullable String subject,
        @Nullable BigDecimal quantity) implements Cause {

    /** What members perform by joining. */
    public static final String JOIN = "join";
}
