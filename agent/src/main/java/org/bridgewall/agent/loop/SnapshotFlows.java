package org.bridgewall.agent.loop;

import java.util.List;
import org.bridgewall.sync.cache.RecordSnapshot;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.FlowSource;
import org.bridgewall.sync.flow.MalformedFlowException;

/** Snapshots of the external caches of all peers, read as flows. Thread rule: one thread. */
final class SnapshotFlows implements FlowSource {
    private final List<RecordSnapshot> snapshots;
    private final FlowCodec codec = new FlowCodec();
    private final RecordView view = new RecordView();
    private final int size;

    SnapshotFlows(List<RecordSnapshot> snapshots) {
        this.snapshots = snapshots;
        this.size = snapshots.stream().mapToInt(RecordSnapshot::size).sum();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean read(int index, Flow into) {
        int at = index;
        for (RecordSnapshot snapshot : snapshots) {
            if (at < snapshot.size()) {
                snapshot.view(at, view);
                return decode(into);
            }
            at -= snapshot.size();
        }
        throw new IllegalArgumentException("index: " + index + " (expected: < " + size + ")");
    }

    private boolean decode(Flow into) {
        try {
            codec.decodeKey(view.bytes(), view.keyOffset(), view.keyLength(), into);
            codec.decodeValue(view.bytes(), view.valueOffset(), view.valueLength(), into);
        } catch (MalformedFlowException e) {
            return false;
        }
        into.hasTimeout = true;
        into.timeoutSeconds = Math.max(0, view.timeoutSeconds());
        return true;
    }
}
