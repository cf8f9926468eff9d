package dev.laurel.infra;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import software.amazon.awscdk.services.lambda.Architecture;

/** What a zip runs on: Java, or Linux on one kind of processor. */
enum Artifact {
    JAVA,
    ARM64,
    X86,
    UNKNOWN;

    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    /** Where an ELF header says what processor it is for, and what it says; see elf(5). */
    private static final int MACHINE = 18;

    private static final int MACHINE_X86_64 = 62;
    private static final int MACHINE_AARCH64 = 183;

    /** What a deployment with these settings needs. */
    static Artifact wanted(Settings settings) {
        if (!settings.isNative()) return JAVA;
        return settings.architecture().equals(Architecture.ARM_64) ? ARM64 : X86;
    }

    /** What is there; nothing where no file is. */
    static Optional<Artifact> of(Path zip) {
        if (!Files.exists(zip)) return Optional.empty();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            ZipEntry bootstrap = file.getEntry("bootstrap");
            if (bootstrap == null) return Optional.of(JAVA);
            try (InputStream executable = file.getInputStream(bootstrap)) {
                return Optional.of(ofHeader(executable.readNBytes(MACHINE + 2)));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(zip + " cannot be read", broken);
        }
    }

    private static Artifact ofHeader(byte[] header) {
        boolean isElf = header.length == MACHINE + 2 && Arrays.equals(Arrays.copyOf(header, ELF.length), ELF);
        if (!isElf) return UNKNOWN;
        return switch (Byte.toUnsignedInt(header[MACHINE])) {
            case MACHINE_X86_64 -> X86;
            case MACHINE_AARCH64 -> ARM64;
            default -> UNKNOWN;
        };
    }

    @Override
    public String toString() {
        return switch (this) {
            case JAVA -> "Java's";
            case ARM64 -> "native for arm64";
            case X86 -> "native for x86";
            case UNKNOWN -> "no executable of Linux on arm64 or x86";
        };
    }
}
