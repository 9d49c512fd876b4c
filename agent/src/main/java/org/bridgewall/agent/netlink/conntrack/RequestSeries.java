package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import org.bridgewall.agent.linux.Realtime;
import org.jspecify.annotations.Nullable;

/**
 * Requests on their way to the kernel, a batch at a time. The kernel works on a batch within the
 * system call, about 2 us for each request; writing one takes a tenth of that. So a thread of its
 * own sends the batches that are full, and the caller writes the next ones meanwhile; what is left
 * at the end, and a series that is no longer than one batch, goes on the caller's thread.
 *
 * <p>A caller that is as far ahead as the room allows looks every millisecond whether half of it is
 * free. The sender does not wake it meanwhile: a thread that is woken often runs on the processor
 * of its waker, which then waits for it.
 *
 * <p>Thread rule: one thread; {@link Settlement} is called on it.
 */
final class RequestSeries implements AutoCloseable {
    private static final long LOOK_MILLIS = 1;

    private final RequestTransport transport;
    private final RequestBatch[] room;
    private final Settlement settlement;
    private int sequence = 1;
    private int settled;
    private @Nullable Thread sender;

    // Guarded by this; the batches between sent and handedOver are the sender's.
    private int handedOver;
    private int sent;
    private int awaited;
    private boolean closed;
    private @Nullable IOException failure;

    /** Learns what became of a batch. */
    @FunctionalInterface
    interface Settlement {
        void settled(RequestBatch batch);
    }

    /**
     * @param room at least two batches; what they hold is forgotten
     */
    RequestSeries(RequestTransport transport, RequestBatch[] room, Settlement settlement) {
        this.transport = transport;
        this.room = room;
        this.settlement = settlement;
        current().restart(sequence);
    }

    /** The batch to write to. */
    RequestBatch current() {
        return room[handedOver % room.length];
    }

    /**
     * Hands a batch that is full over to be sent; the current one is empty afterwards. Batches
     * before it may be settled here.
     *
     * @throws IOException if the socket failed, at this batch or at one before
     */
    void submit() throws IOException {
        sequence += current().size();
        if (sender == null) {
            sender = Thread.ofPlatform().name("request-sender").daemon().start(this::send);
        }
        synchronized (this) {
            handedOver++;
            notifyAll();
        }
        if (handedOver - settled == room.length) {
            settle(settled + room.length / 2, LOOK_MILLIS);
        }
        current().restart(sequence);
    }

    /** Sends all that was written, and settles it; the current batch is empty afterwards. */
    void finish() throws IOException {
        settle(handedOver, 0);
        RequestBatch rest = current();
        if (rest.size() > 0) {
            transport.exchange(rest);
            settlement.settled(rest);
            sequence += rest.size();
            rest.restart(sequence);
        }
    }

    private void settle(int upTo, long lookMillis) throws IOException {
        await(upTo, lookMillis);
        for (; settled < upTo; settled++) {
            settlement.settled(room[settled % room.length]);
        }
    }

    /**
     * Sleeps until so many are sent.
     *
     * @param lookMillis 0: is woken by the sender
     */
    private synchronized void await(int upTo, long lookMillis) throws IOException {
        awaited = lookMillis == 0 ? upTo : 0;
        try {
            while (sent < upTo && failure == null) {
                wait(lookMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the kernel worked on a batch", e);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void send() {
        // The kernel's part is the longest: it must not wait for those that prepare the rest.
        Realtime.preferFirst();
        try {
            for (RequestBatch batch = next(); batch != null; batch = next()) {
                transport.exchange(batch);
                sent();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Waits for a batch to send; null: no more will come. */
    private synchronized @Nullable RequestBatch next() {
        try {
            while (sent == handedOver && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            failed(new IOException("the sender was interrupted", e));
            return null;
        }
        return closed ? null : room[sent % room.length];
    }

    private synchronized void sent() {
        sent++;
        if (sent == awaited) {
            notifyAll();
        }
    }

    private synchronized void failed(IOException e) {
        failure = e;
        notifyAll();
    }

    /** Ends the sender; what was handed over and not yet sent is dropped. */
    @Override
    public void close() {
        boolean idle;
        synchronized (this) {
            closed = true;
            idle = sent == handedOver;
            notifyAll();
        }
        if (!idle) {
            awaitEnd();
        }
    }

    /** At most one batch: the room may be written to again afterwards. */
    private void awaitEnd() {
        boolean interrupted = false;
        while (sender != null) {
            try {
                sender.join();
                sender = null;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
