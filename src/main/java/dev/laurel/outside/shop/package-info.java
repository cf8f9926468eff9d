/** Shops that tell us what happened: how each signs its deliveries, and what they mean. One file is one kind of shop. */
@NullMarked
package dev.laurel.outside.shop;

import org.jspecify.annotations.NullMarked;
