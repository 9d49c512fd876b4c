package org.bridgewall.agent.netlink.conntrack;

import org.bridgewall.agent.linux.Errno;

/**
 * One entry that the kernel refused.
 *
 * @param flow original tuple, zone and status, for people
 * @param errno positive
 * @param kernelMessage the kernel's own words, or empty
 */
public record ConntrackFailure(String flow, int errno, String kernelMessage) {
    @Override
    public String toString() {
        String text = flow + ": " + Errno.describe(errno) + " (errno " + errno + ")";
        return kernelMessage.isEmpty() ? text : text + ": " + kernelMessage;
    }
}
