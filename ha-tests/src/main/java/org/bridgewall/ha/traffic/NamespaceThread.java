package org.bridgewall.ha.traffic;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bridgewall.agent.linux.NetNamespace;
import org.bridgewall.agent.linux.Realtime;

/**
 * A platform thread that lives in a network namespace: the sockets that it opens belong there.
 *
 * <p>Thread rule: {@link #start} returns when the body's sockets are open; {@link #close} from any
 * thread.
 */
final class NamespaceThread implements AutoCloseable {
    /** What runs in the thread: opens its sockets, says so, works until it is told to stop. */
    interface Body {
        void run(Runnable ready, Stop stop) throws Exception;
    }

    /** Whether the thread has been asked to end. */
    interface Stop {
        boolean requested();
    }

    private static final int PUNCTUAL = 1;

    private final Thread thread;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile boolean stopped;
    private volatile String failure = "";

    private NamespaceThread(String namespace, String name, Body body) {
        thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> live(namespace, body));
    }

    static NamespaceThread start(String namespace, String name, Body body) throws IOException {
        NamespaceThread started = new NamespaceThread(namespace, name, body);
        started.thread.start();
        try {
            started.ready.join();
        } catch (CompletionException e) {
            throw new IOException(
                    name + " in namespace " + namespace + ": " + e.getCause(), e.getCause());
        }
        return started;
    }

    /**
     * Puts the calling thread before all ordinary ones, so that a busy machine is not measured as a
     * broken path. Without the right to it the thread stays as it is, and the figures are upper
     * bounds.
     */
    static void punctual() {
        Realtime.fifo(PUNCTUAL);
    }

    /** Why the thread ended by itself; empty while it runs or after a clean end. */
    String failure() {
        return failure;
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live(String namespace, Body body) {
        try {
            NetNamespace.enter(namespace);
            body.run(() -> ready.complete(null), () -> stopped);
        } catch (Exception e) {
            if (!ready.completeExceptionally(e) && !stopped) {
                failure = thread.getName() + ": " + e;
            }
        }
    }
}
