/** The cloud on a laptop: gateway, tokens, clock, DynamoDB Local. Never part of the packaged artifact. */
@NullMarked
package dev.laurel.local;

import org.jspecify.annotations.NullMarked;
