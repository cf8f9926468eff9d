/** What wakes us: one class for each Lambda, the flow that they share, and the mapping to HTTP. */
@NullMarked
package dev.laurel.function;

import org.jspecify.annotations.NullMarked;
