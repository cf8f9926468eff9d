/** What points can be exchanged for. Called by decisions only. */
@NullMarked
package dev.laurel.domain.reward;

import org.jspecify.annotations.NullMarked;
