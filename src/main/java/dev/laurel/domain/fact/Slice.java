package dev.laurel.domain.fact;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Some points and when they end; null is never. */
public record Slice(long points, @Nullable Instant expires) {}
