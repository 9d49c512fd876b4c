package org.bridgewall.agent.linux;

import java.lang.foreign.Arena;

/**
 * Network namespaces of the calling thread (setns(2), unshare(2)).
 *
 * <p>Thread rule: both calls change only the calling platform thread; sockets that it opens from
 * then on belong to the new namespace. Never call them from a virtual thread.
 */
public final class NetNamespace {
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final int O_RDONLY_CLOEXEC = 0x8_0000;

    private NetNamespace() {}

    /** Moves the calling thread into the namespace that {@code ip netns add NAME} made. */
    public static void enter(String name) throws LinuxException {
        String path = "/run/netns/" + name;
        try (Arena arena = Arena.ofConfined()) {
            int fd = Libc.open(arena.allocateFrom(path), O_RDONLY_CLOEXEC);
            if (fd < 0) {
                throw new LinuxException("open(" + path + ")", -fd);
            }
            int error = Libc.setns(fd, CLONE_NEWNET);
            Libc.close(fd);
            if (error < 0) {
                throw new LinuxException("setns(" + path + ")", -error);
            }
        }
    }

    /** Gives the calling thread a new, empty network namespace; it goes when the thread ends. */
    public static void unshare() throws LinuxException {
        int error = Libc.unshare(CLONE_NEWNET);
        if (error < 0) {
            throw new LinuxException("unshare(CLONE_NEWNET)", -error);
        }
    }
}
