package dev.laurel.local;

import java.util.function.Supplier;

/**
 * What outlives a live reload: kept by the JVM itself, since the reloaded application comes in a new class loader. Only objects of
 * Java's own classes may be kept.
 */
final class Kept {
    private Kept() {}

    /** What is kept under the name, or what is made now and kept from now on. */
    @SuppressWarnings("unchecked")
    static <T> T orMake(String name, Supplier<T> make) {
        var properties = System.getProperties();
        synchronized (properties) {
            return (T) properties.computeIfAbsent("laurel.kept." + name, _ -> make.get());
        }
    }
}
