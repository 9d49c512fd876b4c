package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The thread that sends the batches of one pipeline, one after the other.
 *
 * <p>Thread rule: one thread calls; it alone touches a batch before {@link #send} and after {@link
 * #sent}, the sending thread in between.
 */
final class RequestSender implements AutoCloseable {
    private final RequestTransport transport;
    private final BlockingQueue<RequestBatch> toSend = new LinkedBlockingQueue<>();
    private final BlockingQueue<Outcome> sent = new LinkedBlockingQueue<>();
    private final Thread thread;

    /** A batch, and how sending it failed. */
    private record Outcome(RequestBatch batch, @Nullable IOException failure) {}

    private RequestSender(RequestTransport transport) {
        this.transport = transport;
        thread = Thread.ofPlatform().name("conntrack-requests").daemon().unstarted(this::run);
    }

    /** Starts the thread; it has the caller's nice value. */
    static RequestSender start(RequestTransport transport) {
        RequestSender sender = new RequestSender(transport);
        sender.thread.start();
        return sender;
    }

    void send(RequestBatch batch) {
        toSend.add(batch);
    }

    /**
     * The next batch in the order of sending; waits for it.
     *
     * @throws IOException the socket failed with it
     */
    RequestBatch sent() throws IOException {
        try {
            Outcome outcome = sent.take();
            if (outcome.failure() != null) {
                throw outcome.failure();
            }
            return outcome.batch();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while requests were under way");
        }
    }

    private void run() {
        try {
            while (true) {
                RequestBatch batch = toSend.take();
                try {
                    transport.exchange(batch);
                    sent.add(new Outcome(batch, null));
                } catch (IOException e) {
                    sent.add(new Outcome(batch, e));
                    return;
                }
            }
        } catch (InterruptedException e) {
            // The pipeline is closed.
        }
    }

    /** Returns once the thread has ended: the socket is free for others then. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
