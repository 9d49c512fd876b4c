package org.bridgewall.agent.loop;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bridgewall.sync.cache.ExternalCacheListener;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.flow.FlowSnapshot;

/**
 * What has changed since the last pass of a takeover; the first wrote everything. A pass then costs
 * only the difference, whatever the size of the table.
 *
 * <p>Thread rule: the replication thread.
 */
final class PreparedFlows implements ExternalCacheListener {
    private final Map<ByteBuffer, Latest> changes = new LinkedHashMap<>();

    /** The latest word on a flow; without a value it has ended. */
    private record Latest(ByteBuffer value, int timeoutSeconds, boolean ended) {}

    /**
     * The difference, ready for another thread.
     *
     * @param outdated flows to be deleted first: a commit never replaces an entry
     * @param current of these, the ones that live on
     */
    record Difference(FlowSnapshot outdated, FlowSnapshot current) {}

    @Override
    public void stored(RecordView view) {
        note(view, view.timeoutSeconds(), false);
    }

    @Override
    public void removed(RecordView view) {
        note(view, 0, true);
    }

    private void note(RecordView view, int timeoutSeconds, boolean ended) {
        if (view.type() == RecordTypes.FLOW) {
            changes.put(
                    ByteBuffer.wrap(view.key()),
                    new Latest(ByteBuffer.wrap(view.value()), timeoutSeconds, ended));
        }
    }

    /** What is left to write; from now on it counts as written. */
    @SuppressWarnings("ByteBufferBackingArray") // each wraps a whole array
    Difference take() {
        FlowSnapshot outdated = new FlowSnapshot();
        FlowSnapshot current = new FlowSnapshot();
        changes.forEach((key, latest) -> {
            byte[] value = latest.value().array();
            outdated.add(key.array(), value, 0);
            if (!latest.ended()) {
                current.add(key.array(), value, latest.timeoutSeconds());
            }
        });
        changes.clear();
        return new Difference(outdated, current);
    }
}
