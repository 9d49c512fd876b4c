package org.bridgewall.agent.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.bridgewall.agent.linux.TestNamespace;

/**
 * A conntrackd in a namespace, with the configuration that Debian's package gives as its example of
 * FTFW, but without the example's filter: all protocols and addresses.
 */
final class Conntrackd implements AutoCloseable {
    private final TestNamespace namespace;
    private final Path configuration;
    private final Path log;
    private final Process process;

    /**
     * @param device of the sync link, which has the address
     */
    Conntrackd(TestNamespace namespace, Path directory, String device, String address)
            throws IOException {
        this.namespace = namespace;
        log = directory.resolve("log");
        configuration =
                Files.writeString(
                        Files.createDirectories(directory).resolve("conf"),
                        """
                        Sync {
                            Mode FTFW {
                            }
                            Multicast {
                                IPv4_address 225.0.0.50
                                Group 3780
                                IPv4_interface %s
                                Interface %s
                                SndSocketBuffer 1249280
                                RcvSocketBuffer 1249280
                                Checksum on
                            }
                        }
                        General {
                            HashSize 32768
                            HashLimit 131072
                            LogFile %s
                            LockFile %s
                            UNIX {
                                Path %s
                            }
                            NetlinkBufferSize 2097152
                            NetlinkBufferSizeMaxGrowth 8388608
                        }
                        """
                                .formatted(
                                        address,
                                        device,
                                        log,
                                        directory.resolve("lock"),
                                        directory.resolve("socket")));
        process =
                new ProcessBuilder(
                                "ip",
                                "netns",
                                "exec",
                                namespace.name(),
                                "conntrackd",
                                "-C",
                                configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("output").toFile())
                        .start();
    }

    /** Whether it answers. */
    boolean ready() {
        try {
            command("-s");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** How many entries of the peer it holds. */
    long external() throws IOException {
        return command("-e").lines().filter(line -> line.contains("src=")).count();
    }

    /** Writes the peer's entries into the kernel, as its primary-backup.sh does first. */
    void commit() throws IOException {
        command("-c");
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    private String command(String verb) throws IOException {
        return namespace.exec("conntrackd", "-C", configuration.toString(), verb);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
