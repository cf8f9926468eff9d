/** The account as the fold of a member's facts, and the book that one decision writes into. */
@NullMarked
package dev.laurel.domain.ledger;

import org.jspecify.annotations.NullMarked;
