/** The smallest words: amounts, dates, spreads, roundings. Anybody may use them; they use nobody. */
@NullMarked
package dev.laurel.domain.value;

import org.jspecify.annotations.NullMarked;
