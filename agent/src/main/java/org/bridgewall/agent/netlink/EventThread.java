package org.bridgewall.agent.netlink;

import java.io.IOException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.linux.ReceiveBatch;
import org.bridgewall.agent.linux.Wakeup;

/**
 * A thread that listens to the multicast groups of one socket.
 *
 * <ol>
 *   <li>The socket has joined its groups before the thread begins, so that no change falls between
 *       the first dump and the first announcement.
 *   <li>Whatever makes the picture doubtful (overrun, a datagram cut short or malformed) empties
 *       the queue and asks the handler for a dump. Announcements older than the dump may follow it;
 *       the newest state is always announced last.
 *   <li>An error that cannot be repaired is handed to the handler, never swallowed.
 * </ol>
 *
 * <p>Thread rule: {@link #close()} from any thread but the listening one.
 */
public final class EventThread implements AutoCloseable {
    private static final int SLOTS = 32;
    // Room for an announcement of a link with every attribute that it can have.
    private static final int SLOT_BYTES = 32 * 1024;

    private final NetlinkSocket socket;
    private final EventHandler handler;
    private final Wakeup wakeup;
    private final Thread thread;
    private final ReceiveBatch batch = new ReceiveBatch(SLOTS, SLOT_BYTES);
    private final Message message = new Message();
    private volatile boolean closed;

    private EventThread(String name, NetlinkSocket socket, EventHandler handler, Wakeup wakeup) {
        this.socket = socket;
        this.handler = handler;
        this.wakeup = wakeup;
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /**
     * Starts listening.
     *
     * @param socket has joined its groups; owned by the thread from now on
     */
    public static EventThread start(String name, NetlinkSocket socket, EventHandler handler)
            throws IOException {
        EventThread events = new EventThread(name, socket, handler, Wakeup.open());
        events.thread.start();
        return events;
    }

    private void run() {
        try {
            handler.resynchronise();
            while (!closed) {
                if (socket.poll(wakeup)) {
                    take();
                }
            }
        } catch (IOException e) {
            if (!closed) {
                handler.failed(e);
            }
        } catch (RuntimeException e) {
            handler.failed(new IOException(thread.getName() + " broke down", e));
            throw e;
        }
    }

    private void take() throws IOException {
        int filled = socket.receive(batch, false);
        if (filled == NetlinkSocket.OVERRUN || !handOver(filled)) {
            while (socket.receive(batch, false) != 0) {
                // what is queued is older than the dump to come
            }
            handler.resynchronise();
        }
    }

    /** Returns false where the datagrams do not tell everything. */
    private boolean handOver(int filled) {
        for (int slot = 0; slot < filled; slot++) {
            if (batch.truncated(slot)) {
                return false;
            }
            try {
                message.over(batch.datagram(slot));
                while (message.next()) {
                    handler.message(message);
                }
            } catch (MalformedNetlinkException e) {
                return false;
            }
        }
        return true;
    }

    /** Stops listening; no call to the handler begins after it returns. */
    @Override
    public void close() {
        closed = true;
        wakeup.signal();
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
        socket.close();
        wakeup.close();
    }
}
