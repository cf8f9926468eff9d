/** Commands and their decisions: account + command + programs + now in, facts or a refusal out. Called by functions only. */
@NullMarked
package dev.laurel.domain.decision;

import org.jspecify.annotations.NullMarked;
