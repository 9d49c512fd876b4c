package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A thread that sends batches, one after the other. It lives as long as its socket and has the nice
 * value of the thread that opened that: a takeover's thread is preferred to all others, and were
 * this one as well, the two would keep every processor of a small machine from the collector.
 *
 * <p>To wake a thread costs a sixth of what the kernel needs for a batch, and the sender pays: so
 * the caller waits for several batches at once.
 *
 * <p>Thread rule: one thread at a time calls; it alone touches a batch before {@link #send} and
 * after {@link #sent}, the sending thread in between.
 */
final class RequestSender implements AutoCloseable {
    private final BlockingQueue<Order> toSend = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final Object lock = new Object();
    private List<Outcome> sent = new ArrayList<>();

    /** So many outcomes wake the caller. */
    private int awaited = Integer.MAX_VALUE;

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

    /**
     * Waits for so many batches at least, all of them given to {@link #send} before; returns those
     * that were sent, in their order. An interrupt does not end it.
     */
    List<Outcome> sent(int least) {
        boolean interrupted = false;
        synchronized (lock) {
            awaited = least;
            while (sent.size() < least) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            awaited = Integer.MAX_VALUE;
            List<Outcome> all = sent;
            sent = new ArrayList<>();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return all;
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
                synchronized (lock) {
                    sent.add(new Outcome(order.batch(), failure));
                    if (sent.size() >= awaited) {
                        lock.notifyAll();
                    }
                }
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
