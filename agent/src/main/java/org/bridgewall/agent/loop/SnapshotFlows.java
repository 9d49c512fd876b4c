package org.bridgewall.agent.loop;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.bridgewall.sync.cache.RecordSnapshot;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.FlowSource;
import org.bridgewall.sync.flow.MalformedFlowException;

/** Snapshots of the external caches of all peers, read as flows. Thread rule: one thread. */
final class SnapshotFlows implements FlowSource {
    private final Iterator<RecordSnapshot> more;
    private final List<RecordSnapshot> pieces = new ArrayList<>();
    private final FlowCodec codec = new FlowCodec();
    private final RecordView view = new RecordView();
    private final int size;

    /** Where the last flow was: number of its piece, index of that piece's first flow. */
    private int piece;

    private int first;

    SnapshotFlows(List<RecordSnapshot> pieces) {
        this(pieces.stream().mapToInt(RecordSnapshot::size).sum(), pieces.iterator());
    }

    /**
     * @param size flows in all pieces; of those that the pieces lack, nothing is read
     */
    SnapshotFlows(int size, Iterator<RecordSnapshot> pieces) {
        this.size = size;
        this.more = pieces;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean read(int index, Flow into) {
        Objects.checkIndex(index, size);
        if (index < first) {
            piece = 0;
            first = 0;
        }
        while (hasPiece()) {
            RecordSnapshot here = pieces.get(piece);
            if (index - first < here.size()) {
                here.view(index - first, view);
                return decode(into);
            }
            first += here.size();
            piece++;
        }
        return false;
    }

    private boolean hasPiece() {
        if (piece == pieces.size() && more.hasNext()) {
            pieces.add(more.next());
        }
        return piece < pieces.size();
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
