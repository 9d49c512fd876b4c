package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;

/**
 * Batches on their way to the kernel, one after the other. The caller sends: handing batches to a
 * second thread was measured, and on a busy machine with two processors it cost more than it hid.
 *
 * <p>Thread rule: one thread.
 */
final class RequestPipeline {
    private final RequestTransport transport;
    private final RequestBatch batch;
    private final Settlement settlement;
    private int sequence = 1;

    /** Learns what became of a batch. */
    @FunctionalInterface
    interface Settlement {
        void settled(RequestBatch batch);
    }

    /**
     * @param batch room for one datagram; what it holds is forgotten
     */
    RequestPipeline(RequestTransport transport, RequestBatch batch, Settlement settlement) {
        this.transport = transport;
        this.batch = batch;
        this.settlement = settlement;
        batch.restart(sequence);
    }

    /** The batch to write to. */
    RequestBatch current() {
        return batch;
    }

    /** Sends the batch, if anything is in it, and settles it; it is empty afterwards. */
    void submit() throws IOException {
        if (batch.size() != 0) {
            transport.exchange(batch);
            settlement.settled(batch);
            sequence += batch.size();
            batch.restart(sequence);
        }
    }
}
