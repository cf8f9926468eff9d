/** What happened: facts, entries and what they are made of. Written once, never amended; nothing here decides. */
@NullMarked
package dev.laurel.domain.fact;

import org.jspecify.annotations.NullMarked;
