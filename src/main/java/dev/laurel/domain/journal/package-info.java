/** Accounts out of facts, for those who book them. Sees facts and values only. */
@NullMarked
package dev.laurel.domain.journal;

import org.jspecify.annotations.NullMarked;
