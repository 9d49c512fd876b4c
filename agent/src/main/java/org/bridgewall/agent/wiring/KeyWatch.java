package org.bridgewall.agent.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;
import org.bridgewall.sync.wire.KeyFile;
import org.bridgewall.sync.wire.KeyRing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the key file was changed and reads it. A file that is not as it must be is reported
 * once, and the keys in use stay. A change is read when two looks in a row see the same file, so
 * that a half-written one is not taken.
 *
 * <p>Thread rule: housekeeping.
 */
final class KeyWatch {
    private static final Logger log = LoggerFactory.getLogger(KeyWatch.class);

    private final Path file;
    private String seen;
    private String taken;

    /** Begins with the file as it is now, whose keys are in use. */
    KeyWatch(Path file) {
        this.file = file;
        seen = stamp();
        taken = seen;
    }

    /** The new keys, when there are any. */
    Optional<KeyRing> look() {
        String stamp = stamp();
        boolean settled = stamp.equals(seen);
        seen = stamp;
        if (!settled || stamp.equals(taken)) {
            return Optional.empty();
        }
        taken = stamp;
        try {
            KeyRing keys = KeyFile.read(file);
            log.info("key file {} read anew: {} keys, the first seals", file, keys.size());
            return Optional.of(keys);
        } catch (NoSuchFileException e) {
            log.error("key file: {} is not there; the keys in use stay", file);
            return Optional.empty();
        } catch (IOException e) {
            log.error("key file: {}; the keys in use stay", e.getMessage());
            return Optional.empty();
        }
    }

    /** What changes when the file is written, replaced, or its mode set right. */
    private String stamp() {
        try {
            PosixFileAttributes now =
                    Files.readAttributes(
                            file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return now.fileKey()
                    + " "
                    + now.lastModifiedTime()
                    + " "
                    + now.size()
                    + " "
                    + now.permissions()
                    + " "
                    + now.owner().getName();
        } catch (IOException e) {
            return "absent";
        }
    }
}
