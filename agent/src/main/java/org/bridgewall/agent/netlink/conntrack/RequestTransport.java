package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;

/** Takes a batch to the kernel. Thread rule: one thread at a time. */
@FunctionalInterface
interface RequestTransport {
    /** Takes everything and does nothing: for compiling what lies before it. */
    RequestTransport NOWHERE = batch -> {};

    /**
     * Sends a batch that is not empty, and notes in it each request that failed.
     *
     * @throws IOException if the socket fails; nothing is known of the batch then
     */
    void exchange(RequestBatch batch) throws IOException;
}
