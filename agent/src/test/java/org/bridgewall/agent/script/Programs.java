package org.bridgewall.agent.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Small programs for tests. */
public final class Programs {
    private Programs() {}

    /** Writes an executable shell script. */
    public static Path write(Path directory, String name, String body) throws IOException {
        Path file = directory.resolve(name);
        Path beside = directory.resolve(name + ".new");
        Files.writeString(beside, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.move(beside, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }
}
