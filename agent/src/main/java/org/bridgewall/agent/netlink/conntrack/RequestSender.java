package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A thread that sends batches, one after the other. It lives as long as its socket and has the nice
 * value of the thread that opened that: a takeover's thread is preferred to all others, and were
 * this one as well, the two would keep every processor of a small machine from the collector.
 *
 * <p>Thread rule: one thread at a time calls; it alone touches a batch before {@link #send} and
 * after {@link #sent}, the sending thread in between.
 */
final class RequestSender implements AutoCloseable {
    private final BlockingQueue<Order> toSend = new LinkedBlockingQueue<>();
    private final BlockingQueue<Outcome> sent = new LinkedBlockingQueue<>();
    private final Thread thread;

    private record Order(RequestBatch batch, RequestTransport transport) {}

    /** A batch that was sent, or how that failed. */
    record Outcome(RequestBatch batch, @Nullable IOException failure) {}

    private RequestSender() {
        thread = Thread.ofPlatform().name("conntrack-requests").daemon().unstarted(this::run);
    }

    static RequestSender start() {
        RequestSender sender = new RequestSender();
        sender.thread.start();
        return sender;
    }

    void send(RequestBatch batch, RequestTransport transport) {
        toSend.add(new Order(batch, transport));
    }

    /** Waits for the next batch in the order of sending; an interrupt does not end it. */
    Outcome sent() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return sent.take();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            while (true) {
                Order order = toSend.take();
                IOException failure = null;
                try {
                    order.transport().exchange(order.batch());
                } catch (IOException e) {
                    failure = e;
                }
                sent.add(new Outcome(order.batch(), failure));
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /** Ends the thread; nothing may be under way. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
