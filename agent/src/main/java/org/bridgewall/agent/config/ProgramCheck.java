package org.bridgewall.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Whether a program may be run as root: it, and the way to it, must be root's alone. */
final class ProgramCheck {
    private static final int WRITABLE_BY_OTHERS = 022;
    private static final int STICKY = 01000;
    private static final int EXECUTABLE = 0111;

    private ProgramCheck() {}

    static Optional<String> problem(Path program) {
        try {
            // A link is judged by where it leads, and so are the directories on the way.
            Path real = program.toRealPath();
            int mode = mode(real);
            if (!Files.isRegularFile(real)) {
                return Optional.of("is not a regular file (expected: a program)");
            }
            if ((mode & EXECUTABLE) == 0) {
                return Optional.of("is not executable (expected: chmod 0755)");
            }
            if (owner(real) != 0) {
                return Optional.of("is not owned by root (expected: chown root)");
            }
            if ((mode & WRITABLE_BY_OTHERS) != 0) {
                return Optional.of("can be written by others than root (expected: chmod go-w)");
            }
            return directories(real);
        } catch (NoSuchFileException e) {
            return Optional.of("does not exist (expected: a program)");
        } catch (IOException e) {
            return Optional.of("cannot be examined: " + e.getMessage());
        }
    }

    private static Optional<String> directories(Path real) throws IOException {
        for (Path up = real.getParent(); up != null; up = up.getParent()) {
            int mode = mode(up);
            boolean open = (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
            if (owner(up) != 0 || open) {
                return Optional.of(
                        "is in %s, where others than root can replace it (expected: root's, mode 0755)"
                                .formatted(up));
            }
        }
        return Optional.empty();
    }

    private static int mode(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:mode");
    }

    private static int owner(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }
}
