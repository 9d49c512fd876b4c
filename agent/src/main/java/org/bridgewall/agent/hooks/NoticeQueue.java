package org.bridgewall.agent.hooks;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The notices that wait, in order. When one comes and too many wait already, those that wait are
 * left out, and the new one says how many: so the last state is always told, late or not, and
 * memory stays bounded however long a program takes.
 *
 * <p>Thread rule: any thread.
 */
final class NoticeQueue {
    private final ArrayDeque<Notice> waiting = new ArrayDeque<>();
    private final int most;
    private boolean closed;

    NoticeQueue(int most) {
        this.most = most;
    }

    synchronized void add(Notice notice) {
        if (waiting.size() < most) {
            waiting.addLast(notice);
        } else {
            int skipped = waiting.stream().mapToInt(n -> 1 + n.skipped()).sum();
            waiting.clear();
            waiting.addLast(notice.after(skipped));
        }
        notifyAll();
    }

    /** The next notice; null once the queue is closed and empty. */
    synchronized @Nullable Notice take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        return waiting.pollFirst();
    }

    /** What waits is still told; nothing more will come. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
