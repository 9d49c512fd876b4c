package org.bridgewall.sync.netty;

import io.netty.channel.unix.Errors.NativeIoException;

/** What a failed send means. */
final class SocketErrors {
    /** {@code asm-generic/errno.h}; Netty's epoll transport gives the negative number. */
    private static final int EMSGSIZE = 90;

    private SocketErrors() {}

    /** Whether the datagram was larger than the path is known to take. */
    static boolean isTooLong(Throwable cause) {
        return cause instanceof NativeIoException errno
                ? Math.abs(errno.expectedErr()) == EMSGSIZE
                : String.valueOf(cause.getMessage()).contains("Message too long");
    }
}
