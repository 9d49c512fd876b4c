package org.bridgewall.agent.linux;

import java.io.IOException;

/**
 * A system call or a netlink request that failed: the operation, the error number, and the kernel's
 * own words where it gave any ({@code NLMSGERR_ATTR_MSG}, the verifier's log).
 */
public final class LinuxException extends IOException {
    private final String operation;
    private final int errno;

    /**
     * @param operation what was tried, in the words of the manual page: {@code "bind(netlink, 5)"}
     * @param errno positive error number
     */
    public LinuxException(String operation, int errno) {
        this(operation, errno, "");
    }

    /**
     * @param kernelMessage the kernel's own message, or empty
     */
    public LinuxException(String operation, int errno, String kernelMessage) {
        super(
                operation
                        + ": "
                        + Errno.describe(errno)
                        + " (errno "
                        + errno
                        + ")"
                        + (kernelMessage.isEmpty() ? "" : ": " + kernelMessage));
        this.operation = operation;
        this.errno = errno;
    }

    public String operation() {
        return operation;
    }

    public int errno() {
        return errno;
    }
}
