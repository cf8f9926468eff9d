/** What we remember: every key, one method for each access pattern, and the one transaction that commits a decision. */
@NullMarked
package dev.laurel.store;

import org.jspecify.annotations.NullMarked;
