/** Whom we trust and how we speak to them: phone numbers, mail addresses. */
@NullMarked
package dev.laurel.outside;

import org.jspecify.annotations.NullMarked;
