package org.bridgewall.sync.netty;

/**
 * What one path carried since the start. Immutable.
 *
 * @param refused from a source that is not the peer's address and port
 * @param dropped not sent since the socket was full or closed
 * @param tooLong of the errors: larger than the path takes (EMSGSIZE)
 * @param errors the kernel refused to send or receive (peer's port closed, network unreachable...)
 */
public record PathCounters(
        String path,
        long sent,
        long sentBytes,
        long received,
        long receivedBytes,
        long refused,
        long dropped,
        long tooLong,
        long errors) {}
