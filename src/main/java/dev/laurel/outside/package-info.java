/** Whom we trust and how we speak to them: phone numbers, mail addresses, secrets that are kept elsewhere. */
@NullMarked
package dev.laurel.outside;

import org.jspecify.annotations.NullMarked;
