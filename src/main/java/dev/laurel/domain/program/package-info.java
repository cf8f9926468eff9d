/** A loyalty program and its versions: the value that every decision is made under. */
@NullMarked
package dev.laurel.domain.program;

import org.jspecify.annotations.NullMarked;
