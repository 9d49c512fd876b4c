package org.bridgewall.agent.loop;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.sync.cache.ExternalCacheListener;
import org.bridgewall.sync.cache.RecordView;

/**
 * Tells several listeners what changes in the replicas: each instance that is taking over follows
 * them for itself.
 *
 * <p>Thread rule: the replication thread.
 */
final class ReplicaWatch implements ExternalCacheListener {
    private final List<ExternalCacheListener> listeners = new ArrayList<>();

    void add(ExternalCacheListener listener) {
        listeners.add(listener);
    }

    void remove(ExternalCacheListener listener) {
        listeners.removeIf(each -> each.equals(listener));
    }

    @Override
    public void stored(RecordView view) {
        listeners.forEach(listener -> listener.stored(view));
    }

    @Override
    public void removed(RecordView view) {
        listeners.forEach(listener -> listener.removed(view));
    }
}
