package org.bridgewall.agent.sysctl;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The files of {@code /proc/sys}.
 *
 * <p>A name is written with dots, or with slashes where a part of it (such as the interface {@code
 * eth0.5}) has a dot itself.
 *
 * <p>Thread rule: any thread; {@code net.*} is that of the calling thread's network namespace.
 */
public final class Sysctl {
    private static final int MAX_VALUE_BYTES = 4096;

    private final Path root;

    /**
     * Settings under another root.
     *
     * @param root {@code /proc/sys}, or a copy of it
     */
    public Sysctl(Path root) {
        this.root = root;
    }

    /** The running kernel's. */
    public static Sysctl ofKernel() {
        return new Sysctl(Path.of("/proc/sys"));
    }

    /** The setting's value without the end of line; NoSuchFileException where it is not there. */
    public String read(String name) throws IOException {
        // In one read: these files have length 0, and the kernel gives a number only at offset 0.
        try (InputStream in = Files.newInputStream(file(name))) {
            return new String(in.readNBytes(MAX_VALUE_BYTES), US_ASCII).strip();
        }
    }

    /** Writes a setting; an IOException carries the kernel's refusal. */
    public void write(String name, String value) throws IOException {
        // No CREATE: a setting that is missing is to be told as missing.
        Files.writeString(file(name), value + "\n", StandardOpenOption.WRITE);
    }

    public boolean exists(String name) {
        return Files.exists(file(name));
    }

    private Path file(String name) {
        return root.resolve(name.indexOf('/') >= 0 ? name : name.replace('.', '/'));
    }
}
