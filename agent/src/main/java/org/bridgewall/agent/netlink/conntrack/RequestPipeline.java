package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches on their way to the kernel, in order. Without a sender the caller sends. With one, that
 * thread sends from the first full batch on, while the caller writes the next: the kernel works on
 * a batch within the system call, about 2 us for each request, and writing one takes a quarter of
 * that.
 *
 * <p>Thread rule: one thread; {@link Settlement} is called on it.
 */
final class RequestPipeline implements AutoCloseable {
    private final RequestTransport transport;
    private final @Nullable RequestSender sender;
    private final Deque<RequestBatch> free;
    private final Settlement settlement;
    private RequestBatch current;
    private boolean handsOver;
    private int underWay;
    private int sequence = 1;

    /** Learns what became of a batch. */
    @FunctionalInterface
    interface Settlement {
        void settled(RequestBatch batch);
    }

    /** A pipeline whose caller sends. */
    RequestPipeline(RequestTransport transport, RequestBatch room, Settlement settlement) {
        this(transport, null, List.of(room), settlement);
    }

    /**
     * @param rooms each for one datagram, two at least where there is a sender; what they hold is
     *     forgotten
     */
    RequestPipeline(
            RequestTransport transport,
            @Nullable RequestSender sender,
            List<RequestBatch> rooms,
            Settlement settlement) {
        this.transport = transport;
        this.sender = sender;
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
        handsOver |= current.isFull();
        if (sender != null && handsOver) {
            sender.send(current, transport);
            underWay++;
            if (free.isEmpty()) {
                settle(sender, (underWay + 1) / 2);
            }
            current = free.remove();
        } else {
            transport.exchange(current);
            settlement.settled(current);
        }
        current.restart(sequence);
    }

    /** Submits the batch, and returns once everything is settled. */
    void finish() throws IOException {
        submit();
        if (sender != null) {
            settle(sender, underWay);
        }
    }

    private void settle(RequestSender from, int least) throws IOException {
        List<RequestSender.Outcome> outcomes = from.sent(least);
        underWay -= outcomes.size();
        for (RequestSender.Outcome outcome : outcomes) {
            if (outcome.failure() != null) {
                throw outcome.failure();
            }
            settlement.settled(outcome.batch());
            free.add(outcome.batch());
        }
    }

    /** Returns once nothing is under way any more, whatever becomes of it. */
    @Override
    public void close() {
        if (sender != null) {
            underWay -= sender.sent(underWay).size();
        }
    }
}
