package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;
import org.bridgewall.agent.linux.Realtime;
import org.jspecify.annotations.Nullable;

/**
 * Batches on their way to the kernel. While one is in the kernel, the next are written: what this
 * process computes is then hidden behind what the kernel takes, however slow the code is when it
 * runs for the first time. Few batches are sent by the caller itself.
 *
 * <p>Thread rule: one thread writes; a thread of the pipeline's own sends, from {@link #overlap} to
 * {@link #close}.
 */
final class RequestPipeline implements AutoCloseable {
    static final int DEPTH = 8;
    private static final long END_MILLIS = 2_000;

    private final RequestTransport transport;
    private final Settlement settlement;
    private final ArrayDeque<RequestBatch> idle;
    private final ArrayBlockingQueue<RequestBatch> outgoing = new ArrayBlockingQueue<>(DEPTH + 1);
    private final ArrayBlockingQueue<RequestBatch> returned = new ArrayBlockingQueue<>(DEPTH + 1);
    private final RequestBatch end = new RequestBatch();
    private @Nullable Thread sender;
    private int sequence = 1;
    private int underWay;
    private RequestBatch current;

    /** Learns what became of a batch, on the writing thread. */
    @FunctionalInterface
    interface Settlement {
        void settled(RequestBatch batch);
    }

    /**
     * @param batches to be used again and again; at least one
     */
    RequestPipeline(
            RequestTransport transport, ArrayDeque<RequestBatch> batches, Settlement settlement) {
        this.transport = transport;
        this.settlement = settlement;
        this.idle = batches;
        this.current = fresh();
    }

    /** Batches for one pipeline after the other; more than one where sending may overlap. */
    static ArrayDeque<RequestBatch> batches(int count) {
        ArrayDeque<RequestBatch> batches = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            batches.add(new RequestBatch());
        }
        return batches;
    }

    /** From now on a thread of its own sends. */
    void overlap() {
        sender = Thread.ofPlatform().name("conntrack-requests").daemon().unstarted(this::send);
        sender.start();
    }

    /** The batch to write to. */
    RequestBatch current() {
        return current;
    }

    /** Sends the current batch, if anything is in it; there is an empty one afterwards. */
    void submit() throws IOException {
        if (current.size() == 0) {
            return;
        }
        if (sender == null) {
            transport.exchange(current);
            settlement.settled(current);
            current.restart(nextSequences());
            return;
        }
        outgoing.add(current);
        underWay++;
        RequestBatch back = returned.poll();
        while (back != null) {
            settle(back);
            back = returned.poll();
        }
        if (idle.isEmpty()) {
            settle(await());
        }
        current = fresh();
    }

    /** Sends what is there and waits until all is settled. */
    void flush() throws IOException {
        submit();
        while (underWay > 0) {
            settle(await());
        }
    }

    private void settle(RequestBatch back) throws IOException {
        underWay--;
        idle.add(back);
        if (back.fault() != null) {
            throw new IOException(back.fault().getMessage(), back.fault());
        }
        settlement.settled(back);
    }

    private RequestBatch await() throws IOException {
        try {
            return returned.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("conntrack requests").initCause(e);
        }
    }

    private RequestBatch fresh() {
        RequestBatch batch = idle.removeFirst();
        batch.restart(nextSequences());
        return batch;
    }

    private int nextSequences() {
        int first = sequence;
        sequence += RequestBatch.MAX_REQUESTS;
        return first;
    }

    @SuppressWarnings("ReferenceEquality") // the very batch that means the end
    private void send() {
        Realtime.prefer();
        try {
            for (RequestBatch batch = outgoing.take(); batch != end; batch = outgoing.take()) {
                try {
                    transport.exchange(batch);
                } catch (IOException | RuntimeException e) {
                    batch.fault(e);
                }
                returned.add(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the sending thread; what is under way is sent before. */
    @Override
    public void close() {
        if (sender != null) {
            outgoing.add(end);
            try {
                sender.join(END_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            idle.addAll(returned);
        }
        idle.add(current);
    }
}
