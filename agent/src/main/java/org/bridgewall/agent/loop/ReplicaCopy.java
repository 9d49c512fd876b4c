package org.bridgewall.agent.loop;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.RecordSnapshot;
import org.bridgewall.sync.flow.FlowSource;
import org.jspecify.annotations.Nullable;

/**
 * The flows of all external caches on their way to a commit, which writes the first while the rest
 * is still copied.
 *
 * <p>Thread rule: {@link #make} on the replication thread, {@link #flows} and what it returns on
 * another; {@link #end} on any.
 */
final class ReplicaCopy {
    private final CompletableFuture<Integer> size = new CompletableFuture<>();
    private final BlockingQueue<RecordSnapshot> pieces = new LinkedBlockingQueue<>();

    /** Copies the flows of these caches out. */
    void make(List<ExternalCache> caches) {
        size.complete(caches.stream().mapToInt(cache -> cache.size(RecordTypes.FLOW)).sum());
        long now = System.nanoTime();
        for (ExternalCache cache : caches) {
            if (cache.size(RecordTypes.FLOW) > 0) {
                cache.snapshot(RecordTypes.FLOW, now, pieces::add);
            }
        }
    }

    /** No more will come, whether all came or not; to be called in any case. */
    void end() {
        size.complete(0);
        pieces.add(RecordSnapshot.empty());
    }

    /** Waits for the copying to begin; to be called once. Reading waits for what is to come. */
    FlowSource flows() throws InterruptedException, ExecutionException {
        return new SnapshotFlows(size.get(), new Pieces());
    }

    /** Ends with the first piece that is empty. */
    private final class Pieces implements Iterator<RecordSnapshot> {
        private @Nullable RecordSnapshot next;

        @Override
        public boolean hasNext() {
            if (next == null) {
                try {
                    next = pieces.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    next = RecordSnapshot.empty();
                }
            }
            return next.size() > 0;
        }

        @Override
        public RecordSnapshot next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            RecordSnapshot piece = next;
            next = null;
            return piece;
        }
    }
}
