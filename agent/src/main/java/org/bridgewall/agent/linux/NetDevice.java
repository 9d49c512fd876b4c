package org.bridgewall.agent.linux;

import java.lang.foreign.Arena;

/**
 * Names and indexes of network devices (if_nametoindex(3)).
 *
 * <p>Thread rule: any thread; answers for the calling thread's network namespace.
 */
public final class NetDevice {
    private NetDevice() {}

    /** The device's index, or 0 if there is none of that name. */
    public static int indexOf(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return Math.max(0, Libc.ifNametoindex(arena.allocateFrom(name)));
        }
    }

    /** The device's index; a missing device is an error that names it. */
    public static int requireIndex(String name) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            int index = Libc.ifNametoindex(arena.allocateFrom(name));
            if (index <= 0) {
                throw new LinuxException("if_nametoindex(" + name + ")", -index);
            }
            return index;
        }
    }
}
