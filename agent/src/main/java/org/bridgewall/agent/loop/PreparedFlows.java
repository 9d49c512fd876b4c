package org.bridgewall.agent.loop;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bridgewall.sync.cache.RecordSnapshot;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.flow.FlowSnapshot;

/**
 * What an earlier pass of the same takeover wrote into the kernel, so that the last pass can take
 * out what has changed or ended since: a commit itself never replaces an entry.
 *
 * <p>Thread rule: the takeover worker.
 */
final class PreparedFlows {
    private final long epoch;
    private final Map<ByteBuffer, ByteBuffer> written = new HashMap<>();

    PreparedFlows(long epoch, List<RecordSnapshot> snapshots) {
        this.epoch = epoch;
        RecordView view = new RecordView();
        for (RecordSnapshot snapshot : snapshots) {
            for (int i = 0; i < snapshot.size(); i++) {
                snapshot.view(i, view);
                written.put(ByteBuffer.wrap(view.key()), ByteBuffer.wrap(view.value()));
            }
        }
    }

    /** Whether this is the preparation of the takeover that wins {@code epoch}. */
    boolean isOf(long wanted) {
        return epoch == wanted;
    }

    /** Flows that were written and are not, or not so, in the snapshots. */
    @SuppressWarnings("ByteBufferBackingArray") // each wraps a whole array
    FlowSnapshot outdated(List<RecordSnapshot> snapshots) {
        Map<ByteBuffer, ByteBuffer> left = new HashMap<>(written);
        RecordView view = new RecordView();
        for (RecordSnapshot snapshot : snapshots) {
            for (int i = 0; i < snapshot.size(); i++) {
                snapshot.view(i, view);
                left.remove(ByteBuffer.wrap(view.key()), ByteBuffer.wrap(view.value()));
            }
        }
        FlowSnapshot outdated = new FlowSnapshot();
        left.forEach((key, value) -> outdated.add(key.array(), value.array(), 0));
        return outdated;
    }

    /** Flows of the snapshots that were not written, or not so. */
    FlowSnapshot changed(List<RecordSnapshot> snapshots) {
        FlowSnapshot changed = new FlowSnapshot();
        RecordView view = new RecordView();
        for (RecordSnapshot snapshot : snapshots) {
            for (int i = 0; i < snapshot.size(); i++) {
                snapshot.view(i, view);
                byte[] key = view.key();
                byte[] value = view.value();
                if (!ByteBuffer.wrap(value).equals(written.get(ByteBuffer.wrap(key)))) {
                    changed.add(key, value, view.timeoutSeconds());
                }
            }
        }
        return changed;
    }
}
