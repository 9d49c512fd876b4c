package org.bridgewall.agent.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** The listening socket's file: who may use it, and how it replaces what a dead agent left. */
final class AdminSocket {
    private AdminSocket() {}

    /**
     * Listens at the path, mode 0660, owner this user, the given group. The file appears in one
     * step, with its final mode.
     *
     * @throws IOException where another process answers there, something else is in the way, or the
     *     group is unknown
     */
    static ServerSocketChannel listen(Path path, String group) throws IOException {
        Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent());
        Files.createDirectories(directory);
        refuseIfTaken(path);
        GroupPrincipal owner =
                path.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByGroupName(group);
        Path fresh = directory.resolve(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            // Until the mode is set, only the owner can connect: that needs the right to write.
            channel.bind(UnixDomainSocketAddress.of(fresh));
            PosixFileAttributeView view =
                    Objects.requireNonNull(
                            Files.getFileAttributeView(fresh, PosixFileAttributeView.class));
            view.setGroup(owner);
            view.setPermissions(PosixFilePermissions.fromString("rw-rw----"));
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            return channel;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    private static void refuseIfTaken(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isRegularFile(path) || Files.isDirectory(path) || Files.isSymbolicLink(path)) {
            throw new IOException(path + " is in the way (expected: nothing, or a socket)");
        }
        if (answers(path)) {
            throw new IOException("another agent answers on " + path);
        }
    }

    private static boolean answers(Path path) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
