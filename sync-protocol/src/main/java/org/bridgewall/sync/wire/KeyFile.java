package org.bridgewall.sync.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Reads the cluster's pre-shared keys: one key of 64 hexadecimal digits per line, the one that
 * seals first; empty lines and lines that begin with {@code #} are skipped. The file must be a
 * plain file that belongs to the user of this process, with mode 0600 or less.
 */
public final class KeyFile {
    private static final Set<PosixFilePermission> ALLOWED =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    /**
     * Reads and checks a key file.
     *
     * @throws IOException if it cannot be read or is not as it must be; the message says what was
     *     expected
     */
    public static KeyRing read(Path file) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new IOException(file + ": not a plain file");
        }
        if (!ALLOWED.containsAll(attributes.permissions())) {
            throw new IOException(
                    file
                            + ": mode "
                            + PosixFilePermissions.toString(attributes.permissions())
                            + " (expected: rw-------, chmod 0600)");
        }
        String user = System.getProperty("user.name", "");
        if (!attributes.owner().getName().equals(user)) {
            throw new IOException(
                    file + ": owner " + attributes.owner().getName() + " (expected: " + user + ")");
        }
        return parse(file, Files.readString(file, StandardCharsets.US_ASCII));
    }

    private static KeyRing parse(Path file, String text) throws IOException {
        List<byte[]> keys = new ArrayList<>();
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                keys.add(key(file, number, line));
            }
        }
        if (keys.isEmpty() || keys.size() > 8) {
            throw new IOException(
                    file
                            + ": "
                            + keys.size()
                            + " keys (expected: 1..8 lines of 64 hexadecimal digits; make one with:"
                            + " openssl rand -hex 32)");
        }
        try {
            return new KeyRing(keys);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage());
        }
    }

    /** The message must not show the line: it may be most of a key. */
    private static byte[] key(Path file, int number, String line) throws IOException {
        try {
            byte[] key = HexFormat.of().parseHex(line);
            if (key.length == KeyRing.KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ":" + number + ": not hexadecimal digits");
        }
        throw new IOException(
                file + ":" + number + ": " + line.length() + " digits (expected: 64)");
    }
}
