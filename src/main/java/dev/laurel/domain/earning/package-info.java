/** What an order is worth: rules, bases, limits, factors, the cap. Called by decisions only. */
@NullMarked
package dev.laurel.domain.earning;

import org.jspecify.annotations.NullMarked;
