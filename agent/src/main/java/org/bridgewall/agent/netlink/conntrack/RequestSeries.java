package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;

/**
 * Requests on their way to the kernel, a batch at a time, on the caller's thread. The kernel works
 * on a batch within the system call, about 2 us for each request; writing one takes a tenth of
 * that. A second thread that wrote the next batch meanwhile gained nothing on two processors: the
 * kernel's part took longer, and each of the two waited for the other.
 *
 * <p>Thread rule: one thread; {@link Settlement} is called on it.
 */
final class RequestSeries {
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
     * @param room for one datagram; what it holds is forgotten
     */
    RequestSeries(RequestTransport transport, RequestBatch room, Settlement settlement) {
        this.transport = transport;
        this.batch = room;
        this.settlement = settlement;
        batch.restart(sequence);
    }

    /** The batch to write to. */
    RequestBatch current() {
        return batch;
    }

    /** Sends the batch, if anything is in it, and settles it; it is empty afterwards. */
    void submit() throws IOException {
        if (batch.size() == 0) {
            return;
        }
        transport.exchange(batch);
        settlement.settled(batch);
        sequence += batch.size();
        batch.restart(sequence);
    }
}
