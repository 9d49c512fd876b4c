package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches on their way to the kernel, in order. With room for one batch the caller sends. With
 * more, a second thread sends from the first full batch on, while the caller writes the next: the
 * kernel works on a batch within the system call, about 2 us for each request, and writing one
 * takes a quarter of that.
 *
 * <p>Thread rule: one thread; {@link Settlement} is called on it.
 */
final class RequestPipeline implements AutoCloseable {
    private final RequestTransport transport;
    private final Deque<RequestBatch> free;
    private final Settlement settlement;
    private RequestBatch current;
    private @Nullable RequestSender sender;
    private int underWay;
    private int sequence = 1;

    /** Learns what became of a batch. */
    @FunctionalInterface
    interface Settlement {
        void settled(RequestBatch batch);
    }

    /**
     * @param rooms each for one datagram, at least one; what they hold is forgotten
     */
    RequestPipeline(RequestTransport transport, List<RequestBatch> rooms, Settlement settlement) {
        this.transport = transport;
        this.free = new ArrayDeque<>(rooms);
        this.settlement = settlement;
        current = free.remove();
        current.restart(sequence);
    }

    /** The batch to write to. */
    RequestBatch current() {
        return current;
    }

    /** Sends the batch, if anything is in it; {@link #current} is empty afterwards. */
    void submit() throws IOException {
        if (current.size() == 0) {
            return;
        }
        sequence += current.size();
        if (sender == null && current.isFull() && !free.isEmpty()) {
            sender = RequestSender.start(transport);
        }
        if (sender == null) {
            transport.exchange(current);
            settlement.settled(current);
        } else {
            sender.send(current);
            underWay++;
            if (free.isEmpty()) {
                settleOne(sender);
            }
            current = free.remove();
        }
        current.restart(sequence);
    }

    /** Submits the batch, and returns once everything is settled. */
    void finish() throws IOException {
        submit();
        while (sender != null && underWay > 0) {
            settleOne(sender);
        }
    }

    private void settleOne(RequestSender from) throws IOException {
        RequestBatch sent = from.sent();
        underWay--;
        settlement.settled(sent);
        free.add(sent);
    }

    /** Ends the sending thread, whatever is under way. */
    @Override
    public void close() {
        if (sender != null) {
            sender.close();
        }
    }
}
