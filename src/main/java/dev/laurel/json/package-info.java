/** The written form of facts, accounts, programs and requests: how Laurel reads and writes JSON. Knows the domain and Jackson, nothing else. */
@NullMarked
package dev.laurel.json;

import org.jspecify.annotations.NullMarked;
