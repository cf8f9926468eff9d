package dev.laurel.function;

import io.quarkus.amazon.lambda.runtime.FunctionError;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a native image must be told. Quarkus 3.34 registers {@link FunctionError} without its methods, so that the first exception to
 * leave a function would stop the loop that asks Lambda for work.
 */
@RegisterForReflection(targets = FunctionError.class)
final class NativeImage {
    private NativeImage() {}
}
