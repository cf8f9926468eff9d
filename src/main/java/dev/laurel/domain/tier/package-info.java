/** Ladders and the tier that a member stands on. Called by decisions only. */
@NullMarked
package dev.laurel.domain.tier;

import org.jspecify.annotations.NullMarked;
